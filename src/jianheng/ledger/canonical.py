"""One byte form for each value: RFC 8785 in a narrow profile.

Permitted: ``None``, booleans, integers below 2^53 in size, strings in Unicode NFC, lists, and objects with
ASCII keys. Floats are refused; points and shares are written as strings.
"""

import json
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

import rfc8785

LIMIT = 2**53


class NotCanonical(ValueError):
    """A value or a text lies outside the profile."""


def canonical(value: object) -> bytes:
    """The canonical bytes of ``value``; raises `NotCanonical`."""
    return rfc8785.dumps(_checked(value))


def parse(data: bytes) -> Any:
    """The value of canonical bytes; refuses duplicate keys and any form but the canonical one."""
    value = json.loads(data.decode("utf-8"), object_pairs_hook=_object, parse_float=_no_float)
    if canonical(value) != data:
        raise NotCanonical("the text is not in canonical form")
    return value


def _checked(value: object) -> Any:
    match value:
        case None | bool():
            return value
        case int():
            if not -LIMIT < value < LIMIT:
                raise NotCanonical(f"integer out of range: {value}")
            return int(value)
        case str():
            if unicodedata.normalize("NFC", value) != value:
                raise NotCanonical(f"text is not in Unicode NFC: {value!r}")
            return str(value)
        case Mapping():
            return {_key(key): _checked(item) for key, item in value.items()}
        case Sequence():
            return [_checked(item) for item in value]
        case _:
            raise NotCanonical(f"values of type {type(value).__name__} cannot be recorded")


def _key(key: object) -> str:
    if not isinstance(key, str) or not key.isascii():
        raise NotCanonical(f"object keys must be ASCII text: {key!r}")
    return key


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise NotCanonical("an object names a key twice")
    return found


def _no_float(text: str) -> float:
    raise NotCanonical(f"numbers with a fraction cannot be recorded: {text}")
