"""When to talk to the family's cloud next."""

from __future__ import annotations

from collections.abc import Callable

from desktop.model.errors import Busy, Trouble
from desktop.services.ports import Clock
from desktop.services.sync_backoff import Backoff

POLL_S = 60.0
HIDDEN_POLL_S = 600.0
AFTER_EDIT_S = 1.0  # of quiet
AFTER_EDIT_AT_MOST_S = 5.0
GAP_S = 1.0  # between two conversations, whoever asks for the second


class Agenda:
    """Nothing that anybody does or answers makes two conversations follow each other within a second."""

    def __init__(self, *, clock: Clock, jitter: Callable[[], float]) -> None:
        self.is_in_front = True
        self._clock = clock
        self._backoff = Backoff(clock=clock, jitter=jitter)
        self._ended_at = float("-inf")
        self._first_edit_at: float | None = None
        self._last_edit_at = 0.0
        self._is_hurried = True

    @property
    def pause_s(self) -> float:
        """Return the seconds until the next conversation is due, 0 when it is."""
        now = self._clock.monotonic()
        due = self._ended_at + (POLL_S if self.is_in_front else HIDDEN_POLL_S)
        if self._first_edit_at is not None:
            due = min(due, self._last_edit_at + AFTER_EDIT_S, self._first_edit_at + AFTER_EDIT_AT_MOST_S)
        if self._is_hurried:
            due = now
        due = max(due, self._ended_at + GAP_S)
        return max(0.0, due - now, self._backoff.remaining_s or 0.0)

    def hurry(self) -> None:
        """Somebody wants it now."""
        self._is_hurried = True
        self._backoff.hurry()

    def note_edit(self) -> None:
        """Something waits to be sent: soon, but the next edit may be a moment away."""
        self._last_edit_at = self._clock.monotonic()
        if self._first_edit_at is None:
            self._first_edit_at = self._last_edit_at

    def begin(self) -> None:
        """A conversation begins; what is wished from now on is for the next one."""
        self._is_hurried = False
        self._first_edit_at = None

    def end(self) -> None:
        """It is over, however it went."""
        self._ended_at = self._clock.monotonic()

    def succeed(self) -> None:
        self._backoff.end()

    def fail(self, trouble: Trouble, *, is_owed: bool) -> None:
        """It has to be tried again, later and later. While nobody looks, and nothing is owed to the cloud, that is at
        the next poll."""
        self._is_hurried = is_owed or self.is_in_front
        self._backoff.note(trouble.retry_after_s if isinstance(trouble, Busy) else None)
