"""The sequencer against its limits: batches from the outbox, both trees, both signatures, on both databases.

Three things take turns in one run: hashing and tiling alone, in memory (the limit); batches of 4,096 and of 1,024 from
the outbox, each one transaction with both signatures; one transaction with both signatures for each entry (the naive
way). Exit code 1 if batches are less than `GAIN` times as fast as single entries, or slower than `LIMIT` times pure
hashing.

    python -m benchmarks.sequencing
"""

import sys
import tempfile
from pathlib import Path

from benchmarks.bare.machine import machine
from tests.kill.serving import postgresql_site, silence, sqlite_site

BATCHES, SINGLES, REPEATS = 3, 40, 7
GAIN, LIMIT = 80.0, 2.0


def main() -> int:
    print(machine())
    sites = {"SQLite": sqlite_site, **({} if silence() else {"PostgreSQL": postgresql_site})}
    failed = False
    for name, site in sites.items():
        with tempfile.TemporaryDirectory() as folder, site(Path(folder), settings="benchmarks.bare.settings") as own:
            found = own.ask("benchmarks.bare.log", batches=BATCHES, singles=SINGLES, repeats=REPEATS)
        for kind in ("hashing", "1,024", "batched", "single"):
            wall, cpu = found[kind]
            print(f"{name:10}  {kind:8}  {1 / wall:>9,.0f} entries a second, {1 / cpu:>9,.0f} a second of CPU")
        gain, share = found["single / batched"], found["batched / hashing"]
        print(
            f"{name:10}  single / batched: {gain:.0f} (at least {GAIN:.0f})   "
            f"batched / pure hashing: {share:.2f} (limit {LIMIT}), by CPU {found['batched / hashing, CPU']:.2f}; "
            f"by 1,024: {found['1,024 / hashing']:.2f}"
        )
        failed = failed or gain < GAIN or share > LIMIT
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
