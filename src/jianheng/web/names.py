"""Names of persons for pages of rooms that lie beneath the register of persons.

The setting ``JH_NAMES`` holds the dotted name of a function from codes to display names.
"""

import json
import re
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

_CODE = re.compile(r"\bP\d{6}\b")


def names_in(value: Any) -> Mapping[str, str]:
    """Display names of every person whose code occurs in a plain JSON value; one query."""
    codes = set(_CODE.findall(json.dumps(value, ensure_ascii=False)))
    if not codes:
        return {}
    found: Mapping[str, str] = import_string(settings.JH_NAMES)(codes)
    return found
