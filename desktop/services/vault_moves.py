"""Tells which recordings' files have moved, often enough to look alive and seldom enough to cost nothing."""

from __future__ import annotations

from collections.abc import Callable

from desktop.model.names import RecordingKey
from desktop.services.announcer import Announcer
from desktop.services.ports import Clock

ANNOUNCE_S = 0.1


class Moves:
    """What was noted but not told yet goes with the next one that is told."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._announcer: Announcer[frozenset[RecordingKey]] = Announcer()
        self._noted: set[RecordingKey] = set()
        self._told_at = float("-inf")

    def subscribe(self, listener: Callable[[frozenset[RecordingKey]], None]) -> Callable[[], None]:
        return self._announcer.subscribe(listener)

    def note(self, key: RecordingKey | None = None) -> None:
        """Something of a file, or (None) of the whole, has moved: it is told at most ten times a second."""
        if key is not None:
            self._noted.add(key)
        if self._clock.monotonic() - self._told_at >= ANNOUNCE_S:
            self.tell()

    def tell(self, *keys: RecordingKey) -> None:
        """Tell now."""
        self._told_at = self._clock.monotonic()
        told, self._noted = frozenset(self._noted | set(keys)), set()
        self._announcer.announce(told)
