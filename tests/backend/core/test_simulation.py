"""T1: the whole protocol under random mishaps, over the very modules that the app and the cloud run."""

from __future__ import annotations

import sys
import time
from collections import Counter

from tests.helpers.family_world import World

SCHEDULES = 2500  # about 15 s; `packaging/dev.py simulate --schedules N` plays as many as one likes


def test_no_schedule_of_mishaps_loses_doubles_or_diverges() -> None:
    happened: Counter[str] = Counter()
    began = time.perf_counter()
    for seed in range(SCHEDULES):
        world = World(seed)
        world.run()
        happened += world.happened
    sys.stdout.write(f"{SCHEDULES / (time.perf_counter() - began):.0f} schedules/s; {dict(happened)}\n")
    for mishap in ("delayed", "answer lost", "crashed", "race", "conflict", "truncated", "gone", "forked", "cloned"):
        assert happened[mishap] > 100, f"{mishap} hardly ever happens: the simulator proves nothing about it"
    for mishap in ("server restored", "profile restored", "replaced", "revived", "spared", "stays_deleted"):
        assert happened[mishap] > 50, f"{mishap} hardly ever happens: the simulator proves nothing about it"


def test_the_same_seed_plays_the_same_schedule() -> None:
    for seed in (3, 16, 77):
        one, other = World(seed), World(seed)
        one.run()
        other.run()
        assert [commit.h for commit in one.history.values()] == [commit.h for commit in other.history.values()]
        assert one.happened == other.happened
