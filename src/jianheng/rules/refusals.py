"""Refusals: outcomes that say no, with the article and what to do about it (Art. 18.1)."""


class Refused(Exception):
    """An act the charter does not permit.

    ``reason`` and ``remedy`` are English message texts marked with ``N_`` and may hold ``{named}``
    places filled from ``values``; pages translate them. ``field`` names the input concerned, if any.
    """

    def __init__(self, article: str, reason: str, *, remedy: str = "", field: str = "", **values: object) -> None:
        super().__init__(f"Art. {article}: {reason.format(**values)}")
        self.article = article
        self.reason = reason
        self.remedy = remedy
        self.field = field
        self.values = values


class Forbidden(Exception):
    """The person asking has no part in this act; ``article`` says whose it is."""

    def __init__(self, article: str, reason: str, **values: object) -> None:
        super().__init__(f"Art. {article}: {reason.format(**values)}")
        self.article = article
        self.reason = reason
        self.values = values
