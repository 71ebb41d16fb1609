"""Plays many schedules of simulated families, on all cores."""

from __future__ import annotations

import multiprocessing
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import partial

from tests.helpers.family_audit import Broken
from tests.helpers.family_world import World

CHUNK = 250

Family = Callable[[int], World]


@dataclass
class Played:
    """What became of all schedules: how often each mishap happened, and which seeds broke a promise."""

    schedules: int
    seconds: float = 0.0
    happened: Counter[str] = field(default_factory=Counter)
    broken: list[str] = field(default_factory=list)

    def summary(self) -> str:
        """Return it in a few lines for a person."""
        told = ", ".join(f"{name} {count}" for name, count in sorted(self.happened.items()))
        return f"{self.pace()}\n{told}\n"

    def pace(self) -> str:
        """Return how far it has come, in a line."""
        rate = self.schedules / self.seconds
        return f"{self.schedules} schedules in {self.seconds:.0f} s ({rate:.0f}/s), {len(self.broken)} broken"


def simulate(
    schedules: int,
    *,
    first_seed: int = 0,
    jobs: int,
    family: Family = World,
    heard: Callable[[Played], None] = lambda played: None,
) -> Played:
    """Play the schedules of that many seeds in processes of their own; `family` makes the world of a seed.

    `heard` is told how far it has come, again and again.
    """
    began = time.perf_counter()
    played = Played(0)
    end = first_seed + schedules
    chunks = [(first, min(first + CHUNK, end)) for first in range(first_seed, end, CHUNK)]
    with ProcessPoolExecutor(jobs, mp_context=multiprocessing.get_context("spawn")) as pool:
        for (first, after), (happened, broken) in zip(
            chunks, pool.map(partial(play, family=family), chunks), strict=True
        ):
            played.schedules += after - first
            played.seconds = time.perf_counter() - began
            played.happened.update(happened)
            played.broken += broken
            heard(played)
    return played


def play(seeds: tuple[int, int], *, family: Family = World) -> tuple[dict[str, int], list[str]]:
    """Play the schedules of the seeds in [first, end) and return what happened and which ones broke."""
    happened: Counter[str] = Counter()
    broken = []
    for seed in range(*seeds):
        world = family(seed)
        try:
            world.run()
        except Broken as problem:
            broken.append(f"seed {seed}: {problem}")
        except Exception as bug:  # which nobody thought of: it ends all, and says where
            bug.add_note(f"seed {seed}")
            raise
        world.end()
        happened += world.happened
    return {str(name): count for name, count in happened.items()}, broken
