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
from mutagen.id3 import ID3
from mutagen.mp3 import MP3
from mutagen.mp4 import MP4
from mutagen.oggflac import OggFLAC
from mutagen.oggopus import OggOpus
from mutagen.oggvorbis import OggVorbis
from mutagen.wave import WAVE

from desktop.model.errors import Unreadable
from desktop.model.recording import AudioFacts

MAX_COVER_BYTES = 16 * 1024 * 1024
_KINDS = (MP3, MP4, FLAC, OggVorbis, OggOpus, OggFLAC, WAVE, AIFF, AAC, ASF)
_MIMES: Mapping[type, str] = {
    MP3: "audio/mpeg",
    MP4: "audio/mp4",
    FLAC: "audio/flac",
    OggVorbis: "audio/ogg",
    OggOpus: "audio/ogg",
    OggFLAC: "audio/ogg",
    WAVE: "audio/wav",
    AIFF: "audio/aiff",
    AAC: "audio/aac",
    ASF: "audio/x-ms-wma",
}
_PROTECTED = ("drms", "enca", "aavd")  # codecs of shops' copy protection

# What each family of tags calls the same thing: ID3, MP4, Vorbis comments, ASF.
_NAMES: Mapping[str, tuple[str, ...]] = {
    "title": ("TIT2", "\xa9nam", "title", "Title"),
    "artist": ("TPE1", "\xa9ART", "artist", "Author"),
    "album": ("TALB", "\xa9alb", "album", "WM/AlbumTitle"),
    "genre": ("TCON", "\xa9gen", "genre", "WM/Genre"),
    "disc": ("TPOS", "disk", "discnumber", "WM/PartOfSet"),
    "track": ("TRCK", "trkn", "tracknumber", "WM/TrackNumber"),
}
_NUMBER = re.compile(r"\s*(\d{1,5})")


def read_facts(path: Path) -> AudioFacts:
    """Return the facts of one file. Raise Unreadable with the reason in plain words."""
    try:
        audio = mutagen.File(path, options=_KINDS)
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
    tags = audio.tags if audio.tags is not None else {}
    return AudioFacts(
        duration_s=float(audio.info.length),
        mime=_MIMES[type(audio)],
        title=_text(tags, "title"),
        artist=_text(tags, "artist"),
        album=_text(tags, "album"),
        genre=_text(tags, "genre"),
        disc=_number(tags, "disc"),
        track=_number(tags, "track"),
        cover=next((cover for cover in _covers(audio, tags) if 0 < len(cover) <= MAX_COVER_BYTES), None),
    )


def _first(tags: Any, name: str) -> Any:
    for spelling in _NAMES[name]:
        if spelling in tags:
            found = tags[spelling]
            values = getattr(found, "text", found)
            if isinstance(values, list | tuple):
                return values[0] if values else None
            return values
    return None


def _text(tags: Any, name: str) -> str:
    value = _first(tags, name)
    return "" if value is None else " ".join(str(value).replace("\0", " ").split())


def _number(tags: Any, name: str) -> int | None:
    """Return the 3 of "3", "3/12" or MP4's (3, 12)."""
    value = _first(tags, name)
    if isinstance(value, tuple):
        value = value[0]
    found = _NUMBER.match(str(value)) if value is not None else None
    number = int(found.group(1)) if found else 0
    return number or None


def _covers(audio: Any, tags: Any) -> Iterable[bytes]:
    """Yield embedded pictures, front covers (type 3) first."""
    if isinstance(tags, ID3):
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
