"""What an audit says of a log that was altered, cut, forked or rolled back (Art. 7.3, 7.5)."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from jianheng.crypto.tlog import notes
from tests.verifier.conftest import Desk
from tests.verifier.county_log import NOON, CountyLog, Recorded, Sm2Signer, recorded

BUNDLE = "tile/entries/001.p/44"


def spoil(path: Path, find: bytes, put: bytes) -> None:
    data = path.read_bytes()
    assert data.count(find) == 1
    path.write_bytes(data.replace(find, put))


def flip(path: Path, at: int) -> None:
    data = bytearray(path.read_bytes())
    data[at] ^= 1
    path.write_bytes(bytes(data))


def served(desk: Desk, entries: list[Recorded], **other: Any) -> Path:
    """A log of these entries that its keys have duly signed."""
    return replace(desk.county, entries=entries, **other).serve(desk.folder / "own")


def entry_of(number: int) -> bytes:
    return f"HC-2026-{number:010}".encode()


def test_an_untouched_log_is_proved_to_the_last_entry(desk: Desk):
    assert desk("audit", desk.served) == 0
    assert "300 条全部重算" in desk.heard
    assert desk("audit", desk.served.parents[1]) == 0, "a folder of logs"


def test_an_earlier_checkpoint_is_a_beginning_of_the_log(desk: Desk):
    for size in (1, 255, 256, 257, 299, 300):
        earlier = [desk.file(f"{tree}.{size}", desk.county.checkpoint(tree, size=size)) for tree in ("sha256", "sm3")]
        assert desk("audit", desk.served, "--previous", earlier[0], "--previous", earlier[1]) == 0


def test_an_empty_log_is_proved(desk: Desk):
    assert desk("audit", served(desk, [])) == 0


def test_a_full_tile_may_stand_for_the_beginning_of_it(desk: Desk):
    mirror, longer = desk.mirror(), desk.county.entries + desk.county.entries
    later = served(desk, longer)
    for tree in ("sha256", "sm3"):
        for kind in ("entries", "0"):
            shutil.rmtree(mirror / tree / "tile" / kind / "001.p")
            shutil.copy(later / tree / "tile" / kind / "001", mirror / tree / "tile" / kind / "001")
    assert desk("audit", mirror) == 0


@pytest.mark.parametrize("trees", [("sha256", "sm3"), ("sha256",), ("sm3",)])
def test_one_altered_byte_of_an_entry_names_the_entry(desk: Desk, trees: tuple[str, ...]):
    mirror = desk.mirror()
    for tree in trees:
        spoil(mirror / tree / BUNDLE, entry_of(280), entry_of(281)[:-1] + b"X")
    desk.refuses("altered-entry", "audit", mirror, at=f"{trees[0]}/{BUNDLE} #280")


def test_the_first_of_two_altered_entries_is_named(desk: Desk):
    mirror = desk.mirror()
    for number in (290, 270):
        spoil(mirror / "sha256" / BUNDLE, entry_of(number), entry_of(number)[:-1] + b"X")
    desk.refuses("altered-entry", "audit", mirror, at="#270")


def test_an_altered_tile_of_leaves_names_the_leaf(desk: Desk):
    mirror = desk.mirror()
    flip(mirror / "sm3/tile/0/000", 32 * 77)
    desk.refuses("altered-tile", "audit", mirror, at="sm3/tile/0/000 #77")


def test_an_altered_tile_above_the_leaves(desk: Desk):
    mirror = desk.mirror()
    flip(mirror / "sha256/tile/1/000.p/1", 3)
    desk.refuses("altered-tile", "audit", mirror, at="sha256/tile/1/000.p/1")


def test_entries_and_tiles_rewritten_together_do_not_reach_the_signed_root(desk: Desk):
    mirror = desk.mirror()
    forged = served(desk, [*desk.county.entries[:9], recorded("council.decided", 9, {"motion": 9, "by": "nobody"})])
    own = replace(desk.county, entries=[*desk.county.entries[:299], desk.county.entries[0]]).serve(desk.folder / "o")
    for tree in ("sha256", "sm3"):
        shutil.copy(mirror / tree / "checkpoint", own / tree / "checkpoint")
    desk.refuses("wrong-root", "audit", own)
    assert desk("audit", forged) == 0, "signed anew it is another history, which only witnesses and forked show"


def test_two_trees_over_different_entries(desk: Desk):
    own = served(desk, desk.county.entries[:20])
    other = replace(desk.county, entries=[*desk.county.entries[:19], desk.county.entries[3]]).serve(desk.folder / "o")
    shutil.rmtree(own / "sm3")
    shutil.copytree(other / "sm3", own / "sm3")
    desk.refuses("trees-differ", "audit", own, at="#19")


def test_two_trees_of_different_sizes(desk: Desk):
    own, other = served(desk, desk.county.entries[:20]), desk.mirror()
    shutil.rmtree(own / "sm3")
    shutil.copytree(other / "sm3", own / "sm3")
    desk.refuses("trees-differ", "audit", own, at="300")


def test_two_trees_of_different_logs(desk: Desk):
    mirror, key, origin = desk.mirror(), desk.county.log["sm3"], "jianheng.example/ledger/hc/2025/sm3"
    head = notes.Checkpoint(origin, 300, desk.county.tree("sm3").root).text()
    lines = [notes.log_signature(key, origin, head)]
    lines += [notes.cosign(one["sm3"], f"{name}.example", head, NOON) for name, one in desk.county.witnesses.items()]
    (mirror / "sm3/checkpoint").write_text(head + "\n" + "".join(f"{line}\n" for line in lines))
    policy = f"log {notes.log_vkey(key.alg, origin, key.public).line()}\n{desk.policy}"
    desk.refuses("trees-differ", "audit", mirror, policy=policy, at=origin)


def test_a_checkpoint_signed_by_nobody_known(desk: Desk):
    mirror = desk.mirror()
    spoil(mirror / "sha256/checkpoint", b"\n300\n", b"\n299\n")
    desk.refuses("bad-signature", "audit", mirror)


def test_a_log_that_signs_with_the_empty_signer_id(desk: Desk):
    log = dict(desk.county.log)
    careless = Sm2Signer(signer_id=b"")
    careless.private, careless.public = log["sm3"].private, log["sm3"].public  # type: ignore[attr-defined]
    desk.refuses("wrong-distid", "audit", served(desk, desk.county.entries[:3], log=log | {"sm3": careless}))


def test_a_log_that_too_few_have_seen(desk: Desk):
    mirror = desk.mirror()
    (mirror / "sm3/checkpoint").write_text(desk.county.checkpoint("sm3", by=["renda"]))
    desk.refuses("below-quorum", "audit", mirror, at="renda")


@pytest.mark.parametrize(
    "path",
    ["sm3/checkpoint", "sha256/tile/entries/000", "sha256/tile/0/001.p/44", "sm3/tile/1/000.p/1", f"sm3/{BUNDLE}"],
)
@pytest.mark.parametrize("cut", [Path.unlink, lambda path: path.write_bytes(path.read_bytes()[:-7])])
def test_a_missing_or_shortened_file_is_named(desk: Desk, path: str, cut: Callable[[Path], object]):
    mirror = desk.mirror()
    cut(mirror / path)
    desk.refuses("truncated", "audit", mirror, at="" if path.endswith("checkpoint") else path)


def test_a_folder_without_any_log(desk: Desk):
    desk.refuses("truncated", "audit", desk.folder)


def other_history(desk: Desk) -> CountyLog:
    return replace(desk.county, entries=[desk.county.entries[5], *desk.county.entries[1:]])


@pytest.mark.parametrize("size", [1, 200, 256, 299, 300])
@pytest.mark.parametrize("tree", ["sha256", "sm3"])
def test_an_earlier_checkpoint_of_another_history(desk: Desk, tree: str, size: int):
    earlier = desk.file("earlier", other_history(desk).checkpoint(tree, size=size))
    desk.refuses("forked", "audit", desk.served, "--previous", earlier, at=str(size))


def test_a_log_shorter_than_it_was(desk: Desk):
    earlier = desk.file("earlier", desk.county.checkpoint("sm3"))
    desk.refuses("rollback", "audit", served(desk, desk.county.entries[:280]), "--previous", earlier, at="300 > 280")


def test_an_earlier_checkpoint_must_itself_be_signed(desk: Desk):
    words = desk.county.checkpoint("sha256", size=200).replace("\n200\n", "\n201\n")
    desk.refuses("bad-signature", "audit", desk.served, "--previous", desk.file("earlier", words))


def test_an_earlier_checkpoint_of_another_log_is_not_passed_over(desk: Desk):
    words = desk.county.checkpoint("sha256", size=200).replace("/hc/", "/other/")
    desk.refuses("unknown-log", "audit", desk.served, "--previous", desk.file("earlier", words))


def test_an_earlier_checkpoint_that_no_audited_log_continues_is_not_passed_over(desk: Desk):
    key, origin = desk.county.log["sha256"], "jianheng.example/ledger/hc/2025"
    head = notes.Checkpoint(origin, 9, bytes(32)).text()
    note = f"{head}\n{notes.log_signature(key, origin, head)}\n"
    policy = f"log {notes.log_vkey(key.alg, origin, key.public).line()}\n{desk.policy}"
    previous = desk.file("earlier", note)
    desk.refuses("unknown-log", "audit", desk.served, "--previous", previous, policy=policy, at=origin)


@pytest.mark.parametrize(
    "path", ["sm3/tile/0/000", "sha256/tile/0/001.p/44", f"sha256/{BUNDLE}", "sm3/tile/entries/000"]
)
def test_bytes_added_at_the_end_of_a_file(desk: Desk, path: str):
    mirror = desk.mirror()
    (mirror / path).write_bytes((mirror / path).read_bytes() + b"\x00")
    desk.refuses("altered-tile", "audit", mirror, at=path)


def test_a_witness_whose_clock_ran_backwards(desk: Desk):
    earlier = desk.file("earlier", desk.county.checkpoint("sha256", size=200, at=NOON + 3600))
    desk.refuses("clock-backwards", "audit", desk.served, "--previous", earlier)


def test_an_entry_from_the_future(desk: Desk):
    late = recorded("council.decided", 20, {"motion": 20}, at="2031-01-01T00:00:00Z")
    desk.refuses("clock-backwards", "audit", served(desk, [*desk.county.entries[:20], late]), at="2031")


def spoilt() -> Iterator[tuple[str, bytes]]:
    body = recorded("council.decided", 20, {"motion": 20}).body
    yield "duplicate-key", body.replace(b'"v":1', b'"v":1,"v":1')
    yield "not-canonical", body.replace(b",", b", ", 1)
    yield "not-canonical", body.replace(b'"v":1', b'"v":1.5')
    yield "malformed-entry", body.replace(b'"v":1', b'"v":1,"x":[]')
    yield "malformed-entry", body.replace(b"council.decided", b"council..decided")
    yield "malformed-entry", b"no JSON at all"
    yield "unknown-suite", body.replace(b'"alg":"SM3"', b'"alg":"MD5"')


@pytest.mark.parametrize(("name", "body"), list(spoilt()))
def test_a_duly_logged_entry_of_another_form_is_named(desk: Desk, name: str, body: bytes):
    entries = [*desk.county.entries[:20], Recorded(body, {}, {}), *desk.county.entries[21:25]]
    desk.refuses(name, "audit", served(desk, entries), at="#20")


def test_an_unusual_entry_of_the_right_form_is_taken(desk: Desk):
    unusual = recorded("council.decided", 20, {"motion": 20}, org="河")
    assert desk("audit", served(desk, [*desk.county.entries[:20], unusual])) == 0


def test_a_blanked_entry_needs_a_later_one_that_says_so(desk: Desk):
    said = recorded("redaction", 20, {"code": "x"})
    for entries, status in (([*desk.county.entries[:20]], 1), ([*desk.county.entries[:20], said], 0)):
        own = replace(desk.county, entries=entries).serve(desk.folder / str(status))
        for tree in ("sha256", "sm3"):
            path = own / tree / f"tile/entries/000.p/{len(entries)}"
            body = entries[5].body
            spoil(path, len(body).to_bytes(2, "big") + body, b"\x00\x00")
        assert desk("audit", own) == status
        assert status == 0 or "NOT PROVED (unexplained-gap)" in desk.heard


def test_every_failure_name_has_its_test(desk: Desk):
    tests = "".join(path.read_text() for path in Path(__file__).parent.glob("test_failures_*.py"))
    names = {row.split(" | ")[0] for row in desk.verifier.FAILURES.strip().split("\n")}
    program = Path(desk.verifier.__file__).read_text()
    assert {name for name in names if f'"{name}"' not in program} == set()
    assert {name for name in names if f'"{name}"' not in tests and f"({name})" not in tests} == set()
