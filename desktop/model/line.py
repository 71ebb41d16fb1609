"""A line: what one entry of a playlist shall be on the card, whatever it is made from."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from desktop.model.names import ArtworkKey, EntryKey, RecordingKey
from desktop.model.playlist import Entry, Origin
from desktop.model.recording import Recording
from desktop.model.reference import audio_hash, audio_reference

UNSENT = ""  # the address of audio that Yoto does not have yet
YOTO_BYTES_A_SECOND = 11_500  # 92 kbit/s, the most that Yoto's Opus takes (yoto-api.md 5.2)


@dataclass(frozen=True, slots=True)
class Line:
    """One track to be: `url` is UNSENT until its audio is at Yoto; `icon` None leaves the card's own as it is."""

    entry: EntryKey
    title: str
    icon: str | None
    url: str
    duration_s: float
    size_bytes: int
    format: str
    channels: str
    origin: Origin | None = None
    recording: RecordingKey | None = None

    @property
    def is_missing(self) -> bool:
        """Return whether its audio still has to be sent."""
        return self.url == UNSENT


def lines(entries: Iterable[Entry], recordings: Mapping[RecordingKey, Recording]) -> tuple[Line, ...]:
    """Return the lines of a playlist's entries, in their order."""
    return tuple(_line(entry, recordings.get(entry.recording) if entry.recording else None) for entry in entries)


def playlist_hash(title: str, cover: ArtworkKey | None, wanted: Iterable[Line]) -> str:
    """Return the hash by which a playlist's present state is compared with what was published, on any computer."""
    tracks = [[line.recording or line.url, line.title, line.icon] for line in wanted]
    return hashlib.sha256(json.dumps([title, cover, tracks]).encode()).hexdigest()


def yoto_bytes(recording: Recording) -> int:
    """Return what a recording takes on a card: Yoto's own figure, or an estimate until it has been transcoded."""
    if recording.medium is not None:
        return recording.medium.size_bytes
    estimate = round(recording.duration_s * YOTO_BYTES_A_SECOND)
    return min(recording.size_bytes, estimate) if estimate else recording.size_bytes


def _line(entry: Entry, recording: Recording | None) -> Line:
    origin = entry.origin
    medium = recording.medium if recording else None
    title = entry.title or (recording.title if recording else "") or "Untitled"
    if origin is not None:
        is_same = medium is not None and audio_hash(origin.track_url) == medium.sha
        return Line(
            entry=entry.key,
            title=title,
            icon=entry.icon,
            url=audio_reference(origin.track_url),
            duration_s=origin.duration_s,
            size_bytes=origin.size_bytes,
            format=medium.format if medium and is_same else origin.format,
            channels=medium.channels if medium and is_same else origin.channels,
            origin=origin,
            recording=entry.recording,
        )
    return Line(
        entry=entry.key,
        title=title,
        icon=entry.icon,
        url=f"yoto:#{medium.sha}" if medium else UNSENT,
        duration_s=medium.duration_s if medium else recording.duration_s if recording else 0.0,
        size_bytes=yoto_bytes(recording) if recording else 0,
        format=medium.format if medium else "",
        channels=medium.channels if medium else "",
        recording=entry.recording,
    )
