"""What a playlist's card was like when it was last opened or published: the base that changes are told from."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from desktop.model.difference import card_digest
from desktop.model.names import ArtworkKey, CardId, PlaylistKey
from desktop.services.ports import Json
from desktop.store.library import Library
from desktop.store.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Base:
    """`updated_at` is Yoto's marker, `digest` tells what of it matters, `cover` was the playlist's then."""

    card_id: CardId
    updated_at: str
    digest: str
    cover: ArtworkKey | None


def base_of(library: Library, playlist: PlaylistKey) -> Base | None:
    """Return a playlist's base, or None when it has never been on a card."""
    saved = library.preferences.get(_name(playlist))
    return Base(**saved) if isinstance(saved, dict) else None


def save_base(tx: Transaction, playlist: PlaylistKey, raw: Json, *, cover: ArtworkKey | None) -> None:
    """Remember that the playlist and the card `raw` are in step."""
    base = Base(
        card_id=CardId(str(raw.get("cardId", ""))),
        updated_at=str(raw.get("updatedAt") or ""),
        digest=card_digest(raw),
        cover=cover,
    )
    tx.set_preference(_name(playlist), asdict(base))


def is_changed_since(base: Base | None, raw: Json) -> bool:
    """Return whether somebody else has changed the card since. A new date alone is no change."""
    if base is None or base.card_id != raw.get("cardId") or raw.get("updatedAt") == base.updated_at:
        return False
    return card_digest(raw) != base.digest


def _name(playlist: PlaylistKey) -> str:
    return f"published.{playlist}"
