"""Keys in files: one key for all who ask at once, generations that stay listed, a name for whatever is wrong."""

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from unittest.mock import Mock

import pytest

from jianheng.crypto import keyfiles, libcrypto, master
from jianheng.crypto.errors import (
    BadKey,
    KeyDamaged,
    KeyMissing,
    Sm2Missing,
    Tampered,
    UnknownSuite,
    WrongPassphrase,
)
from jianheng.crypto.keys import FileKeys, KeyProvider, Signer
from jianheng.crypto.suites import by_signature

PASSPHRASE = b"correct horse"
COST = 2**10
ALGS = ("SM2-SM3", "Ed25519")
BOTH = pytest.mark.parametrize("alg", ALGS)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "keys"


@pytest.fixture
def keys(folder) -> FileKeys:
    return FileKeys(folder, PASSPHRASE, cost=COST)


def again(folder) -> FileKeys:
    """The same folder as another process opens it."""
    return FileKeys(folder, PASSPHRASE, cost=COST)


def file_of(folder: Path, stem: str) -> Path:
    return next(folder.glob(f"*{stem}*.json"))


def edit(path: Path, *, honest: bool = True, **fields: object) -> None:
    """Write other fields into a file; an honest edit renews the digest."""
    content: dict[str, object] = json.loads(path.read_bytes())
    digest = content.pop(keyfiles.CHECK)
    content |= fields
    if honest:
        digest = keyfiles._check(content)
    path.write_text(json.dumps({**content, keyfiles.CHECK: digest}), encoding="ascii")


@BOTH
def test_a_key_is_made_once_and_signs(keys, folder, alg):
    provider: KeyProvider = keys
    signer: Signer = provider.ensure("log/demo", alg)
    assert (signer.name, signer.alg, signer.kid) == ("log/demo", alg, "log/demo#1")
    assert by_signature(alg).verify(signer.public, b"message", signer.sign(b"message"))
    assert keys.ensure("log/demo", alg).public == signer.public == keys.signer("log/demo", alg).public
    assert again(folder).signer("log/demo", alg).public == signer.public


@BOTH
def test_a_key_that_was_never_made_is_missing(keys, alg):
    with pytest.raises(KeyMissing, match="log/demo"):
        keys.signer("log/demo", alg)
    with pytest.raises(KeyMissing, match="log/demo"):
        keys.rotate("log/demo", alg)
    assert keys.publics("log/demo", alg) == ()


def test_both_algorithms_and_similar_names_have_keys_of_their_own(keys):
    names = ("log/demo", "log/demo-2", "log-demo", "log/d", "office/demo/secretary")
    publics = {keys.ensure(name, alg).public for name in names for alg in ALGS}
    assert len(publics) == 10
    assert [len(keys.publics(name, alg)) for name in names for alg in ALGS] == [1] * 10


def test_an_unknown_algorithm_is_refused(keys):
    for act in (keys.signer, keys.ensure, keys.rotate, keys.publics):
        with pytest.raises(UnknownSuite):
            act("log/demo", "RSA")


@pytest.mark.parametrize("name", ["", "/log", "../log", "log demo", "log#1", "日志", "a" * 65, "log.demo", "*"])
def test_a_text_that_is_no_name_is_refused(keys, name):
    with pytest.raises(BadKey, match="no name of a key"):
        keys.ensure(name, "Ed25519")


@BOTH
def test_rotation_makes_a_new_key_and_keeps_the_old_public_one_listed(keys, folder, alg):
    first = keys.ensure("log/demo", alg)
    signature = first.sign(b"before")
    second = keys.rotate("log/demo", alg)
    assert second.kid == "log/demo#2"
    assert second.public != first.public
    listed = (("log/demo#1", first.public), ("log/demo#2", second.public))
    assert keys.publics("log/demo", alg) == listed
    assert again(folder).publics("log/demo", alg) == listed
    assert keys.ensure("log/demo", alg).kid == "log/demo#2", "an ensured key is the newest"
    assert by_signature(alg).verify(listed[0][1], b"before", signature)
    assert not by_signature(alg).verify(second.public, b"before", signature)


def test_a_rotation_elsewhere_is_seen(keys, folder):
    keys.ensure("log/demo", "Ed25519")
    elsewhere = again(folder).rotate("log/demo", "Ed25519")
    assert keys.signer("log/demo", "Ed25519").public == elsewhere.public


def test_two_who_rotate_in_the_same_moment_get_one_new_key(keys, folder, monkeypatch):
    keys.ensure("log/demo", "Ed25519")
    create = keyfiles.create
    others: list[bytes] = []

    def overtaken(path, fields):
        monkeypatch.setattr(keyfiles, "create", create)
        others.append(again(folder).rotate("log/demo", "Ed25519").public)
        return create(path, fields)

    monkeypatch.setattr(keyfiles, "create", overtaken)
    mine = keys.rotate("log/demo", "Ed25519")
    assert (mine.kid, [mine.public]) == ("log/demo#2", others)


MAKE = """
import sys
from pathlib import Path
from jianheng.crypto.keys import FileKeys
keys = FileKeys(Path(sys.argv[1]), b"correct horse", cost=1024)
print("ready", flush=True)
sys.stdin.readline()
print(*(keys.ensure("log/demo", alg).public.hex() for alg in ("SM2-SM3", "Ed25519")), flush=True)
"""


def test_processes_that_make_the_same_key_at_once_get_one_key(folder):
    command = [sys.executable, "-c", MAKE, str(folder)]
    environment = {**os.environ, "PYTHONPATH": str(Path(libcrypto.__file__).parents[2])}
    processes = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment)
        for _ in range(4)
    ]
    for process in processes:
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin
        process.stdin.write("go\n")
        process.stdin.flush()
    answers = {process.communicate(timeout=60)[0] for process in processes}
    assert len(answers) == 1
    assert answers.pop().split() == [again(folder).signer("log/demo", alg).public.hex() for alg in ALGS]
    assert len(list(folder.iterdir())) == 3, "a master key, two keys, nothing left lying"


def test_threads_that_make_keys_at_once_get_one_of_each(keys):
    with ThreadPoolExecutor(8) as pool:
        made = pool.map(lambda number: keys.ensure(f"office/demo/{number % 4}", "Ed25519").public, range(64))
        assert len(set(made)) == 4


def test_the_passphrase_is_stretched_once(keys, monkeypatch):
    calls = Mock(wraps=master._stretched)
    monkeypatch.setattr(master, "_stretched", calls)
    for number in range(3):
        keys.ensure(f"log/{number}", "Ed25519")
    keys.unwrap("purpose", keys.wrap("purpose", b"data", b""), b"")
    assert calls.call_count == 2, "once to seal the new master key, once to open it"


@pytest.mark.parametrize("passphrase", [b"wrong", b"", b"correct horse "])
def test_a_wrong_passphrase_is_named(keys, folder, passphrase):
    keys.ensure("log/demo", "Ed25519")
    for act in (
        lambda wrong: wrong.signer("log/demo", "Ed25519"),
        lambda wrong: wrong.publics("log/demo", "Ed25519"),
        lambda wrong: wrong.ensure("log/other", "Ed25519"),
        lambda wrong: wrong.wrap("purpose", b"data", b""),
    ):
        with pytest.raises(WrongPassphrase):
            act(FileKeys(folder, passphrase, cost=COST))
    assert len(list(folder.iterdir())) == 2, "nothing was made under a wrong passphrase"


def test_the_passphrase_can_be_changed_and_every_key_stays(keys, folder):
    public = keys.ensure("log/demo", "SM2-SM3").public
    sealed = keys.wrap("purpose", b"data", b"")
    master.change_passphrase(folder, PASSPHRASE, b"battery staple", COST)
    changed = FileKeys(folder, b"battery staple", cost=COST)
    assert changed.signer("log/demo", "SM2-SM3").public == public
    assert changed.unwrap("purpose", sealed, b"") == b"data"
    with pytest.raises(WrongPassphrase):
        again(folder).signer("log/demo", "SM2-SM3")
    with pytest.raises(WrongPassphrase):
        master.change_passphrase(folder, PASSPHRASE, b"third", COST)


@pytest.mark.parametrize("stem", ["master", "SM2-SM3"])
@pytest.mark.parametrize("damage", ["cut", "flipped", "emptied", "list", "another field"])
def test_a_damaged_file_is_named(keys, folder, stem, damage):
    keys.ensure("log/demo", "SM2-SM3")
    path = file_of(folder, stem)
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    contents = {"cut": bytes(data[: len(data) // 2]), "flipped": bytes(data), "emptied": b"", "list": b"[]"}
    if damage in contents:
        path.write_bytes(contents[damage])
    else:
        edit(path, honest=False, v=2)
    with pytest.raises(KeyDamaged, match=path.name):
        again(folder).signer("log/demo", "SM2-SM3")


@pytest.mark.parametrize("fields", [{"v": 2}, {"kdf": "none"}, {"n": 2**40}, {"n": 3}, {"n": "65536"}, {"salt": "?"}])
def test_a_master_key_in_an_unknown_form_is_not_tried(keys, folder, fields):
    keys.ensure("log/demo", "Ed25519")
    edit(file_of(folder, "master"), **fields)
    with pytest.raises(KeyDamaged):
        again(folder).signer("log/demo", "Ed25519")


def test_a_public_key_that_was_exchanged_in_its_file_is_found(keys, folder):
    keys.ensure("log/demo", "Ed25519")
    edit(file_of(folder, "Ed25519"), public=keyfiles.text(bytes(32)))
    for act in (again(folder).signer, again(folder).publics):
        with pytest.raises(KeyDamaged, match="altered"):
            act("log/demo", "Ed25519")


def test_a_file_under_another_keys_name_is_found(keys, folder):
    keys.ensure("log/demo", "Ed25519")
    own = file_of(folder, "Ed25519")
    (folder / own.name.replace("demo", "other")).write_bytes(own.read_bytes())
    with pytest.raises(KeyDamaged, match="another key"):
        again(folder).signer("log/other", "Ed25519")


def test_a_file_from_another_folder_is_found(keys, folder, tmp_path):
    keys.ensure("log/demo", "Ed25519")
    other = FileKeys(tmp_path / "other", PASSPHRASE, cost=COST)
    other.ensure("log/demo", "Ed25519")
    own = file_of(folder, "Ed25519")
    (tmp_path / "other" / own.name).write_bytes(own.read_bytes())
    with pytest.raises(KeyDamaged, match="another key or folder"):
        again(tmp_path / "other").signer("log/demo", "Ed25519")


def test_a_lost_master_key_is_never_replaced_in_silence(keys, folder):
    keys.ensure("log/demo", "Ed25519")
    (folder / master.FILE).unlink()
    for act in (again(folder).signer, again(folder).ensure):
        with pytest.raises(KeyDamaged, match=r"master\.json is gone"):
            act("log/demo", "Ed25519")
    assert not (folder / master.FILE).exists()


@pytest.mark.parametrize("lost", [1, 2])
def test_a_lost_generation_is_never_replaced_in_silence(keys, folder, lost):
    keys.ensure("log/demo", "Ed25519")
    keys.rotate("log/demo", "Ed25519")
    keys.rotate("log/demo", "Ed25519")
    file_of(folder, f"Ed25519.{lost}").unlink()
    for act in (again(folder).signer, again(folder).ensure, again(folder).rotate, again(folder).publics):
        with pytest.raises(KeyDamaged, match=rf"Ed25519\.{lost}\.json is gone"):
            act("log/demo", "Ed25519")


def test_what_is_wrapped_opens_for_its_purpose_and_context_alone(keys, folder):
    sealed = keys.wrap("fields", b"data key", b"subject 1")
    assert again(folder).unwrap("fields", sealed, b"subject 1") == b"data key"
    for purpose, data, aad in (
        ("votes", sealed, b"subject 1"),
        ("fields", sealed, b"subject 2"),
        ("fields", sealed[:-1], b"subject 1"),
        ("fields", b"\x02" + sealed[1:], b"subject 1"),
        ("fields", b"", b"subject 1"),
    ):
        with pytest.raises(Tampered):
            keys.unwrap(purpose, data, aad)


def test_files_and_folder_are_closed_to_others(keys, folder):
    keys.ensure("log/demo", "SM2-SM3")
    assert folder.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o600}


def test_no_private_key_lies_open_in_a_file_or_a_text(keys, folder):
    signer = keys.ensure("log/demo", "Ed25519")
    secret = keys._read(file_of(folder, "Ed25519"), "Ed25519", "log/demo#1")[1]
    texts = [path.read_text(encoding="ascii") for path in folder.iterdir()] + [
        repr(signer),
        repr(keys),
        repr(keys._opened),
    ]
    for text in texts:
        assert keyfiles.text(secret) not in text
        assert secret.hex() not in text


def test_a_file_is_on_the_disk_before_it_has_its_name(keys, folder, monkeypatch):
    keys.wrap("purpose", b"", b"")
    acts = Mock()
    acts.attach_mock(Mock(wraps=os.fsync), "fsync")
    acts.attach_mock(Mock(wraps=os.link), "link")
    monkeypatch.setattr(os, "fsync", acts.fsync)
    monkeypatch.setattr(os, "link", acts.link)
    keys.ensure("log/demo", "Ed25519")
    order = [name for name, *_ in acts.mock_calls]
    assert order == ["fsync", "link", "fsync"], "the content, the name, the folder"


def test_a_half_written_file_of_a_killed_process_harms_nobody(keys, folder, monkeypatch):
    def killed(*paths):
        raise KeyboardInterrupt

    public = keys.ensure("log/demo", "Ed25519").public
    with monkeypatch.context() as patch:
        patch.setattr(os, "link", killed)
        with pytest.raises(KeyboardInterrupt):
            keys.ensure("log/other", "Ed25519")
    (folder / ".0123456789abcdef.tmp").write_bytes(b'{"v": 1, "pub')
    assert again(folder).signer("log/demo", "Ed25519").public == public
    assert again(folder).ensure("log/other", "Ed25519").kid == "log/other#1"


def test_other_files_in_the_folder_do_not_matter(folder):
    folder.mkdir()
    (folder / "passphrase").write_bytes(PASSPHRASE)
    (folder / "votes.key").write_bytes(b"another program's")
    assert again(folder).ensure("log/demo", "Ed25519").kid == "log/demo#1"


def test_without_sm2_in_the_library_public_keys_stay_listed_and_signing_is_refused(keys, folder, request):
    public = keys.ensure("log/demo", "SM2-SM3").public
    request.getfixturevalue("without_sm2")
    assert again(folder).publics("log/demo", "SM2-SM3") == (("log/demo#1", public),)
    for act in (again(folder).signer, again(folder).rotate):
        with pytest.raises(Sm2Missing):
            act("log/demo", "SM2-SM3")
    assert keys.ensure("log/demo", "Ed25519").kid == "log/demo#1"
