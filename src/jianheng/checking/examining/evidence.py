"""Verification of one evidence file by this server, step by step as the browser and the stand-alone program take them.

1. form        the entry is canonical JSON: there is one way to write it, and this is it
2. fields      every value shown is one that the entry commits to
3. root        the commitments give the root that stands in the entry
4. office      an office's key signed the entry, and that key itself stands on the record
5. sha256, sm3 the entry is a leaf of each tree
6. log         the log signed each checkpoint
7. witnesses   no witness's line is wrong; whether there are enough of them is ``quorum``
8. agree       both trees hold the entry at the same place; clock: no witness saw it before it was made
9. digest      the file that was checked has the digest that stands in the entry

Nothing here raises for what an evidence file holds: a malformed part fails its step.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from jianheng.charter import cites
from jianheng.checking.examining.report import UNDECIDED, Digests, Report, Signer, Step
from jianheng.checking.examining.trees import in_trees
from jianheng.crypto.hashing import HASHERS
from jianheng.crypto.suites import UnknownSuite, by_signature
from jianheng.crypto.tlog.coding import BadCoding, decode
from jianheng.crypto.tlog.merkle import root
from jianheng.crypto.tlog.policy import BadPolicy, Policy
from jianheng.ledger.canonical import canonical, parse
from jianheng.ledger.hashes import commitment
from jianheng.ledger.origins import TREES

KEY_ENTRY = "key.published"
SIGNED = ("documents.issued",)
"""Types of entries that mean nothing without an office's signature; others may be the system's own."""
FORMS = (("pdf_sha256", "pdf_sm3"), ("sha256", "sm3"))
"""Pairs of fields in which an entry names the digests of a document: of the printed file, of its canonical form."""

Evidence = Mapping[str, Any]


@cites("7.5")
def examine(evidence: Evidence, policy_text: str, digests: Digests | None = None) -> Report:
    """Verify an evidence file against a policy and, if given, the digests of a file."""
    report = Report()
    entry: list[bytes] = []
    report.take("form", lambda: _form_holds(evidence, report, entry))
    if not report.entry:
        return report
    report.take("fields", lambda: _fields_hold(evidence, report))
    report.take("root", lambda: _root_holds(evidence, report))
    try:
        policy = Policy.parse(policy_text)
    except BadPolicy:
        policy = Policy()
        report.steps.append(Step("policy", passed=False))
    if report.entry.get("signers") or report.entry.get("type") in SIGNED:
        report.take("office", lambda: _office_holds(evidence, report, policy_text))
    proofs = evidence.get("proofs") or {}
    if any(proofs.get(tree) for tree in TREES):
        in_trees(report, proofs, entry[0], policy)
    if digests is not None:
        report.take("digest", lambda: _digest_holds(report, digests))
    return report


def _form_holds(evidence: Evidence, report: Report, entry: list[bytes]) -> bool:
    if (evidence["v"], evidence["kind"]) != (1, "jianheng-evidence"):
        return False
    body = decode(evidence["entry"])
    report.entry = parse(body)
    entry.append(body)
    return True


# --- 2, 3: what the entry commits to ----------------------------------------------------------------


def _fields_hold(evidence: Evidence, report: Report) -> bool:
    shown: dict[int, str] = {}
    for row in evidence["fields"]:
        made = commitment(bytes.fromhex(row["salt"]), row["name"], canonical(row["value"]))
        place = row["index"]
        if place < 0 or place in shown or row["name"] in report.fields or evidence["commitments"][place] != made.hex():
            return False
        shown[place] = row["name"]
        report.fields[row["name"]] = row["value"]
    return True


def _root_holds(evidence: Evidence, report: Report) -> bool:
    leaves = [bytes.fromhex(leaf) for leaf in evidence["commitments"]]
    committed = report.entry["commit"]
    return bool(leaves) and (committed["alg"], committed["root"]) == ("SM3", root(leaves, HASHERS["sm3"]).hex())


# --- 4: who signed ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Key:
    kid: str
    alg: str
    role: str
    public: bytes
    code: str


def _office_holds(evidence: Evidence, report: Report, policy_text: str) -> bool:
    message = canonical({name: value for name, value in report.entry.items() if name != "signers"})
    org = report.entry["org"]
    keys = [key for one in evidence.get("keys", ()) if (key := _published(one, policy_text, org)) is not None]
    report.signers = tuple(_signer(row, keys, message) for row in report.entry["signers"])
    return bool(report.signers) and all(signer.passed for signer in report.signers)


def _signer(row: Mapping[str, str], keys: Sequence[_Key], message: bytes) -> Signer:
    kid, role, alg = row["kid"], row["role"], row["alg"]
    key = next((one for one in keys if (one.kid, one.role, one.alg) == (kid, role, alg)), None)
    if key is None:
        return Signer(kid, role, alg, passed=False, code="")
    return Signer(kid, role, alg, passed=_verifies(alg, key.public, message, decode(row["sig"])), code=key.code)


def _verifies(alg: str, public: bytes, message: bytes, signature: bytes) -> bool:
    try:
        return by_signature(alg).verify(public, message, signature)
    except UnknownSuite:
        return False


def _published(evidence: Evidence, policy_text: str, org: str) -> _Key | None:
    """The key that an entry of the same county's record publishes, if that entry verifies itself."""
    report = examine({**evidence, "keys": []}, policy_text)
    unsound = [step for step in report.steps if not step.passed and step.code not in (*UNDECIDED, "office")]
    if unsound or report.entry.get("type") != KEY_ENTRY or report.entry.get("org") != org:
        return None
    shown = report.fields
    try:
        return _Key(shown["kid"], shown["alg"], shown["role"], decode(shown["public"]), report.entry["id"])
    except (KeyError, BadCoding, AttributeError):
        return None


# --- 9: the file ------------------------------------------------------------------------------------


def _digest_holds(report: Report, digests: Digests) -> bool:
    made = (digests.sha256, digests.sm3)
    named = [pair for form in FORMS if all(pair := tuple(report.fields.get(name) or "" for name in form))]
    if not named:
        return False
    report.digest = "same" if made in named else "other"
    return report.digest == "same"
