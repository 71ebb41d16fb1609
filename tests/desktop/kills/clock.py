"""Time for a script: it stands still while a person acts, and runs far too fast while the app is left alone."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager

SPEED = 200.0


class ScriptClock:
    """Implements services.ports.Clock; `now` is the computer's own, `off_s` seconds wrong."""

    def __init__(self, *, off_s: float = 0.0) -> None:
        self._off_s = off_s
        self._measured = 0.0
        self._running_since: float | None = None
        self._gate = asyncio.Event()

    def now(self) -> float:
        return time.time() + self._off_s

    def monotonic(self) -> float:
        if self._running_since is None:
            return self._measured
        return self._measured + (time.monotonic() - self._running_since) * SPEED

    async def sleep(self, seconds: float) -> None:
        until = self.monotonic() + seconds
        while (left := until - self.monotonic()) > 0:
            await self._gate.wait()
            await asyncio.sleep(left / SPEED)

    @contextmanager
    def running(self) -> Iterator[None]:
        """Let time pass."""
        self._running_since = time.monotonic()
        self._gate.set()
        try:
            yield
        finally:
            self._measured = self.monotonic()
            self._running_since = None
            self._gate.clear()
