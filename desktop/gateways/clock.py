"""The system's clock, as the services take it."""

from __future__ import annotations

import asyncio
import time


class SystemClock:
    """Implements services.ports.Clock."""

    def monotonic(self) -> float:
        return time.monotonic()

    def now(self) -> float:
        return time.time()

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)
