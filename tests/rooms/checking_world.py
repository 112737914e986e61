"""Evidence made to measure: a document on a small log with an office and three witnesses, and ways to forge it."""

import base64
import copy
import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache, partial
from typing import Any

from jianheng.crypto.hashing import SHA256, SM3
from jianheng.crypto.tlog import notes
from jianheng.ledger.codes import new_code
from tests.verifier.county_log import NOON, ORIGINS, CountyLog, Recorded, both, recorded

ENTRIES = 12
PLACE = 2
Evidence = dict[str, Any]
Forgery = Callable[[Evidence], None]

CODE = new_code("HENG", datetime(2026, 3, 2, tzinfo=UTC))
TITLE = "关于整修河堤的决定"
DOCUMENT = f"%PDF-1.7\n1 0 obj (/check/{CODE}/) endobj\n{TITLE}\n%%EOF\n".encode()
FLIPPED = DOCUMENT[:-8] + bytes([DOCUMENT[-8] ^ 1]) + DOCUMENT[-7:]


def issue(office: Mapping[str, Any]) -> Recorded:
    """The entry of the document."""
    digests = {
        "sha256": "11" * 32,
        "sm3": "22" * 32,
        "pdf_sha256": SHA256.digest(DOCUMENT).hex(),
        "pdf_sm3": SM3.digest(DOCUMENT).hex(),
    }
    values = {"code": CODE, "title_text": TITLE, "basis": "防洪法第二十条", "by": "P000001", **digests}
    return recorded("documents.issued", PLACE, values, office)


@cache
def county() -> CountyLog:
    """Two published keys, the document, and further decisions; nobody may change it."""
    log = CountyLog()
    log.publish_office()
    log.entries.append(issue(log.office))
    for number in range(PLACE + 1, ENTRIES):
        log.entries.append(recorded("council.decided", number, {"motion": number, "by": "secretary"}))
    return log


@cache
def _evidence() -> Evidence:
    return county().evidence(PLACE, show=("basis", "code", "pdf_sha256", "pdf_sm3", "sha256", "sm3", "title_text"))


def evidence(forge: Forgery | None = None) -> Evidence:
    """The document's evidence file, forged if asked."""
    made = copy.deepcopy(_evidence())
    if forge is not None:
        forge(made)
    return made


def _head(tree: str, change: Callable[[str], str]) -> Forgery:
    """Change the signed checkpoint below a proof."""

    def forge(made: Evidence) -> None:
        head, gap, note = made["proofs"][tree].partition("\n\n")
        made["proofs"][tree] = head + gap + change(note)

    return forge


def other_root(tree: str) -> Forgery:
    """A checkpoint of another tree, duly signed and cosigned: the entry is not in it."""
    text = notes.Checkpoint(ORIGINS[tree], ENTRIES, b"\x07" * 32).text()
    return _head(tree, lambda _note: county().signed(tree, text))


def other_signature(tree: str, name: str) -> Forgery:
    """The signature line of ``name`` with one bit changed in its last byte but one."""

    def spoil(note: str) -> str:
        lines = note.split("\n")
        at = next(number for number, line in enumerate(lines) if line.startswith(f"— {name} "))
        head, _, coded = lines[at].rpartition(" ")
        data = bytearray(base64.b64decode(coded))
        data[-2] ^= 1
        lines[at] = f"{head} {base64.b64encode(bytes(data)).decode()}"
        return "\n".join(lines)

    return _head(tree, spoil)


def too_few(tree: str) -> Forgery:
    """Only one witness has cosigned this tree."""
    return _head(tree, lambda _note: county().checkpoint(tree, by=("renda",)))


def set_field(name: str, **parts: Any) -> Forgery:
    """Change the opening of one field."""

    def forge(made: Evidence) -> None:
        next(row for row in made["fields"] if row["name"] == name).update(parts)

    return forge


def other_office(made: Evidence) -> None:
    """The entry is signed by somebody whose key is not the one on the record."""
    stranger = issue(both())
    log = replace(county(), entries=[*county().entries[:PLACE], stranger, *county().entries[PLACE + 1 :]])
    made.update(log.evidence(PLACE), fields=made["fields"])


def without_keys(made: Evidence) -> None:
    made["keys"] = []


def other_body(made: Evidence) -> None:
    """The body names another time: its leaf is not in the trees, and no signature is over it."""
    body = base64.b64decode(made["entry"]).replace(b'"at":"2026-05-28T', b'"at":"2026-05-27T')
    made["entry"] = base64.b64encode(body).decode()


def not_canonical(made: Evidence) -> None:
    body = json.loads(base64.b64decode(made["entry"]))
    made["entry"] = base64.b64encode(json.dumps(body, indent=1).encode()).decode()


def seen_too_early(made: Evidence) -> None:
    """Witnesses that signed an hour before the entry says it was made."""
    for tree in ("sha256", "sm3"):
        note = county().checkpoint(tree, at=NOON - 3600)
        _head(tree, partial(_instead, note))(made)


def _instead(note: str, _note: str) -> str:
    return note


FORGERIES: Mapping[str, tuple[Forgery, str]] = {
    "another root, SHA-256": (other_root("sha256"), "sha256"),
    "another root, SM3": (other_root("sm3"), "sm3"),
    "a wrong signature of the log, Ed25519": (other_signature("sha256", ORIGINS["sha256"]), "sha256-log"),
    "a wrong signature of the log, SM2": (other_signature("sm3", ORIGINS["sm3"]), "sm3-log"),
    "a wrong witness, Ed25519": (other_signature("sha256", "jiwei.example"), "sha256-witnesses"),
    "a wrong witness, SM2": (other_signature("sm3", "shenji.example"), "sm3-witnesses"),
    "a wrong salt": (set_field("title_text", salt="00" * 32), "fields"),
    "another title": (set_field("title_text", value="关于填平河堤的决定"), "fields"),
    "a dropped commitment": (lambda made: made["commitments"].pop(), "root"),
    "an office that nobody knows": (other_office, "office"),
    "no key of the office": (without_keys, "office"),
    "an altered entry": (other_body, "office"),
    "an entry in another form": (not_canonical, "form"),
    "witnesses before their time": (seen_too_early, "clock"),
}
"""Each with the step at which it must fail."""

FEW = {"too few witnesses, SHA-256": too_few("sha256"), "too few witnesses, SM3": too_few("sm3")}


def answer(made: Evidence, policy: str | None = None) -> dict[str, Any]:
    """What the server would say of this evidence."""
    return {
        "code": CODE,
        "evidence": made,
        "policy": county().policy() if policy is None else policy,
        "organisations": {"jiwei": "县纪委监委", "renda": "县人大常委会", "shenji": "市审计局"},
        "standing": {
            "code": CODE,
            "title": TITLE,
            "issuer": "中共衡川县委员会",
            "state": "in_force",
            "url": "/documents/",
            "later": [],
        },
    }
