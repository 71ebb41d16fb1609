"""The cards as one player holds them: downloaded copies that lag behind the cloud."""

from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

from backend.simulator.cloud.card_rules import chapters_of, referenced_media, tracks_of
from backend.simulator.cloud.media import MediaStore
from backend.simulator.wire import Json, as_object, as_text


@dataclass(frozen=True, slots=True)
class Track:
    """One track of a card, as a player sees it."""

    chapter_key: str
    chapter_title: str
    key: str
    title: str
    duration_s: int
    is_stream: bool
    is_missing: bool
    expires_at: float | None
    is_silent: bool
    is_skipped: bool


@dataclass(frozen=True, slots=True)
class Card:
    """A downloaded card."""

    card_id: str
    updated_at: str
    resume_timeout_s: int
    autoadvance: str
    tracks: tuple[Track, ...]

    def is_playable(self, place: int, *, now: float) -> bool:
        """Say whether the audio of a track can be had."""
        track = self.tracks[place]
        return not track.is_missing and (track.expires_at is None or now < track.expires_at)

    def find(self, chapter_key: str | None, track_key: str | None) -> int | None:
        """Return the place of the track with exactly these keys: "8" is not "08" (yoto-api.md 3.3)."""
        for place, track in enumerate(self.tracks):
            if chapter_key in (None, track.chapter_key) and track_key in (None, track.key):
                return place
        return None


def read_card(raw: Json, media: MediaStore) -> Card:
    """Return a player's copy of a stored card."""
    config = as_object(as_object(raw.get("content")).get("config"))
    tracks = tuple(_track(chapter, track, media) for chapter in chapters_of(raw) for track in tracks_of(chapter))
    resume_timeout_s = config.get("resumeTimeout", 2592000)
    return Card(
        card_id=as_text(raw.get("cardId")),
        updated_at=as_text(raw.get("updatedAt")),
        resume_timeout_s=int(resume_timeout_s) if isinstance(resume_timeout_s, int | float) else 0,
        autoadvance=as_text(config.get("autoadvance")) or "next",
        tracks=tracks,
    )


@dataclass(slots=True)
class Shelf:
    """A player's downloaded cards. `newest` asks the cloud, without lag."""

    newest: Callable[[str], Json | None]
    media: MediaStore
    _copies: dict[str, Card] = field(default_factory=dict)

    def copy(self, card_id: str) -> Card | None:
        """Return the downloaded copy, None when the card was never downloaded."""
        return self._copies.get(card_id)

    def download(self, card_id: str) -> Card | None:
        """Fetch the card from the cloud as it is now; None when there is none."""
        raw = self.newest(card_id)
        if raw is None or raw.get("deleted"):
            return None
        self._copies[card_id] = read_card(raw, self.media)
        return self._copies[card_id]

    def is_stale(self, card_id: str) -> bool:
        """Say whether the cloud has a newer version than the downloaded copy."""
        copy, raw = self.copy(card_id), self.newest(card_id)
        return copy is not None and raw is not None and raw.get("updatedAt") != copy.updated_at


def _track(chapter: Json, track: Json, media: MediaStore) -> Track:
    is_stream = track.get("type") == "stream"
    url = urlsplit(as_text(track.get("trackUrl")))
    signed = parse_qs(url.query).get("Expires") if url.scheme else None
    # A signed address that somebody posted back works until it expires (yoto-api.md 4.3, quirk 21).
    identity = url.fragment.removeprefix("sha256=") if signed else referenced_media(track.get("trackUrl"))
    medium = media.medium(identity)
    duration = track.get("duration", 0)
    return Track(
        chapter_key=as_text(chapter.get("key")),
        chapter_title=as_text(chapter.get("title")),
        key=as_text(track.get("key")),
        title=as_text(track.get("title")),
        duration_s=medium.duration_s if medium else int(duration) if isinstance(duration, int | float) else 0,
        is_stream=is_stream,
        is_missing=medium is None and not is_stream,
        expires_at=float(signed[0]) if signed else None,
        is_silent=medium is not None and track.get("format") != medium.format,
        is_skipped=not isinstance(track.get("overlayLabel"), str),
    )
