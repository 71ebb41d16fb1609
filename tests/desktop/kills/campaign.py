"""Strikes at many points in several processes, and adds up what became of it."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.desktop.kills.ground import Ground, make_ground
from tests.desktop.kills.points import Kind
from tests.desktop.kills.runs import Course, Kill, kill, play_through

FAST = Path("/dev/shm")
MARGIN = 1.02  # no two runs pass quite as many points: threads and the network take turns as they like

_Place = tuple[Ground, Course, Path]


@dataclass
class Tally:
    """Counts kills by kind; `beyond` are the points that a run did not reach."""

    killed: Counter[Kind] = field(default_factory=Counter)
    beyond: int = 0
    wrong: list[str] = field(default_factory=list)
    seconds: float = 0.0

    def add(self, one: Kill) -> None:
        self.killed[one.kind] += one.was_killed
        self.beyond += not one.was_killed
        if one.wrong:
            self.wrong.append(f"{one.kind} {one.number}, after {one.acknowledged} steps: {one.wrong}")

    def summary(self) -> str:
        kinds = ", ".join(f"{self.killed[kind]} at a {kind}" for kind in Kind)
        return (
            f"killed {self.killed.total()} times in {self.seconds:.0f} s ({kinds}): {len(self.wrong)} lost, doubled, "
            f"stuck, or half; {self.beyond} points not reached"
        )


@contextmanager
def grounds() -> Iterator[Path]:
    """Give a folder in memory, where there is such a thing."""
    folder = Path(tempfile.mkdtemp(prefix="kills-", dir=FAST if FAST.is_dir() else None))
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


def kill_at_all(
    *, jobs: int, step: int = 1, kinds: Sequence[Kind] = tuple(Kind), heard: Callable[[Tally], None] = lambda _: None
) -> Tally:
    """Kill at every `step`-th point of these kinds, each once, in so many processes."""
    began = time.perf_counter()
    tally = Tally()
    with grounds() as folder, multiprocessing.get_context("spawn").Pool(jobs, _prepare, (folder,)) as pool:
        points = pool.apply(_points)
        wanted = [(kind, number) for kind in kinds for number in range(1, int(points[kind] * MARGIN) + 1, step)]
        for one in pool.imap_unordered(_kill, wanted):
            tally.add(one)
            tally.seconds = time.perf_counter() - began
            heard(tally)
    return tally


_place: list[_Place] = []  # of this worker


def _prepare(folder: Path) -> None:
    mine = folder / str(os.getpid())
    ground = make_ground(mine / "ground")
    _place.append((ground, play_through(ground, mine / "run"), mine / "run"))


def _points() -> Counter[Kind]:
    return _place[0][1].points


def _kill(point: tuple[Kind, int]) -> Kill:
    ground, course, folder = _place[0]
    kind, number = point
    return kill(ground, folder, kind=kind, number=number, course=course)
