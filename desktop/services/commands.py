"""Follows the commands to one player from the asking to the proof, or to the failure in words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from desktop.model.command import Command, Lane, Outcome, Pause, Pending, PlayCard, Resume, Stop, lane
from desktop.model.heard import Answer
from desktop.model.player import Reported
from desktop.model.proof import answers, proves

DEADLINE_S = 10.0
CARD_DEADLINE_S = 12.0
STALE_S = 5.0  # a command older than this is not sent any more
PROOF_AFTER_S = 0.6
PROOF_EVERY_S = 3.0


class Cause(StrEnum):
    """Why a command ended."""

    PROVEN = "proven"
    REFUSED = "refused"  # the player said FAIL
    SILENT = "silent"  # no word until the deadline
    UNPROVEN = "unproven"  # accepted, and nothing came of it
    TOO_LATE = "too_late"  # never sent: the connection was not back in time
    GONE = "gone"  # the player went offline meanwhile


_OUTCOMES = {
    Cause.PROVEN: Outcome.CONFIRMED,
    Cause.REFUSED: Outcome.FAILED,
    Cause.SILENT: Outcome.UNANSWERED,
    Cause.UNPROVEN: Outcome.UNANSWERED,
    Cause.TOO_LATE: Outcome.FAILED,
    Cause.GONE: Outcome.FAILED,
}


@dataclass(frozen=True, slots=True)
class Ending:
    """What became of a command."""

    pending: Pending
    cause: Cause

    @property
    def outcome(self) -> Outcome:
        return _OUTCOMES[self.cause]


class Ledger:
    """The live commands to one player, oldest first. On the loop's thread; moments are on the app's clock.

    Of volume and of places on cards at most one is under way and one waits: a newer one takes the waiting one's place,
    so a dragged slider sends its latest value and the shown one never goes back. What is asked while the connection is
    down waits 5 s at most. `send` puts a command on the wire and returns whether it could.
    """

    def __init__(self, *, send: Callable[[Pending], bool], on_end: Callable[[Ending], None]) -> None:
        self._send = send
        self._on_end = on_end
        self._live: tuple[Pending, ...] = ()
        self._is_open = False

    @property
    def live(self) -> tuple[Pending, ...]:
        return self._live

    @property
    def next_due(self) -> float | None:
        """When `check` has something to do, or None."""
        return min((self._due(one) for one in self._live), default=None)

    def ask(self, command: Command, *, request_id: str, now: float) -> None:
        """Send `command` now if it may go now, else when the one before it is answered or the connection is back."""
        self._drop(one for one in self._live if one.sent_at is None and _replaces(command, one.command))
        deadline = now + STALE_S + CARD_DEADLINE_S
        self._live += (Pending(request_id=request_id, command=command, asked_at=now, deadline=deadline),)
        self._pump(now)

    def open(self, *, now: float) -> None:
        """The player can be reached: send what waited, unless it has waited too long."""
        self._is_open = True
        self._pump(now)

    def shut(self) -> None:
        """The player cannot be reached; what is asked from here on waits."""
        self._is_open = False

    def hear(self, answer: Answer, *, now: float) -> bool:
        """Take an acknowledgement in; return whether it was for one of these commands."""
        asked = next((one for one in self._live if one.is_unanswered and answers(answer, one)), None)
        if asked is None:
            return False
        if answer.is_ok:
            self._put(replace(asked, outcome=Outcome.ACCEPTED, prove_at=now + PROOF_AFTER_S))
        else:
            self._end(asked, Cause.REFUSED)
        self._pump(now)
        return True

    def witness(self, patch: Mapping[str, Any], reported: Reported, *, now: float) -> None:
        """Confirm what an event proves, and with it forget the older commands of its lane."""
        proven = [one for one in self._live if one.sent_at is not None and proves(one, patch, reported, at=now)]
        for one in reversed(proven):
            if one in self._live:
                older = self._live[: self._live.index(one)]
                self._drop(old for old in older if lane(old.command) is lane(one.command))
                self._end(one, Cause.PROVEN)
        self._pump(now)

    def check(self, *, now: float) -> bool:
        """End what is overdue; return whether an accepted command still lacks its proof, so that a snapshot is due."""
        for one in self._live:
            if one in self._live and now >= self._limit(one):
                self._end(one, _cause_of_silence(one))
        self._pump(now)
        unproven = [one for one in self._live if one.prove_at is not None and one.prove_at <= now]
        for one in unproven:
            self._put(replace(one, prove_at=now + PROOF_EVERY_S))
        return bool(unproven)

    def abandon(self, cause: Cause = Cause.GONE) -> None:
        """The player is gone: nothing that is under way will be answered."""
        for one in self._live:
            if one in self._live:
                self._end(one, cause)

    def _pump(self, now: float) -> None:
        for one in self._live:
            if one.sent_at is not None or not self._is_open or self._waits(one):
                continue
            if now - one.asked_at >= STALE_S:
                self._end(one, Cause.TOO_LATE)
                continue
            limit_s = CARD_DEADLINE_S if isinstance(one.command, PlayCard) else DEADLINE_S
            if not self._send(one):
                return
            self._put(replace(one, sent_at=now, deadline=now + limit_s))
            accepted = [old for old in self._live if old.outcome is Outcome.ACCEPTED]
            self._drop(old for old in accepted if _replaces(one.command, old.command))

    def _waits(self, waiting: Pending) -> bool:
        """Whether an earlier one of the lane still waits, or one of the same kind is under way unanswered."""
        kind = type(waiting.command)
        for one in self._live[: self._live.index(waiting)]:
            if one.sent_at is None and lane(one.command) is lane(waiting.command):
                return True
            if one.is_unanswered and type(one.command) is kind and kind not in (Pause, Resume, Stop):
                return True
        return False

    def _limit(self, one: Pending) -> float:
        return one.asked_at + STALE_S if one.sent_at is None and not self._is_open else one.deadline

    def _due(self, one: Pending) -> float:
        return self._limit(one) if one.prove_at is None else min(self._limit(one), one.prove_at)

    def _put(self, changed: Pending) -> None:
        self._live = tuple(changed if one.request_id == changed.request_id else one for one in self._live)

    def _drop(self, dropped: Iterable[Pending]) -> None:
        gone = {one.request_id for one in dropped}
        self._live = tuple(one for one in self._live if one.request_id not in gone)

    def _end(self, ended: Pending, cause: Cause) -> None:
        """With one that failed those go that wait behind it: one failure, one sentence."""
        waiting = [one for one in self._live if one.sent_at is None and lane(one.command) is lane(ended.command)]
        self._drop([ended, *(waiting if cause in (Cause.SILENT, Cause.UNPROVEN, Cause.TOO_LATE, Cause.GONE) else ())])
        self._on_end(Ending(ended, cause))


def _replaces(newer: Command, older: Command) -> bool:
    """Whether nothing is left to see of `older` once `newer` is obeyed. A pause leaves the card that was asked for."""
    if lane(newer) is not lane(older) or lane(newer) is Lane.QUESTION:
        return False
    return not (isinstance(newer, Pause | Resume) and isinstance(older, PlayCard))


def _cause_of_silence(one: Pending) -> Cause:
    if one.sent_at is None:
        return Cause.TOO_LATE
    return Cause.UNPROVEN if one.outcome is Outcome.ACCEPTED else Cause.SILENT
