"""A playlist: what a family edits, published to one card; its entries; and how it measures up to a card's limits."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from desktop.model.names import ArtworkKey, CardId, EntryKey, PlaylistKey, RecordingKey


@dataclass(frozen=True, slots=True)
class Playlist:
    """A playlist's own fields, and sums over its entries: how many, how long, `size_bytes` of the files here and
    `card_bytes` that they take on a card, an estimate until Yoto has prepared them."""

    key: PlaylistKey
    title: str
    cover: ArtworkKey | None = None
    card_id: CardId | None = None
    published_hash: str | None = None  # of the entries and title as last published
    published_at: float | None = None
    created_at: float = 0.0
    entry_count: int = 0
    duration_s: float = 0.0
    size_bytes: int = 0
    card_bytes: int = 0
    published_base: str | None = None  # what the card was like then, as the publisher writes it down


@dataclass(frozen=True, slots=True)
class Origin:
    """Where on the card an entry came from: the keys, literally, and the audio that Yoto has for it."""

    chapter_key: str
    track_key: str
    track_url: str  # "yoto:#<43>" or a stream's https address
    duration_s: float = 0.0
    size_bytes: int = 0
    format: str = ""
    channels: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One place in a playlist: a recording of ours, or a track that only the card has (`origin` without `recording`).

    Order is (`pos`, `key`); `pos` is a fractional index. `title` and `icon` are the entry's own, when it has them.
    `icon` is "yoto:#<43>".
    """

    key: EntryKey
    playlist: PlaylistKey
    pos: str
    recording: RecordingKey | None = None
    title: str | None = None
    icon: str | None = None
    origin: Origin | None = None


class Firmness(StrEnum):
    """How sure a limit is: `firm` stops a publish, `advice` only warns (yoto-api.md 5.4)."""

    FIRM = "firm"
    ADVICE = "advice"


@dataclass(frozen=True, slots=True)
class Limit:
    """One of Yoto's limits, with how much of it is used; `unit` is "tracks", "bytes" or "seconds"."""

    name: str
    unit: str
    used: float
    allowed: float
    firmness: Firmness

    @property
    def share(self) -> float:
        """Return the used part, 0.0 and up."""
        return self.used / self.allowed

    @property
    def is_over(self) -> bool:
        return self.used > self.allowed


MIB = 1024 * 1024
MAX_TRACKS = 100
MAX_CARD_BYTES = 500 * MIB
ADVISED_CARD_SECONDS = 5 * 3600
ADVISED_TRACK_SECONDS = 60 * 60
ADVISED_TRACK_BYTES = 100 * MIB
MAX_UPLOAD_BYTES = 1024 * MIB
MAX_TITLE_LENGTH = 100


def capacity(*, tracks: int, size_bytes: int, duration_s: float) -> tuple[Limit, ...]:
    """Return the limits of a whole card, the firm ones first.

    100 tracks and 500 MB are what tools enforce; 5 hours is old advice, and longer cards exist (yoto-api.md 5.4).
    """
    return (
        Limit("Tracks", "tracks", tracks, MAX_TRACKS, Firmness.FIRM),
        Limit("Size", "bytes", size_bytes, MAX_CARD_BYTES, Firmness.FIRM),
        Limit("Length", "seconds", duration_s, ADVISED_CARD_SECONDS, Firmness.ADVICE),
    )
