"""The picture file of whatever has a cover."""

from __future__ import annotations

from pathlib import Path

from desktop.model.card import Card
from desktop.model.playlist import Playlist
from desktop.model.recording import Recording
from desktop.store.library import Library


def cover_path(library: Library, thing: Recording | Playlist | Card) -> Path | None:
    """Return a cover's file, or None where there is none here; a playlist without one has its card's."""
    key = thing.cover
    if key is None and isinstance(thing, Playlist) and thing.card_id is not None:
        card = library.cards.get(thing.card_id)
        key = card.cover if card is not None else None
    return library.artwork.path(key) if key is not None else None
