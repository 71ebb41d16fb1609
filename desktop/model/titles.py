"""How file and folder names become titles, and in which order they stand."""

from __future__ import annotations

import re
import unicodedata

_LEADING_NUMBER = re.compile(
    r"^\s*[\[(]?(?:(?:track|chapter|cd|disc|part)\s*)?\d{1,3}(?:\s*[-.]\s*\d{1,3})?[\])]?\s*(?:[-._:)]+\s*|\s+)(?=\S)",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"(\d+)")
_SPACES = re.compile(r"\s+")


def clean_title(stem: str, *, artist: str = "") -> str:
    """Return a title for a file name without its ending: no track number, no underscores, no artist in front.

    A name that is nothing but a number stays as it is.
    """
    text = _SPACES.sub(" ", unicodedata.normalize("NFC", stem).replace("_", " ")).strip()
    shorter = _LEADING_NUMBER.sub("", text, count=1).strip()
    text = shorter or text
    if artist and text.casefold().startswith(f"{artist.casefold()} - "):
        text = text[len(artist) + 3 :].strip() or text
        text = _LEADING_NUMBER.sub("", text, count=1).strip() or text
    return text


def natural_key(text: str) -> tuple[tuple[int, int | str], ...]:
    """Return a sort key under which "2 b" stands before "10 a", ignoring case and Unicode form."""
    parts = _DIGITS.split(unicodedata.normalize("NFC", text).casefold())
    return tuple((0, int(part)) if part.isdigit() else (1, part) for part in parts if part)
