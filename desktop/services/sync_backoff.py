"""How long to leave the family's cloud alone after it has failed us."""

from __future__ import annotations

from collections.abc import Callable

from desktop.services.ports import Clock

SHORTEST_S = 1.0
LONGEST_S = 60.0
LONGEST_WISH_S = 3600.0  # a server's own wish is honoured up to here


class Backoff:
    """Full jitter: a random part of a span that doubles from 2 s to 60 s, never less than a second.

    So that the computers of a family do not come back in step. `jitter` returns 0.0 to 1.0.
    """

    def __init__(self, *, clock: Clock, jitter: Callable[[], float]) -> None:
        self._clock = clock
        self._jitter = jitter
        self._span_s = SHORTEST_S
        self._noted_at = float("-inf")
        self._until = float("-inf")
        self._wished_until = float("-inf")

    def note(self, retry_after_s: float | None = None) -> None:
        """Wait; several failures of one moment count as one, but for the server's wish, of which the longest counts."""
        now = self._clock.monotonic()
        if retry_after_s is not None:
            self._wished_until = max(self._wished_until, now + min(retry_after_s, LONGEST_WISH_S))
        if now < self._until:
            return
        self._span_s = min(2 * self._span_s, LONGEST_S)
        self._noted_at = now
        self._until = now + max(SHORTEST_S, self._jitter() * self._span_s)

    def end(self) -> None:
        """Something has worked: the next wait is a short one again. What the server wished still holds."""
        self._span_s = SHORTEST_S
        self._until = float("-inf")

    def hurry(self) -> None:
        """Try again now, but not within a second of the last failure, nor before the time that the server wished."""
        self._until = min(self._until, self._noted_at + SHORTEST_S)

    @property
    def remaining_s(self) -> float | None:
        """Return the seconds still to wait, or None when the way is free."""
        left = max(self._until, self._wished_until) - self._clock.monotonic()
        return left if left > 0 else None
