"""How file and folder names become titles, and in which order they stand."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

_LEADING_NUMBER = re.compile(
    r"^\s*[\[(]?(?:(?:track|chapter|cd|disc|part)\s*)?\d{1,3}(?:\s*[-.]\s*\d{1,3})?[\])]?\s*(?:[-._:)]+\s*|\s+)(?=\S)",
    re.IGNORECASE,
)
_SURE_NUMBER = re.compile(  # "01 Song", "1. Song", "1-03 Song", "(2) Song", "Track 2 Song", but not "99 Luftballons"
    r"^\s*(?:(?:track|chapter|cd|disc|part)\s*\d{1,3}\s*[-._: ]\s*|[\[(]\d{1,3}[\])]\s*"
    r"|\d{1,3}\s*-\s*\d{1,3}\s*[-._:]?\s+|0\d{1,2}\s*[-._: ]+\s*|\d{1,3}\s*[-._:)]+\s+)(?=\S)",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"^\D{0,8}?(\d{1,3})\b")
_DISC_FOLDER = re.compile(r"^(?:cd|disc|disk|disque|part|side)[\s_.-]*(\d{1,2}|[ab])$", re.IGNORECASE)
_DIGITS = re.compile(r"(\d+)")
_SPACES = re.compile(r"\s+")


def clean_title(stem: str, *, artist: str = "", is_numbered: bool = True) -> str:
    """Return a title for a file name without its ending: no track number, no underscores, no artist in front.

    `is_numbered` says that the names beside it bear numbers, too; else only what cannot be part of a title goes.
    A name that is nothing but a number stays as it is.
    """
    pattern = _LEADING_NUMBER if is_numbered else _SURE_NUMBER
    text = _SPACES.sub(" ", unicodedata.normalize("NFC", stem).replace("_", " ")).strip()
    text = pattern.sub("", text, count=1).strip() or text
    if artist and text.casefold().startswith(f"{artist.casefold()} - "):
        text = text[len(artist) + 3 :].strip() or text
        text = pattern.sub("", text, count=1).strip() or text
    return text


def clean_tag(title: str, *, track: int | None = None) -> str:
    """Return a title that stood in a file's tags: as it is, but for underscores and its own track number in front."""
    text = unicodedata.normalize("NFC", title)
    if " " not in text.strip():
        text = text.replace("_", " ")
    text = _SPACES.sub(" ", text).strip()
    number = _NUMBER.match(text)
    if track is not None and number is not None and int(number[1]) == track:
        return _SURE_NUMBER.sub("", text, count=1).strip() or text
    return text


def folder_title(name: str) -> str:
    """Return a playlist's title for a folder's name."""
    text = _SPACES.sub(" ", unicodedata.normalize("NFC", name).replace("_", " ")).strip()
    return _SURE_NUMBER.sub("", text, count=1).strip() or text or "Playlist"


def is_disc_folder(name: str) -> bool:
    """Return whether a folder is one disc of the album around it: "CD 1", "disc_2"."""
    return bool(_DISC_FOLDER.match(name.strip()))


def are_numbered(stems: Sequence[str]) -> bool:
    """Return whether file names of one folder are numbered: most begin with a number, and not all with the same."""
    numbers = [found[1] for found in map(_NUMBER.match, stems) if found]
    return len(numbers) >= 2 and len(set(numbers)) > len(numbers) // 2 and len(numbers) * 2 > len(stems)


def common_number(places: Iterable[tuple[int | None, int | None]]) -> bool:
    """Return whether (disc, track) numbers give all files of a folder an order: each has a track, no two are alike."""
    pairs = list(places)
    return bool(pairs) and all(track is not None for _, track in pairs) and len(set(pairs)) == len(pairs)


def natural_key(text: str) -> tuple[tuple[int, int | str], ...]:
    """Return a sort key under which "2 b" stands before "10 a", ignoring case and Unicode form."""
    parts = _DIGITS.split(unicodedata.normalize("NFC", text).casefold())
    return tuple((0, int(part)) if part.isdecimal() else (1, part) for part in parts if part)
