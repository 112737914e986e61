"""The public keys of the logs, as witnesses, mirrors and verifiers need them."""

from collections.abc import Mapping, Sequence

from jianheng.crypto.tlog.notes import log_vkey
from jianheng.ledger.models.log import Log, LogKey
from jianheng.ledger.origins import ALGORITHM, TREES, tree_origin
from jianheng.ledger.selectors.seats import seats_of


def log_vkeys() -> Mapping[int, Sequence[str]]:
    """Of each log, by its key, the verifier keys of both trees; more than one for a tree after a rotation."""
    keys: dict[str, list[LogKey]] = {}
    for key in LogKey.objects.all():
        keys.setdefault(key.county, []).append(key)
    return {log.pk: _lines(log, keys.get(log.county, [])) for log in Log.objects.all()}


def policy_of(county: str) -> str:
    """The tlog-policy of a county: its logs and the parent's, its witnesses, its quorum."""
    lines = log_vkeys()
    logs = [line for log in Log.objects.filter(county__in=(county, "parent")) for line in lines[log.pk]]
    seats = seats_of(county)
    if seats is not None:
        return seats.policy(logs)
    return "\n".join([*(f"log {line}" for line in logs), "quorum none", ""])


def _lines(log: Log, keys: Sequence[LogKey]) -> list[str]:
    return [
        log_vkey(key.alg, tree_origin(log.origin, tree), bytes(key.public)).line()
        for tree in TREES
        for key in keys
        if key.alg == ALGORITHM[tree]
    ]
