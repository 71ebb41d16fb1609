"""Fails a write, a sync, an opening or a renaming of the script once or until a person has made room, and looks."""

from __future__ import annotations

import asyncio
import errno
import os
import pickle
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from desktop.model.errors import Trouble
from tests.desktop.kills.desk import Desk, desk
from tests.desktop.kills.forks import forked
from tests.desktop.kills.ground import HERE, SECOND, Ground
from tests.desktop.kills.points import Kind, Points
from tests.desktop.kills.runs import STEPS, Course, begun, compare
from tests.desktop.kills.script import Script, Step
from tests.desktop.kills.sight import half_files, rubbish, sight

MOST_TRIES = 4


@dataclass(slots=True)
class Fault:
    """A disk that is full from the n-th point of a kind on: for that one, or until somebody makes room."""

    kind: Kind
    number: int
    is_lasting: bool
    met: str = ""
    is_over: bool = False

    def strike(self, kind: Kind, what: str, count: int) -> None:
        """Raise OSError where the disk fails."""
        is_due = count == self.number if not self.is_lasting else count >= self.number
        if kind is not self.kind or not is_due or self.is_over or what == "remove":
            return
        self.met = self.met or what
        raise OSError(errno.EIO if what == "fsync" else errno.ENOSPC, "No space left on device")

    def heal(self) -> None:
        """Somebody has made room."""
        self.is_over = True


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one fault: what failed ("" when the run did not get there), what a person read, what was wrong."""

    kind: Kind
    number: int
    is_lasting: bool
    met: str
    told: tuple[str, ...] = ()
    wrong: str = ""


@dataclass(slots=True)
class _Person:
    """Reads what the app says, makes room, and does the same again."""

    fault: Fault
    told: list[str] = field(default_factory=list)

    def read(self, trouble: Trouble) -> None:
        self.told.append(f"{type(trouble).__name__}: {trouble.sentence()}")
        self.fault.heal()

    async def do(self, one: Desk, step: Step) -> None:
        for _ in range(MOST_TRIES):
            try:
                going = step(one)
                if going is not None:
                    await going
            except Trouble as trouble:
                self.read(trouble)
            else:
                return
        raise AssertionError(f"nothing helps: {self.told}")


def fail(ground: Ground, folder: Path, *, kind: Kind, number: int, is_lasting: bool, course: Course) -> Outcome:
    """Play the script with one fault in it, by a person who makes room when the app says so; then look."""
    with begun(ground, folder):
        end = forked(lambda told: _play(folder, told, fault=Fault(kind, number, is_lasting), course=course))
        if end.has_failed:
            return Outcome(kind, number, is_lasting, met="?", wrong="it failed by itself")
        outcome: Outcome = pickle.loads(end.said)
        return outcome


def _play(folder: Path, told: int, *, fault: Fault, course: Course) -> None:
    points = Points(folder / HERE, strike=fault.strike)
    person = _Person(fault)
    wrong: list[str] = []
    with points.watched():
        asyncio.run(_live(folder, points=points, person=person, course=course, wrong=wrong))
        fault.heal()
    if fault.met:
        wrong += [f"rubbish: {name}" for name in rubbish(folder / HERE)]
        asyncio.run(compare(folder, wrong))
        wrong += [f"half a file: {name}" for one in (HERE, SECOND) for name in half_files(folder / one)]
    if len(set(person.told)) > 1:  # two files that were on their way may both say it
        wrong.append("more than one message")
    outcome = Outcome(fault.kind, fault.number, fault.is_lasting, fault.met, tuple(person.told), "\n".join(wrong))
    with os.fdopen(told, "wb") as pipe:
        pipe.write(pickle.dumps(outcome))


async def _live(folder: Path, *, points: Points, person: _Person, course: Course, wrong: list[str]) -> None:
    try:
        await _sit_down(folder, points=points, person=person, course=course, wrong=wrong)
    except Trouble as trouble:  # it did not open
        person.read(trouble)
        await _sit_down(folder, points=points, person=person, course=course, wrong=wrong)


async def _sit_down(folder: Path, *, points: Points, person: _Person, course: Course, wrong: list[str]) -> None:
    with ExitStack() as ends:
        async with desk(folder, name=HERE, client=lambda: httpx.AsyncClient(event_hooks=points.hooks)) as one:
            for _, step in Script(folder / "sources").steps:
                await person.do(one, step)
                one.check()
            if person.fault.is_lasting and person.fault.met and not person.told and not one.told:
                wrong.append("nobody was told")
            for trouble in one.told:
                ends.callback(person.read, trouble)
            if (last := sight(one.library)) != course.seen[STEPS]:
                wrong.append(f"at the end {last}, not {course.seen[STEPS]}")
