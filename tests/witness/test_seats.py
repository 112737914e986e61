"""The seats of the witnesses: a file that people keep, and the policy that programs read."""

import pytest

from jianheng.crypto.tlog.policy import Policy
from jianheng.witness import local
from jianheng.witness.seats import BadSeats, load, parse
from tests.witness.world import ORIGIN


@pytest.fixture(scope="module")
def seats(tmp_path_factory):
    """Five seats, whose witnesses do not run."""
    folder = tmp_path_factory.mktemp("seats")
    members = {part.name: local._prepared(folder / part.name, part) for part in local.PARTS}
    return local.Group(folder, members).seats


def test_the_file_is_read_as_it_was_written(seats, tmp_path):
    (tmp_path / "seats.toml").write_text(seats.text(), encoding="utf-8")
    assert load(tmp_path / "seats.toml") == seats


def test_the_policy_has_both_trees_and_the_logs(seats, honest):
    policy = Policy.parse(seats.policy(honest.vkeys))
    assert [log.vkey.name for log in policy.logs] == [ORIGIN, f"{ORIGIN}/sm3"]
    assert [witness.name for witness in policy.witnesses][:4] == ["jiwei", "jiwei", "renda", "renda"]
    assert "group county 2 jiwei renda shenji\ngroup upper any shengjiwei xunshi\n" in seats.policy()


@pytest.mark.parametrize(
    ("names", "enough"),
    [
        (("jiwei", "renda", "shengjiwei"), True),
        (("jiwei", "shenji", "xunshi"), True),
        (("jiwei", "renda", "shenji"), False),
        (("jiwei", "shengjiwei", "xunshi"), False),
        ((), False),
    ],
)
def test_two_of_three_in_the_county_and_one_above_it_make_the_quorum(seats, names, enough):
    assert Policy.parse(seats.policy()).satisfied(names) is enough


def test_a_seat_is_asked_with_both_its_keys(seats):
    first = seats.witnesses[0]
    assert [vkey.alg for vkey in first.vkeys] == ["Ed25519", "SM2-SM3"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('name = "renda"', 'name = "jiwei"'),
        ('name = "renda"', 'name = "ren da"'),
        ('name = "renda"', 'name = "renda/sm3"'),
        ('name = "renda"', 'nam = "renda"'),
        ('quorum = "quorum-all"', 'quorum = "nobody"'),
        ('quorum = "quorum-all"', ""),
        ('quorum = "quorum-all"', 'quorum = "quorum-all"\nunknown = 1'),
        ('need = "2"', 'need = "4"'),
        ('need = "2"', 'need = "0"'),
        ('need = "2"', 'need = "most"'),
        ('["jiwei", "renda", "shenji"]', '["jiwei", "renda", "nobody"]'),
        ('["jiwei", "renda", "shenji"]', '["jiwei", "renda", "renda"]'),
        ('["jiwei", "renda", "shenji"]', '"jiwei"'),
        ("zh = ", "zn = "),
        ("[[witness]]", "[[witness"),
    ],
)
def test_a_file_that_cannot_be_meant_is_refused(seats, old, new):
    assert old in seats.text()
    with pytest.raises(BadSeats):
        parse(seats.text().replace(old, new, 1))


def test_one_key_cannot_sit_on_two_seats(seats):
    first, second = seats.seats[:2]
    with pytest.raises(BadSeats, match="share a key"):
        parse(seats.text().replace(second.ed25519, first.ed25519))


def test_quotes_in_a_name_do_no_harm(seats):
    text = seats.text().replace("County Audit Office", 'The \\"County\\" \\\\ Audit')
    assert parse(text).seats[2].organisation.en == 'The "County" \\ Audit'
    assert parse(parse(text).text()) == parse(text)
