"""Plays many random schedules of the family's sync and tells which of them break a promise."""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # the schedules are the suite's own

from tests.helpers.family_libraries import LibraryWorld
from tests.helpers.family_schedules import Played, simulate
from tests.helpers.family_scope import Scope, search_all
from tests.helpers.family_world import World

TELL_EVERY_S = 30.0
LEAST_STATES = 250_000  # of the exhaustive search
FAMILIES = {"memory": World, "sqlite": LibraryWorld}


def main(words: Sequence[str] | None = None) -> int:
    """Return 0 when every schedule keeps every promise, else 1."""
    parser = argparse.ArgumentParser(prog="dev.py simulate", description=__doc__)
    parser.add_argument("--schedules", type=int, default=10_000, metavar="N", help="how many (10000)")
    parser.add_argument("--first-seed", type=int, default=0, metavar="SEED", help="the seed of the first one (0)")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="processes (one for each core)")
    parser.add_argument(
        "--clients",
        choices=FAMILIES,
        default="memory",
        help="each computer's disk in memory, or (slower) the app's whole library on SQLite",
    )
    parser.add_argument(
        "--exhaustive", action="store_true", help="visit every state of two computers within a small scope instead"
    )
    said = parser.parse_args(words)
    if said.exhaustive:
        return _search(jobs=said.jobs)
    family = FAMILIES[said.clients]
    played = simulate(said.schedules, first_seed=said.first_seed, jobs=said.jobs, family=family, heard=_Telling())
    print(played.summary(), end="")
    return 1 if played.broken else 0


class _Telling:
    """Says at once what broke, and now and then how far it has come: a million schedules take hours."""

    def __init__(self) -> None:
        self._said_s = 0.0
        self._broken = 0

    def __call__(self, played: Played) -> None:
        for line in played.broken[self._broken :]:
            print(line, file=sys.stderr)
        self._broken = len(played.broken)
        if played.seconds - self._said_s > TELL_EVERY_S:
            self._said_s = played.seconds
            print(played.pace(), file=sys.stderr)


def _search(*, jobs: int) -> int:
    began = time.perf_counter()
    scope = Scope()
    found = search_all(scope, jobs=jobs)
    seconds = time.perf_counter() - began
    print(f"{len(found.states)} states in {seconds:.0f} s within {scope}, {len(found.broken)} broken")
    for line in found.broken[:20]:
        print(line, file=sys.stderr)
    if len(found.states) < LEAST_STATES:
        print(f"that is fewer than {LEAST_STATES}: the scope has shrunk", file=sys.stderr)
        return 1
    return 1 if found.broken else 0


if __name__ == "__main__":
    sys.exit(main())
