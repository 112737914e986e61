#!/usr/bin/env python3
"""Check a document, an entry or a whole log of Jianheng 鉴衡 without trusting whoever runs it (charter Art. 7.5).

    python3 jianheng_verify.py document FILE EVIDENCE --policy POLICY     a document against its evidence file
    python3 jianheng_verify.py entry EVIDENCE --policy POLICY             an entry of the record
    python3 jianheng_verify.py proof PROOF --leaf HASH --policy POLICY    one proof text, for a leaf hash you computed
    python3 jianheng_verify.py promise FILE --policy POLICY [--evidence EVIDENCE]
    python3 jianheng_verify.py audit FOLDER|URL --policy POLICY [--previous CHECKPOINT]...

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
import hashlib
import json
import re
import sys
import time
import unicodedata
import urllib.error
import urllib.request
from pathlib import Path

# --- 1. Outcomes ----------------------------------------------------------------------------------------------------

FAILURES = """
altered-document | 文件与存证的摘要不符，内容被改动过 | the file is not the one whose digests are on record
altered-field | 公开字段与条目中的承诺值不符 | a disclosed field does not match its commitment in the entry
altered-entry | 条目与日志不符，内容或证明被改动过 | the entry, or its proof, does not lead to the signed root
altered-tile | 哈希瓦片被改动过 | a tile of hashes was altered
wrong-root | 条目和瓦片一致，但与签名的根不符：被一并重写过 | entries and tiles agree, but not with the signed root
trees-differ | 两棵树记录的内容不同 | the two trees do not hold the same
bad-signature | 签名无效 | a signature does not hold, or is missing
wrong-distid | SM2 签名用了错误的签名者标识 | an SM2 signature was made with another signer id
off-curve-key | 公钥不在曲线上 | a public key is not a point of its curve
unknown-suite | 未知的密码算法 | an algorithm or kind of key is unknown
unknown-log | 策略中没有这个日志 | the policy does not name this log
unknown-signer | 签署人的公钥没有公布证明 | no proof shows that this signer's key was published
below-quorum | 见证人未达到法定数目 | too few witnesses of the policy have cosigned
clock-backwards | 时间倒流 | a clock ran backwards
duplicate-key | JSON 中有重复的键 | a JSON object names a key twice
not-canonical | JSON 不是规范形式 | JSON is not in canonical form, or holds a float
malformed-entry | 条目的形式未知 | an entry does not have the form of entries
truncated | 数据缺失或被截短 | something is missing or cut short
forked | 历史分叉：与先前的检查点不一致 | the history was forked: it does not continue the earlier checkpoint
rollback | 历史回退：比先前的检查点更短 | the history was rolled back: it is shorter than the earlier checkpoint
unexplained-gap | 有条目被清空而没有删除记录 | an entry was blanked and no later entry says so
not-disclosed | 存证文件没有公开所需的字段 | the evidence does not disclose the fields needed
promise-unkept | 承诺逾期未见证明；请保存此承诺作为证据 | the promise is overdue without proof: keep it as evidence
"""


class NotProved(Exception):
    """What was claimed is not proved; ``name`` is one of FAILURES, ``detail`` says where."""

    def __init__(self, name, detail=""):
        super().__init__(name)
        self.name, self.detail = name, detail


class NotUnderstood(ValueError):
    """What was given is not of a form that this program reads; so is any other ValueError or OSError."""


def say(chinese, english):
    """Tell one thing in both languages."""
    print(f"{chinese}\n    {english}")


# --- 2. Hashes ------------------------------------------------------------------------------------------------------

MASK = 0xFFFFFFFF


def rotated(word, by):
    """A 32-bit word rotated to the left."""
    by %= 32
    return (word << by | word >> (32 - by)) & MASK


def sm3_pure(data):
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
            ss1 = rotated((turned + e + rotated(0x79CC4519 if j < 16 else 0x7A879D8A, j)) & MASK, 7)
            ff = a ^ b ^ c if j < 16 else a & b | a & c | b & c
            gg = e ^ f ^ g if j < 16 else e & f | ~e & g
            tt1 = (ff + d + (ss1 ^ turned) + (w[j] ^ w[j + 4])) & MASK
            tt2 = (gg + h + ss1 + w[j]) & MASK
            a, b, c, d = tt1, a, rotated(b, 9), c
            e, f, g, h = tt2 ^ rotated(tt2, 9) ^ rotated(tt2, 17), e, rotated(f, 19), g
        state = [old ^ new for old, new in zip(state, (a, b, c, d, e, f, g, h))]
    return b"".join(word.to_bytes(4, "big") for word in state)


def sm3_fast(data):
    """The same from the OpenSSL that this Python is linked with."""
    return hashlib.new("sm3", data).digest()


def sha256(data):
    """SHA-256, 32 bytes."""
    return hashlib.sha256(data).digest()


sm3 = sm3_fast if "sm3" in hashlib.algorithms_available else sm3_pure
TREES = {"sha256": sha256, "sm3": sm3}

# --- 3. Signatures --------------------------------------------------------------------------------------------------


def combined(add, a, first, b, second):
    """``a * first + b * second`` in a group; None is its zero."""
    both, total = add(first, second), None
    for bit in reversed(range(max(a.bit_length(), b.bit_length()))):
        total = add(total, total)
        chosen = (None, first, second, both)[(a >> bit & 1) + 2 * (b >> bit & 1)]
        total = add(total, chosen)
    return total


SM2_P = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFF
SM2_A = SM2_P - 3
SM2_B = 0x28E9FA9E9D9F5E344D5A9E4BCF6509A7F39789F515AB8F92DDBCBD414D940E93
SM2_N = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123
SM2_G = (
    0x32C4AE2C1F1981195F9904466A39C9948FE30BBFF2660BE1715A4589334C74C7,
    0xBC3736A2F4F6779C59BDCEE36B692153D0A9877CC62A474002DF32E52139F0A0,
)
SIGNER_ID = b"1234567812345678"


def sm2_add(p, q):
    """The sum of two points of the SM2 curve."""
    if p is None or q is None:
        return p or q
    if p[0] == q[0] and (p[1] + q[1]) % SM2_P == 0:
        return None
    if p == q:
        slope = (3 * p[0] * p[0] + SM2_A) * pow(2 * p[1], -1, SM2_P)
    else:
        slope = (q[1] - p[1]) * pow(q[0] - p[0], -1, SM2_P)
    x = (slope * slope - p[0] - q[0]) % SM2_P
    return x, (slope * (p[0] - x) - p[1]) % SM2_P


def sm2_point(public):
    """The point in 65 bytes 04 ‖ x ‖ y."""
    x, y = int.from_bytes(public[1:33], "big"), int.from_bytes(public[33:], "big")
    on_curve = x < SM2_P and y < SM2_P and (x * x * x + SM2_A * x + SM2_B - y * y) % SM2_P == 0
    if len(public) != 65 or public[0] != 4 or not on_curve:
        raise NotProved("off-curve-key", public.hex()[:16])
    return x, y


def der(numbers):
    """SEQUENCE of INTEGERs in DER, as long as it has fewer than 128 bytes."""
    coded = [number.to_bytes(number.bit_length() // 8 + 1, "big") for number in numbers]
    inside = b"".join(b"\x02" + bytes([len(number)]) + number for number in coded)
    return b"\x30" + bytes([len(inside)]) + inside


def sm2_verify(public, message, signature, signer_id=SIGNER_ID):
    """SM2 with SM3 (GB/T 32918.2)."""
    point, middle = sm2_point(public), 4 + (signature[3] if len(signature) > 3 else 0)
    r, s = int.from_bytes(signature[4:middle], "big"), int.from_bytes(signature[middle + 2 :], "big")
    if not (0 < r < SM2_N and 0 < s < SM2_N and der((r, s)) == signature):
        return False
    curve = b"".join(number.to_bytes(32, "big") for number in (SM2_A, SM2_B, *SM2_G, *point))
    e = int.from_bytes(sm3(sm3((8 * len(signer_id)).to_bytes(2, "big") + signer_id + curve) + message), "big")
    t = (r + s) % SM2_N
    found = combined(sm2_add, s, SM2_G, t, point) if t else None
    return found is not None and (e + found[0]) % SM2_N == r


ED_P = 2**255 - 19
ED_L = 2**252 + 27742317777372353535851937790883648493
ED_D = -121665 * pow(121666, -1, ED_P) % ED_P


def ed_add(p, q):
    """The sum of two points of edwards25519; None stands for its zero."""
    if p is None or q is None:
        return p or q
    e = ED_D * p[0] * q[0] * p[1] * q[1] % ED_P
    over = pow(1 - e * e, -1, ED_P)
    return (p[0] * q[1] + p[1] * q[0]) * (1 - e) * over % ED_P, (p[1] * q[1] + p[0] * q[0]) * (1 + e) * over % ED_P


def ed_point(coded):
    """The point in 32 bytes (RFC 8032, 5.1.3)."""
    y = int.from_bytes(coded, "little") & (1 << 255) - 1
    squared = (y * y - 1) * pow(ED_D * y * y + 1, -1, ED_P) % ED_P
    x = pow(squared, (ED_P + 3) // 8, ED_P)
    if (x * x - squared) % ED_P:
        x = x * pow(2, (ED_P - 1) // 4, ED_P) % ED_P
    if len(coded) != 32 or y >= ED_P or (x * x - squared) % ED_P or (x == 0 and coded[31] >> 7):
        raise NotProved("off-curve-key", coded.hex()[:16])
    return (ED_P - x if x & 1 != coded[31] >> 7 else x), y


ED_G = ed_point((4 * pow(5, -1, ED_P) % ED_P).to_bytes(32, "little"))


def ed25519_verify(public, message, signature):
    """Ed25519 (RFC 8032), without cofactor."""
    x, y = ed_point(public)
    s = int.from_bytes(signature[32:], "little")
    if len(signature) != 64 or s >= ED_L:
        return False
    h = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % ED_L
    found = combined(ed_add, s, ED_G, h, (-x % ED_P, y)) or (0, 1)
    return (found[1] | (found[0] & 1) << 255).to_bytes(32, "little") == signature[:32]


def verify_signature(alg, public, message, signature, whose):
    """Raise NotProved unless ``signature`` holds."""
    if alg == "Ed25519":
        holds = ed25519_verify(public, message, signature)
    elif alg == "SM2-SM3":
        holds = sm2_verify(public, message, signature)
        if not holds and sm2_verify(public, message, signature, signer_id=b""):
            raise NotProved("wrong-distid", whose)
    else:
        raise NotProved("unknown-suite", f"{whose}: {alg}")
    if not holds:
        raise NotProved("bad-signature", whose)


# --- 4. Canonical JSON (RFC 8785; no floats, NFC text, ASCII keys) and the form of entries ----------------------------


def parsed_json(data):
    """The value of JSON text; duplicate keys and floats are refused."""

    def unique(pairs):
        if len(dict(pairs)) != len(pairs):
            raise NotProved("duplicate-key", ", ".join(key for key, _ in pairs)[:80])
        return dict(pairs)

    def refused(text):
        raise NotProved("not-canonical", text[:40])

    return json.loads(data.decode("utf-8"), object_pairs_hook=unique, parse_float=refused, parse_constant=refused)


def canonical(value):
    """The one byte form of ``value``."""
    if isinstance(value, dict):
        if not all(key.isascii() for key in value):
            raise NotProved("not-canonical", "key")
        return b"{" + b",".join(canonical(key) + b":" + canonical(value[key]) for key in sorted(value)) + b"}"
    if isinstance(value, list):
        return b"[" + b",".join(map(canonical, value)) + b"]"
    fits = (
        unicodedata.normalize("NFC", value) == value if isinstance(value, str) else value is None or abs(value) < 2**53
    )
    if not fits:
        raise NotProved("not-canonical", str(value)[:40])
    return json.dumps(value, ensure_ascii=False).encode("utf-8")


TEXT = r'"[ !#-\[\]-~]*"'
SIGNED = rf'\{{"alg":"(?:SM2-SM3|Ed25519)","kid":{TEXT},"role":{TEXT},"sig":"[A-Za-z0-9+/=]+"\}}'
USUAL_ENTRY = re.compile(
    rf'\{{"at":"(\d{{4}}-\d\d-\d\dT\d\d:\d\d:\d\dZ)","commit":\{{"alg":"SM3","root":"[0-9a-f]{{64}}"\}},"id":{TEXT},'
    rf'"org":{TEXT},"signers":\[(?:{SIGNED}(?:,{SIGNED})*)?\],"supersedes":(?:null|{TEXT}),'
    r'"type":"([a-z_]+(?:\.[a-z_]+)+)","v":1\}'.encode()
)
"""What nearly every entry looks like to the byte, so that an audit need not parse it."""
ENTRY = {"at": str, "commit": dict, "id": str, "org": str, "signers": list, "supersedes": object, "type": str, "v": int}
COMMIT = {"alg": str, "root": str}
SIGNER = {"alg": str, "kid": str, "role": str, "sig": str}
FIELD = {"index": int, "name": str, "salt": str, "value": object}
EVIDENCE = {"entry": str, "commitments": list, "fields": list, "proofs": dict}


def has_form(value, form):
    """Whether ``value`` is an object with exactly these keys, of these types."""
    return isinstance(value, dict) and set(value) == set(form) and all(isinstance(value[k], form[k]) for k in form)


def parsed_entry(body):
    """The entry whose canonical bytes are ``body``; raises NotProved if it has another form."""
    try:
        entry = parsed_json(body)
        if canonical(entry) != body:
            raise NotProved("not-canonical", "bytes")
        formed = has_form(entry, ENTRY) and has_form(entry["commit"], COMMIT)
        if not formed or entry["v"] != 1 or not all(has_form(signer, SIGNER) for signer in entry["signers"]):
            raise NotProved("malformed-entry", "keys")
        if not re.fullmatch(r"[a-z_]+(\.[a-z_]+)+", entry["type"], re.ASCII):
            raise NotProved("malformed-entry", entry["type"][:40])
        unix_time(entry["at"])
    except (ValueError, RecursionError) as reason:
        raise NotProved("malformed-entry", str(reason)[:80]) from None
    algs = {signer["alg"] for signer in entry["signers"]} - {"SM2-SM3", "Ed25519"}
    if algs or entry["commit"]["alg"] != "SM3":
        raise NotProved("unknown-suite", " ".join([entry["commit"]["alg"], *algs])[:40])
    return entry


def unix_time(text):
    """Unix seconds of ``2026-01-31T08:00:00Z``."""
    return calendar.timegm(time.strptime(text, "%Y-%m-%dT%H:%M:%SZ"))


def shown_time(unix):
    """A Unix time for people."""
    return time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime(min(unix, 2**37)))


# --- 5. Merkle trees (RFC 6962) ---------------------------------------------------------------------------------------


def merkle_root(hashes, digest):
    """The root over hashes that stand side by side; the last may be of a smaller subtree."""
    hashes = list(hashes) or [digest(b"")]
    while len(hashes) > 1:
        odd = hashes[-1:] if len(hashes) % 2 else []
        hashes = [digest(b"\x01" + left + right) for left, right in zip(hashes[::2], hashes[1::2])] + odd
    return hashes[0]


def root_from_proof(digest, index, size, leaf, proof):
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


def from_base64(text):
    """The bytes behind Base64 in its one form."""
    data = base64.b64decode(text, validate=True)
    if base64.b64encode(data).decode() != text:
        raise NotUnderstood(f"Base64: {text[:40]}")
    return data


class Key:
    """A public key with its name and kind, from a line ``name+id+key``."""

    def __init__(self, line):
        self.name, _, rest = line.partition("+")
        identity, _, coded = rest.partition("+")
        data = from_base64(coded)
        kind = next((kind for kind in KINDS if data.startswith(kind) and len(data) == len(kind) + KINDS[kind][1]), None)
        if kind is None or not self.name:
            raise NotProved("unknown-suite", line[:60])
        self.alg, _, self.header, self.tree = KINDS[kind]
        self.public, self.id = data[len(kind) :], sha256(self.name.encode() + b"\n" + data)[:4]
        if self.id.hex() != identity:
            raise NotUnderstood(f"key id: {line[:60]}")
        (ed_point if self.alg == "Ed25519" else sm2_point)(self.public)


class Note:
    """Text and the signatures below it."""

    def __init__(self, text):
        body, gap, tail = text.rpartition("\n\n")
        if not gap or not tail.endswith("\n") or tail.count("\n") > 100:
            raise NotProved("truncated", "signed note")
        self.text, self.lines = body + "\n", [line.split(" ") for line in tail.split("\n")[:-1]]
        if not all(len(line) == 3 and line[0] == "\u2014" for line in self.lines):
            raise NotUnderstood("signature lines of a note")

    def signed_by(self, key):
        """None unless the key signed; then True or, for a cosigner, the Unix time. NotProved if it does not hold."""
        found = None
        for _, name, coded in self.lines:
            signature = from_base64(coded)
            if (name, signature[:4]) == (key.name, key.id):
                found, message, signature = True, self.text, signature[4:]
                if key.header:
                    found, signature = int.from_bytes(signature[:8], "big"), signature[8:]
                    message = f"{key.header}\ntime {found}\n{self.text}"
                verify_signature(key.alg, key.public, message.encode(), signature, key.name)
        return found


class Checkpoint(Note):
    """A signed state of a log: origin, size, root."""

    def __init__(self, text):
        super().__init__(text)
        lines = self.text.split("\n")
        if len(lines) != 4 or not re.fullmatch(r"0|[1-9][0-9]{0,17}", lines[1], re.ASCII):
            raise NotUnderstood(f"checkpoint: {self.text[:80]}")
        self.origin, self.size, self.root = lines[0], int(lines[1]), from_base64(lines[2])


# --- 7. Policy (C2SP tlog-policy) -------------------------------------------------------------------------------------


class Policy:
    """Which logs and witnesses are believed, and how many witnesses must agree.

    A witness has one line for each tree, ``/sm3`` behind its name on the second; groups and quorum name it without.
    """

    def __init__(self, text):
        self.logs, self.witnesses, self.groups, self.quorum = [], [], {}, None
        for number, line in enumerate(text.split("\n"), 1):
            words = line.split()
            if words and not words[0].startswith("#") and not self.takes(words):
                raise NotUnderstood(f"policy, line {number}: {line[:60]}")
        if self.quorum is None:
            raise NotUnderstood("policy: quorum")

    def takes(self, words):
        """Take in one line; whether it is in order."""
        kind, count = words[0], len(words)
        names = {name for name, _ in self.witnesses} | set(self.groups)
        if kind == "log" and count in (2, 3):
            self.logs.append(Key(words[1]))
            return not self.logs[-1].header
        if kind == "witness" and count in (3, 4):
            key, name = Key(words[2]), words[1][:-4] if words[1].endswith("/sm3") else words[1]
            twice = any(key.public == other.public or (name, key.alg) == (n, other.alg) for n, other in self.witnesses)
            self.witnesses.append((name, key))
            return bool(key.header) and not twice and (name != words[1]) == (key.tree == "sm3")
        if kind == "group" and count >= 4:
            name, members = words[1], words[3:]
            least = {"any": 1, "all": len(members)}.get(words[2]) or int(words[2])
            taken = {member for _, others in self.groups.values() for member in others}
            self.groups[name] = (least, members)
            once = len(set(members)) == len(members) and not taken & set(members) and name not in names
            return once and names >= set(members) and 1 <= least <= len(members)
        self.quorum, first = words[-1], self.quorum is None
        return kind == "quorum" and count == 2 and first and words[1] in {"none", *names}

    def holds(self, name, names):
        """Whether these witnesses satisfy ``name``, which is a group, a witness or "none"."""
        least, members = self.groups.get(name, (0, []))
        return sum(self.holds(member, names) for member in members) >= least if least else name in {"none", *names}

    def judge(self, checkpoint, tree):
        """The witnesses of a checkpoint, each with its time; raises unless log and quorum have signed."""
        self.signed_by_log(checkpoint, checkpoint.origin, (tree,))
        times = {name: checkpoint.signed_by(key) for name, key in self.witnesses if key.tree == tree}
        times = {name: at for name, at in times.items() if at is not None}
        if not self.holds(self.quorum, times):
            raise NotProved("below-quorum", f"{checkpoint.origin} {checkpoint.size}: {', '.join(sorted(times)) or 0}")
        return times

    def signed_by_log(self, note, origin, trees):
        """Raise unless the log of that origin has signed the note for one of the trees."""
        origins = {"sha256": origin, "sm3": origin if origin.endswith("/sm3") else origin + "/sm3"}
        keys = [key for key in self.logs if key.tree in trees and key.name == origins[key.tree]]
        if not keys:
            raise NotProved("unknown-log", origin)
        if not [key for key in keys if note.signed_by(key)]:
            raise NotProved("bad-signature", f"{origin}: 0")


# --- 8. Proofs (C2SP tlog-proof) --------------------------------------------------------------------------------------

HEADERS = {"c2sp.org/tlog-proof@v1": "sha256", "jianheng/tlog-proof-sm3@v1": "sm3"}


class Proof:
    """A leaf's way to a signed root, as text."""

    def __init__(self, text):
        head, gap, note = text.partition("\n\n")
        lines = [line for line in head.split("\n") if not line.startswith("extra ")]
        index = lines[1] if len(lines) > 1 else ""
        if not gap or lines[0] not in HEADERS or not re.fullmatch(r"index (0|[1-9]\d{0,17})", index, re.ASCII):
            raise NotUnderstood("proof")
        self.tree, self.index = HEADERS[lines[0]], int(index[6:])
        self.hashes, self.checkpoint = [from_base64(line) for line in lines[2:]], Checkpoint(note)

    def check(self, leaf, policy):
        """Raise unless the leaf hash is in the tree and the tree is signed; the witnesses with their times."""
        found = root_from_proof(TREES[self.tree], self.index, self.checkpoint.size, leaf, self.hashes)
        if found != self.checkpoint.root or not all(len(one) == 32 for one in (leaf, found, *self.hashes)):
            raise NotProved("altered-entry", f"{self.checkpoint.origin} #{self.index}")
        return policy.judge(self.checkpoint, self.tree)

    def tell(self, times):
        """Say where the entry stands and who has seen it."""
        at, size, origin = self.index, self.checkpoint.size, self.checkpoint.origin
        say(f"{self.tree}：{origin} 第 {at} 条，共 {size} 条", f"{self.tree}: {origin}, entry {at} of {size}")
        for name, unix in sorted(times.items()):
            say(f"  见证人 {name}，{shown_time(unix)}", f"  witness {name}, {shown_time(unix)}")


# --- 9. Evidence of an entry ------------------------------------------------------------------------------------------

SKEW = 600
"""Seconds by which an entry's time may lie after that of a witness who has already seen it."""


class Evidence:
    """An entry with its proofs and some of its fields, as a JSON file."""

    def __init__(self, value):
        if not isinstance(value, dict) or not has_form({k: value.get(k) for k in EVIDENCE}, EVIDENCE):
            raise NotUnderstood("evidence")
        if set(value["proofs"]) != set(TREES):
            raise NotProved("truncated", f"proofs: {' '.join(value['proofs'])}")
        if not all(has_form(field, FIELD) for field in value["fields"]):
            raise NotUnderstood("evidence: fields")
        self.body, self.given, self.fields = from_base64(value["entry"]), value["fields"], {}
        self.entry, self.commitments = parsed_entry(self.body), [from_hex(text) for text in value["commitments"]]
        self.proofs = {tree: Proof(str(text)) for tree, text in value["proofs"].items()}
        self.keys = [Evidence({**item, "keys": []}) for item in value.get("keys", [])]
        self.later = [str(code)[:60] for code in value.get("later", [])]

    def check(self, policy):
        """Raise unless fields, proofs, times and signers hold; the witnesses of each tree with their times."""
        self.check_fields()
        times = {tree: self.proofs[tree].check(hashed(b"\x00" + self.body), policy) for tree, hashed in TREES.items()}
        sha, sm = self.proofs["sha256"], self.proofs["sm3"]
        pair = (sm.checkpoint.origin, sm.index, sha.tree, sm.tree)
        if pair != (sha.checkpoint.origin + "/sm3", sha.index, "sha256", "sm3"):
            raise NotProved("trees-differ", f"#{sha.index} #{sm.index}")
        check_clock(self.entry["at"], times.values())
        self.check_signers(policy)
        return times

    def check_fields(self):
        """1 the commitments make the root that is in the entry; 2 each disclosed field makes its commitment."""
        if merkle_root(self.commitments, sm3).hex() != self.entry["commit"]["root"]:
            raise NotProved("altered-field", "commit.root")
        for field in self.given:
            committed = sm3(b"\x00" + from_hex(field["salt"]) + field["name"].encode() + canonical(field["value"]))
            if self.commitments[field["index"] : field["index"] + 1] != [committed] or field["index"] < 0:
                raise NotProved("altered-field", field["name"][:60])
            self.fields[field["name"]] = field["value"]

    def check_signers(self, policy):
        """1 entries of the same county publish the keys; 2 with them each signature under the entry holds."""
        published = {}
        for key in self.keys:
            key.check(policy)
            if key.entry["type"] == "key.published" and key.entry["org"] == self.entry["org"]:
                published[key.fields.get("kid"), key.fields.get("alg")] = from_base64(str(key.fields.get("public")))
        signed = canonical({name: value for name, value in self.entry.items() if name != "signers"})
        for signer in self.entry["signers"] if self.entry["type"] != "key.published" else []:
            public = published.get((signer["kid"], signer["alg"]))
            if public is None:
                raise NotProved("unknown-signer", f"{signer['kid']} {signer['alg']}"[:80])
            verify_signature(signer["alg"], public, signed, from_base64(signer["sig"]), signer["kid"][:60])

    def tell(self, times):
        """Say what was proved, by whom, when."""
        code, word, at = self.entry["id"], self.entry["type"], self.entry["at"]
        say(f"条目 {code}，{word}，{at}", f"entry {code}, {word}, {at}")
        for signer in self.entry["signers"]:
            say(f"  签署：{signer['kid']}（{signer['alg']}）", f"  signed: {signer['kid']} ({signer['alg']})")
        for tree, proof in self.proofs.items():
            proof.tell(times[tree])
        for name, value in self.fields.items():
            shown = canonical(value).decode()[:200]
            say(f"  公开字段 {name}：{shown}", f"  disclosed field {name}: {shown}")
        for code in self.later:
            say(
                f"  注意：后来的条目 {code} 取代或更正了它", f"  note: the later entry {code} supersedes or corrects it"
            )


def check_clock(at, witnesses):
    """Raise if an entry claims a later time than that at which a witness had seen it."""
    first = min((seen for times in witnesses for seen in times.values()), default=2**62)
    if unix_time(at) > first + SKEW:
        raise NotProved("clock-backwards", f"{at} > {shown_time(first)}")


def from_hex(text):
    """The 32 bytes behind 64 hexadecimal digits."""
    if not isinstance(text, str) or not re.fullmatch(r"[0-9a-f]{64}", text, re.ASCII):
        raise NotUnderstood(f"hex: {str(text)[:40]}")
    return bytes.fromhex(text)


# --- 10. Documents and promises ---------------------------------------------------------------------------------------

DIGESTS = (("pdf_sha256", "pdf_sm3"), ("sha256", "sm3"))


def check_document(data, evidence):
    """A file is the document of an entry if both its digests are among the entry's fields, and an office signed."""
    disclosed = [[evidence.fields.get(name) for name in names] for names in DIGESTS]
    if not any(all(digests) for digests in disclosed):
        raise NotProved("not-disclosed", "pdf_sha256 pdf_sm3 sha256 sm3")
    own = [digest(data).hex() for digest in TREES.values()]
    if own not in disclosed:
        raise NotProved("altered-document", f"SHA-256 {own[0]}, SM3 {own[1]}")
    if not evidence.entry["signers"]:
        raise NotProved("bad-signature", f"{evidence.entry['id']}: 0")


def check_promise(note, policy, evidence):
    """A log's signed promise to record an entry within a delay; overdue without evidence it accuses the log."""
    lines = note.text.split("\n")
    if len(lines) != 7 or lines[0] != "jianheng promise v1":
        raise NotUnderstood("promise")
    policy.signed_by_log(note, lines[1], tuple(TREES))
    leaves, due = [from_base64(line) for line in lines[2:4]], int(lines[4]) + int(lines[5])
    say(f"{lines[1]} 承诺在 {shown_time(due)} 前记录", f"{lines[1]} promised to record the entry by {shown_time(due)}")
    kept = evidence and [digest(b"\x00" + evidence.body) for digest in TREES.values()] == leaves
    if not kept and (evidence or time.time() > due):
        raise NotProved("promise-unkept", shown_time(due))


# --- 11. Audit: replay everything -------------------------------------------------------------------------------------


class Mirror:
    """Files of a log below a folder or a web address."""

    def __init__(self, base):
        self.base, self.is_web = str(base).rstrip("/"), re.match(r"https?://", str(base))

    def read(self, path):
        """The bytes at ``path``; None if there is nothing."""
        try:
            if not self.is_web:
                return Path(self.base, path).read_bytes()
            with urllib.request.urlopen(f"{self.base}/{path}", timeout=60) as answer:  # noqa: S310 - http only
                return answer.read()
        except (FileNotFoundError, NotADirectoryError):
            return None
        except urllib.error.HTTPError as reason:
            if reason.code not in (404, 410):
                raise
            return None

    def tile(self, tree, level, number, width):
        """Path and bytes of a tile or bundle: as wide as asked for, else of the full one that replaced it."""
        digits = f"{number:0{(len(str(number)) + 2) // 3 * 3}}"
        groups = [digits[at : at + 3] for at in range(0, len(digits), 3)]
        full = f"{tree}/tile/{level}/" + "/".join([f"x{group}" for group in groups[:-1]] + groups[-1:])
        path = full if width == 256 else f"{full}.p/{width}"
        for known in dict.fromkeys((path, full)):
            data = self.read(known)
            if data is not None:
                return path, data
        raise NotProved("truncated", path)

    def entries(self, tree, number, width):
        """Path and entries of a bundle."""
        path, data = self.tile(tree, "entries", number, width)
        entries, at = [], 0
        while len(entries) < width:
            start = at + 2
            at = start + int.from_bytes(data[at:start], "big")
            if max(at, start) > len(data):
                raise NotProved("truncated", f"{path}: {len(entries)} < {width}")
            entries.append(data[start:at])
        return path, entries

    def checkpoint(self, tree):
        """The newest checkpoint."""
        data = self.read(f"{tree}/checkpoint")
        if data is None:
            raise NotProved("truncated", f"{tree}/checkpoint")
        return Checkpoint(data.decode("utf-8"))


class Replay:
    """One tree built again from its entries and compared with what the log serves."""

    def __init__(self, mirror, tree, checkpoint):
        self.mirror, self.tree, self.digest, self.checkpoint = mirror, tree, TREES[tree], checkpoint
        self.leaves, self.bad_entry, self.bad_tile = [], None, None

    def tiles(self, level):
        """Number and width of each tile of a level; level 0 also gives the bundles of entries."""
        hashes = self.checkpoint.size >> 8 * level
        return [(at // 256, min(256, hashes - at)) for at in range(0, hashes, 256)]

    def replay(self, other, look):
        """Raise unless entries, tiles and signed root agree; ``other`` tree's bundles must hold the same bytes."""
        differing = None
        for number, width in self.tiles(0):
            path, entries = self.mirror.entries(self.tree, number, width)
            stored = self.stored(0, number, width)
            leaves = [self.digest(b"\x00" + one) if one else blank for one, blank in zip(entries, stored)]
            wrong = next((at for at in range(width) if leaves[at] != stored[at]), None)
            if wrong is not None and not self.bad_entry:
                self.bad_entry, self.bad_tile = (
                    f"{path} #{number * 256 + wrong}",
                    f"{self.tree}/tile/0 #{number * 256 + wrong}",
                )
            self.leaves += leaves
            look(number * 256, entries)
            if other and not differing and self.mirror.entries(other, number, width)[1] != entries:
                differing = path
        root = self.root()
        if root != self.checkpoint.root and self.bad_entry:
            raise NotProved("altered-entry", self.bad_entry)
        if self.bad_tile:
            raise NotProved("altered-tile", self.bad_tile)
        if root != self.checkpoint.root:
            raise NotProved("wrong-root", self.checkpoint.origin)
        if differing:
            raise NotProved("trees-differ", differing)

    def stored(self, level, number, width):
        """The hashes of a served tile."""
        path, data = self.mirror.tile(self.tree, level, number, width)
        if len(data) < 32 * width:
            raise NotProved("truncated", path)
        return [data[at : at + 32] for at in range(0, 32 * width, 32)]

    def root(self):
        """The root over all leaves; on the way every tile above them is compared."""
        levels = [self.leaves]
        while len(levels[-1]) >= 256:
            below, level = levels[-1], len(levels)
            levels.append([merkle_root(below[at : at + 256], self.digest) for at in range(0, len(below) - 255, 256)])
            for number, width in self.tiles(level):
                if self.stored(level, number, width) != levels[-1][number * 256 : number * 256 + width]:
                    self.bad_tile = self.bad_tile or f"{self.tree}/tile/{level}/{number}"
        right = []
        for hashes in levels:
            ragged = hashes[len(hashes) // 256 * 256 :] + right
            right = [merkle_root(ragged, self.digest)] if ragged else []
        return merkle_root(right, self.digest)

    def follows(self, previous):
        """Raise unless an earlier checkpoint is a beginning of this tree."""
        if merkle_root(self.leaves[: previous.size], self.digest) != previous.root:
            raise NotProved("forked", f"{previous.origin} {previous.size}")


class Forms:
    """Form of every entry, times and blanks; the first fault is kept until the trees have been judged."""

    def __init__(self):
        self.fault, self.latest, self.blanks = None, "", 0

    def look(self, start, entries):
        """Look at one bundle's entries, which begin at index ``start``."""
        for index, entry in enumerate(entries, start):
            usual = USUAL_ENTRY.fullmatch(entry)
            if not entry:
                self.blanks += 1
                continue
            at, word = map(bytes.decode, usual.groups()) if usual else self.slowly(index, entry)
            self.latest = max(self.latest, at)
            self.blanks -= bool(self.blanks and "redact" in word)

    def slowly(self, index, entry):
        """Time and type of an entry that is not of the usual form."""
        try:
            found = parsed_entry(entry)
        except NotProved as reason:
            self.fault = self.fault or NotProved(reason.name, f"#{index} {reason.detail}")
            return "", ""
        return found["at"], found["type"]

    def conclude(self, witnesses):
        """Raise the first fault."""
        if self.fault:
            raise self.fault
        if self.blanks:
            raise NotProved("unexplained-gap", str(self.blanks))
        if self.latest:
            check_clock(self.latest, witnesses)


def audit_log(mirror, policy, earlier):
    """1 checkpoints and quorum; 2 no step back from earlier ones; 3 both trees replayed; 4 the form of the entries."""
    heads = {tree: mirror.checkpoint(tree) for tree in TREES}
    sha, sm, forms = heads["sha256"], heads["sm3"], Forms()
    times = {tree: policy.judge(head, tree) for tree, head in heads.items()}
    if (sm.origin, sm.size) != (sha.origin + "/sm3", sha.size):
        raise NotProved("trees-differ", f"{sha.origin} {sha.size}, {sm.origin} {sm.size}")
    known = [(tree, old) for old in earlier for tree, head in heads.items() if old.origin == head.origin]
    for tree, old in known:
        if old.size > heads[tree].size:
            raise NotProved("rollback", f"{old.origin}: {old.size} > {heads[tree].size}")
        if any(times[tree].get(name, at) < at for name, at in policy.judge(old, tree).items()):
            raise NotProved("clock-backwards", old.origin)
    for tree, other, look in (("sha256", None, forms.look), ("sm3", "sha256", lambda *_: None)):
        replay = Replay(mirror, tree, heads[tree])
        replay.replay(other, look)
        for old in [old for name, old in known if name == tree]:
            replay.follows(old)
        size, origin, seen = heads[tree].size, heads[tree].origin, ", ".join(sorted(times[tree]))
        say(f"{origin}：{size} 条全部重算；见证人 {seen}", f"{origin}: {size} entries replayed; witnesses {seen}")
    forms.conclude(times.values())


def audit(place, policy, previous):
    """Audit the log at ``place``, or every log below it if it is a folder."""
    bases = [place]
    if not re.match(r"https?://", place) and not any(Path(place, tree).is_dir() for tree in TREES):
        bases = sorted({found.parent.parent for found in Path(place).rglob("checkpoint")})
    if not bases:
        raise NotProved("truncated", f"{place}: checkpoint")
    for base in bases:
        audit_log(Mirror(base), policy, [Checkpoint(read_text(path)) for path in previous])


# --- 12. Command line -------------------------------------------------------------------------------------------------

COMMANDS = {
    "document": ("file", "evidence"),
    "entry": ("evidence",),
    "proof": ("file", "--leaf"),
    "promise": ("file", "--evidence"),
    "audit": ("place", "--previous"),
}


def read_text(path):
    """The text of a file."""
    return Path(path).read_bytes().decode("utf-8")


def run(given):
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


def main(words=None):
    """The exit status: 0 proved, 1 not proved, 2 not understood."""
    parser = argparse.ArgumentParser(prog="jianheng_verify.py", description="鉴衡独立核验程序 Jianheng's verifier")
    commands = parser.add_subparsers(dest="command", required=True)
    for command, names in COMMANDS.items():
        form = commands.add_parser(command)
        form.add_argument("--policy", required=True)
        for name in names:
            form.add_argument(name, **({"action": "append"} if name == "--previous" else {}))
    sys.stdout.reconfigure(encoding="utf-8", errors="replace")
    try:
        run(parser.parse_args(words))
    except NotProved as failure:
        name, detail = failure.name, failure.detail
        chinese, english = next(row.split(" | ")[1:] for row in FAILURES.split("\n") if row.startswith(name + " |"))
        say(f"未证明（{name}）：{chinese}。 {detail}", f"NOT PROVED ({name}): {english}. {detail}")
        return 1
    except (ValueError, OSError, RecursionError) as failure:
        say(f"无法理解：{failure}", f"NOT UNDERSTOOD: {failure}")
        return 2
    say("已证明", "PROVED")
    return 0


if __name__ == "__main__":
    sys.exit(main())
