"""In which order new things come into the rows: as they were added, so that a list by age is the same everywhere."""

from __future__ import annotations

from typing import TypeAlias

from backend.contract.codec import Json
from backend.contract.records import Fields
from desktop.store import words

Place: TypeAlias = tuple[int, float, str, float, float, str, str]

FIELDS = ("added_at", "album", "disc", "track", "title")
_KINDS = ("t_", "p_", "a_", "c_", "e_")  # an entry comes after what it stands on


def place(record: str, fields: Fields) -> Place:
    """Return where a record stands: recordings by age, those of one import as an album has them; entries last."""
    return place_of(record, *(fields.get(name) for name in FIELDS))


def place_of(record: str, added_at: Json, album: Json, disc: Json, track: Json, title: Json) -> Place:
    """Return the same for the fields themselves, whatever they are."""
    kind = _KINDS.index(record[:2]) if record[:2] in _KINDS else 0
    return kind, _number(added_at), _text(album), _number(disc), _number(track), _text(title), record


def _number(value: Json) -> float:
    return float(value) if isinstance(value, (int, float)) else 0.0


def _text(value: Json) -> str:
    return words.order(value) if isinstance(value, str) else ""
