"""What a playlist's card was like when it was last opened or published: the base that changes are told from.

It travels with the playlist: what one computer of the family has published is no change elsewhere on another.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

from desktop.model.difference import card_digest
from desktop.model.names import ArtworkKey, CardId
from desktop.model.playlist import Playlist
from desktop.services.ports import Json


@dataclass(frozen=True, slots=True)
class Base:
    """`updated_at` is Yoto's marker, `digest` tells what of it matters, `cover` was the playlist's then."""

    card_id: CardId
    updated_at: str
    digest: str
    cover: ArtworkKey | None


def base_of(playlist: Playlist) -> Base | None:
    """Return a playlist's base, or None when it has never been on a card, or a newer app wrote it in its own way."""
    try:
        return Base(**json.loads(playlist.published_base or "null"))
    except (TypeError, ValueError):
        return None


def base_text(raw: Json, *, cover: ArtworkKey | None) -> str:
    """Return what a playlist keeps to remember that it and the card `raw` are in step."""
    base = Base(
        card_id=CardId(str(raw.get("cardId", ""))),
        updated_at=str(raw.get("updatedAt") or ""),
        digest=card_digest(raw),
        cover=cover,
    )
    return json.dumps(asdict(base), separators=(",", ":"))


def is_changed_since(base: Base | None, raw: Json) -> bool:
    """Return whether somebody else has changed the card since. A new date alone is no change."""
    if base is None or base.card_id != raw.get("cardId") or raw.get("updatedAt") == base.updated_at:
        return False
    return card_digest(raw) != base.digest
