"""A clock that can run faster than the wall's and be pushed forward."""

import asyncio
import heapq
import itertools
import time
from collections.abc import Callable
from datetime import UTC, datetime


class Timer:
    """One appointment with the clock; `cancel` makes it void."""

    __slots__ = ("_callback", "_is_cancelled")

    def __init__(self, callback: Callable[[], None]) -> None:
        self._callback = callback
        self._is_cancelled = False

    def cancel(self) -> None:
        """Make sure that the callback is never called (again). Harmless when it was."""
        self._is_cancelled = True

    def fire(self) -> None:
        """Call the callback once, unless cancelled."""
        if not self._is_cancelled:
            self._is_cancelled = True
            self._callback()


class Clock:
    """Simulated epoch seconds with timers.

    Until `run_on` gives it an event loop the clock stands still and moves only by `advance`, which suits tests of the
    player model. On a loop it follows the wall, `speed` times as fast. Timers fire in order of their deadlines, and
    while one fires `now()` is at least its deadline. Not thread-safe: it belongs to the simulation's loop.
    """

    def __init__(self, *, speed: float = 1.0) -> None:
        self._speed = speed
        self._base = time.time()
        self._anchor: float | None = None
        self._timers: list[tuple[float, int, Timer]] = []
        self._sequence = itertools.count()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._wake_up: asyncio.TimerHandle | None = None

    def now(self) -> float:
        """Return simulated epoch seconds."""
        if self._anchor is None:
            return self._base
        return self._base + (time.monotonic() - self._anchor) * self._speed

    def call_later(self, delay_s: float, callback: Callable[[], None]) -> Timer:
        """Call `callback` on the clock's loop after `delay_s` simulated seconds."""
        timer = Timer(callback)
        heapq.heappush(self._timers, (self.now() + max(delay_s, 0.0), next(self._sequence), timer))
        self._set_wake_up()
        return timer

    def run_on(self, loop: asyncio.AbstractEventLoop) -> None:
        """Follow the wall's clock from now on, firing timers on `loop`."""
        self._loop = loop
        self._anchor = time.monotonic()
        self._set_wake_up()

    def stop(self) -> None:
        """Stand still and forget all timers."""
        self._base = self.now()
        self._anchor = None
        self._loop = None
        self._timers.clear()
        if self._wake_up is not None:
            self._wake_up.cancel()

    def advance(self, seconds: float) -> None:
        """Jump forward, firing on the way everything that falls due, at its own moment."""
        target = self.now() + seconds
        while self._timers and self._timers[0][0] <= target:
            deadline, _, timer = heapq.heappop(self._timers)
            self._move_to(deadline)
            timer.fire()
        self._move_to(target)
        self._set_wake_up()

    def _move_to(self, moment: float) -> None:
        behind = moment - self.now()
        if behind > 0:
            self._base += behind

    def _set_wake_up(self) -> None:
        if self._wake_up is not None:
            self._wake_up.cancel()
            self._wake_up = None
        if self._loop is None or not self._timers:
            return
        delay_s = max(self._timers[0][0] - self.now(), 0.0) / self._speed
        self._wake_up = self._loop.call_later(delay_s, self._fire_due)

    def _fire_due(self) -> None:
        self._wake_up = None
        now = self.now()
        while self._timers and self._timers[0][0] <= now:
            heapq.heappop(self._timers)[2].fire()
        self._set_wake_up()


def iso(moment: float) -> str:
    """Write epoch seconds as REST does: ISO 8601 UTC with milliseconds and Z (yoto-api.md 6.3)."""
    return datetime.fromtimestamp(moment, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
