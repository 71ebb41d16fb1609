"""How a card reads in Yoto's JSON, whichever of its three shapes it comes in (yoto-api.md 4.2, 4.3, 4.9)."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from desktop.model.card import Card, Chapter, Track
from desktop.model.names import CardId

Json = dict[str, Any]


def read_card(raw: Json, *, own_user_id: str | None) -> Card | None:
    """Return the card that `raw` describes; None where it has no id. Pure, lenient: types vary, unknown is ignored.

    `raw` is a card object, an answer that wraps one in `card`, or a library entry, whose dates of adding and playing
    and whose `card` belong together. A card is the family's own when its `userId` is `own_user_id`.
    """
    inner = _object(raw.get("card"))
    body: Mapping[str, Any] = inner or raw
    card_id = _text(body.get("cardId")) or _text(raw.get("cardId"))
    if not card_id:
        return None
    content, metadata = _object(body.get("content")), _object(body.get("metadata"))
    media = _object(metadata.get("media"))
    chapters = read_chapters(content)
    return Card(
        id=CardId(card_id),
        title=_text(body.get("title")) or _text(metadata.get("title")),
        author=_names(metadata.get("author")) or _names(metadata.get("authors")),
        description=_text(metadata.get("description")),
        category=_text(metadata.get("category")),
        is_own=own_user_id is not None and body.get("userId") == own_user_id,
        cover_url=_cover(metadata) or _cover(content),
        duration_s=_number(media.get("duration")) or _sum(chapters, "duration_s"),
        size_bytes=int(_number(media.get("fileSize")) or _sum(chapters, "size_bytes")),
        updated_at=_text(body.get("updatedAt")),
        added_at=_text(raw.get("addedAt")) or _text(body.get("createdAt")),
        last_played_at=_text(raw.get("lastPlayedAt")),
        chapters=chapters,
    )


def read_chapters(content: Mapping[str, Any]) -> tuple[Chapter, ...] | None:
    """Return a content object's chapters in order; None where it has none to show: lists come without."""
    found = content.get("chapters")
    if not isinstance(found, list):
        return None
    return tuple(_chapter(raw) for raw in found if isinstance(raw, dict))


def _chapter(raw: Json) -> Chapter:
    tracks = raw.get("tracks")
    return Chapter(
        key=_key(raw.get("key")),
        title=_text(raw.get("title")),
        tracks=tuple(_track(track) for track in tracks if isinstance(track, dict)) if isinstance(tracks, list) else (),
        icon=_icon(raw),
    )


def _track(raw: Json) -> Track:
    return Track(
        key=_key(raw.get("key")),
        title=_text(raw.get("title")),
        url=_text(raw.get("trackUrl")),
        duration_s=_number(raw.get("duration")),
        size_bytes=int(_number(raw.get("fileSize"))),
        format=_text(raw.get("format")),
        channels=_key(raw.get("channels")),
        icon=_icon(raw),
        is_stream=raw.get("type") == "stream",
    )


def _icon(raw: Json) -> str | None:
    return _text(_object(raw.get("display")).get("icon16x16")) or None


def _cover(holder: Mapping[str, Any]) -> str | None:
    return _text(_object(holder.get("cover")).get("imageL")) or None


def _sum(chapters: tuple[Chapter, ...] | None, field: str) -> float:
    return sum(float(getattr(track, field)) for chapter in chapters or () for track in chapter.tracks)


def _object(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _key(value: Any) -> str:
    """Return a key as the text it is: "08" stays "08"; a bare number, which no app writes, becomes its digits."""
    if isinstance(value, bool):
        return ""
    return value if isinstance(value, str) else str(value) if isinstance(value, int) else ""


def _names(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(name for name in value if isinstance(name, str) and name)
    return _text(value)


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return 0.0
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return 0.0
    return number if math.isfinite(number) and number > 0 else 0.0
