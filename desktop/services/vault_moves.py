"""Tells which recordings' files have moved, often enough to look alive and seldom enough to cost nothing."""

from __future__ import annotations

from collections.abc import Callable

from desktop.model.names import RecordingKey
from desktop.services.announcer import Announcer
from desktop.services.nap import Nap
from desktop.services.ports import Clock

ANNOUNCE_S = 0.1


class Moves:
    """What is noted is told by `run`, at most ten times a second and the last of it, too."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._announcer: Announcer[frozenset[RecordingKey]] = Announcer()
        self._noted: set[RecordingKey] = set()
        self._nap = Nap(clock)

    def subscribe(self, listener: Callable[[frozenset[RecordingKey]], None]) -> Callable[[], None]:
        return self._announcer.subscribe(listener)

    def note(self, *keys: RecordingKey) -> None:
        """Something of these files, or (with none) of the whole, has moved."""
        self._noted.update(keys)
        self._nap.wake()

    def tell(self, *keys: RecordingKey) -> None:
        """Tell now, with what was noted until now."""
        told, self._noted = frozenset(self._noted | set(keys)), set()
        self._announcer.announce(told)

    async def run(self) -> None:
        """Tell for ever."""
        while True:
            await self._nap.take(None)
            self.tell()
            await self._clock.sleep(ANNOUNCE_S)
