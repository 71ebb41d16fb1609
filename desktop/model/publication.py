"""What publishing a playlist will change on its card, and what stands in the way."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from desktop.model.names import CardId, PlaylistKey, RecordingKey


class Weight(StrEnum):
    STOPS = "stops"
    WARNS = "warns"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that the checks before publishing found, in a sentence for a person."""

    weight: Weight
    sentence: str
    next_step: str = ""


@dataclass(frozen=True, slots=True)
class Difference:
    """What will be different on the card: titles of tracks, in playing order."""

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    renamed: tuple[tuple[str, str], ...] = ()
    is_reordered: bool = False
    title: tuple[str, str] | None = None  # (before, after)
    is_new_cover: bool = False
    repainted: tuple[str, ...] = ()  # tracks with another icon
    repaired: tuple[str, ...] = ()  # tracks that players would not have played as they were

    @property
    def is_empty(self) -> bool:
        """Return whether publishing would change nothing."""
        return self == Difference()


@dataclass(frozen=True, slots=True)
class Plan:
    """A publish that is ready to be confirmed. `card_id` is None for a new card."""

    playlist: PlaylistKey
    title: str
    card_id: CardId | None
    card_title: str
    difference: Difference
    findings: tuple[Finding, ...]
    missing: tuple[RecordingKey, ...]  # audio that Yoto does not have yet
    missing_bytes: int
    changed_elsewhere: bool  # the card was edited by somebody since we last published
    base_updated_at: str  # the card's change marker when the plan was made; "" for a new one

    @property
    def can_publish(self) -> bool:
        return not any(finding.weight is Weight.STOPS for finding in self.findings)


class PublishStage(StrEnum):
    UPLOADING = "uploading"
    WRITING = "writing"
    CHECKING = "checking"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Publication:
    """A publish under way, or how it ended. `problem` is a sentence when it failed.

    While UPLOADING, bytes count what leaves this computer; `waiting` tells why nothing moves (no network, no session).
    """

    playlist: PlaylistKey
    stage: PublishStage
    card_id: CardId | None = None
    problem: str = ""
    next_step: str = ""
    bytes_done: int = 0
    bytes_total: int = 0
    files_done: int = 0
    files_total: int = 0
    eta_s: float | None = None
    waiting: str = ""
    is_stale: bool = False  # it failed because the card was changed elsewhere: overwriting is the person's choice
