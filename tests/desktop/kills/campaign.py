"""Strikes at many points in several processes, and adds up what became of it."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache, partial
from pathlib import Path
from typing import TypeVar

from tests.desktop.kills import clocks
from tests.desktop.kills.faults import Outcome, fail
from tests.desktop.kills.ground import Ground, make_ground
from tests.desktop.kills.points import Kind
from tests.desktop.kills.runs import Course, Kill, kill, play_through

FAST = Path("/dev/shm")
MARGIN = 1.02  # no two runs pass quite as many points: threads and the network take turns as they like

Point = tuple[Kind, int]
T = TypeVar("T")


@dataclass
class Tally:
    """Counts what was struck, by kind; `beyond` are the points that a run did not reach."""

    struck: Counter[str] = field(default_factory=Counter)
    told: Counter[str] = field(default_factory=Counter)  # what a person read, how often
    beyond: int = 0
    wrong: list[str] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def count(self) -> int:
        """How many points were tried."""
        return self.struck.total() + self.beyond

    def add_kill(self, one: Kill) -> None:
        self._add(one.kind, f"{one.kind} {one.number}, {one.acknowledged} steps", one.was_killed, one.wrong)

    def add_outcome(self, one: Outcome) -> None:
        where = f"{one.kind} {one.number} ({one.met}), {'lasting' if one.is_lasting else 'once'}"
        self._add(one.kind, where, bool(one.met), one.wrong)
        if one.met:
            self.told.update(one.told or ("nothing",))

    def summary(self) -> str:
        kinds = ", ".join(f"{count} at a {kind}" for kind, count in self.struck.items())
        return (
            f"struck {self.struck.total()} times in {self.seconds:.0f} s ({kinds}), {self.beyond} points not reached: "
            f"{len(self.wrong)} wrong (lost, doubled, stuck, half, unclear)"
        )

    def _add(self, kind: Kind, where: str, is_struck: bool, wrong: str) -> None:
        if is_struck:
            self.struck[kind] += 1
        else:
            self.beyond += 1
        if wrong:
            self.wrong.append(f"{where}: {wrong}")


@dataclass(frozen=True, slots=True)
class Choice:
    """Which points: every `step`-th of these kinds, and no more than so many of each."""

    kinds: tuple[Kind, ...]
    step: int = 1
    most: int | None = None

    def of(self, passed: Counter[Kind]) -> list[Point]:
        found = []
        for kind in self.kinds:
            last = int(passed[kind] * MARGIN)
            step = self.step if self.most is None else max(self.step, -(-last // self.most))
            found += [(kind, number) for number in range(1 + step // 2, last + 1, step)]
        return found


@contextmanager
def fast_folder() -> Iterator[Path]:
    """Give a folder, in memory where there is such a thing."""
    folder = Path(tempfile.mkdtemp(prefix="kills-", dir=FAST if FAST.is_dir() else None))
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


def kill_at(choice: Choice, *, jobs: int, heard: Callable[[Tally], None]) -> Tally:
    """Kill at the chosen points, each once, in so many processes."""
    return _strike(choice, _kill, Tally.add_kill, jobs=jobs, heard=heard)


def fail_at(choice: Choice, *, jobs: int, heard: Callable[[Tally], None]) -> Tally:
    """Fail at the chosen points: there alone, and from there until somebody makes room."""
    return _strike(choice, _fail, _add_both, jobs=jobs, heard=heard)


def misjudge_time(most: int | None = None) -> list[str]:
    """Return what differs when the clocks of computer and server are ten years wrong, in so many of six ways."""
    with fast_folder() as folder:
        return clocks.differing(folder, [(1, -1), (-1, 1), (1, 0), (-1, 0), (0, 1), (0, -1)][:most])


def _strike(
    choice: Choice,
    work: Callable[[Path, Point], T],
    add: Callable[[Tally, T], None],
    *,
    jobs: int,
    heard: Callable[[Tally], None],
) -> Tally:
    began = time.perf_counter()
    tally = Tally()
    with fast_folder() as folder, multiprocessing.get_context("spawn").Pool(jobs) as pool:
        for one in pool.imap_unordered(partial(work, folder), choice.of(pool.apply(_passed, (folder,)))):
            add(tally, one)
            tally.seconds = time.perf_counter() - began
            heard(tally)
    return tally


@lru_cache(maxsize=1)
def _prepared(folder: Path) -> tuple[Ground, Course, Path]:
    """Return this worker's own ground, how the script goes on it, and where runs may be."""
    mine = folder / str(os.getpid())
    ground = make_ground(mine / "ground")
    return ground, play_through(ground, mine / "run"), mine / "run"


def _passed(folder: Path) -> Counter[Kind]:
    return _prepared(folder)[1].points


def _kill(folder: Path, point: Point) -> Kill:
    ground, course, run = _prepared(folder)
    kind, number = point
    return kill(ground, run, kind=kind, number=number, course=course)


def _fail(folder: Path, point: Point) -> tuple[Outcome, Outcome]:
    ground, course, run = _prepared(folder)
    kind, number = point
    once = fail(ground, run, kind=kind, number=number, is_lasting=False, course=course)
    return once, fail(ground, run, kind=kind, number=number, is_lasting=True, course=course)


def _add_both(tally: Tally, both: tuple[Outcome, Outcome]) -> None:
    for one in both:
        tally.add_outcome(one)
