#!/usr/bin/env python3
"""Check a document, an entry or a whole log of Jianheng 鉴衡 without trusting whoever runs it (charter Art. 7.5).

    python3 jianheng_verify.py document FILE EVIDENCE --policy POLICY     a document against its evidence file
    python3 jianheng_verify.py entry EVIDENCE --policy POLICY             an entry of the record
    python3 jianheng_verify.py proof PROOF --leaf HASH --policy POLICY    one proof text, for a leaf hash you computed
    python3 jianheng_verify.py promise FILE [--evidence EVIDENCE] --policy POLICY
    python3 jianheng_verify.py audit FOLDER|URL [--previous CHECKPOINT]... --policy POLICY

This one file needs Python 3.9 or later and nothing else; only `audit URL` uses the network. The policy (C2SP
tlog-policy) names the logs and witnesses that *you* believe: get it from somebody other than the county.

Exit status: 0 proved · 1 not proved, with one of the names in FAILURES · 2 not understood (file, policy or command).

Parts: 1 outcomes, 2 hashes, 3 signatures, 4 canonical JSON, 5 Merkle trees, 6 signed notes, 7 policy, 8 proofs,
9 evidence, 10 documents and promises, 11 audit, 12 command line. Only public keys and public bytes occur here, so that
timing does not matter.
"""

from __future__ import annotations

import argparse
import base64
import calendar
import functools
import hashlib
import json
import re
import sys
import time
import unicodedata
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Optional

# --- 1. Outcomes ------------------------------------------------------------------------------------------------------

FAILURES = """
altered-document | 文件与存证的摘要不符，内容被改动过 | the file is not the one whose digests are on record
altered-field | 公开字段与条目中的承诺值不符 | a disclosed field does not match its commitment in the entry
altered-entry | 条目与日志不符，内容或证明被改动过 | the entry, or its proof, does not lead to the signed root
altered-tile | 哈希瓦片被改动过 | a tile of hashes was altered
wrong-root | 条目和瓦片一致，但与签名的根不符：被一并重写过 | entries and tiles agree, but not with the signed root
trees-differ | 两棵树记录的内容不同 | the two trees do not hold the same
bad-signature | 签名无效或缺失 | a signature does not hold, or is missing
wrong-distid | SM2 签名用了错误的签名者标识 | an SM2 signature was made with another signer id
off-curve-key | 公钥不在曲线上 | a public key is not a point of its curve
unknown-suite | 未知的密码算法 | an algorithm or kind of key is unknown
unknown-log | 策略中没有这个日志 | the policy does not name this log
unknown-signer | 没有证明表明签署人的公钥已公布 | no proof shows that this signer's key was published
below-quorum | 见证方未达到法定数目 | too few witnesses of the policy have cosigned
clock-backwards | 时间倒流 | a clock ran backwards
duplicate-key | JSON 中有重复的键 | a JSON object names a key twice
not-canonical | JSON 不是规范形式，或含有小数 | JSON is not in canonical form, or holds a float
malformed-entry | 条目的形式未知 | an entry does not have the form of entries
truncated | 数据缺失或被截短 | something is missing or cut short
forked | 历史分叉：与先前的检查点不一致 | the history was forked: it does not continue the earlier checkpoint
rollback | 历史回退：比先前的检查点更短 | the history was rolled back: it is shorter than the earlier checkpoint
unexplained-gap | 有条目被清空而没有记录说明 | an entry was blanked and no later entry says so
not-disclosed | 存证文件没有公开所需的字段 | the evidence does not disclose the fields needed
promise-unkept | 承诺逾期未见证明；请保存此承诺作为证据 | the promise is overdue without proof: keep it as evidence
"""


class NotProved(Exception):
    """What was claimed is not proved; ``name`` is one of FAILURES, ``detail`` says where.

    What cannot be read at all is a ValueError or an OSError: not understood.
    """

    def __init__(self, name: str, detail: object = "") -> None:
        super().__init__(name)
        self.name, self.detail = name, str(detail)[:200]


def need(holds: object, name: str, detail: object = "") -> None:
    """Raise NotProved unless it holds."""
    if not holds:
        raise NotProved(name, detail)


def understand(holds: object, what: object) -> None:
    """Raise ValueError unless it holds."""
    if not holds:
        raise ValueError(str(what)[:100])


def say(chinese: str, english: str) -> None:
    """Tell one thing in both languages."""
    print(f"{chinese}\n    {english}")


# --- 2. Hashes --------------------------------------------------------------------------------------------------------

Digest = Callable[[bytes], bytes]


def rotated(word: int, by: int) -> int:
    """A 32-bit word rotated to the left."""
    return (word << by % 32 | word >> (-by % 32)) & 0xFFFFFFFF


def sm3_pure(data: bytes) -> bytes:
    """SM3 (GB/T 32905), 32 bytes."""
    state = [0x7380166F, 0x4914B2B9, 0x172442D7, 0xDA8A0600, 0xA96F30BC, 0x163138AA, 0xE38DEE4D, 0xB0FB0E4E]
    padded = data + b"\x80" + bytes(-(len(data) + 9) % 64) + (8 * len(data)).to_bytes(8, "big")
    for start in range(0, len(padded), 64):
        w = [int.from_bytes(padded[at : at + 4], "big") for at in range(start, start + 64, 4)]
        for j in range(16, 68):
            x = w[j - 16] ^ w[j - 9] ^ rotated(w[j - 3], 15)
            w.append(x ^ rotated(x, 15) ^ rotated(x, 23) ^ rotated(w[j - 13], 7) ^ w[j - 6])
        a, b, c, d, e, f, g, h = state
        for j in range(64):
            turned = rotated(a, 12)
            ss1 = rotated((turned + e + rotated(0x79CC4519 if j < 16 else 0x7A879D8A, j)) & 0xFFFFFFFF, 7)
            ff = a ^ b ^ c if j < 16 else a & b | a & c | b & c
            gg = e ^ f ^ g if j < 16 else e & f | ~e & g
            tt1 = (ff + d + (ss1 ^ turned) + (w[j] ^ w[j + 4])) & 0xFFFFFFFF
            tt2 = (gg + h + ss1 + w[j]) & 0xFFFFFFFF
            a, b, c, d = tt1, a, rotated(b, 9), c
            e, f, g, h = tt2 ^ rotated(tt2, 9) ^ rotated(tt2, 17), e, rotated(f, 19), g
        state = [old ^ new for old, new in zip(state, (a, b, c, d, e, f, g, h))]
    return b"".join(word.to_bytes(4, "big") for word in state)


def sm3_fast(data: bytes) -> bytes:
    """The same from the OpenSSL that this Python is linked with."""
    return hashlib.new("sm3", data).digest()


def sha256(data: bytes) -> bytes:
    """SHA-256, 32 bytes."""
    return hashlib.sha256(data).digest()


sm3 = sm3_fast if "sm3" in hashlib.algorithms_available else sm3_pure
TREES: dict[str, Digest] = {"sha256": sha256, "sm3": sm3}

# --- 3. Signatures ----------------------------------------------------------------------------------------------------

Point = Optional[tuple[int, int]]


def combined(add: Callable[[Point, Point], Point], a: int, first: Point, b: int, second: Point) -> Point:
    """``a * first + b * second`` in a group; None is its zero."""
    choices, total = (None, first, second, add(first, second)), None
    for bit in reversed(range(max(a.bit_length(), b.bit_length()))):
        total = add(add(total, total), choices[(a >> bit & 1) + 2 * (b >> bit & 1)])
    return total


SM2_P = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFF
SM2_A = SM2_P - 3
SM2_B = 0x28E9FA9E9D9F5E344D5A9E4BCF6509A7F39789F515AB8F92DDBCBD414D940E93
SM2_N = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123
SM2_X = 0x32C4AE2C1F1981195F9904466A39C9948FE30BBFF2660BE1715A4589334C74C7
SM2_Y = 0xBC3736A2F4F6779C59BDCEE36B692153D0A9877CC62A474002DF32E52139F0A0
SIGNER_ID = b"1234567812345678"


def sm2_add(p: Point, q: Point) -> Point:
    """The sum of two points of the SM2 curve."""
    if p is None or q is None:
        return p or q
    if p[0] == q[0] and (p[1] + q[1]) % SM2_P == 0:
        return None
    rise, run = (3 * p[0] * p[0] + SM2_A, 2 * p[1]) if p == q else (q[1] - p[1], q[0] - p[0])
    slope = rise * pow(run, -1, SM2_P)
    x = (slope * slope - p[0] - q[0]) % SM2_P
    return x, (slope * (p[0] - x) - p[1]) % SM2_P


def sm2_point(public: bytes) -> tuple[int, int]:
    """The point in 65 bytes 04 ‖ x ‖ y."""
    x, y = int.from_bytes(public[1:33], "big"), int.from_bytes(public[33:], "big")
    fits = len(public) == 65 and public[0] == 4 and x < SM2_P and y < SM2_P
    need(fits and (x * x * x + SM2_A * x + SM2_B - y * y) % SM2_P == 0, "off-curve-key", public.hex())
    return x, y


def der(numbers: Iterable[int]) -> bytes:
    """SEQUENCE of INTEGERs in DER, as long as it has fewer than 128 bytes."""
    coded = [number.to_bytes(number.bit_length() // 8 + 1, "big") for number in numbers]
    inside = b"".join(b"\x02" + bytes([len(number)]) + number for number in coded)
    return b"\x30" + bytes([len(inside)]) + inside


@functools.lru_cache(maxsize=1000)
def sm2_verify(public: bytes, message: bytes, signature: bytes, signer_id: bytes = SIGNER_ID) -> bool:
    """SM2 with SM3 (GB/T 32918.2)."""
    point, middle = sm2_point(public), 4 + (signature[3] if len(signature) > 3 else 0)
    r, s = int.from_bytes(signature[4:middle], "big"), int.from_bytes(signature[middle + 2 :], "big")
    if not (0 < r < SM2_N and 0 < s < SM2_N and der((r, s)) == signature):
        return False
    curve = b"".join(number.to_bytes(32, "big") for number in (SM2_A, SM2_B, SM2_X, SM2_Y, *point))
    e = int.from_bytes(sm3(sm3((8 * len(signer_id)).to_bytes(2, "big") + signer_id + curve) + message), "big")
    t = (r + s) % SM2_N
    found = combined(sm2_add, s, (SM2_X, SM2_Y), t, point) if t else None
    return found is not None and (e + found[0]) % SM2_N == r


ED_P = 2**255 - 19
ED_L = 2**252 + 27742317777372353535851937790883648493
ED_D = -121665 * pow(121666, -1, ED_P) % ED_P


def ed_add(p: Point, q: Point) -> Point:
    """The sum of two points of edwards25519."""
    if p is None or q is None:
        return p or q
    e = ED_D * p[0] * q[0] * p[1] * q[1] % ED_P
    over = pow(1 - e * e, -1, ED_P)
    return (p[0] * q[1] + p[1] * q[0]) * (1 - e) * over % ED_P, (p[1] * q[1] + p[0] * q[0]) * (1 + e) * over % ED_P


def ed_point(coded: bytes) -> tuple[int, int]:
    """The point in 32 bytes (RFC 8032, 5.1.3)."""
    coded_y = int.from_bytes(coded, "little")
    y, sign = coded_y & (1 << 255) - 1, coded_y >> 255
    squared = (y * y - 1) * pow(ED_D * y * y + 1, -1, ED_P) % ED_P
    x = pow(squared, (ED_P + 3) // 8, ED_P)
    if (x * x - squared) % ED_P:
        x = x * pow(2, (ED_P - 1) // 4, ED_P) % ED_P
    on_curve = len(coded) == 32 and y < ED_P and (x * x - squared) % ED_P == 0 and (x or not sign)
    need(on_curve, "off-curve-key", coded.hex())
    return (ED_P - x if x & 1 != sign else x), y


ED_G = ed_point((4 * pow(5, -1, ED_P) % ED_P).to_bytes(32, "little"))


@functools.lru_cache(maxsize=1000)
def ed25519_verify(public: bytes, message: bytes, signature: bytes) -> bool:
    """Ed25519 (RFC 8032), without cofactor."""
    (x, y), s = ed_point(public), int.from_bytes(signature[32:], "little")
    h = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % ED_L
    found = combined(ed_add, s, ED_G, h, (-x % ED_P, y)) if len(signature) == 64 and s < ED_L else None
    return found is not None and (found[1] | (found[0] & 1) << 255).to_bytes(32, "little") == signature[:32]


def check_signature(alg: str, public: bytes, message: bytes, signature: bytes, whose: str) -> None:
    """Raise NotProved unless ``signature`` holds."""
    holds = (ed25519_verify if alg == "Ed25519" else sm2_verify)(public, message, signature)
    if not holds and alg == "SM2-SM3":
        need(not sm2_verify(public, message, signature, signer_id=b""), "wrong-distid", whose)
    need(holds, "bad-signature", whose)


# --- 4. Canonical JSON (RFC 8785; no floats, NFC text, ASCII keys) and the form of entries ----------------------------


def parsed_json(data: bytes) -> Any:
    """The value of JSON text; duplicate keys and floats are refused."""

    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        need(len(dict(pairs)) == len(pairs), "duplicate-key", ", ".join(key for key, _ in pairs))
        return dict(pairs)

    def refused(text: str) -> None:
        raise NotProved("not-canonical", text)

    return json.loads(data.decode("utf-8"), object_pairs_hook=unique, parse_float=refused, parse_constant=refused)


def canonical(value: Any) -> bytes:
    """The one byte form of ``value``."""
    if isinstance(value, dict):
        need(all(key.isascii() for key in value), "not-canonical", "key")
        return b"{" + b",".join(canonical(key) + b":" + canonical(value[key]) for key in sorted(value)) + b"}"
    if isinstance(value, list):
        return b"[" + b",".join(map(canonical, value)) + b"]"
    is_text = isinstance(value, str)
    fits = unicodedata.normalize("NFC", value) == value if is_text else value is None or abs(value) < 2**53
    need(fits, "not-canonical", value)
    return json.dumps(value, ensure_ascii=False).encode("utf-8")


TEXT = r'"[ !#-\[\]-~]*"'
SIGNED = rf'\{{"alg":"(?:SM2-SM3|Ed25519)","kid":{TEXT},"role":{TEXT},"sig":"[A-Za-z0-9+/=]+"\}}'
USUAL_ENTRY = re.compile(
    rf'\{{"at":"(\d{{4}}-\d\d-\d\dT\d\d:\d\d:\d\dZ)","commit":\{{"alg":"SM3","root":"[0-9a-f]{{64}}"\}},"id":{TEXT},'
    rf'"org":{TEXT},"signers":\[(?:{SIGNED}(?:,{SIGNED})*)?\],"supersedes":(?:null|{TEXT}),'
    r'"type":"([a-z_]+(?:\.[a-z_]+)*)","v":1\}'.encode()
)
"""What nearly every entry looks like to the byte, so that an audit need not parse it."""
ENTRY = {"at": str, "commit": dict, "id": str, "org": str, "signers": list, "supersedes": object, "type": str, "v": int}
HEAD = {"at": str, "origin": str, "root": str, "size": int, "sm3_root": str, "type": str, "v": int}
COMMIT = {"alg": str, "root": str}
SIGNER = {"alg": str, "kid": str, "role": str, "sig": str}
FIELD = {"index": int, "name": str, "salt": str, "value": object}
EVIDENCE = {"entry": str, "commitments": list, "fields": list, "proofs": dict}


def has_form(value: Any, form: dict[str, Any]) -> bool:
    """Whether ``value`` is an object with exactly these keys, of these types."""
    return isinstance(value, dict) and set(value) == set(form) and all(isinstance(value[k], form[k]) for k in form)


def parsed_entry(body: bytes) -> dict[str, Any]:
    """The entry whose canonical bytes are ``body``; raises NotProved if it has another form."""
    try:
        entry = parsed_json(body)
        need(canonical(entry) == body, "not-canonical", "bytes")
        is_head = has_form(entry, HEAD) and entry["type"] == "log.head"  # in the parent log: what a county had signed
        formed = is_head or (has_form(entry, ENTRY) and has_form(entry["commit"], COMMIT))
        signers = [] if is_head or not formed else entry["signers"]
        formed = formed and entry["v"] == 1 and all(has_form(signer, SIGNER) for signer in signers)
        need(formed, "malformed-entry", "keys")
        need(re.fullmatch(r"[a-z_]+(\.[a-z_]+)*", entry["type"], re.ASCII), "malformed-entry", entry["type"])
        unix_time(entry["at"])
    except (ValueError, RecursionError) as reason:
        raise NotProved("malformed-entry", reason) from None
    algs = {signer["alg"] for signer in signers}
    known = is_head or (entry["commit"]["alg"] == "SM3" and algs <= {"SM2-SM3", "Ed25519"})
    need(known, "unknown-suite", sorted(algs))
    return dict(entry)


def unix_time(text: str) -> int:
    """Unix seconds of ``2026-01-31T08:00:00Z``."""
    return calendar.timegm(time.strptime(text, "%Y-%m-%dT%H:%M:%SZ"))


def shown_time(unix: int) -> str:
    """A Unix time for people."""
    return time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime(min(unix, 2**37)))


# --- 5. Merkle trees (RFC 6962) ---------------------------------------------------------------------------------------


def merkle_root(hashes: Iterable[bytes], digest: Digest) -> bytes:
    """The root over hashes that stand side by side; the last may be of a smaller subtree."""
    row = list(hashes) or [digest(b"")]
    while len(row) > 1:
        odd = row[-1:] if len(row) % 2 else []
        row = [digest(b"\x01" + left + right) for left, right in zip(row[::2], row[1::2])] + odd
    return row[0]


def root_from_proof(digest: Digest, index: int, size: int, leaf: bytes, proof: list[bytes]) -> bytes | None:
    """The root that an inclusion proof leads to (RFC 9162, 2.1.3.2); None if it has another shape."""
    place, last, found = index, size - 1, leaf
    for sibling in proof:
        if not last:
            return None
        if place % 2 or place == last:
            found = digest(b"\x01" + sibling + found)
            while place and not place % 2:
                place, last = place // 2, last // 2
        else:
            found = digest(b"\x01" + found + sibling)
        place, last = place // 2, last // 2
    return None if last or index >= size else found


# --- 6. Signed notes, checkpoints, cosignatures (C2SP) ----------------------------------------------------------------

KINDS = {  # first bytes of a coded key: algorithm, length of the key, first line of what a cosigner signs, tree
    b"\x01": ("Ed25519", 32, "", "sha256"),
    b"\x04": ("Ed25519", 32, "cosignature/v1", "sha256"),
    b"\xffjianheng-sm2sm3-v1": ("SM2-SM3", 65, "", "sm3"),
    b"\xffjianheng-sm2sm3-cosignature-v1": ("SM2-SM3", 65, "jianheng-sm2sm3-cosignature/v1", "sm3"),
}


def from_base64(text: str) -> bytes:
    """The bytes behind Base64 in its one form."""
    data = base64.b64decode(text, validate=True)
    understand(base64.b64encode(data).decode() == text, f"Base64: {text}")
    return data


def from_hex(text: str) -> bytes:
    """The 32 bytes behind 64 hexadecimal digits."""
    understand(re.fullmatch(r"[0-9a-f]{64}", str(text), re.ASCII), f"hex: {text}")
    return bytes.fromhex(text)


class Key:
    """A public key with its name and kind, from a line ``name+id+key``."""

    def __init__(self, line: str) -> None:
        self.name, identity, coded = line.split("+", 2)
        data = from_base64(coded)
        kind = next((one for one in KINDS if data.startswith(one) and len(data) == len(one) + KINDS[one][1]), b"")
        need(kind and self.name, "unknown-suite", line)
        self.alg, _, self.header, self.tree = KINDS[kind]
        self.public, self.id = data[len(kind) :], sha256(self.name.encode() + b"\n" + data)[:4]
        understand(self.id.hex() == identity, f"key id: {line}")
        (ed_point if self.alg == "Ed25519" else sm2_point)(self.public)


class Note:
    """Text and the signatures below it."""

    def __init__(self, text: str) -> None:
        body, gap, tail = text.rpartition("\n\n")
        need(gap and tail.endswith("\n") and tail.count("\n") <= 100, "truncated", "signed note")
        self.text, self.lines = body + "\n", [line.split(" ") for line in tail.split("\n")[:-1]]
        understand(all(len(line) == 3 and line[0] == "\u2014" for line in self.lines), "signature lines")

    def signed_by(self, key: Key) -> int | None:
        """None unless the key signed; then 1 or, for a cosigner, the Unix time. NotProved if it does not hold."""
        found = None
        for _, name, coded in self.lines:
            signature, message = from_base64(coded), self.text
            if (name, signature[:4]) == (key.name, key.id):
                found, signature = 1, signature[4:]
                if key.header:
                    found, signature = int.from_bytes(signature[:8], "big"), signature[8:]
                    message = f"{key.header}\ntime {found}\n{self.text}"
                check_signature(key.alg, key.public, message.encode(), signature, key.name)
        return found


class Checkpoint(Note):
    """A signed state of a log: origin, size, root."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        lines = self.text.split("\n")
        formed = len(lines) == 4 and re.fullmatch(r"0|[1-9][0-9]{0,17}", lines[1], re.ASCII)
        understand(formed, f"checkpoint: {self.text}")
        self.origin, self.size, self.root = lines[0], int(lines[1]), from_base64(lines[2])
        self.tree = "sm3" if self.origin.endswith("/sm3") else "sha256"


# --- 7. Policy (C2SP tlog-policy) -------------------------------------------------------------------------------------


class Policy:
    """Which logs and witnesses are believed, and how many witnesses must agree.

    A witness has one line for each tree, ``/sm3`` behind its name on the second; groups and quorum name it without.
    """

    def __init__(self, text: str) -> None:
        self.logs: list[Key] = []
        self.witnesses: list[tuple[str, Key]] = []
        self.groups: dict[str, tuple[int, list[str]]] = {}
        self.quorum = ""
        for number, line in enumerate(text.split("\n"), 1):
            words = line.split()
            if words and not words[0].startswith("#"):
                understand(self.takes(words), f"policy, line {number}: {line}")
        understand(self.quorum, "policy: quorum")

    def takes(self, words: list[str]) -> bool:
        """Take in one line; whether it is in order."""
        kind, count, names = words[0], len(words), {name for name, _ in self.witnesses} | set(self.groups)
        if kind == "log" and count in (2, 3):
            self.logs.append(Key(words[1]))
            return not self.logs[-1].header
        if kind == "witness" and count in (3, 4):
            key, name = Key(words[2]), words[1][:-4] if words[1].endswith("/sm3") else words[1]
            twice = any(key.public == other.public or (name, key.alg) == (n, other.alg) for n, other in self.witnesses)
            self.witnesses.append((name, key))
            known = twice or name in {"none", *self.groups}
            return bool(key.header) and not known and (name != words[1]) == (key.tree == "sm3")
        if kind == "group" and count >= 4:
            name, members = words[1], words[3:]
            least = {"any": 1, "all": len(members)}.get(words[2]) or int(words[2])
            taken = {member for _, others in self.groups.values() for member in others}
            self.groups[name] = (least, members)
            once = len(set(members)) == len(members) and not taken & set(members) and name not in {"none", *names}
            return once and names >= set(members) and 1 <= least <= len(members)
        self.quorum, first = words[-1], not self.quorum
        return kind == "quorum" and count == 2 and first and words[1] in {"none", *names}

    def holds(self, name: str, names: Iterable[str]) -> bool:
        """Whether these witnesses satisfy ``name``, which is a group, a witness or "none"."""
        least, members = self.groups.get(name, (0, []))
        return sum(self.holds(member, names) for member in members) >= least if least else name in {"none", *names}

    def judge(self, checkpoint: Checkpoint) -> dict[str, int]:
        """The witnesses of a checkpoint, each with its time; raises unless log and quorum have signed."""
        self.check_log(checkpoint, checkpoint.origin)
        asked = {name: checkpoint.signed_by(key) for name, key in self.witnesses if key.tree == checkpoint.tree}
        times = {name: at for name, at in asked.items() if at is not None}
        detail = f"{checkpoint.origin} {checkpoint.size}: {', '.join(sorted(times)) or 0}"
        need(self.holds(self.quorum, times), "below-quorum", detail)
        return times

    def check_log(self, note: Note, *origins: str) -> None:
        """Raise unless a log of one of these origins has signed the note."""
        keys = [key for key in self.logs if key.name in origins and (key.tree == "sm3") == key.name.endswith("/sm3")]
        need(keys, "unknown-log", origins[0])
        need([key for key in keys if note.signed_by(key)], "bad-signature", f"{origins[0]}: 0")


# --- 8. Proofs (C2SP tlog-proof) --------------------------------------------------------------------------------------

HEADERS = {"c2sp.org/tlog-proof@v1": "sha256", "jianheng/tlog-proof-sm3@v1": "sm3"}


class Proof:
    """A leaf's way to a signed root, as text."""

    def __init__(self, text: str) -> None:
        head, _, note = text.partition("\n\n")
        lines = [line for line in head.split("\n") if not line.startswith("extra ")] + [""]
        understand(lines[0] in HEADERS and re.fullmatch(r"index (0|[1-9]\d{0,17})", lines[1], re.ASCII), "proof")
        self.index, self.hashes = int(lines[1][6:]), [from_base64(line) for line in lines[2:-1]]
        self.checkpoint = Checkpoint(note)
        need(self.checkpoint.tree == HEADERS[lines[0]], "trees-differ", lines[0])

    def check(self, leaf: bytes, policy: Policy) -> dict[str, int]:
        """Raise unless the leaf hash is in the tree and the tree is signed; the witnesses with their times."""
        head = self.checkpoint
        found = root_from_proof(TREES[head.tree], self.index, head.size, leaf, self.hashes)
        formed = all(len(one) == 32 for one in (leaf, head.root, *self.hashes))
        need(formed and found == head.root, "altered-entry", f"{head.origin} #{self.index}")
        return policy.judge(head)

    def tell(self, times: dict[str, int]) -> None:
        """Say where the entry stands and who has seen it."""
        at, head = self.index, self.checkpoint
        say(f"{head.origin} 第 {at} 条，共 {head.size} 条", f"{head.origin}, entry {at} of {head.size}")
        for name, unix in sorted(times.items()):
            say(f"  见证方 {name}，{shown_time(unix)}", f"  witness {name}, {shown_time(unix)}")


# --- 9. Evidence of an entry ------------------------------------------------------------------------------------------

SKEW = 600
"""Seconds by which an entry's time may lie after that of a witness who has already seen it."""


def check_clock(at: str, witnesses: Iterable[dict[str, int]]) -> None:
    """Raise if an entry claims a later time than that at which a witness had seen it."""
    first = min((seen for times in witnesses for seen in times.values()), default=2**62)
    need(unix_time(at) <= first + SKEW, "clock-backwards", f"{at} > {shown_time(first)}")


class Evidence:
    """An entry with its proofs and some of its fields, as a JSON file."""

    def __init__(self, value: Any) -> None:
        understand(isinstance(value, dict) and has_form({k: value.get(k) for k in EVIDENCE}, EVIDENCE), "evidence")
        understand(all(has_form(field, FIELD) for field in value["fields"]), "evidence: fields")
        need(set(value["proofs"]) == set(TREES), "truncated", f"proofs: {' '.join(value['proofs'])}")
        self.body, self.given, self.fields = from_base64(value["entry"]), value["fields"], dict[str, Any]()
        self.entry, self.commitments = parsed_entry(self.body), [from_hex(text) for text in value["commitments"]]
        need("commit" in self.entry, "malformed-entry", self.entry["type"])
        self.proofs = {tree: Proof(str(value["proofs"][tree])) for tree in TREES}
        self.keys = [Evidence({**item, "keys": []}) for item in value.get("keys", [])]
        self.later = [str(code)[:60] for code in value.get("later", [])]

    def check(self, policy: Policy) -> list[dict[str, int]]:
        """Raise unless fields, proofs, times and signers hold; the witnesses of each tree with their times."""
        self.check_fields()
        sha, sm = self.proofs["sha256"], self.proofs["sm3"]
        pair = (sm.checkpoint.origin, sm.index) == (sha.checkpoint.origin + "/sm3", sha.index)
        times = [self.proofs[tree].check(digest(b"\x00" + self.body), policy) for tree, digest in TREES.items()]
        need(pair, "trees-differ", f"#{sha.index} #{sm.index}")
        check_clock(self.entry["at"], times)
        self.check_signers(policy)
        return times

    def check_fields(self) -> None:
        """1 the commitments make the root that is in the entry; 2 each disclosed field makes its commitment."""
        root = merkle_root(self.commitments, sm3).hex()
        need(root == self.entry["commit"]["root"], "altered-field", "commit.root")
        for field in self.given:
            at, name, value = max(field["index"], -1), field["name"], field["value"]
            committed = sm3(b"\x00" + from_hex(field["salt"]) + name.encode() + canonical(value))
            moved = type(value) is int and name[-1:].isdigit()  # seats = 15 has the same commitment as seats1 = 5
            need(self.commitments[at : at + 1] == [committed] and not moved, "altered-field", name)
            self.fields[name] = value

    def check_signers(self, policy: Policy) -> None:
        """1 entries of the same county publish the keys; 2 with them each signature under the entry holds."""
        published = {}
        for key in self.keys:
            key.check(policy)
            if key.entry["type"] == "key.published" and key.entry["org"] == self.entry["org"]:
                published[key.fields.get("kid"), key.fields.get("alg")] = from_base64(str(key.fields.get("public")))
        signed = canonical({name: value for name, value in self.entry.items() if name != "signers"})
        for signer in self.entry["signers"] if self.entry["type"] != "key.published" else []:
            whose = (signer["kid"], signer["alg"])
            need(whose in published, "unknown-signer", " ".join(whose))
            check_signature(signer["alg"], published[whose], signed, from_base64(signer["sig"]), signer["kid"])

    def tell(self, times: list[dict[str, int]]) -> None:
        """Say what was proved, by whom, when."""
        what = f"{self.entry['id']}, {self.entry['type']}, {self.entry['at']}"
        say(f"条目 {what}", f"entry {what}")
        for signer in self.entry["signers"]:
            say(f"  签署：{signer['kid']}（{signer['alg']}）", f"  signed: {signer['kid']} ({signer['alg']})")
        for proof, seen in zip(self.proofs.values(), times):
            proof.tell(seen)
        for name, value in self.fields.items():
            say(f"  公开字段 {name}", f"  disclosed field {name}: {canonical(value).decode()[:200]}")
        for code in self.later:
            say(f"  注意：后来的条目 {code} 取代或更正了它", f"  note: the later entry {code} supersedes it")


# --- 10. Documents and promises ---------------------------------------------------------------------------------------

DIGESTS = (("pdf_sha256", "pdf_sm3"), ("sha256", "sm3"))


def check_document(data: bytes, evidence: Evidence) -> None:
    """A file is the document of an entry if both its digests are among the entry's fields, and an office signed."""
    disclosed = [[evidence.fields.get(name) for name in names] for names in DIGESTS]
    need([digests for digests in disclosed if all(digests)], "not-disclosed", DIGESTS)
    own = [digest(data).hex() for digest in TREES.values()]
    need(own in disclosed, "altered-document", f"SHA-256 {own[0]}, SM3 {own[1]}")
    need(evidence.entry["signers"], "bad-signature", f"{evidence.entry['id']}: 0")


def check_promise(note: Note, policy: Policy, evidence: Evidence | None) -> None:
    """A log's signed promise to record an entry within a delay; overdue without evidence it accuses the log."""
    lines = note.text.split("\n")
    understand(len(lines) == 7 and lines[0] == "jianheng promise v1", "promise")
    policy.check_log(note, lines[1], lines[1] + "/sm3")
    leaves, due = [from_base64(line) for line in lines[2:4]], int(lines[4]) + int(lines[5])
    say(f"{lines[1]} 承诺在 {shown_time(due)} 前记录", f"{lines[1]} promised to record the entry by {shown_time(due)}")
    if evidence:
        kept = [digest(b"\x00" + evidence.body) for digest in TREES.values()] == leaves
    need(kept if evidence else time.time() <= due, "promise-unkept", shown_time(due))


# --- 11. Audit: replay everything -------------------------------------------------------------------------------------


class Mirror:
    """Files of one log below a folder or a web address."""

    def __init__(self, base: object) -> None:
        self.base, self.is_web = str(base).rstrip("/"), re.match(r"https?://", str(base))

    def read(self, *paths: str) -> tuple[str, bytes]:
        """The first of these paths at which there is something, and its bytes."""
        found = [(path, data) for path in paths for data in self.read_one(path)][:1]
        need(found, "truncated", ", ".join(paths))
        return found[0]

    def read_one(self, path: str) -> list[bytes]:
        """The bytes at a path, if there are any."""
        try:
            if not self.is_web:
                return [Path(self.base, path).read_bytes()]
            with urllib.request.urlopen(f"{self.base}/{path}", timeout=60) as answer:  # noqa: S310 - http only
                return [answer.read()]
        except (FileNotFoundError, NotADirectoryError):
            return []
        except urllib.error.HTTPError as reason:
            if reason.code not in (404, 410):
                raise
            return []

    def tile(self, tree: str, level: object, number: int, width: int) -> tuple[str, bytes]:
        """Path and bytes of a tile or bundle: as wide as asked for, else of the full one that replaced it."""
        digits = f"{number:0{(len(str(number)) + 2) // 3 * 3}}"
        groups = [f"x{digits[at : at + 3]}" for at in range(0, len(digits), 3)]
        full = f"{tree}/tile/{level}/{'/'.join(groups)[:-4]}{digits[-3:]}"
        return self.read(full) if width == 256 else self.read(f"{full}.p/{width}", full)

    @staticmethod
    def check_length(path: str, needed: int, given: int, width: int) -> None:
        """Raise unless a file is as long as it must be; only the full one that replaced it may be longer."""
        need(given >= needed, "truncated", path)
        need(given == needed or (width < 256 and not path.endswith(f".p/{width}")), "altered-tile", f"{path} + {given}")

    def hashes(self, tree: str, level: int, number: int, width: int) -> tuple[str, list[bytes]]:
        """Path and hashes of a tile."""
        path, data = self.tile(tree, level, number, width)
        self.check_length(path, 32 * width, len(data), width)
        return path, [data[at : at + 32] for at in range(0, 32 * width, 32)]

    def entries(self, tree: str, number: int, width: int) -> tuple[str, list[bytes]]:
        """Path and entries of a bundle."""
        path, data = self.tile(tree, "entries", number, width)
        entries: list[bytes] = []
        at = 0
        while len(entries) < width:
            start = at + 2
            at = start + int.from_bytes(data[at:start], "big")
            entries.append(data[start:at])
        self.check_length(path, at, len(data), width)
        return path, entries


class Replay:
    """One tree built again from its entries and compared with what the log serves."""

    def __init__(self, mirror: Mirror, checkpoint: Checkpoint) -> None:
        self.mirror, self.head, self.tree, self.digest = mirror, checkpoint, checkpoint.tree, TREES[checkpoint.tree]
        self.leaves: list[bytes] = []
        self.bad_entry = self.bad_tile = ""

    def tiles(self, level: int) -> list[tuple[int, int]]:
        """Number and width of each tile of a level; level 0 also gives the bundles of entries."""
        hashes = self.head.size >> 8 * level
        return [(at // 256, min(256, hashes - at)) for at in range(0, hashes, 256)]

    def add(self, number: int, width: int) -> list[bytes]:
        """Take in one bundle and return its entries; a blanked entry is represented by its hash in the tile."""
        path, entries = self.mirror.entries(self.tree, number, width)
        tile, stored = self.mirror.hashes(self.tree, 0, number, width)
        leaves = [self.digest(b"\x00" + entry) if entry else blank for entry, blank in zip(entries, stored)]
        if leaves != stored and not self.bad_entry:
            at = number * 256 + [own == other for own, other in zip(leaves, stored)].index(False)
            self.bad_entry, self.bad_tile = f"{path} #{at}", f"{tile} #{at}"
        self.leaves += leaves
        return entries

    def conclude(self) -> None:
        """Raise unless entries, tiles and the signed root agree."""
        root = self.root()
        need(root == self.head.root or not self.bad_entry, "altered-entry", self.bad_entry)
        need(not self.bad_tile, "altered-tile", self.bad_tile)
        need(root == self.head.root, "wrong-root", self.head.origin)

    def root(self) -> bytes:
        """The root over all leaves; on the way every tile above them is compared."""
        levels = [self.leaves]
        while len(levels[-1]) >= 256:
            below, level = levels[-1], len(levels)
            levels.append([merkle_root(below[at : at + 256], self.digest) for at in range(0, len(below) - 255, 256)])
            for number, width in self.tiles(level):
                path, stored = self.mirror.hashes(self.tree, level, number, width)
                if stored != levels[-1][number * 256 : number * 256 + width]:
                    self.bad_tile = self.bad_tile or path
        right: list[bytes] = []
        for hashes in levels:
            ragged = hashes[len(hashes) // 256 * 256 :] + right
            right = [merkle_root(ragged, self.digest)] if ragged else []
        return merkle_root(right, self.digest)

    def follows(self, earlier: Checkpoint) -> None:
        """Raise unless an earlier checkpoint is a beginning of this tree."""
        root = merkle_root(self.leaves[: earlier.size], self.digest)
        need(root == earlier.root, "forked", f"{earlier.origin} {earlier.size}")


class Forms:
    """Form, time and blanking of every entry; the first fault is kept until the trees have been judged."""

    def __init__(self) -> None:
        self.fault: NotProved | None = None
        self.latest, self.blanks = "", 0

    def look(self, index: int, entry: bytes) -> None:
        """Look at one entry."""
        usual = USUAL_ENTRY.fullmatch(entry)
        try:
            found = {} if usual or not entry else parsed_entry(entry)
        except NotProved as reason:
            self.fault = self.fault or NotProved(reason.name, f"#{index} {reason.detail}")
            return
        at, word = map(bytes.decode, usual.groups()) if usual else (found.get("at", ""), found.get("type", ""))
        self.latest = max(self.latest, at)
        self.blanks += 1 if not entry else -bool(self.blanks and word == "redaction")

    def conclude(self, witnesses: list[dict[str, int]]) -> None:
        """Raise the first fault."""
        if self.fault:
            raise self.fault
        need(not self.blanks, "unexplained-gap", self.blanks)
        if self.latest:
            check_clock(self.latest, witnesses)


def audit_log(mirror: Mirror, policy: Policy, earlier: list[Checkpoint]) -> list[str]:
    """1 checkpoints and quorum; 2 no step back from earlier ones; 3 both trees replayed; 4 the form of the entries."""
    heads = [Checkpoint(mirror.read(f"{tree}/witnessed", f"{tree}/checkpoint")[1].decode("utf-8")) for tree in TREES]
    times, trees = [policy.judge(head) for head in heads], [Replay(mirror, head) for head in heads]
    need(heads[0].origin + "/sm3" == heads[1].origin, "trees-differ", heads[1].origin)
    need(heads[0].size == heads[1].size, "trees-differ", f"{heads[0].size} {heads[1].size}")
    pairs = [(old, tree, seen) for old in earlier for tree, seen in zip(trees, times) if old.origin == tree.head.origin]
    for old, tree, seen in pairs:
        need(old.size <= tree.head.size, "rollback", f"{old.origin}: {old.size} > {tree.head.size}")
        stepped = [name for name, at in policy.judge(old).items() if seen.get(name, at) < at]
        need(not stepped, "clock-backwards", f"{old.origin} {stepped}")
    differing, forms = replay(*trees)
    for tree in trees:
        tree.conclude()
    need(not differing, "trees-differ", differing)
    for old, tree, _ in pairs:
        tree.follows(old)
    forms.conclude(times)
    for head, seen in zip(heads, times):
        names = ", ".join(sorted(seen))
        say(f"{head.origin}：{head.size} 条全部重算", f"{head.origin}: {head.size} entries replayed; witnesses {names}")
    return [head.origin for head in heads]


def replay(first: Replay, second: Replay) -> tuple[str, Forms]:
    """Take in every bundle of both trees; the first place where they differ, and what was seen of the entries."""
    differing, forms = "", Forms()
    for number, width in first.tiles(0):
        held, twin = first.add(number, width), second.add(number, width)
        if held != twin and not differing:
            differing = f"#{number * 256 + [own == other for own, other in zip(held, twin)].index(False)}"
        for index, entry in enumerate(held, number * 256):
            forms.look(index, entry)
    return differing, forms


def audit(place: str, policy: Policy, previous: list[str]) -> None:
    """Audit the log at ``place``, or every log below it if it is a folder."""
    earlier = [Checkpoint(read_text(path)) for path in previous]
    bases: list[object] = [place]
    if not re.match(r"https?://", place) and not any(Path(place, tree).is_dir() for tree in TREES):
        bases = sorted({found.parent.parent for found in Path(place).rglob("checkpoint")}, key=str)
    need(bases, "truncated", f"{place}: checkpoint")
    known = [origin for base in bases for origin in audit_log(Mirror(base), policy, earlier)]
    for old in earlier:
        policy.check_log(old, old.origin)
        need(old.origin in known, "unknown-log", f"{old.origin}: {place}")


# --- 12. Command line -------------------------------------------------------------------------------------------------

COMMANDS = {
    "document": ("file", "evidence"),
    "entry": ("evidence",),
    "proof": ("file", "--leaf"),
    "promise": ("file", "--evidence"),
    "audit": ("place", "--previous"),
}


def read_text(path: str) -> str:
    """The text of a file."""
    return Path(path).read_bytes().decode("utf-8")


def run(given: argparse.Namespace) -> None:
    """Carry out one command; raises NotProved, or ValueError or OSError for what is not understood."""
    policy, evidence, command = Policy(read_text(given.policy)), None, given.command
    if getattr(given, "evidence", None):
        evidence = Evidence(parsed_json(Path(given.evidence).read_bytes()))
        times = evidence.check(policy)
        if command == "document":
            check_document(Path(given.file).read_bytes(), evidence)
        evidence.tell(times)
    if command == "proof":
        proof, leaf = Proof(read_text(given.file)), given.leaf or ""
        proof.tell(proof.check(from_hex(leaf) if len(leaf) == 64 else from_base64(leaf), policy))
    elif command == "promise":
        check_promise(Note(read_text(given.file)), policy, evidence)
    elif command == "audit":
        audit(given.place, policy, given.previous or [])


def main(words: list[str] | None = None) -> int:
    """The exit status: 0 proved, 1 not proved, 2 not understood."""
    parser = argparse.ArgumentParser(prog="jianheng_verify.py", description="鉴衡独立核验程序 Jianheng's verifier")
    commands = parser.add_subparsers(dest="command", required=True)
    for command, names in COMMANDS.items():
        form = commands.add_parser(command)
        form.add_argument("--policy", required=True)
        for name in names:
            form.add_argument(name, action="append" if name == "--previous" else "store")
    try:
        run(parser.parse_args(words))
    except NotProved as failure:
        chinese, english = next(row.split(" | ")[1:] for row in FAILURES.split("\n") if row.startswith(failure.name))
        say(f"未证明（{failure.name}）：{chinese}", f"NOT PROVED ({failure.name}): {english}. {failure.detail}")
        return 1
    except (ValueError, OSError, RecursionError, TypeError) as failure:
        say("无法理解", f"NOT UNDERSTOOD: {failure}")
        return 2
    say("已证明", "PROVED")
    return 0


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    sys.exit(main())
