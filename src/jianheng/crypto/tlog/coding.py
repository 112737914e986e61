"""Base64 in its one form: standard alphabet, padded, nothing else between."""

import base64
import binascii


class BadCoding(ValueError):
    """Text that is not Base64, or not in the one form that encoding gives."""


def encode(data: bytes) -> str:
    """``data`` in Base64."""
    return base64.b64encode(data).decode("ascii")


def decode(text: str) -> bytes:
    """The bytes behind ``text``; raises `BadCoding`."""
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise BadCoding("this is not Base64")
    if encode(data) != text:
        raise BadCoding("this is not Base64 in its one form")
    return data
