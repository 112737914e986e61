"""The code on a printed ballot: series, running number, and a letter that shows a slip of the hand."""

import hashlib

from jianheng.charter import N_
from jianheng.rules import Refused
from jianheng.web.forms import compact

DIGITS = 4
LETTERS = "ABCDEFGHJKMNPQRSTVWXYZ"
"""Signs after the number: letters only, and none that looks like a digit."""


def short_code(series: str, number: int) -> str:
    """What a clerk types: ``0137K``."""
    return f"{number:0{DIGITS}d}{_check(series, number)}"


def full_code(series: str, number: int) -> str:
    """What stands on the sheet and in its QR code: ``HENG26-F1-0137K``."""
    return f"{series}-{short_code(series, number)}"


def number_of(series: str, text: str) -> int:
    """The number of the sheet whose code was typed or scanned; `Refused` for a slip or a sheet of another round."""
    typed = compact(text).upper()
    head, dash, tail = typed.rpartition("-")
    if dash and head != series:
        raise Refused(
            "3.9",
            N_("The ballot {code} does not belong to this round."),
            remedy=N_("Put it aside and show it to the presiding officer."),
            field="code",
            code=typed,
        )
    digits, check = tail[:-1], tail[-1:]
    if not (digits.isascii() and digits.isdigit()) or _check(series, int(digits)) != check:
        raise Refused(
            "3.9",
            N_("{code} is not a ballot code of this round: look at it again."),
            remedy=N_("A code is the four digits and the letter printed after them, such as 0137K."),
            field="code",
            code=typed,
        )
    return int(digits)


def _check(series: str, number: int) -> str:
    return LETTERS[hashlib.sha256(f"{series}-{number}".encode()).digest()[0] % len(LETTERS)]
