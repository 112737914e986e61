"""Keep why a matter may be drafted from scratch, or must be a document (Art. 7.1)."""

from datetime import datetime
from typing import Any

from jianheng.county.models import Application
from jianheng.county.services import keep
from jianheng.documents import access
from jianheng.rules import Derivation
from jianheng.rules.roles import Officer


def keep_matter(
    derivation: Derivation[Any], *, code: str, title: str, path: str, by: Officer, at: datetime
) -> Application:
    """Keep a derivation about the matter of a document or an instruction, by its trace code."""
    return keep(
        derivation,
        county=by.county,
        subject=f"documents.matter:{code}",
        title=title,
        path=path,
        readers=access.READERS,
        by=by,
        at=at,
    )
