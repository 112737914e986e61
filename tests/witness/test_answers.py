"""What a witness answers to a signed head: every status, in both trees (C2SP tlog-witness; Art. 7.3)."""

import json

import pytest

from jianheng.crypto.tlog.notes import Checkpoint, Note, SignatureLine, parse_note, verify_cosignature
from jianheng.crypto.tlog.witnessing import LONGEST_REQUEST, encode_request
from jianheng.witness.practice import TREES, PracticeLog
from jianheng.witness.server import Application
from jianheng.witness.store import CLOCK_TOLERANCE
from tests.witness.world import NOON, ORIGIN, ask, awake

pytestmark = pytest.mark.parametrize("tree", TREES)


def evidence(application: Application) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = json.loads(ask(application, "GET", "/evidence").body)["evidence"]
    return rows


def test_a_first_head_is_cosigned_with_the_time_by_the_key_of_its_tree(auditor, honest, tree):
    answer = auditor.send(honest, 0, 100, tree)
    assert answer.status == 200
    cosigned = Note(honest.note(tree, 100).partition("\n\n")[0] + "\n", (SignatureLine.parse(answer.body.strip()),))
    times = [verify_cosignature(cosigned, vkey) for vkey in auditor.identity.vkeys]
    assert times == ([NOON, None] if tree == "sha256" else [None, NOON])


def test_a_log_that_grew_is_cosigned_again(auditor, honest, tree):
    assert [auditor.send(honest, old, new, tree).status for old, new in ((0, 100), (100, 1000))] == [200, 200]


def test_the_head_cosigned_last_is_cosigned_once_more(auditor, honest, tree):
    """An answer that was lost on its way, or was never given, is simply asked for again."""
    auditor.send(honest, 0, 100, tree)
    assert auditor.send(honest, 100, 100, tree).status == 200


def test_the_trees_are_judged_each_for_itself(auditor, honest, tree):
    other = next(word for word in TREES if word != tree)
    auditor.send(honest, 0, 1000, other)
    assert auditor.send(honest, 0, 100, tree).status == 200


def test_400_if_the_old_size_is_larger_than_the_new(auditor, honest, tree):
    assert auditor.send(honest, 200, 100, tree).status == 400


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"old 0",
        b"old -1\n\n",
        b"old 01\n\nx",
        b"older 0\n\nx",
        b"old 0\nnot base64\n\nx",
        b"\xff\xfe\n\n\xff",
        b"old 0\n\nno note",
        b"old 99999999999999999999\n\nx",
    ],
)
def test_400_if_the_request_cannot_be_read(auditor, tree, body):
    assert ask(auditor.application, "POST", "/add-checkpoint", body).status == 400


def test_400_if_the_proof_has_more_than_63_lines(auditor, honest, tree):
    assert auditor.send(honest, 0, 100, tree, proof=[bytes(32)] * 64).status == 400


def test_403_if_no_key_of_the_log_signed_it(auditor, honest, tree, tmp_path):
    alone = honest.note(tree, 100).partition("\n\n")[0] + "\n"
    stranger = awake(tmp_path / "stranger", new=True)
    line = SignatureLine("somebody", bytes(4), bytes(64))
    assert auditor.send(honest, 0, 100, tree, note=Note(alone, (line,)).encode()).status == 403
    assert stranger.vkeys != auditor.identity.vkeys
    stranger.store.close()


def test_403_if_the_signature_is_of_another_head(auditor, honest, tree):
    signed, wanted = parse_note(honest.note(tree, 100)), parse_note(honest.note(tree, 101))
    assert auditor.send(honest, 0, 100, tree, note=Note(wanted.text, signed.lines).encode()).status == 403
    assert auditor.identity.store.heads() == []


def test_404_if_the_log_is_not_accepted(auditor, keys, tree):
    other = PracticeLog("log.example/ledger/elsewhere/2026", keys).grow(3)
    assert auditor.send(other, 0, 3, tree).status == 404


def test_404_if_the_key_of_one_tree_signs_for_the_other(auditor, honest, tree):
    """A log is one tree: the SHA-256 key cannot speak for the SM3 origin."""
    text = Checkpoint("nobody", 1, bytes(32)).text()
    line = parse_note(honest.note(tree, 100)).lines[0]
    assert auditor.send(honest, 0, 1, tree, note=Note(text, (line,)).encode()).status == 404


def test_409_names_the_size_that_was_cosigned_last(auditor, honest, tree):
    auditor.send(honest, 0, 100, tree)
    answer = auditor.send(honest, 50, 1000, tree)
    assert (answer.status, answer.body, answer.headers["Content-Type"]) == (409, "100\n", "text/x.tlog.size")
    assert evidence(auditor.application) == []


def test_409_names_0_if_nothing_was_cosigned(auditor, honest, tree):
    assert auditor.send(honest, 100, 1000, tree).body == "0\n"


def test_409_to_a_roll_back_which_is_kept(auditor, honest, tree):
    auditor.send(honest, 0, 1000, tree)
    answer = auditor.send(honest, 900, 900, tree)
    assert (answer.status, answer.body) == (409, "1000\n")
    (kept,) = evidence(auditor.application)
    assert (kept["ground"], kept["size"], kept["known_size"]) == ("smaller-than-cosigned", 900, 1000)


def test_422_to_a_rewritten_entry_which_is_kept_beside_what_was_cosigned(auditor, honest, forked, tree):
    auditor.send(honest, 0, 100, tree)
    assert auditor.send(forked, 100, 1000, tree).status == 422
    (kept,) = evidence(auditor.application)
    assert (kept["ground"], kept["size"], kept["known_size"]) == ("not-shown-to-continue", 1000, 100)
    assert kept["note"] == forked.note(tree) if tree == "sha256" else parse_note(str(kept["note"])).lines
    assert auditor.send(honest, 100, 1000, tree).status == 200


def test_422_to_a_fork_of_the_same_size_which_proves_two_histories(auditor, honest, forked, tree):
    auditor.send(honest, 0, 1000, tree)
    assert auditor.send(forked, 1000, 1000, tree).status == 422
    (kept,) = evidence(auditor.application)
    assert kept["ground"] == "same-size-other-root"
    log = auditor.application.logs.of(honest.trees[tree].origin)
    heads = [Checkpoint.parse(parse_note(str(kept[name])).text) for name in ("note", "known_note")]
    assert all(log.signed(parse_note(str(kept[name]))) for name in ("note", "known_note"))
    assert heads[0].size == heads[1].size
    assert heads[0].root != heads[1].root


def test_a_fork_is_kept_also_if_it_comes_with_a_wrong_old_size(auditor, honest, forked, tree):
    auditor.send(honest, 0, 1000, tree)
    assert auditor.send(forked, 100, 1000, tree).status == 409
    assert [kept["ground"] for kept in evidence(auditor.application)] == ["same-size-other-root"]


def test_422_to_a_proof_where_there_is_nothing_to_prove(auditor, honest, tree):
    assert auditor.send(honest, 0, 100, tree, proof=[bytes(32)]).status == 422
    auditor.send(honest, 0, 100, tree)
    assert auditor.send(honest, 100, 100, tree, proof=[bytes(32)]).status == 422
    assert evidence(auditor.application) == []


def test_422_to_an_empty_log_with_a_root(auditor, keys, honest, tree):
    chosen = honest.trees[tree]
    empty = PracticeLog(ORIGIN, keys)
    assert auditor.send(empty, 0, 0, tree).status == 200
    text = Checkpoint(chosen.origin, 0, bytes(32)).text()
    line = SignatureLine(chosen.origin, chosen.vkey.key_id, chosen.signer.sign(text.encode()))
    assert auditor.send(honest, 0, 0, tree, note=Note(text, (line,)).encode()).status == 422


def test_evidence_is_kept_once_however_often_it_comes(auditor, honest, forked, tree):
    auditor.send(honest, 0, 100, tree)
    for _ in range(5):
        auditor.send(forked, 100, 1000, tree)
    assert len(evidence(auditor.application)) == 1


def test_nothing_is_kept_of_what_nobody_signed(auditor, honest, forked, tree):
    auditor.send(honest, 0, 1000, tree)
    text = forked.note(tree).partition("\n\n")[0] + "\n"
    auditor.send(honest, 0, 0, tree, note=Note(text, (SignatureLine("x", bytes(4), b"1"),)).encode())
    assert evidence(auditor.application) == []


def test_413_to_a_request_that_is_too_long(auditor, tree):
    assert ask(auditor.application, "POST", "/add-checkpoint", b"x" * (LONGEST_REQUEST + 1)).status == 413


def test_503_if_the_clock_went_back_beyond_the_tolerance(auditor, honest, tree):
    auditor.send(honest, 0, 100, tree)
    auditor.clock.now -= CLOCK_TOLERANCE + 1
    answer = auditor.send(honest, 100, 1000, tree)
    assert answer.status == 503
    assert "11 s" in answer.body
    assert [head.size for head in auditor.identity.store.heads()] == [100]
    auditor.clock.now += 1
    assert auditor.send(honest, 100, 1000, tree).status == 200


def test_a_small_correction_of_the_clock_never_signs_an_earlier_time(auditor, honest, tree):
    auditor.send(honest, 0, 100, tree)
    auditor.clock.now -= CLOCK_TOLERANCE
    auditor.send(honest, 100, 1000, tree)
    assert [head.at for head in auditor.identity.store.heads()] == [NOON]


def test_a_mended_clock_signs_again_when_the_operator_says_so(auditor, honest, tree):
    auditor.clock.now += 10**6
    auditor.send(honest, 0, 100, tree)
    auditor.clock.now = NOON
    assert auditor.send(honest, 100, 1000, tree).status == 503
    auditor.identity.store.forget_clock()
    assert auditor.send(honest, 100, 1000, tree).status == 200


def test_503_if_the_store_has_vanished_and_it_is_not_made_anew(auditor, honest, tree):
    auditor.send(honest, 0, 100, tree)
    auditor.identity.store.path.unlink()
    assert auditor.send(honest, 100, 1000, tree).status == 503
    assert not auditor.identity.store.path.exists()


def test_only_signatures_of_the_log_are_stored(auditor, honest, tree):
    note = parse_note(honest.note(tree, 100)).having(SignatureLine("stranger", bytes(4), b"x" * 64))
    auditor.send(honest, 0, 100, tree, note=note.encode())
    (head,) = auditor.identity.store.heads()
    assert [line.name for line in parse_note(head.note).lines] == [honest.trees[tree].origin]


def test_the_request_of_the_client_is_what_is_read(honest, tree):
    assert encode_request(0, [], honest.note(tree, 1)).startswith(b"old 0\n\n" + honest.origin.encode())
