"""Marking of texts in rooms that know no web framework."""


def N_(text: str) -> str:  # noqa: N802 - the gettext tools' conventional name
    """Return ``text`` unchanged; the message extractor collects it, the page translates it."""
    return text
