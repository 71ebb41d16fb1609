"""A sleep that can be ended early."""

from __future__ import annotations

import asyncio

from desktop.services.ports import Clock


class Nap:
    """For one sleeper. A wake while nobody sleeps ends the next nap at once, so none is lost."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._bell = asyncio.Event()

    def wake(self) -> None:
        self._bell.set()

    def hush(self) -> None:
        """Forget a wake that has not ended a nap yet."""
        self._bell.clear()

    async def take(self, seconds: float | None) -> bool:
        """Sleep for `seconds` (None: until woken); return whether `wake` ended it."""
        if seconds is None:
            await self._bell.wait()
        elif not self._bell.is_set():
            await self._sleep(seconds)
        is_woken = self._bell.is_set()
        self._bell.clear()
        return is_woken

    async def _sleep(self, seconds: float) -> None:
        timer = asyncio.ensure_future(self._clock.sleep(seconds))
        ring = asyncio.ensure_future(self._bell.wait())
        try:
            await asyncio.wait({timer, ring}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            timer.cancel()
            ring.cancel()
            await asyncio.gather(timer, ring, return_exceptions=True)
