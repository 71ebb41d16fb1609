"""Plays many random schedules of the family's sync and tells which of them break a promise."""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

CHUNK = 250


def main(words: Sequence[str] | None = None) -> int:
    """Return 0 when every schedule keeps every promise, else 1."""
    parser = argparse.ArgumentParser(prog="dev.py simulate", description=__doc__)
    parser.add_argument("--schedules", type=int, default=10_000, metavar="N", help="how many (10000)")
    parser.add_argument("--first-seed", type=int, default=0, metavar="SEED", help="the seed of the first one (0)")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="processes (one for each core)")
    said = parser.parse_args(words)
    began = time.perf_counter()
    happened: Counter[str] = Counter()
    broken: list[str] = []
    end = said.first_seed + said.schedules
    chunks = [(first, min(first + CHUNK, end)) for first in range(said.first_seed, end, CHUNK)]
    with ProcessPoolExecutor(said.jobs) as pool:
        for counts, found in pool.map(play, chunks):
            happened.update(counts)
            broken += found
    seconds = time.perf_counter() - began
    print(f"{said.schedules} schedules in {seconds:.0f} s ({said.schedules / seconds:.0f}/s), {len(broken)} broken")
    print(", ".join(f"{name} {count}" for name, count in sorted(happened.items())))
    for line in broken[:20]:
        print(line, file=sys.stderr)
    return 1 if broken else 0


def play(seeds: tuple[int, int]) -> tuple[dict[str, int], list[str]]:
    """Play the schedules of the seeds in [first, end) and return what happened and which ones broke."""
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    from tests.helpers.family_audit import Broken  # noqa: PLC0415 - the checkout comes onto the path just above
    from tests.helpers.family_world import World  # noqa: PLC0415

    happened: Counter[str] = Counter()
    broken = []
    for seed in range(*seeds):
        world = World(seed)
        try:
            world.run()
        except Broken as problem:
            broken.append(f"seed {seed}: {problem}")
        happened += world.happened
    return {str(name): count for name, count in happened.items()}, broken


if __name__ == "__main__":
    sys.exit(main())
