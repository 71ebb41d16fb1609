"""Kills the app at a point of the script, starts it again, and looks at what it and a second computer then have."""

from __future__ import annotations

import asyncio
import os
import pickle
import shutil
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from tests.desktop.kills.desk import Desk, desk
from tests.desktop.kills.forks import forked, warm_up
from tests.desktop.kills.ground import HERE, SECOND, Ground
from tests.desktop.kills.house import Door, House
from tests.desktop.kills.points import Kind, Points, killer
from tests.desktop.kills.script import Script
from tests.desktop.kills.sight import Sight, half_files, missing, rubbish, sight
from tests.helpers import library_sight

STEPS = 40


@dataclass(frozen=True, slots=True)
class Course:
    """The script as it goes when nobody is killed: what was seen before each step and at the end, and the points."""

    seen: tuple[Sight, ...]
    points: Counter[Kind]
    modules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Kill:
    """What became of one kill: whether it happened, after how many acknowledged steps, and what was wrong then."""

    kind: Kind
    number: int
    was_killed: bool
    acknowledged: int
    wrong: str = ""


def play_through(ground: Ground, folder: Path) -> Course:
    """Play the script without a kill. Raise AssertionError when it fails by itself."""
    with begun(ground, folder):
        end = forked(lambda told: _play_through(folder, told))
        assert not end.has_failed, "the script fails by itself"
        course: Course = pickle.loads(end.said)
        warm_up((*course.modules, *Door(folder).ask("modules")))
    return course


def kill(ground: Ground, folder: Path, *, kind: Kind, number: int, course: Course) -> Kill:
    """Play the script up to a point; then look, play the rest, and look with the second computer."""
    with begun(ground, folder):
        end = forked(lambda told: _play(folder, told, strike=killer(kind, number)))
        acknowledged = len(end.said)
        if end.has_failed or not end.was_killed:
            wrong = "it failed before it was killed" if end.has_failed else ""
            return Kill(kind, number, was_killed=False, acknowledged=acknowledged, wrong=wrong)
        halves = half_files(folder / HERE)
        after = forked(lambda told: _go_on(folder, told, acknowledged=acknowledged, course=course))
        wrong = after.said.decode() or ("it fails when it is started again" if after.has_failed else "")
        if halves:
            wrong += f" half files: {halves}"
        return Kill(kind, number, was_killed=True, acknowledged=acknowledged, wrong=wrong)


@contextmanager
def begun(ground: Ground, folder: Path, *, ahead_s: int = 0) -> Iterator[None]:
    """Serve a fresh copy of the ground, and throw it away at the end."""
    ground.copy(folder)
    house = House(folder, port=ground.port, ahead_s=ahead_s)
    try:
        yield
    finally:
        house.end()
        shutil.rmtree(folder)


def _play_through(folder: Path, told: int) -> None:
    points = Points(folder / HERE, strike=lambda *_: None)
    seen: list[Sight] = []
    with points.watched():
        asyncio.run(_live(folder, points=points, first=0, before_step=lambda one, _: seen.append(sight(one.library))))
    course = Course(tuple(seen), points.passed, tuple(sys.modules))
    with os.fdopen(told, "wb") as pipe:
        pipe.write(pickle.dumps(course))


def _play(folder: Path, told: int, *, strike: Callable[[Kind, str, int], None]) -> None:
    points = Points(folder / HERE, strike=strike)
    write = os.write  # not one of the points

    def acknowledge(_: Desk, step: int) -> None:
        if step:
            write(told, b"+")

    with points.watched():
        asyncio.run(_live(folder, points=points, first=0, before_step=acknowledge))


async def _live(folder: Path, *, points: Points | None, first: int, before_step: Callable[[Desk, int], None]) -> None:
    """Be the app from one start to its end; `before_step` is called before each step and after the last."""
    hooks = points.hooks if points is not None else None
    async with desk(folder, name=HERE, client=lambda: httpx.AsyncClient(event_hooks=hooks)) as one:
        await play(one, Script(folder / "sources"), first=first, before_step=before_step)


async def play(one: Desk, script: Script, *, first: int, before_step: Callable[[Desk, int], None]) -> None:
    """Do the steps from one on."""
    for number, (_, step) in enumerate(script.steps[first:], first):
        before_step(one, number)
        going = step(one)
        if going is not None:
            await going
        one.check()
    before_step(one, STEPS)


def _go_on(folder: Path, told: int, *, acknowledged: int, course: Course) -> None:
    """Be the app after the kill; write down what is wrong."""
    wrong: list[str] = []

    def look(one: Desk, step: int) -> None:
        if step == acknowledged:
            after = course.seen[min(acknowledged + 1, STEPS)]
            wrong.extend(missing(sight(one.library), before=course.seen[acknowledged], after=after))
        if step == STEPS and (last := sight(one.library)) != course.seen[STEPS]:
            wrong.append(f"at the end {last}, not {course.seen[STEPS]}")

    asyncio.run(_live(folder, points=None, first=acknowledged, before_step=look))
    wrong += [f"rubbish: {name}" for name in rubbish(folder / HERE)]
    asyncio.run(compare(folder, wrong))
    wrong += [f"half a file: {name}" for one in (HERE, SECOND) for name in half_files(folder / one)]
    os.write(told, "\n".join(wrong).encode())


async def compare(folder: Path, wrong: list[str]) -> None:
    """Bring all to the second computer, and hold the two beside each other and the log."""
    async with desk(folder, name=SECOND, client=httpx.AsyncClient) as second:
        second.vault.set_keeps_everything(True)
        await second.sync_up()
        await second.carry()
        await second.sync_up()
        theirs = library_sight.sight(second.library)
        library_sight.assert_rows_are_the_fold(second.library, second.door.ask("state"))
    async with desk(folder, name=HERE, client=httpx.AsyncClient) as first:
        await first.sync_up()
        ours = library_sight.sight(first.library)
        library_sight.assert_search_agrees(first.library)
        assert first.library._connection.execute("pragma integrity_check").fetchone() == ("ok",)
        if first.library.sync.waiting:
            wrong.append("stuck: something waits")
    if ours != theirs:
        wrong.append(f"diverged: {ours} {theirs}")
