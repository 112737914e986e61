"""A small browser: one connection that is kept, cookies, forms with their token. It follows no redirect."""

import http.client
import re
import urllib.parse
from collections.abc import Mapping
from dataclasses import dataclass

_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


class Cut(Exception):
    """The connection broke before the answer was whole: nobody can tell whether the act was done."""


@dataclass(frozen=True)
class Answer:
    """The status, where it sends the browser (empty: nowhere), and the page."""

    status: int
    location: str
    body: bytes


class Browser:
    """One person's browser at a server on this machine, signed in by the key of a session."""

    def __init__(self, port: int, session: str = "") -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        self.cookies = {"sessionid": session} if session else {}
        self.token = ""

    def get(self, path: str) -> Answer:
        """Open a page, and keep the token of its form."""
        answer = self._send("GET", path)
        if found := _TOKEN.search(answer.body.decode("utf-8")):
            self.token = found[1]
        return answer

    def post(self, path: str, values: Mapping[str, str]) -> Answer:
        """Send a form."""
        body = urllib.parse.urlencode({"csrfmiddlewaretoken": self.token, **values})
        return self._send("POST", path, body.encode("ascii"))

    def close(self) -> None:
        self.connection.close()

    def _send(self, method: str, path: str, body: bytes | None = None) -> Answer:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            self.connection.request(method, path, body, headers)
            response = self.connection.getresponse()
            read = response.read()
        except (OSError, http.client.HTTPException) as failure:
            self.connection.close()
            raise Cut(str(failure)) from failure
        for cookie in response.headers.get_all("Set-Cookie", ()):
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return Answer(response.status, response.headers.get("Location", ""), read)
