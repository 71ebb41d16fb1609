"""The supervisor: restarts, back-off, one place for failures, an orderly end."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from desktop.model.errors import Offline, Trouble
from desktop.services.supervisor import Supervisor
from tests.helpers.clock import FakeClock, settle


class Watch:
    """A supervisor with its clock and what it reported."""

    def __init__(self) -> None:
        self.clock = FakeClock()
        self.troubles: list[Trouble] = []
        self.bugs: list[tuple[str, Exception]] = []
        self.supervisor = Supervisor(
            clock=self.clock,
            on_trouble=self.troubles.append,
            on_bug=lambda name, bug: self.bugs.append((name, bug)),
        )
        self.starts: list[float] = []

    async def crash(self) -> None:
        self.starts.append(self.clock.monotonic())
        raise ValueError("ours")


@pytest.fixture
async def watch() -> AsyncIterator[Watch]:
    made = Watch()
    yield made
    await made.supervisor.stop()


async def test_a_crashed_service_is_restarted_after_1_2_4_and_at_most_60_seconds(watch: Watch) -> None:
    watch.supervisor.start("crasher", watch.crash)
    await watch.clock.advance(300)
    pauses = [round(b - a) for a, b in zip(watch.starts, watch.starts[1:], strict=False)]
    assert pauses[:8] == [1, 2, 4, 8, 16, 32, 60, 60]


async def test_the_pause_begins_anew_after_a_minute_of_running(watch: Watch) -> None:
    lives = iter([0.0, 0.0, 0.0, 61.0, 0.0])
    starts: list[float] = []

    async def live_and_crash() -> None:
        starts.append(watch.clock.monotonic())
        await watch.clock.sleep(next(lives))
        raise ValueError("ours")

    watch.supervisor.start("crasher", live_and_crash)
    await watch.clock.advance(70)
    assert starts[4] - starts[3] == 62


async def test_the_worlds_faults_and_ours_are_told_apart(watch: Watch) -> None:
    async def fail() -> None:
        raise Offline("no network")

    watch.supervisor.spawn("errand", fail())
    watch.supervisor.spawn("bug", watch.crash())
    await settle()
    assert [trouble.message for trouble in watch.troubles] == ["no network"]
    assert [(name, str(bug)) for name, bug in watch.bugs] == [("bug", "ours")]


async def test_each_failure_of_a_task_group_is_told_by_itself(watch: Watch) -> None:
    async def fail() -> None:
        raise Offline("no network")

    async def group() -> None:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(fail())
            tasks.create_task(watch.crash())

    watch.supervisor.spawn("group", group())
    await settle()
    assert len(watch.troubles) == 1
    assert len(watch.bugs) == 1


async def test_a_service_that_returns_is_not_started_again(watch: Watch) -> None:
    runs: list[int] = []

    async def once() -> None:
        runs.append(1)

    watch.supervisor.start("once", once)
    await watch.clock.advance(120)
    assert runs == [1]


async def test_stop_ends_errands_first_and_services_in_reverse_order(watch: Watch) -> None:
    ended: list[str] = []

    async def stay(name: str) -> None:
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0)
            ended.append(name)

    watch.supervisor.start("first", lambda: stay("first"))
    watch.supervisor.start("second", lambda: stay("second"))
    watch.supervisor.spawn("errand", stay("errand"))
    await settle()
    await watch.supervisor.stop()
    assert ended == ["errand", "second", "first"]


async def test_nothing_starts_once_it_has_stopped(watch: Watch) -> None:
    await watch.supervisor.stop()
    assert watch.supervisor.spawn("late", watch.crash()) is None
    watch.supervisor.start("late", watch.crash)
    await settle()
    assert watch.starts == []


async def test_a_service_that_somebody_else_cancelled_is_told_and_started_again(watch: Watch) -> None:
    async def await_what_was_cancelled() -> None:
        watch.starts.append(watch.clock.monotonic())
        lost: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        lost.cancel()
        await lost

    watch.supervisor.start("orphan", await_what_was_cancelled)
    await watch.clock.advance(2)
    assert len(watch.starts) == 2
    assert [name for name, _ in watch.bugs] == ["orphan", "orphan"]
