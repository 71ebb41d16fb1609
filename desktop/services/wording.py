"""Small words for people, the same in every sentence."""

from __future__ import annotations


def counted(count: int, noun: str) -> str:
    """Return "1 track", "3 tracks"."""
    return f"{count} {noun}{'' if count == 1 else 's'}"
