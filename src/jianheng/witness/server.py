"""The pages of a witness over HTTP, as one WSGI callable.

``POST /add-checkpoint`` · ``GET /`` in plain words · ``GET /keys`` · ``GET /heads`` · ``GET /evidence`` ·
``POST /lodge`` and ``GET /lodged``. No address of a client is written anywhere.
"""

import json
import time
from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import TYPE_CHECKING

from jianheng.charter.messages import N_
from jianheng.crypto.tlog.coding import encode
from jianheng.crypto.tlog.witnessing import LONGEST_REQUEST
from jianheng.witness import cosigning, dropbox
from jianheng.witness.cosigning import Reply
from jianheng.witness.identity import Identity
from jianheng.witness.judging import Status
from jianheng.witness.logs import Logs
from jianheng.witness.store import Full
from jianheng.witness.text import both

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

JSON = "application/json; charset=utf-8"
LONGEST_LODGING = 400


def unix_now() -> int:
    """This machine's time in whole Unix seconds."""
    return int(time.time())


class Application:
    """A witness that answers; safe for several threads."""

    def __init__(
        self,
        identity: Identity,
        logs: Logs,
        box: dropbox.DropBox | None = None,
        clock: Callable[[], int] = unix_now,
    ) -> None:
        self.identity, self.logs, self.clock = identity, logs, clock
        self.box = box or dropbox.DropBox(identity.store, None, clock)
        self._routes: dict[str, dict[str, Callable[[bytes], Reply]]] = {
            "/": {"GET": self._plain},
            "/keys": {"GET": self._keys},
            "/heads": {"GET": self._heads},
            "/evidence": {"GET": self._evidence},
            "/lodged": {"GET": self._lodged},
            "/add-checkpoint": {"POST": self._add_checkpoint},
            "/lodge": {"POST": self._lodge},
        }

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        reply = self._reply(environ)
        body = reply.body.encode()
        headers = [("Content-Type", reply.kind), ("Content-Length", str(len(body)))]
        headers += [("Cache-Control", "no-store"), ("X-Content-Type-Options", "nosniff")]
        start_response(f"{reply.status} {HTTPStatus(reply.status).phrase}", headers)
        return [b"" if environ["REQUEST_METHOD"] == "HEAD" else body]

    def _reply(self, environ: "WSGIEnvironment") -> Reply:
        methods = self._routes.get(environ.get("PATH_INFO") or "/")
        if methods is None:
            return Reply(404, both(N_("There is nothing here.")))
        method = "GET" if environ["REQUEST_METHOD"] == "HEAD" else environ["REQUEST_METHOD"]
        act = methods.get(method)
        if act is None:
            return Reply(405, both(N_("This address is asked with {method}."), method="/".join(methods)))
        body = environ["wsgi.input"].read(LONGEST_REQUEST + 1) if method == "POST" else b""
        if len(body) > LONGEST_REQUEST:
            return Reply(Status.TOO_LARGE, both(N_("The request is too long.")))
        return act(body)

    def _add_checkpoint(self, body: bytes) -> Reply:
        return cosigning.add_checkpoint(self.identity, self.logs, body, self.clock)

    def _lodge(self, body: bytes) -> Reply:
        try:
            origin, leaf = dropbox.parse(body if len(body) <= LONGEST_LODGING else b"")
        except dropbox.BadLodging:
            return Reply(400, both(N_("Lodge two lines: the origin of the log, and the leaf hash in Base64.")))
        if self.logs.of(origin) is None:
            return Reply(404, both(N_("This witness does not know the log {origin}."), origin=origin))
        try:
            lodged = self.identity.store.lodge(origin, leaf, self.clock())
        except Full:
            return Reply(503, both(N_("The drop-box is full. Lodge it with another witness.")))
        return Reply(202, both(N_("Lodged at {at} (Unix time)."), at=lodged.at))

    def _keys(self, _body: bytes) -> Reply:
        return Reply(200, "".join(f"{vkey.line()}\n" for vkey in self.identity.vkeys))

    def _heads(self, _body: bytes) -> Reply:
        rows = [
            {"origin": head.origin, "size": head.size, "root": encode(head.root), "at": head.at, "note": head.note}
            for head in self.identity.store.heads()
        ]
        return _json({"name": self.identity.name, "heads": rows})

    def _evidence(self, _body: bytes) -> Reply:
        rows = [
            {
                "ground": refused.ground,
                "origin": refused.origin,
                "size": refused.size,
                "root": encode(refused.root),
                "note": refused.note,
                "known_size": refused.known_size,
                "known_note": refused.known_note,
                "at": refused.at,
            }
            for refused in self.identity.store.evidence()
        ]
        return _json({"name": self.identity.name, "evidence": rows})

    def _lodged(self, _body: bytes) -> Reply:
        rows = [
            {"origin": one.lodged.origin, "leaf": encode(one.lodged.leaf), "at": one.lodged.at, "state": one.state}
            for one in self.box.waiting()
        ]
        return _json({"name": self.identity.name, "merge_delay": dropbox.MERGE_DELAY, "lodged": rows})

    def _plain(self, _body: bytes) -> Reply:
        """What this witness is and has seen, for a person with a browser."""
        store = self.identity.store
        parts = [both(N_("Witness {name} of public ledgers."), name=self.identity.name), "\n"]
        parts += [both(N_("Verifier keys:")), *(f"  {vkey.line()}\n" for vkey in self.identity.vkeys), "\n"]
        heads = {head.origin: head for head in store.heads()}
        parts.append(both(N_("Accepted logs, with the size cosigned last and when (UTC):")))
        for origin in sorted({*self.logs.all(), *heads}):
            seen = heads.get(origin)
            when = time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(seen.at)) if seen else "—"
            parts.append(f"  {origin}  {seen.size if seen else 0}  {when}\n")
        parts.append("\n" + both(N_("Refused heads kept as evidence: {count}"), count=len(store.evidence())))
        if self.logs.fault:
            parts.append("\n" + both(N_("The policy file cannot be read: {fault}"), fault=self.logs.fault))
        return Reply(200, "".join(parts))


def _json(value: object) -> Reply:
    return Reply(200, json.dumps(value, ensure_ascii=False, indent=1) + "\n", JSON)
