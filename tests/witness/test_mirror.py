"""A mirror: an exact second copy, which names what was altered, forked, rewritten, rolled back or left out."""

import json
import shutil
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from jianheng.cli.main import main
from jianheng.crypto.tlog.notes import VKey
from jianheng.crypto.tlog.paths import decode_bundle, encode_bundle
from jianheng.witness.mirror.faults import What
from jianheng.witness.mirror.running import Busy, alone, mirror_all
from jianheng.witness.practice import PracticeLog
from tests.witness.world import ORIGIN, signers

HERE = "hengchuan/2026"
SHA256, SM3 = f"{HERE}/sha256", f"{HERE}/sm3"


class Quiet(SimpleHTTPRequestHandler):
    """Files of a folder; each path asked for is noted."""

    asked: list[str] = []

    def do_GET(self) -> None:
        self.asked.append(self.path)
        super().do_GET()

    def log_message(self, *_words: object) -> None:
        """Nothing."""


@dataclass
class Site:
    """What the county serves, and the mirror of it."""

    served: Path
    copy: Path
    url: str

    def show(self, log: PracticeLog) -> None:
        """Serve this log and nothing else."""
        shutil.rmtree(self.served / "hengchuan", ignore_errors=True)
        log.publish(self.served / HERE)
        listed = {
            "county": "hengchuan",
            "year": 2026,
            "origin": log.origin,
            "sm3_origin": f"{log.origin}/sm3",
            "vkeys": list(log.vkeys),
        }
        (self.served / "index.json").write_text(json.dumps({"logs": [listed], "policy": ""}), encoding="utf-8")

    def round(self, **how: Any) -> list[tuple[What, str, str]]:
        """One round; the faults it found: what, in which tree, where."""
        done = mirror_all(self.url, self.copy, **how)
        return [(fault.what, fault.log, fault.place) for one in done for fault in one.faults]

    def files(self, folder: Path) -> dict[str, bytes]:
        return {
            str(path.relative_to(folder)): path.read_bytes()
            for path in sorted((folder / "hengchuan").rglob("*"))
            if path.is_file() and path.name != "vkeys" and "faults" not in path.parts
        }


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    (tmp_path / "served").mkdir()
    Quiet.asked.clear()
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(tmp_path / "served")))
    serving = threading.Thread(target=server.serve_forever, args=(0.01,))
    serving.start()
    yield Site(tmp_path / "served", tmp_path / "copy", f"http://127.0.0.1:{server.server_address[1]}")
    server.shutdown()
    serving.join()
    server.server_close()


@pytest.fixture
def log(keys) -> PracticeLog:
    """A log of 300 entries that may grow."""
    return PracticeLog(ORIGIN, keys).grow(300)


def alter(path: Path, at: int) -> None:
    """Flip one bit."""
    data = bytearray(path.read_bytes())
    data[at] ^= 1
    path.write_bytes(data)


def alter_entry(path: Path, at: int) -> None:
    """Change one byte of one entry of a bundle."""
    entries = decode_bundle(path.read_bytes())
    entries[at] = entries[at][:-1] + b"!"
    path.write_bytes(encode_bundle(entries))


@pytest.mark.parametrize("size", [0, 1, 255, 256, 257, 300, 512])
def test_the_copy_is_what_is_served(site, keys, size):
    site.show(PracticeLog(ORIGIN, keys).grow(size))
    assert site.round() == []
    assert site.files(site.copy) == site.files(site.served)


@pytest.mark.parametrize("again", [True, False])
def test_a_log_that_grew_is_copied_and_outgrown_parts_are_dropped(site, log, again):
    site.show(log)
    site.round()
    site.show(log.grow(700))
    assert site.round(again=again) == []
    assert site.files(site.copy) == site.files(site.served)


def test_a_quick_round_reads_nothing_twice_and_no_part_that_no_head_demands(site, log):
    site.show(log)
    site.round()
    site.show(log.grow(530))
    Quiet.asked.clear()
    assert site.round(again=False) == []
    wanted = {"checkpoint", "tile/1/000.p/2"}
    wanted |= {f"tile/{level}/{place}" for level in ("entries", "0") for place in ("001", "002.p/18")}
    assert {path.removeprefix(f"/{SHA256}/") for path in Quiet.asked if SHA256 in path} == wanted
    Quiet.asked.clear()
    site.round(again=False)
    assert set(Quiet.asked) == {"/index.json", f"/{SHA256}/checkpoint", f"/{SM3}/checkpoint"}


@pytest.mark.parametrize("entry", [0, 7, 255, 256, 299])
def test_an_altered_entry_is_named(site, log, entry):
    """One byte changed in the database, as a superuser can: entry and leaf no longer fit."""
    site.show(log)
    bundle = "000" if entry < 256 else "001.p/44"
    alter_entry(site.served / SHA256 / "tile/entries" / bundle, entry % 256)
    assert site.round() == [(What.ENTRY, SHA256, f"entry {entry}")]
    assert not (site.copy / SHA256 / "checkpoint").exists(), "what is wrong is not copied"
    assert (site.copy / SM3 / "checkpoint").exists()


def test_an_entry_altered_after_it_was_mirrored_is_named_by_the_next_whole_round(site, log):
    site.show(log)
    assert site.round() == []
    before = site.files(site.copy)
    alter_entry(site.served / SM3 / "tile/entries/000", 42)
    assert site.round() == [(What.ENTRY, SM3, "entry 42")]
    assert site.files(site.copy) == before


def test_an_entry_altered_with_its_leaf_hash_is_named_too(site, log):
    """Whoever also recomputes the tiles below the head still cannot sign the old head anew."""
    site.show(log)
    site.round()
    note = (site.served / SHA256 / "checkpoint").read_bytes()
    site.show(log.rewritten(42))
    for tree in (SHA256, SM3):
        (site.served / tree / "checkpoint").write_bytes(
            note if tree == SHA256 else (site.copy / SM3 / "checkpoint").read_bytes()
        )
    assert site.round() == [(What.ENTRY, SHA256, "entry 42"), (What.ENTRY, SM3, "entry 42")]


@pytest.mark.parametrize(
    ("tile", "at", "place"),
    [
        ("tile/0/000", 32 * 5, "tile/0/000 [5]"),
        ("tile/0/001.p/44", 32 * 43 + 31, "tile/0/001.p/44 [43]"),
        ("tile/1/000.p/1", 0, "tile/1/000.p/1 [0]"),
    ],
)
def test_an_altered_tile_is_named(site, log, tile, at, place):
    site.show(log)
    alter(site.served / SM3 / tile, at)
    assert site.round() == [(What.TILE, SM3, place)]


def test_a_fork_of_the_same_size_is_named_and_both_heads_are_kept(site, log):
    site.show(log)
    site.round()
    forked = log.rewritten(299)
    site.show(forked)
    assert site.round() == [(What.FORKED, SHA256, "checkpoint"), (What.FORKED, SM3, "checkpoint")]
    (kept,) = (site.copy / SHA256 / "faults").glob("*.checkpoint")
    assert kept.read_text(encoding="utf-8").startswith(f"{ORIGIN}\n300\n")
    assert (site.copy / SHA256 / "checkpoint").read_text(encoding="utf-8") == log.note("sha256")


@pytest.mark.parametrize("again", [True, False])
def test_a_rewritten_history_that_was_signed_is_named(site, log, again):
    site.show(log)
    site.round()
    site.show(log.rewritten(13).grow(700))
    assert site.round(again=again) == [(What.REWRITTEN, SHA256, "entry 13"), (What.REWRITTEN, SM3, "entry 13")]
    assert len(list((site.copy / SM3 / "faults").glob("700-*.checkpoint"))) == 1


def test_a_roll_back_is_named(site, log, keys):
    site.show(log)
    site.round()
    site.show(PracticeLog(ORIGIN, keys).grow(290))
    assert site.round() == [(What.ROLLED_BACK, SHA256, "checkpoint"), (What.ROLLED_BACK, SM3, "checkpoint")]


def test_a_head_that_nobody_trusted_signed_is_named(site, log, tmp_path):
    other = PracticeLog(ORIGIN, signers(tmp_path / "stranger")).grow(300)
    site.show(other)
    trusted = [VKey.parse(line) for line in log.vkeys]
    assert site.round(trusted=trusted) == [(What.UNSIGNED, SHA256, "checkpoint"), (What.UNSIGNED, SM3, "checkpoint")]


def test_keys_that_change_later_are_not_believed(site, log, tmp_path):
    site.show(log)
    site.round()
    site.show(PracticeLog(ORIGIN, signers(tmp_path / "stranger")).grow(400))
    assert [what for what, _log, _place in site.round()] == [What.UNSIGNED, What.UNSIGNED]


def test_entries_that_differ_between_the_trees_are_named(site, log):
    site.show(log)
    shutil.rmtree(site.served / SM3)
    other = log.rewritten(260)
    other.publish(site.served.parent / "other")
    shutil.copytree(site.served.parent / "other" / "sm3", site.served / SM3)
    assert site.round() == [(What.TREES_DIFFER, HERE, "entry 260")]


@pytest.mark.parametrize("path", ["tile/entries/000", "tile/0/001.p/44", "checkpoint"])
def test_what_is_missing_is_named(site, log, path):
    site.show(log)
    (site.served / SHA256 / path).unlink()
    assert site.round() == [(What.MISSING, SHA256, path)]


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("checkpoint", b"nothing"),
        ("checkpoint", b"\xff\n\n\xff"),
        ("tile/entries/000", b"\xff\xff\x00"),
        ("tile/entries/000", b""),
        ("tile/0/000", b"x" * 33),
    ],
)
def test_what_cannot_be_read_is_named(site, log, path, data):
    site.show(log)
    (site.served / SHA256 / path).write_bytes(data)
    assert site.round() == [(What.MALFORMED, SHA256, path)]


@pytest.mark.parametrize("index", ["", "[]", "{}", '{"logs": [{"county": "../..", "year": "2026"}]}', '{"logs": [1]}'])
def test_an_index_that_is_none_is_named(site, index):
    (site.served / "index.json").write_text(index, encoding="utf-8")
    assert site.round() == [(What.MALFORMED, "", "index.json")]


def test_nobody_there_is_named(tmp_path):
    (done,) = mirror_all("http://127.0.0.1:1", tmp_path)
    assert [fault.what for fault in done.faults] == [What.UNREACHABLE]


@pytest.mark.parametrize(
    ("path", "again"),
    [("tile/0/001.p/44", False), ("checkpoint", False), ("tile/0/000", True), ("tile/entries/000", True)],
)
def test_a_damaged_copy_is_noticed_and_fetched_anew(site, log, path, again):
    site.show(log)
    site.round()
    alter(site.copy / SHA256 / path, 40)
    assert site.round(again=again) == [(What.OWN_COPY, SHA256, "")]
    assert site.round() == []
    assert site.files(site.copy) == site.files(site.served)


def test_one_process_alone_mirrors_into_a_folder(tmp_path):
    with alone(tmp_path), pytest.raises(Busy), alone(tmp_path):
        pass


def test_the_mirror_from_the_shell(site, log, capsys, monkeypatch):
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    site.show(log)
    assert main(["mirror", site.url, str(site.copy)]) == 0
    assert capsys.readouterr().out.splitlines() == [f"{tree}: 300 entries here, 300 checked" for tree in (SHA256, SM3)]
    alter_entry(site.served / SHA256 / "tile/entries/000", 3)
    assert main(["mirror", site.url, str(site.copy), "--log", log.vkeys[0], "--log", log.vkeys[1]]) == 1
    assert capsys.readouterr().err == f"{SHA256}: entry 3 was altered: it does not fit to the signed head\n"
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert main(["mirror", site.url, str(site.copy)]) == 1
    assert "第 3 条 被改动" in capsys.readouterr().err
    assert main(["mirror", site.url, str(site.copy), "--log", "no key"]) == 2
