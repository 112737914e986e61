"""Every decision of the institution as a pure function of facts and charter."""

from jianheng.rules.derivation import (
    Derivation,
    Derived,
    Replay,
    Rule,
    Step,
    apply,
    apply_json,
    replay,
    rule,
    rules,
)
from jianheng.rules.refusals import Forbidden, Refused

__all__ = [
    "Derivation",
    "Derived",
    "Forbidden",
    "Refused",
    "Replay",
    "Rule",
    "Step",
    "apply",
    "apply_json",
    "replay",
    "rule",
    "rules",
]
