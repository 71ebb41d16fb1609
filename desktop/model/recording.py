"""A recording: one audio file in the family's library, known by its SHA-256."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from desktop.model.names import ArtworkKey, RecordingKey

AUDIO_ENDINGS = frozenset(
    {".mp3", ".m4a", ".m4b", ".aac", ".flac", ".ogg", ".oga", ".opus", ".wav", ".aif", ".aiff", ".wma"}
)


@dataclass(frozen=True, slots=True)
class Medium:
    """What Yoto's transcoder made of a recording (yoto-api.md 5.1): the form in which cards refer to it."""

    sha: str  # 43 characters, base64url
    duration_s: int
    size_bytes: int
    format: str
    channels: str


@dataclass(frozen=True, slots=True)
class Recording:
    """One audio file of the library. `added_at` is epoch seconds; `duration_s` is 0.0 where nobody knows."""

    key: RecordingKey
    sha256: str
    title: str
    duration_s: float
    size_bytes: int
    ending: str  # ".mp3": how its file in the library folder ends
    mime: str
    artist: str = ""
    album: str = ""
    disc: int | None = None
    track: int | None = None
    tags: tuple[str, ...] = ()
    cover: ArtworkKey | None = None
    medium: Medium | None = None
    added_at: float = 0.0


@dataclass(frozen=True, slots=True)
class AudioFacts:
    """What a reading of an audio file's own tags and frames says. Empty strings where the file says nothing."""

    duration_s: float
    mime: str
    title: str = ""
    artist: str = ""
    album: str = ""
    disc: int | None = None
    track: int | None = None
    genre: str = ""
    cover: bytes | None = None


@dataclass(frozen=True, slots=True)
class StoredAudio:
    """A file as it lies in the library folder after the one pass that read, hashed and copied it.

    `is_new` is False when the same bytes lay there already.
    """

    sha256: str
    size_bytes: int
    path: Path
    is_new: bool
