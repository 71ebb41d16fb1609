"""A lane of the vault alone: nothing that it is told keeps it busy, and nothing is forgotten."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable

import pytest

from desktop.model.errors import Busy, NoRoom, NotFound, Offline, Trouble
from desktop.services.vault_lane import GIVEN_UP_S, LOOK_SHARE, STOPPED_S, Lane, Load
from tests.helpers.clock import FakeClock

LOOK_AGAIN_S = 5.0


class Road:
    """What a lane is built from, set by hand."""

    def __init__(self) -> None:
        self.clock = FakeClock()
        self.loads = [Load("a", 10), Load("b", 20), Load("c", 30)]
        self.troubles: dict[str, list[Trouble]] = {}
        self.takes_s = 1.0
        self.looks = 0
        self.look_takes_s = 0.0
        self.carried: list[tuple[str, float]] = []
        self.given_up: list[str] = []
        self.may_run = True
        self.is_held = False
        self.lane = Lane(
            clock=self.clock,
            jitter=lambda: 0.0,
            width=2,
            look_again_s=LOOK_AGAIN_S,
            look=self._look,
            carry=self._carry,
            may_run=lambda: self.may_run,
            is_held=lambda: self.is_held,
            on_changed=lambda: None,
            on_given_up=lambda load, _trouble: self.given_up.append(load.key),
        )

    async def _look(self) -> Iterable[Load]:
        self.looks += 1
        await self.clock.sleep(self.look_takes_s)
        return list(self.loads)

    async def _carry(self, load: Load) -> None:
        self.carried.append((load.key, self.clock.monotonic()))
        await self.clock.sleep(self.takes_s)
        if waiting := self.troubles.get(load.key):
            raise waiting.pop(0)

    def keys(self) -> list[str]:
        return [key for key, _ in self.carried]


@pytest.fixture
async def road() -> AsyncIterator[Road]:
    road = Road()
    running = asyncio.create_task(road.lane.run())
    yield road
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def test_two_at_a_time_in_their_order(road: Road) -> None:
    await road.clock.advance(0.5)
    assert road.keys() == ["a", "b"]
    assert (road.lane.count, road.lane.size_bytes) == (3, 60)
    await road.clock.advance(5.0)
    assert road.keys() == ["a", "b", "c"]
    assert (road.lane.count, road.lane.size_bytes, road.lane.is_over) == (0, 0, True)


async def test_what_was_carried_is_not_carried_again_however_often_it_is_found(road: Road) -> None:
    for _ in range(200):
        road.lane.look_again()
        await road.clock.advance(1.0)
    assert sorted(road.keys()) == ["a", "b", "c"]
    assert road.looks <= 200 / LOOK_AGAIN_S + 1
    road.lane.forget(["b"])
    road.lane.look_again()
    await road.clock.advance(LOOK_AGAIN_S + 2.0)
    assert sorted(road.keys()) == ["a", "b", "b", "c"]


async def test_a_large_library_is_not_looked_at_all_the_time(road: Road) -> None:
    road.look_takes_s = 2.0
    for _ in range(10 * LOOK_SHARE):
        road.lane.look_again()
        await road.clock.advance(1.0)
    assert road.looks <= 6


async def test_what_cannot_be_carried_is_left_alone_for_an_hour(road: Road) -> None:
    road.troubles["b"] = [NotFound("x")] * 100
    for _ in range(int(GIVEN_UP_S) // 20 - 1):
        road.lane.look_again()
        await road.clock.advance(20.0)
    assert road.keys().count("b") == 1
    assert road.given_up == ["b"]
    for _ in range(3):
        road.lane.look_again()
        await road.clock.advance(20.0)
    assert road.keys().count("b") == 2


async def test_a_network_that_is_gone_costs_one_try_a_second_at_the_most(road: Road) -> None:
    road.takes_s = 0.0
    road.troubles = {key: [Offline("x")] * 1000 for key in "abc"}
    for _ in range(60):
        road.lane.wake()
        await road.clock.advance(1.0)
    assert len(road.carried) <= 61 * 2
    assert road.lane.trouble is not None
    assert road.lane.count == 3


async def test_the_time_that_a_busy_cloud_names_is_kept(road: Road) -> None:
    road.troubles["a"] = [Busy("x", retry_after_s=300.0)]
    for _ in range(299):
        road.lane.wake()
        await road.clock.advance(1.0)
    assert road.keys() == ["a", "b"]
    await road.clock.advance(10.0)
    assert sorted(road.keys()) == ["a", "a", "b", "c"]


async def test_a_full_disk_stops_it_for_an_hour_or_until_somebody_says_to_go_on(road: Road) -> None:
    road.troubles["a"] = [NoRoom("x"), NoRoom("x")]
    await road.clock.advance(STOPPED_S - 60.0)
    assert road.lane.is_stopped
    assert road.keys() == ["a", "b"]
    road.lane.begin_anew()
    await road.clock.advance(10.0)
    assert road.keys()[2:4] == ["a", "b"]
    await road.clock.advance(STOPPED_S)
    assert sorted(road.keys()[4:]) == ["a", "c"]


async def test_held_it_keeps_its_queue_and_shut_it_lets_go_of_it(road: Road) -> None:
    await road.clock.advance(0.5)
    road.is_held = True
    road.lane.stop()
    await road.clock.advance(30.0)
    assert road.lane.count == 3
    assert not road.lane.is_carrying
    road.may_run = False
    road.lane.nudge()
    await road.clock.advance(1.0)
    assert road.lane.count == 0
    road.may_run, road.is_held = True, False
    road.lane.nudge()
    await road.clock.advance(30.0)
    assert sorted(road.keys()[2:]) == ["a", "b", "c"]
