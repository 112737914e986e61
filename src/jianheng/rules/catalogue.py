"""Every rule of the institution, whichever module it lies in."""

import pkgutil
from collections.abc import Mapping
from functools import cache
from importlib import import_module
from typing import Any

from jianheng.rules.derivation import Rule, rules

PACKAGE = "jianheng.rules"


@cache
def all_rules() -> Mapping[str, Rule[Any, Any]]:
    """All rules by name. A rule registers itself when its module is imported, so all of them are imported first."""
    for module in pkgutil.walk_packages(import_module(PACKAGE).__path__, f"{PACKAGE}."):
        import_module(module.name)
    return {name: found for name, found in rules().items() if found.function.__module__.startswith(PACKAGE)}
