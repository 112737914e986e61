"""Where a mirror reads: the log over HTTP, never more than was asked for."""

from dataclasses import dataclass, field

import requests
import urllib3

from jianheng.witness.client import is_near
from jianheng.witness.mirror.faults import Fault, Found, What

TIMEOUT = 20.0
LONGEST = 256 * (65_535 + 2)
"""Bytes of the longest answer there can be: a full bundle of the longest entries."""


@dataclass
class Remote:
    """The address below which the logs lie, such as ``https://county.example/ledger/log``."""

    url: str
    fetched: int = 0
    session: requests.Session = field(default_factory=requests.Session)

    def __post_init__(self) -> None:
        self.url = self.url.rstrip("/")
        self.session.trust_env = not is_near(self.url)

    def get(self, path: str, log: str = "") -> bytes:
        """The bytes at ``path``; raises Found with MISSING or UNREACHABLE, naming ``log``."""
        place = path.removeprefix(f"{log}/")
        try:
            with self.session.get(f"{self.url}/{path}", timeout=TIMEOUT, allow_redirects=False, stream=True) as answer:
                if answer.status_code == 404:
                    raise Found(Fault(What.MISSING, log, place))
                if answer.status_code != 200:
                    raise Found(Fault(What.UNREACHABLE, log, place, f"HTTP {answer.status_code}"))
                data = answer.raw.read(LONGEST + 1, decode_content=True)
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as failure:
            raise Found(Fault(What.UNREACHABLE, log, place, type(failure).__name__))
        if len(data) > LONGEST:
            raise Found(Fault(What.MALFORMED, log, place, f"> {LONGEST}"))
        self.fetched += 1
        return bytes(data)
