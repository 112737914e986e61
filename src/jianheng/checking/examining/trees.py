"""Steps 5 to 8: where the entry stands in both trees, and who signed them."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import partial

from jianheng.checking.examining.report import Report, SeatSeen, Step, TreeSeen
from jianheng.crypto.hashing import HASHERS
from jianheng.crypto.tlog.merkle import implied_root
from jianheng.crypto.tlog.notes import Checkpoint, Note, verify_cosignature, verify_line
from jianheng.crypto.tlog.policy import NO_QUORUM, Policy, Witness
from jianheng.crypto.tlog.proof import HEADERS, parse_proof
from jianheng.ledger.origins import ALGORITHM, TREES

SKEW = timedelta(minutes=10)
"""By how much the clock of the county may be ahead of a witness's."""


def in_trees(report: Report, proofs: Mapping[str, str], entry: bytes, policy: Policy) -> None:
    for name in TREES:
        tree = TreeSeen(name)
        report.trees += (tree,)
        report.take(name, partial(_is_included, tree, proofs.get(name) or "", entry))
        report.take(f"{name}-log", partial(_log_holds, tree, policy))
        report.take(f"{name}-witnesses", partial(_witnesses_hold, tree, policy))
    one, other = report.trees
    report.steps.append(Step("agree", one.index == other.index != -1 and other.origin == f"{one.origin}/sm3"))
    report.take("clock", partial(_is_in_time, report))
    if not (one.quorum and other.quorum):
        report.steps.append(Step("quorum", passed=False))


def _is_included(tree: TreeSeen, text: str, entry: bytes) -> bool:
    hasher = HASHERS[tree.name]
    proof = parse_proof(text)
    tree.note, tree.checkpoint, tree.index = proof.note, proof.note.encode(), proof.index
    head = Checkpoint.parse(proof.note.text)
    leaf = hasher.leaf(entry)
    tree.size, tree.origin, tree.root, tree.leaf = head.size, head.origin, head.root.hex(), leaf.hex()
    tree.hashes = tuple(node.hex() for node in proof.hashes)
    climbed = implied_root(hasher, proof.index, head.size, leaf, proof.hashes)
    return proof.header == HEADERS[tree.name] and climbed == head.root


def _log_holds(tree: TreeSeen, policy: Policy) -> bool:
    if tree.note is None:
        return False
    log = policy.log_of(tree.note)
    tree.signed = log is not None and log.vkey.alg == ALGORITHM[tree.name]
    return tree.signed


def _witnesses_hold(tree: TreeSeen, policy: Policy) -> bool:
    note = tree.note
    if note is None:
        return False
    seats = [seat for seat in policy.witnesses if seat.vkey.alg == ALGORITHM[tree.name]]
    tree.witnesses = tuple(_seen(seat, note) for seat in seats)
    present = [seat.name for seat in tree.witnesses if seat.passed]
    tree.quorum = tree.signed and policy.quorum != NO_QUORUM and policy.satisfied(present)
    return all(seat.passed is not False for seat in tree.witnesses)


def _is_in_time(report: Report) -> bool:
    times = [seat.at for tree in report.trees for seat in tree.witnesses if seat.at is not None]
    at = datetime.strptime(report.entry["at"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    return not times or at <= min(times) + SKEW


def _seen(seat: Witness, note: Note) -> SeatSeen:
    time = verify_cosignature(note, seat.vkey)
    passed = verify_line(note, seat.vkey) if any(note.by(seat.vkey)) else None
    at = datetime.fromtimestamp(time, UTC) if time is not None and time < 2**40 else None
    return SeatSeen(seat.name, seat.vkey.key_id.hex(), passed, at)
