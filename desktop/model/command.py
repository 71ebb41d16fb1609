"""What can be asked of a player, and what became of the asking."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from desktop.model.names import CardId


@dataclass(frozen=True, slots=True)
class PlayCard:
    """Start a card. Without keys it resumes where it was left; with keys `seconds_in` is always sent, since the card
    that is already active would otherwise ignore them (yoto-api.md 3.7)."""

    card_id: CardId
    chapter_key: str | None = None
    track_key: str | None = None
    seconds_in: int | None = None
    title: str = ""  # of the track asked for, to show at once
    length_s: int | None = None


@dataclass(frozen=True, slots=True)
class Pause:
    pass


@dataclass(frozen=True, slots=True)
class Resume:
    pass


@dataclass(frozen=True, slots=True)
class Stop:
    pass


@dataclass(frozen=True, slots=True)
class SetVolume:
    step: int  # 0-16


@dataclass(frozen=True, slots=True)
class SetSleepTimer:
    seconds: int  # 0 switches it off


@dataclass(frozen=True, slots=True)
class RequestEvents:
    """Ask for a snapshot, and keep the events coming for another 300 s (yoto-api.md 3.4)."""


@dataclass(frozen=True, slots=True)
class RequestStatus:
    pass


Command: TypeAlias = PlayCard | Pause | Resume | Stop | SetVolume | SetSleepTimer | RequestEvents | RequestStatus


class Outcome(StrEnum):
    """How far a command has come."""

    ASKED = "asked"  # sent, no word yet
    ACCEPTED = "accepted"  # acknowledged; the proof is the next event
    CONFIRMED = "confirmed"  # the player's own event shows it
    FAILED = "failed"  # the player said FAIL
    UNANSWERED = "unanswered"  # silence until the deadline


@dataclass(frozen=True, slots=True)
class Pending:
    """One command on its way. All moments are on the app's clock, in seconds.

    `sent_at` is None while it waits its turn or the connection; `prove_at` is when to ask the player for a snapshot,
    should no event have shown the effect by then.
    """

    request_id: str
    command: Command
    asked_at: float
    deadline: float
    outcome: Outcome = Outcome.ASKED
    sent_at: float | None = None
    prove_at: float | None = None

    @property
    def is_unanswered(self) -> bool:
        """Whether it is out there without a word yet."""
        return self.sent_at is not None and self.outcome is Outcome.ASKED


class Lane(StrEnum):
    """Commands that overrule one another: of each lane only the newest counts."""

    TRANSPORT = "transport"
    VOLUME = "volume"
    SLEEP_TIMER = "sleep_timer"
    QUESTION = "question"


def lane(command: Command) -> Lane:
    match command:
        case SetVolume():
            return Lane.VOLUME
        case SetSleepTimer():
            return Lane.SLEEP_TIMER
        case RequestEvents() | RequestStatus():
            return Lane.QUESTION
        case _:
            return Lane.TRANSPORT
