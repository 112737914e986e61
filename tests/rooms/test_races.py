"""Two people acting at once never both succeed silently: one act is done, the other refused, nothing half done."""

from collections.abc import Mapping
from typing import Any

import pytest

from tests.kill.serving import postgresql_site, silence, sqlite_site

BOTH_MAY = {"two persons entered", "two documents numbered"}
"""Acts that do not exclude each other, and must not trip over each other either."""
pytestmark = [pytest.mark.xdist_group("races"), pytest.mark.slow]


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def races(request, tmp_path_factory) -> Mapping[str, Mapping[str, Any]]:
    """How each race of `tests.rooms.racing` ended, by name."""
    if request.param == "postgresql" and (reason := silence()):
        pytest.skip(f"!!! PostgreSQL does not answer, NOTHING raced on it: {reason}")
    site_of = {"sqlite": sqlite_site, "postgresql": postgresql_site}[request.param]
    with site_of(tmp_path_factory.mktemp("races")) as site:
        return {race["name"]: race for race in site.ask("tests.rooms.racing")}


def test_of_two_acts_at_once_one_is_done_and_the_other_refused(races):
    ends = {name: race["ends"] for name, race in races.items() if name not in BOTH_MAY}
    assert len(ends) > 25
    assert ends == {name: ["done", "refused"] for name in ends}


def test_two_acts_that_do_not_exclude_each_other_are_both_done(races):
    assert {name: races[name]["ends"] for name in BOTH_MAY} == {name: ["done", "done"] for name in BOTH_MAY}


def test_the_act_refused_leaves_no_entry_on_the_ledger(races):
    """An act alone leaves one entry, or some that all belong to it; two would leave twice as many."""
    expected = {
        "two votes of one office": 1,
        "two entries of one ballot by one clerk": 1,
        "two counts of one round": 1,
        "two certifications of one stage": 1,
        "two amendments for one day": 1,
        "two issues of one document": 1,
        "two tenures in a post with one seat": 1,
    }
    assert {name: races[name]["entries"] for name in expected} == expected
