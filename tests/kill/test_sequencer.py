"""SIGKILL to the sequencer at random moments while entries come in (Art. 7.3).

The log never forks, by the memory of an outsider and of two real witnesses, and no entry that was acknowledged is
missing after the merge delay. ``KILLS=1000`` sets how often; unset, 25 times on the database under test.
"""

import os
import sys

import pytest

from jianheng.witness import local
from tests.kill.serving import postgresql_site, silence, sqlite_site

KILLS = int(os.environ.get("KILLS", "25"))
SEED = int(os.environ.get("SEED", "20261122"))
SITES = {"sqlite": sqlite_site, "postgresql": postgresql_site}
TOWN = "tests.kill.log_town"


def databases() -> list[str]:
    """The database of the run; both when a number of kills is asked for."""
    if "KILLS" in os.environ:
        return os.environ.get("KILL_ON", "sqlite postgresql").split()
    return ["postgresql" if os.environ.get("DATABASE_URL", "").startswith("postgres") else "sqlite"]


@pytest.mark.kill
@pytest.mark.slow
@pytest.mark.parametrize("database", databases())
def test_a_killed_sequencer_never_forks_the_log_and_loses_no_acknowledged_entry(database, tmp_path, capsys):
    if database == "postgresql" and (reason := silence()):
        pytest.skip(f"!!! PostgreSQL does not answer, NOTHING was killed on it: {reason}")
    with SITES[database](tmp_path) as site:
        vkeys = site.ask(TOWN, act="prepare")
        with local.start(tmp_path / "witnesses", 2, vkeys) as group:
            seats = group.seats.text()
            found = site.ask(TOWN, act="kill", times=KILLS, seats=seats, folder=str(tmp_path), seed=SEED)
    with capsys.disabled():
        shown = {name: value for name, value in found.items() if name not in ("faults", "incidents")}
        sys.stdout.write(f"\n{database}: {KILLS} kills; {shown}\n")
    assert found["faults"] == []
    assert found["incidents"] == []
    assert found["waiting"] == 0
    assert found["placed"] >= found["acknowledged"] > 0
    assert found["witnessed"] == [found["placed"]]
    assert found["signed"] >= 2
