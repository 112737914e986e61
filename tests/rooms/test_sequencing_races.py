"""Many writers whose commits come out of order, several sequencers at once: every entry gets exactly one place."""

import pytest

from tests.kill.serving import postgresql_site, silence, sqlite_site

pytestmark = [pytest.mark.xdist_group("races"), pytest.mark.slow]


def found_on(site_of, folder, **size):
    with site_of(folder) as site:
        return site.ask("tests.rooms.log_racing", **size)


def assert_whole(found):
    assert found["strange"] == []
    assert found["incidents"] == []
    assert found["lost"] == 0
    assert found["placed"] == found["written"] > 0
    assert found["in_a_row"]
    assert found["roots"] == [True, True]
    assert found["turns"] == 1


def test_32_writers_with_delayed_commits_on_postgresql_get_one_place_each(tmp_path):
    if reason := silence():
        pytest.skip(f"!!! PostgreSQL does not answer, NOTHING was written at once: {reason}")
    found = found_on(postgresql_site, tmp_path, writers=32, acts=10, sequencers=2, hold=0.05, seed=7)
    assert_whole(found)
    assert found["late"] > 0, "no commit came late: the test has shown nothing"


def test_writers_and_two_sequencers_on_sqlite_get_one_place_each(tmp_path):
    assert_whole(found_on(sqlite_site, tmp_path, writers=4, acts=5, sequencers=2, hold=0.005, seed=7))
