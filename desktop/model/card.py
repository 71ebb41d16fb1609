"""A card as Yoto has it: chapters and tracks, by keys that are compared literally."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.model.names import ArtworkKey, CardId


@dataclass(frozen=True, slots=True)
class Track:
    """One track; `url` is "yoto:#<43>", a signed address or a stream's. Durations in seconds, sizes in bytes."""

    key: str
    title: str
    url: str
    duration_s: float = 0.0
    size_bytes: int = 0
    format: str = ""
    channels: str = ""
    icon: str | None = None
    is_stream: bool = False


@dataclass(frozen=True, slots=True)
class Chapter:
    key: str
    title: str
    tracks: tuple[Track, ...]
    icon: str | None = None


@dataclass(frozen=True, slots=True)
class Card:
    """A card of the family's library. `chapters` is None until its content has been fetched once.

    `updated_at` is Yoto's text, the only change marker there is (yoto-api.md 6.3).
    """

    id: CardId
    title: str
    author: str = ""
    description: str = ""
    category: str = ""
    is_own: bool = False
    cover_url: str | None = None
    cover: ArtworkKey | None = None
    duration_s: float = 0.0
    size_bytes: int = 0
    updated_at: str = ""
    added_at: str = ""
    last_played_at: str = ""
    chapters: tuple[Chapter, ...] | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """A point on a card: where `card/start` begins."""

    chapter: Chapter
    track: Track


def places(chapters: tuple[Chapter, ...]) -> list[Place]:
    """Return every (chapter, track) of a card in playing order."""
    return [Place(chapter, track) for chapter in chapters for track in chapter.tracks]


def place_of(chapters: tuple[Chapter, ...], *, chapter_key: str, track_key: str | None = None) -> Place | None:
    """Return the place with these keys, compared literally ("8" is not "08": yoto-api.md 3.3), or None. Without a track
    key the chapter's first track."""
    for place in places(chapters):
        if place.chapter.key == chapter_key and track_key in (None, place.track.key):
            return place
    return None


def neighbour(chapters: tuple[Chapter, ...], *, chapter_key: str, track_key: str, step: int) -> Place | None:
    """Return the place `step` tracks away (1 next, -1 previous), or None at the card's ends or for unknown keys.

    There is no next or previous on the wire (yoto-api.md 3.7).
    """
    line = places(chapters)
    for index, place in enumerate(line):
        if place.chapter.key == chapter_key and place.track.key == track_key:
            wanted = index + step
            return line[wanted] if 0 <= wanted < len(line) else None
    return None
