"""Model values as JSON texts in a column, and back."""

from __future__ import annotations

import json
from dataclasses import asdict, fields
from typing import Any

from desktop.model.card import Chapter, Track
from desktop.model.player import Playback, Reported, Slot
from desktop.model.playlist import Origin
from desktop.model.recording import Medium

_REPORTED_FIELDS = frozenset(field.name for field in fields(Reported))


def to_json(value: object) -> str:
    """Return compact JSON. Keys keep their order: what Yoto sent goes back as it came."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def from_json(text: str) -> Any:
    return json.loads(text)


def medium_to_text(medium: Medium | None) -> str | None:
    return None if medium is None else to_json(asdict(medium))


def medium_from_text(text: str | None) -> Medium | None:
    return None if text is None else Medium(**json.loads(text))


def origin_to_text(origin: Origin | None) -> str | None:
    return None if origin is None else to_json(asdict(origin))


def origin_from_text(text: str | None) -> Origin | None:
    return None if text is None else Origin(**json.loads(text))


def tags_to_text(tags: tuple[str, ...]) -> str:
    return to_json(tags)


def tags_from_text(text: str) -> tuple[str, ...]:
    return () if text == "[]" else tuple(json.loads(text))


def chapters_to_text(chapters: tuple[Chapter, ...] | None) -> str | None:
    return None if chapters is None else to_json([asdict(chapter) for chapter in chapters])


def chapters_from_text(text: str | None) -> tuple[Chapter, ...] | None:
    if text is None:
        return None
    return tuple(
        Chapter(**{**chapter, "tracks": tuple(Track(**track) for track in chapter["tracks"])})
        for chapter in json.loads(text)
    )


def reported_to_text(reported: Reported) -> str:
    return to_json(asdict(reported))


def reported_from_text(text: str) -> Reported:
    """Return the report; a field that this version does not know is left out, since it is only a cache."""
    values = {name: value for name, value in json.loads(text).items() if name in _REPORTED_FIELDS}
    if values.get("playback") is not None:
        values["playback"] = Playback(values["playback"])
    if values.get("slot") is not None:
        values["slot"] = Slot(values["slot"])
    return Reported(**values)
