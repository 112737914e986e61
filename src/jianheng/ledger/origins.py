"""What the logs are called: one per county and year, twice, as each tree is a log of its own to the outside."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings

from jianheng.crypto.hashing import SHA256, SM3, Hasher

PARENT = "parent"
"""The county word of the log that records the heads of the others."""
CIVIL = ZoneInfo("Asia/Shanghai")
TREES = ("sha256", "sm3")
ALGORITHM = {"sha256": "Ed25519", "sm3": "SM2-SM3"}
"""With what the heads of a tree are signed."""
HASHER: dict[str, Hasher] = {"sha256": SHA256, "sm3": SM3}
SM3_SUFFIX = "/sm3"


def origin(county: str, year: int, tree: str = "sha256") -> str:
    """The name of a log as its heads carry it."""
    return tree_origin(f"{settings.JH_LOG_NAME}/ledger/{county}/{year}", tree)


def tree_origin(base: str, tree: str) -> str:
    """The name of one of the two trees of the log ``base``."""
    return base + (SM3_SUFFIX if tree == "sm3" else "")


def year_of(at: datetime) -> int:
    """The civil year of an instant, which decides whose log an entry goes to, however late it comes."""
    return at.astimezone(CIVIL).year
