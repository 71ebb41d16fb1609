"""How long to wait after the network, Yoto or the session failed us, and the word for it."""

from __future__ import annotations

from collections.abc import Callable

from desktop.model.errors import Busy, SignInNeeded, Trouble
from desktop.services.ports import Clock

FIRST_WAIT_S = 1.0
LONGEST_WAIT_S = 30.0


class Patience:
    """A back-off that grows from 1 s to 30 s with jitter, and ends at the first success.

    `jitter` returns 0.0 to 1.0. A Busy's own wish is honoured.
    """

    def __init__(self, *, clock: Clock, jitter: Callable[[], float]) -> None:
        self._clock = clock
        self._jitter = jitter
        self._wait_s = FIRST_WAIT_S
        self._until = 0.0
        self._noted_at = float("-inf")
        self.word = ""

    def note(self, trouble: Trouble) -> None:
        """Wait, because of `trouble`; several troubles of one moment count as one."""
        if self.remaining_s is not None:
            return
        wait_s = self._wait_s * (0.75 + 0.5 * self._jitter())
        if isinstance(trouble, Busy) and trouble.retry_after_s is not None:
            wait_s = max(wait_s, trouble.retry_after_s)
        self._noted_at = self._clock.monotonic()
        self._until = self._noted_at + wait_s
        self._wait_s = min(2 * self._wait_s, LONGEST_WAIT_S)
        self.word = _word(trouble)

    def end(self) -> None:
        """Something worked: go on at once."""
        self._wait_s = FIRST_WAIT_S
        self._until = 0.0
        self.word = ""

    def calm(self) -> None:
        """Something moves again: drop the word, but let the next wait grow on until it has worked."""
        self.word = ""

    def hurry(self) -> None:
        """Try again now, but not within a second of the last failure; the word stays until something works."""
        self._until = min(self._until, self._noted_at + FIRST_WAIT_S)

    @property
    def remaining_s(self) -> float | None:
        """Return the seconds still to wait, or None when the way is free."""
        left = self._until - self._clock.monotonic()
        return left if left > 0 else None


def _word(trouble: Trouble) -> str:
    if isinstance(trouble, SignInNeeded):
        return "Waiting until you sign in to Yoto."
    if isinstance(trouble, Busy):
        return "Waiting because Yoto is busy."
    return "Waiting for the network."
