"""What it costs to put an act on the record, against a bare insert of the same rows.

The record makes a trace code, salts, one SM3 commitment for each field, the seal of closed values under a key of
their own, the root, the canonical body and its two
leaf hashes; the bare insert gets all of that ready made. Both go through the same ORM, in turns in one run, many in
one transaction, so that the disk's pace does not hide the work. Exit code 1 if the record takes more than `LIMIT`
times the time of the insert. PostgreSQL is measured too where one answers on the loopback address.

    python -m benchmarks.ledger
"""

import sys
import tempfile
from pathlib import Path

from benchmarks.bare.machine import machine
from tests.kill.serving import postgresql_site, silence, sqlite_site

ENTRIES = 400
REPEATS = 9
LIMIT = 2.5


def main() -> int:
    print(machine())
    sites = {"SQLite": sqlite_site, **({} if silence() else {"PostgreSQL": postgresql_site})}
    worst = 0.0
    for name, site in sites.items():
        with tempfile.TemporaryDirectory() as folder, site(Path(folder), settings="benchmarks.bare.settings") as own:
            found = own.ask("benchmarks.bare.county", act="ledger", entries=ENTRIES, repeats=REPEATS)
        print(
            f"{name:10}  record {found['record'] * 1e3:.3f} ms, {1 / found['record']:,.0f} a second   "
            f"insert {found['insert'] * 1e3:.3f} ms   record / insert: {found['ratio']:.2f} (limit {LIMIT})"
        )
        worst = max(worst, found["ratio"])
    return int(worst > LIMIT)


if __name__ == "__main__":
    sys.exit(main())
