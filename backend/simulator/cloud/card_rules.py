"""What the cloud refuses in a posted card, and what it adds and repairs (yoto-api.md 4.4, 4.5)."""

import re
from collections.abc import Iterator
from datetime import datetime

from backend.simulator.cloud.media import MediaStore
from backend.simulator.cloud.refusals import bad_request
from backend.simulator.wire import Json, as_list, as_object, as_text

MEDIA_REFERENCE = re.compile(r"yoto:#([A-Za-z0-9_-]{43})")
FORMATS = frozenset(("mp3", "aac", "alac", "flac", "pcm_s16le", "opus", "ogg", "x-m4a", "wav", "aiff", "mpeg", ""))
TYPES = frozenset(("audio", "stream", "elevenlabs"))
DEFAULT_RESUME_TIMEOUT_S = 2592000


def chapters_of(card: Json) -> list[Json]:
    """Return a card's chapters."""
    return [as_object(chapter) for chapter in as_list(as_object(card.get("content")).get("chapters"))]


def tracks_of(chapter: Json) -> list[Json]:
    """Return a chapter's tracks."""
    return [as_object(track) for track in as_list(chapter.get("tracks"))]


def referenced_media(url: object) -> str:
    """Return the identity in a `yoto:#` reference, empty when it is another kind of address."""
    match = MEDIA_REFERENCE.fullmatch(as_text(url))
    return match.group(1) if match else ""


def check_card(card: Json) -> None:
    """Raise Refusal 400 for what the real server is known to refuse."""
    if len(as_text(card.get("title"))) > 100:
        raise bad_request("title must be between 1 and 100 characters")
    for name in ("createdAt", "updatedAt"):
        if name in card and not _is_iso(card[name]):
            raise bad_request(f"{name} must be a valid ISO date")
    if not isinstance(card.get("content"), dict):
        raise bad_request("content is required")
    for place, part in _parts(card):
        for name in ("key", "title"):
            if not isinstance(part.get(name), str):
                raise bad_request(f"{place}.{name} must be a string")
        icon = as_object(part.get("display")).get("icon16x16")
        if icon is not None and not referenced_media(icon):
            raise bad_request('icon16x16 must be in format "yoto:#{mediaId}" where mediaId is 43 characters')
        if "tracks" not in part:
            _check_track(place, part)


def with_defaults(card: Json, *, media: MediaStore) -> Json:
    """Fill in the server's defaults and repair durations and sizes from the stored media; `format` stays as sent."""
    content = card["content"]
    content.setdefault("activity", "yoto_Player")
    content.setdefault("playbackType", "linear")
    content["config"] = {"resumeTimeout": DEFAULT_RESUME_TIMEOUT_S, **as_object(content.get("config"))}
    card.setdefault("metadata", {})
    for chapter in chapters_of(card):
        for track in tracks_of(chapter):
            medium = media.medium(referenced_media(track.get("trackUrl")))
            if medium is not None:
                track["duration"] = medium.duration_s
                track["fileSize"] = medium.size
    return card


def _parts(card: Json) -> Iterator[tuple[str, Json]]:
    for number, chapter in enumerate(chapters_of(card)):
        place = f"content.chapters[{number}]"
        if not as_list(chapter.get("tracks")):
            raise bad_request(f"{place}.tracks must contain at least 1 item")
        yield place, chapter
        for index, track in enumerate(tracks_of(chapter)):
            yield f"{place}.tracks[{index}]", track


def _check_track(place: str, track: Json) -> None:
    if not as_text(track.get("trackUrl")):
        raise bad_request(f"{place}.trackUrl is required")
    if track.get("format") not in FORMATS:
        raise bad_request(f"{place}.format must be one of {sorted(FORMATS)}")
    if track.get("type") not in TYPES:
        raise bad_request(f"{place}.type must be one of {sorted(TYPES)}")


def _is_iso(value: object) -> bool:
    try:
        datetime.fromisoformat(as_text(value).replace("Z", "+00:00"))
    except ValueError:
        return False
    return True
