"""What a log makes of a witness's answer: also of one that is slow, lies, or is none."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from jianheng.crypto.tlog.notes import cosign, parse_note
from jianheng.witness.client import LONGEST_ANSWER, SIZE_TYPE, Kind, Witness, add_checkpoint, ask_size
from tests.witness.world import NOON, awake

Answering = Callable[[BaseHTTPRequestHandler, bytes], None]


@contextmanager
def answering(answer: Answering) -> Iterator[str]:
    """A server that answers as it is told; its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            answer(self, self.rfile.read(int(self.headers["Content-Length"])))

        def log_message(self, *_words: object) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    serving = threading.Thread(target=server.serve_forever, args=(0.01,))
    serving.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        serving.join()
        server.server_close()


def says(status: int, body: str, kind: str = "text/plain") -> Answering:
    def answer(handler: BaseHTTPRequestHandler, _asked: bytes) -> None:
        handler.send_response(status)
        handler.send_header("Content-Type", kind)
        handler.send_header("Content-Length", str(len(body.encode())))
        handler.end_headers()
        handler.wfile.write(body.encode())

    return answer


@pytest.fixture(scope="module")
def audit_office(founded):
    witness = awake(founded)
    yield witness
    witness.store.close()


@pytest.fixture
def asked(audit_office, honest):
    """A function that sends the head of 100 entries to a witness that answers so."""

    def ask(answer: Answering, timeout: float = 2.0):
        with answering(answer) as url:
            witness = Witness("audit", url, tuple(vkey.line() for vkey in audit_office.vkeys))
            return add_checkpoint(witness, 0, [], honest.note("sha256", 100), timeout)

    return ask


def signed(audit_office, honest, size: int = 100, name: str = "") -> str:
    text = parse_note(honest.note("sha256", size)).text
    return cosign(audit_office.signers["Ed25519"], name or audit_office.name, text, NOON)


def test_a_cosignature_is_handed_on_with_its_time(asked, audit_office, honest):
    line = signed(audit_office, honest)
    answer = asked(says(200, line + "\n"))
    assert (answer.kind, answer.lines, answer.at, answer.known_size) == (Kind.COSIGNED, (line,), NOON, 100)
    assert answer.line == line


def test_lines_of_others_are_left_out(asked, audit_office, honest):
    line = signed(audit_office, honest)
    answer = asked(says(200, f"{signed(audit_office, honest, name='stranger')}\n{line}\n"))
    assert answer.lines == (line,)


@pytest.mark.parametrize("body", ["", "\n", "ok\n", "— audit AAAA\n", "<html>…</html>", "— a b c\n"])
def test_an_answer_that_is_no_cosignature_is_false(asked, body):
    assert asked(says(200, body)).kind == Kind.FALSE


def test_a_cosignature_of_another_head_is_false(asked, audit_office, honest):
    assert asked(says(200, signed(audit_office, honest, 101) + "\n")).kind == Kind.FALSE


def test_a_cosignature_under_another_name_is_false(asked, audit_office, honest):
    assert asked(says(200, signed(audit_office, honest, name="stranger") + "\n")).kind == Kind.FALSE


@pytest.mark.parametrize(("size", "kind"), [(0, Kind.BEHIND), (99, Kind.BEHIND), (100, Kind.BEHIND), (101, Kind.AHEAD)])
def test_a_witness_that_saw_more_than_the_log_has_is_ahead(asked, size, kind):
    answer = asked(says(409, f"{size}\n", SIZE_TYPE))
    assert (answer.kind, answer.known_size) == (kind, size)


@pytest.mark.parametrize(
    ("body", "kind"), [("9\n", "text/plain"), ("-1\n", SIZE_TYPE), ("9" * 20, SIZE_TYPE), ("", SIZE_TYPE)]
)
def test_a_size_that_is_none_is_false(asked, body, kind):
    assert asked(says(409, body, kind)).kind == Kind.FALSE


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, Kind.REFUSED),
        (403, Kind.REFUSED),
        (404, Kind.REFUSED),
        (302, Kind.REFUSED),
        (413, Kind.REFUSED),
        (422, Kind.CONFLICT),
        (500, Kind.UNWELL),
        (503, Kind.UNWELL),
    ],
)
def test_each_status_has_its_meaning(asked, status, kind):
    answer = asked(says(status, "why\n"))
    assert (answer.kind, answer.status, answer.reason, answer.lines) == (kind, status, "why", ())


def test_a_slow_witness_is_silent_within_the_time(asked):
    def slow(_handler: BaseHTTPRequestHandler, _asked: bytes) -> None:
        time.sleep(0.6)

    started = time.monotonic()
    assert asked(slow, timeout=0.2).kind == Kind.SILENT
    assert time.monotonic() - started < 2


def test_a_witness_that_dribbles_is_silent_too(asked):
    def dribbling(handler: BaseHTTPRequestHandler, _asked: bytes) -> None:
        handler.send_response(200)
        handler.end_headers()
        for _ in range(20):
            try:
                handler.wfile.write(b"x")
                handler.wfile.flush()
            except OSError:
                return
            time.sleep(0.05)

    assert asked(dribbling, timeout=0.2).kind == Kind.SILENT


def test_an_endless_answer_is_cut_off(asked):
    assert asked(says(200, "x" * (LONGEST_ANSWER * 2))).kind == Kind.SILENT


def test_nobody_there_is_silent(honest, audit_office):
    witness = Witness("audit", "http://127.0.0.1:1", tuple(vkey.line() for vkey in audit_office.vkeys))
    assert add_checkpoint(witness, 0, [], honest.note("sha256", 1), 1).kind == Kind.SILENT


def test_an_address_that_is_none_is_silent(honest):
    assert add_checkpoint(Witness("audit", "nowhere", ()), 0, [], honest.note("sha256", 1), 1).kind == Kind.SILENT


def test_the_size_is_asked_without_changing_it(group, honest, forked):
    """What a log asks every witness when it starts, before it signs anything (a restored backup; Art. 17.3)."""
    group.trust(*honest.vkeys)
    renda = group.seats.witnesses[1]
    assert ask_size(renda, honest.note("sha256", 100)).known_size == 0
    add_checkpoint(renda, 0, [], honest.note("sha256", 1000))
    assert [ask_size(renda, honest.note("sha256", size)).kind for size in (900, 1000)] == [Kind.AHEAD, Kind.COSIGNED]
    assert ask_size(renda, honest.note("sha256", 900)).known_size == 1000
    assert ask_size(renda, forked.note("sha256", 1000)).kind == Kind.CONFLICT
