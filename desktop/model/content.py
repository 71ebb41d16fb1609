"""How a card reads in Yoto's JSON, whichever of its three shapes it comes in (yoto-api.md 4.2, 4.3, 4.9)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from desktop.model.card import Card, Chapter, Track
from desktop.model.lenient import Json, amount, key, table, tables, text
from desktop.model.names import CardId


def read_card(raw: Json, *, own_user_id: str | None) -> Card | None:
    """Return the card that `raw` describes; None where it has no id. Pure, lenient: types vary, unknown is ignored.

    `raw` is a card object, an answer that wraps one in `card`, or a library entry, whose dates of adding and playing
    and whose `card` belong together. A card is the family's own when its `userId` is `own_user_id`.
    """
    inner = table(raw.get("card"))
    body: Mapping[str, Any] = inner or raw
    card_id = text(body.get("cardId")) or text(raw.get("cardId"))
    if not card_id:
        return None
    content, metadata = table(body.get("content")), table(body.get("metadata"))
    media = table(metadata.get("media"))
    chapters = read_chapters(content)
    return Card(
        id=CardId(card_id),
        title=text(body.get("title")) or text(metadata.get("title")),
        author=_names(metadata.get("author")) or _names(metadata.get("authors")),
        description=text(metadata.get("description")),
        category=text(metadata.get("category")),
        is_own=own_user_id is not None and body.get("userId") == own_user_id,
        cover_url=_cover(metadata) or _cover(content),
        duration_s=amount(media.get("duration")) or _sum(chapters, "duration_s"),
        size_bytes=int(amount(media.get("fileSize")) or _sum(chapters, "size_bytes")),
        updated_at=text(body.get("updatedAt")),
        added_at=text(raw.get("addedAt")) or text(body.get("createdAt")),
        last_played_at=text(raw.get("lastPlayedAt")),
        chapters=chapters,
    )


def read_chapters(content: Mapping[str, Any]) -> tuple[Chapter, ...] | None:
    """Return a content object's chapters in order; None where it has none to show: lists come without."""
    found = content.get("chapters")
    return tuple(_chapter(raw) for raw in tables(found)) if isinstance(found, list) else None


def _chapter(raw: Json) -> Chapter:
    return Chapter(
        key=key(raw.get("key")),
        title=text(raw.get("title")),
        tracks=tuple(_track(track) for track in tables(raw.get("tracks"))),
        icon=_icon(raw),
    )


def _track(raw: Json) -> Track:
    return Track(
        key=key(raw.get("key")),
        title=text(raw.get("title")),
        url=text(raw.get("trackUrl")),
        duration_s=amount(raw.get("duration")),
        size_bytes=int(amount(raw.get("fileSize"))),
        format=text(raw.get("format")),
        channels=key(raw.get("channels")),
        icon=_icon(raw),
        is_stream=raw.get("type") == "stream",
    )


def _icon(raw: Json) -> str | None:
    return text(table(raw.get("display")).get("icon16x16")) or None


def _cover(holder: Mapping[str, Any]) -> str | None:
    return text(table(holder.get("cover")).get("imageL")) or None


def _sum(chapters: tuple[Chapter, ...] | None, field: str) -> float:
    return sum(float(getattr(track, field)) for chapter in chapters or () for track in chapter.tracks)


def _names(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(name for name in value if isinstance(name, str) and name)
    return text(value)
