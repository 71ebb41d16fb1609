"""The simulated clock."""

import asyncio

from backend.simulator.clock import Clock, iso


def test_timers_fire_in_order_and_at_their_own_moment() -> None:
    clock, seen = Clock(), []
    start = clock.now()
    for name, delay_s in (("late", 3.0), ("early", 1.0), ("never", 9.0)):
        clock.call_later(delay_s, lambda name=name: seen.append((name, round(clock.now() - start, 3))))  # type: ignore[misc]
    clock.advance(5)
    assert seen == [("early", 1.0), ("late", 3.0)]
    assert round(clock.now() - start, 3) == 5.0


def test_a_timer_that_was_set_while_advancing_fires_on_the_same_way() -> None:
    clock, seen = Clock(), []

    def set_another() -> None:
        clock.call_later(1, lambda: seen.append("second"))

    clock.call_later(1, set_another)
    clock.advance(2.5)
    assert seen == ["second"]


def test_a_cancelled_timer_does_not_fire() -> None:
    clock, seen = Clock(), []
    clock.call_later(1, lambda: seen.append("fired")).cancel()
    clock.advance(2)
    assert seen == []


async def test_on_a_loop_it_runs_as_many_times_faster_as_it_was_told() -> None:
    clock = Clock(speed=1000)
    clock.run_on(asyncio.get_running_loop())
    fired = asyncio.Event()
    clock.call_later(100, fired.set)
    async with asyncio.timeout(30):
        await fired.wait()
    clock.stop()


async def test_advancing_moves_what_was_waiting_on_the_loop() -> None:
    clock, seen = Clock(), []
    clock.run_on(asyncio.get_running_loop())
    clock.call_later(3600, lambda: seen.append("an hour later"))
    clock.advance(3600)
    clock.stop()
    assert seen == ["an hour later"]


def test_times_are_written_with_milliseconds_and_z() -> None:
    assert iso(1765000000.5) == "2025-12-06T05:46:40.500Z"
