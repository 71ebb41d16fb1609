"""What an audio file says of itself, read by mutagen; for the worker process only."""

from __future__ import annotations

import base64
import binascii
import re
import struct
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import mutagen
from mutagen.aac import AAC
from mutagen.aiff import AIFF
from mutagen.asf import ASF
from mutagen.flac import FLAC, Picture
from mutagen.mp3 import MP3
from mutagen.mp4 import MP4
from mutagen.oggflac import OggFLAC
from mutagen.oggopus import OggOpus
from mutagen.oggvorbis import OggVorbis
from mutagen.wave import WAVE

from desktop.model.errors import Unreadable
from desktop.model.recording import AudioFacts

MAX_COVER_BYTES = 16 * 1024 * 1024
_PROTECTED = ("drms", "enca", "aavd")  # codecs of shops' copy protection

Spelling = Mapping[str, str]

# What each family of tags calls the same thing.
_ID3 = {"title": "TIT2", "artist": "TPE1", "album": "TALB", "genre": "TCON", "disc": "TPOS", "track": "TRCK"}
_MP4 = {
    "title": "\xa9nam",
    "artist": "\xa9ART",
    "album": "\xa9alb",
    "genre": "\xa9gen",
    "disc": "disk",
    "track": "trkn",
}
_VORBIS = {
    "title": "title",
    "artist": "artist",
    "album": "album",
    "genre": "genre",
    "disc": "discnumber",
    "track": "tracknumber",
}
_ASF = {
    "title": "Title",
    "artist": "Author",
    "album": "WM/AlbumTitle",
    "genre": "WM/Genre",
    "disc": "WM/PartOfSet",
    "track": "WM/TrackNumber",
}
_KINDS: Mapping[type, tuple[str, Spelling]] = {
    MP3: ("audio/mpeg", _ID3),
    MP4: ("audio/mp4", _MP4),
    FLAC: ("audio/flac", _VORBIS),
    OggVorbis: ("audio/ogg", _VORBIS),
    OggOpus: ("audio/ogg", _VORBIS),
    OggFLAC: ("audio/ogg", _VORBIS),
    WAVE: ("audio/wav", _ID3),
    AIFF: ("audio/aiff", _ID3),
    AAC: ("audio/aac", {}),
    ASF: ("audio/x-ms-wma", _ASF),
}
_NUMBER = re.compile(r"\s*(\d{1,5})")


def read_facts(path: Path) -> AudioFacts:
    """Return the facts of one file. Raise Unreadable with the reason in plain words."""
    try:
        audio = mutagen.File(path, options=tuple(_KINDS))
        if audio is None:
            raise Unreadable("This is not an audio file of a kind that is known here.")
        _check(audio)
        return _facts(audio)
    except FileNotFoundError as error:
        raise Unreadable("The file is not there any more.") from error
    except (mutagen.MutagenError, ArithmeticError, LookupError, ValueError, OSError, EOFError, struct.error) as error:
        raise Unreadable("The file is damaged, or it is not what its name says.") from error
    except MemoryError as error:
        raise Unreadable("The file takes more memory than an audio file should.") from error


def _check(audio: Any) -> None:
    if getattr(audio.info, "sketchy", False):
        raise Unreadable("The file is damaged, or it is not what its name says.")
    if str(getattr(audio.info, "codec", "")).startswith(_PROTECTED):
        raise Unreadable("The file is protected against copying by the shop that sold it.")
    if not audio.info.length > 0:
        raise Unreadable("The file has no sound in it.")


def _facts(audio: Any) -> AudioFacts:
    mime, spelling = _KINDS[type(audio)]
    tags = audio.tags if audio.tags is not None else {}
    said = {name: _first(tags, spelled) for name, spelled in spelling.items()}
    return AudioFacts(
        duration_s=float(audio.info.length),
        mime=mime,
        title=_text(said.get("title")),
        artist=_text(said.get("artist")),
        album=_text(said.get("album")),
        genre=_text(said.get("genre")),
        disc=_number(said.get("disc")),
        track=_number(said.get("track")),
        cover=next((cover for cover in _covers(audio, tags) if 0 < len(cover) <= MAX_COVER_BYTES), None),
    )


def _first(tags: Any, spelled: str) -> Any:
    found = tags.get(spelled)
    values = getattr(found, "text", found)
    if isinstance(values, list):
        return values[0] if values else None
    return values


def _text(value: Any) -> str:
    return "" if value is None else " ".join(str(value).replace("\0", " ").split())


def _number(value: Any) -> int | None:
    """Return the 3 of "3", "3/12" or MP4's (3, 12)."""
    if isinstance(value, tuple):
        value = value[0]
    found = _NUMBER.match(str(value)) if value is not None else None
    return int(found.group(1)) or None if found else None


def _covers(audio: Any, tags: Any) -> Iterable[bytes]:
    """Yield embedded pictures, front covers (type 3) first."""
    if isinstance(audio, MP3 | WAVE | AIFF):
        yield from _front_first([frame for name, frame in tags.items() if name.startswith("APIC")])
    elif isinstance(audio, MP4):
        yield from (bytes(cover) for cover in tags.get("covr", ()))
    elif isinstance(audio, FLAC):
        yield from _front_first(audio.pictures)
    elif isinstance(audio, ASF):
        yield from (cover for value in tags.get("WM/Picture", ()) if (cover := _asf_picture(value.value)))
    elif "metadata_block_picture" in tags:
        yield from _front_first(_vorbis_pictures(tags["metadata_block_picture"]))


def _front_first(pictures: Iterable[Any]) -> Iterable[bytes]:
    return (bytes(picture.data) for picture in sorted(pictures, key=lambda picture: int(picture.type) != 3))


def _vorbis_pictures(values: Iterable[str]) -> Iterable[Picture]:
    for value in values:
        try:
            yield Picture(base64.b64decode(value))  # type: ignore[no-untyped-call]  # mutagen is typed in part
        except (binascii.Error, mutagen.MutagenError, struct.error):
            continue


def _asf_picture(value: bytes) -> bytes:
    """Return the picture in a WM/Picture value: type (1 byte), size (4), two UTF-16 texts ended by two zeros, data."""
    size = struct.unpack_from("<I", value, 1)[0] if len(value) >= 5 else 0
    return value[len(value) - size :] if 0 < size <= len(value) - 5 else b""
