"""A clock that stands still until a test moves it."""

from __future__ import annotations

import asyncio
import heapq
import itertools

EPOCH = 1_770_000_000.0
TURNS = 40


async def settle(turns: int = TURNS) -> None:
    """Let everything that is ready run: some turns of the loop."""
    for _ in range(turns):
        await asyncio.sleep(0)


class FakeClock:
    """Implements ports.Clock. `advance` wakes the sleepers one after another, each at its own moment."""

    def __init__(self, *, now: float = EPOCH) -> None:
        self._monotonic = 1000.0
        self._now = now
        self._order = itertools.count()
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []

    def monotonic(self) -> float:
        return self._monotonic

    def now(self) -> float:
        return self._now

    async def sleep(self, seconds: float) -> None:
        if seconds <= 0:
            await asyncio.sleep(0)
            return
        alarm: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (self._monotonic + seconds, next(self._order), alarm))
        await alarm

    @property
    def sleepers(self) -> int:
        """How many sleep now."""
        return sum(not alarm.done() for _, _, alarm in self._sleepers)

    async def advance(self, seconds: float) -> None:
        """Let `seconds` pass, and everything that is due on the way happen."""
        await settle()
        end = self._monotonic + seconds
        while self._sleepers and self._sleepers[0][0] <= end:
            at, _, alarm = heapq.heappop(self._sleepers)
            self._move_to(at)
            if not alarm.done():
                alarm.set_result(None)
                await settle()
        self._move_to(end)
        await settle()

    def step_wall(self, seconds: float) -> None:
        """Move only the wall's clock: the computer slept, or somebody set the time."""
        self._now += seconds

    def _move_to(self, at: float) -> None:
        moved = max(0.0, at - self._monotonic)
        self._monotonic += moved
        self._now += moved
