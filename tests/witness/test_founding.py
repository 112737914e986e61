"""A witness, its keys and its store are made together once; without its memory it is retired, not restarted."""

import re
import socket

import pytest

from jianheng.cli.main import main
from jianheng.crypto import selftest
from jianheng.crypto.errors import SelfTestFailed
from jianheng.crypto.keys import FileKeys
from jianheng.witness import identity, running, store
from tests.witness.world import LIGHT, NAME


@pytest.fixture(autouse=True)
def english(monkeypatch):
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    running._opened.cache_clear()
    running.application.cache_clear()
    monkeypatch.setattr(identity, "keys_in", lambda folder, passphrase: FileKeys(folder, passphrase, cost=LIGHT))


@pytest.fixture
def words(tmp_path):
    """The options of every call."""
    (tmp_path / "passphrase").write_text("at least this long\n", encoding="utf-8")
    options = ["--name", NAME, "--store", str(tmp_path / "store.sqlite3"), "--keys", str(tmp_path / "keys")]
    return ["witness", *options, "--passphrase-file", str(tmp_path / "passphrase")]


def test_a_new_witness_prints_one_verifier_key_for_each_tree(words, capsys):
    assert main([*words, "--new", "--show-keys"]) == 0
    first, second = capsys.readouterr().out.split()
    assert re.fullmatch(rf"{NAME}\+[0-9a-f]{{8}}\+B[A-Za-z0-9+/=]+", first)
    assert second.startswith(f"{NAME}+")
    assert main([*words, "--show-keys"]) == 0
    assert capsys.readouterr().out.split() == [first, second]


def test_without_new_nothing_is_made(words, capsys, tmp_path):
    assert main([*words, "--show-keys"]) == 1
    assert "--new" in capsys.readouterr().err
    assert not (tmp_path / "store.sqlite3").exists()


def test_a_lost_store_cannot_be_made_anew_under_the_same_keys(words, capsys, tmp_path):
    assert main([*words, "--new", "--show-keys"]) == 0
    for path in tmp_path.glob("store.sqlite3*"):
        path.unlink()
    assert main([*words, "--show-keys"]) == 1
    assert "retired" in capsys.readouterr().err
    assert main([*words, "--new", "--show-keys"]) == 1
    assert "retired" in capsys.readouterr().err
    assert not (tmp_path / "store.sqlite3").exists()


def test_the_refusal_is_in_chinese_where_the_shell_is(words, capsys, monkeypatch):
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert main([*words, "--show-keys"]) == 1
    assert "见证方" in capsys.readouterr().err


def test_a_second_founding_is_refused(words, capsys):
    assert [main([*words, "--new", "--show-keys"]) for _ in range(2)] == [0, 1]
    assert "without --new" in capsys.readouterr().err


def test_a_founding_that_was_broken_off_can_be_finished(words, capsys, tmp_path):
    """The store was made and the keys were not: nothing can have been signed."""
    store.create(tmp_path / "store.sqlite3", NAME)
    assert main([*words, "--show-keys"]) == 1
    assert main([*words, "--new", "--show-keys"]) == 0


def test_what_a_lost_store_left_behind_is_not_taken_for_a_new_one(words, capsys, tmp_path):
    (tmp_path / "store.sqlite3-wal").write_bytes(b"remains")
    assert main([*words, "--new", "--show-keys"]) == 1
    assert "store.sqlite3-wal" in capsys.readouterr().err


def test_a_store_of_another_name_is_refused(words, capsys):
    main([*words, "--new", "--show-keys"])
    other = ["witness.example/congress" if word == NAME else word for word in words]
    assert main([*other, "--show-keys"]) == 1
    assert "another witness" in capsys.readouterr().err


def test_a_store_of_other_keys_is_refused(words, capsys, tmp_path):
    main([*words, "--new", "--show-keys"])
    (tmp_path / "keys").rename(tmp_path / "old")
    (tmp_path / "store.sqlite3").rename(tmp_path / "first")
    running._opened.cache_clear()
    main([*words, "--new", "--show-keys"])
    (tmp_path / "store.sqlite3").unlink()
    (tmp_path / "first").rename(tmp_path / "store.sqlite3")
    assert main([*words, "--show-keys"]) == 1
    assert "other keys" in capsys.readouterr().err


def test_a_file_that_is_no_store_is_refused(words, capsys, tmp_path):
    (tmp_path / "store.sqlite3").write_text("not a database, and long enough to be read as one" * 40)
    assert main([*words, "--show-keys"]) == 1
    assert "another witness" in capsys.readouterr().err


def test_a_wrong_passphrase_is_named(words, capsys, tmp_path):
    main([*words, "--new", "--show-keys"])
    (tmp_path / "passphrase").write_text("another", encoding="utf-8")
    running._opened.cache_clear()
    assert main([*words, "--show-keys"]) == 1
    assert "passphrase" in capsys.readouterr().err


def test_a_name_with_spaces_is_refused(words, capsys):
    assert main([word.replace(NAME, "the audit office") for word in [*words, "--new", "--show-keys"]]) == 1
    assert "no spaces" in capsys.readouterr().err


def test_a_failed_self_test_signs_nothing(words, capsys, monkeypatch):
    def failing() -> None:
        raise SelfTestFailed(("SM3",))

    monkeypatch.setattr(selftest, "run", failing)
    assert main([*words, "--new", "--show-keys"]) == 1
    assert "SM3" in capsys.readouterr().err


def test_without_sm2_nothing_is_signed(words, capsys, monkeypatch):
    monkeypatch.setattr(selftest, "signing_available", lambda: False)
    assert main([*words, "--new", "--show-keys"]) == 1
    assert "SM2" in capsys.readouterr().err


def test_serving_needs_a_port_and_a_log(words, capsys):
    main([*words, "--new", "--show-keys"])
    assert main(words) == 2
    assert "--port" in capsys.readouterr().err


def test_a_taken_port_and_unreadable_logs_are_named(words, capsys, tmp_path):
    main([*words, "--new", "--show-keys"])
    assert main([*words, "--port", "1", "--log", "no key"]) == 1
    assert "cannot be read" in capsys.readouterr().err
    (tmp_path / "policy").write_text("quorum none\n", encoding="utf-8")
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        assert main([*words, "--port", str(other.getsockname()[1]), "--policy", str(tmp_path / "policy")]) == 1
    assert "is taken" in capsys.readouterr().err
