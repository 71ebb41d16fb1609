"""What is different between a card as it is and as it will be."""

from __future__ import annotations

import hashlib
import json
from collections import Counter

from desktop.model.lenient import Json
from desktop.model.overlay import cover_address, track_icon, track_title, tracks
from desktop.model.publication import Difference
from desktop.model.reference import audio_reference


def difference(before: Json | None, after: Json) -> Difference:
    """Return what a person will find changed. A track is the same one when its audio is."""
    old = _named(before or {})
    new = _named(after)
    kept = [name for name in new if name in old]
    was = [name for name in old if name in new]
    title = (str((before or {}).get("title") or ""), str(after.get("title") or ""))
    return Difference(
        added=tuple(track_title(*new[name]) for name in new if name not in old),
        removed=tuple(track_title(*old[name]) for name in old if name not in new),
        renamed=tuple(
            (track_title(*old[name]), track_title(*new[name]))
            for name in kept
            if track_title(*old[name]) != track_title(*new[name])
        ),
        is_reordered=kept != was,
        title=title if before is not None and title[0] != title[1] else None,
        is_new_cover=cover_address(after) != cover_address(before or {}),
        repainted=tuple(track_title(*new[name]) for name in kept if track_icon(*old[name]) != track_icon(*new[name])),
        repaired=tuple(track_title(*new[name]) for name in kept if _is_repaired(old[name], new[name])),
    )


def card_digest(raw: Json) -> str:
    """Return the hash of all that a person can change on a card; times, signatures and server fields are left out."""
    rows = [
        [
            str(chapter.get("key")),
            str(track.get("key")),
            audio_reference(str(track.get("trackUrl", ""))),
            chapter.get("title"),
            track.get("title"),
            track_icon(chapter, track),
        ]
        for chapter, track in tracks(raw)
    ]
    return hashlib.sha256(json.dumps([raw.get("title"), cover_address(raw), rows]).encode()).hexdigest()


def same_tracks(wanted: Json, found: Json) -> bool:
    """Return whether `found` carries the title and, in order, the audio, titles and icons that were posted."""
    return wanted.get("title") == found.get("title") and _row(wanted) == _row(found)


def _row(raw: Json) -> list[tuple[str, str, str | None]]:
    return [
        (audio_reference(str(track.get("trackUrl", ""))), track_title(chapter, track), track_icon(chapter, track))
        for chapter, track in tracks(raw)
    ]


def _named(raw: Json) -> dict[tuple[str, int], tuple[Json, Json]]:
    """Return a card's tracks by audio and occurrence; tracks whose audio is still to be sent are all different."""
    seen: Counter[str] = Counter()
    named: dict[tuple[str, int], tuple[Json, Json]] = {}
    for chapter, track in tracks(raw):
        audio = audio_reference(str(track.get("trackUrl", "")))
        named[(audio, seen[audio])] = (chapter, track)
        seen[audio] += 1
    return named


def _is_repaired(old: tuple[Json, Json], new: tuple[Json, Json]) -> bool:
    return not old[1].get("overlayLabel") or old[1].get("format") != new[1].get("format")
