"""T1: the whole protocol under random mishaps, over the very modules that the app and the cloud run."""

from __future__ import annotations

import os
import sys

from tests.helpers.family_schedules import simulate
from tests.helpers.family_world import World

SCHEDULES = 10_000  # within 60 s; `packaging/dev.py simulate --schedules N` plays as many as one likes


def test_no_schedule_of_mishaps_loses_doubles_or_diverges() -> None:
    played = simulate(SCHEDULES, jobs=os.cpu_count() or 1)
    sys.stdout.write(played.summary())
    assert played.broken == []
    for mishap in ("delayed", "answer lost", "crashed", "race", "conflict", "truncated", "gone", "forked", "cloned"):
        assert played.happened[mishap] > 400, f"{mishap} hardly ever happens: the simulator proves nothing about it"
    for mishap in ("server restored", "profile restored", "replaced", "revived", "spared", "stays_deleted"):
        assert played.happened[mishap] > 200, f"{mishap} hardly ever happens: the simulator proves nothing about it"


def test_the_same_seed_plays_the_same_schedule() -> None:
    for seed in (3, 16, 77):
        one, other = World(seed), World(seed)
        one.run()
        other.run()
        assert [commit.h for commit in one.history.values()] == [commit.h for commit in other.history.values()]
        assert one.happened == other.happened
