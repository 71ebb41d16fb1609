"""What a card says of itself in words."""

from __future__ import annotations

from desktop.model.card import Card, places
from desktop.model.moment import epoch
from desktop.ui.format import count, length, relative, size


def contents(card: Card) -> str:
    """Return such as "12 tracks · 1 h 4 min · 84 MB", as far as it is known."""
    parts = [count(len(places(card.chapters)), "track")] if card.chapters is not None else []
    if card.duration_s:
        parts.append(length(card.duration_s))
    if card.size_bytes:
        parts.append(size(card.size_bytes))
    return " · ".join(parts)


def last_played(card: Card, *, now: float) -> str:
    """Return when it was last played, or "" where nobody knows; `now` is epoch seconds."""
    at = epoch(card.last_played_at)
    return f"Last played {relative(at, now=now)}" if at is not None else ""
