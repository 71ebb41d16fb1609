"""Recordings for the app to work on, put into its library as an import would."""

from __future__ import annotations

import hashlib
from pathlib import Path
from random import Random

from bench.samples import write_noise
from desktop.model.names import RecordingKey, recording_key
from desktop.model.recording import Recording
from desktop.store.library import Library


def add_noise(library: Library, *, count: int, size_bytes: int, chance: Random) -> list[RecordingKey]:
    """Add recordings of noise, of `size_bytes` each; no more than a block of them is ever in memory."""
    return [_add_one(library, title=f"Noise {n + 1}", size_bytes=size_bytes, chance=chance) for n in range(count)]


def _add_one(library: Library, *, title: str, size_bytes: int, chance: Random) -> RecordingKey:
    part = library.folder / "noise.part"
    seconds = write_noise(part, size_bytes=size_bytes, chance=chance)
    sha256 = _sha256(part)
    recording = Recording(recording_key(sha256), sha256, title, seconds, size_bytes, ".wav", "audio/wav")
    place = library.recordings.path(recording)
    place.parent.mkdir(parents=True, exist_ok=True)
    part.replace(place)
    library.transact("Add", lambda tx: tx.add_recording(recording), undoable=False)
    return recording.key


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
