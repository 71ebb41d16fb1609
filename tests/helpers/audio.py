"""Audio for the journeys: music, voices and noises made by others, and tones made here."""

from __future__ import annotations

import math
import shutil
import struct
import wave
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

import mutagen
from PIL import Image, ImageDraw

MUSIC = Path("/usr/share/planetblupi/music")  # Debian: planetblupi-music-ogg
NOISES = Path("/usr/share/games/pingus/data/sounds")  # Debian: pingus-data
VOICES = Path("/usr/share/klettres/en/syllab")  # Debian: klettres-data
OURS = Path(__file__).parents[2] / "resources" / "demo" / "recordings"
RATE = 8000

TITLES = ("First Light", "Over the Hills", "Rain on the Roof", "A Small Red Boat", "The Old Clock", "Home Again")


def music() -> list[Path]:
    """Return pieces of music in OGG; on a system without that package, our own recordings."""
    return _files(MUSIC, "*.ogg")


def noises() -> list[Path]:
    """Return short sounds in WAV; on a system without that package, our own recordings."""
    return _files(NOISES, "*.wav")


def voices() -> list[Path]:
    """Return spoken syllables in OGG; on a system without that package, our own recordings."""
    return _files(VOICES, "*.ogg")


def album(folder: Path, *, name: str = "02_The_Long_Way_Home", titles: Sequence[str] = TITLES) -> Path:
    """Make a folder as people have them: numbered names with underscores, and a cover beside the music."""
    place = folder / name
    place.mkdir()
    for number, (title, source) in enumerate(zip(titles, music(), strict=False), start=1):
        bare(source, place / f"{number:02d} - {title.replace(' ', '_')}{source.suffix}")
    (place / "cover.jpg").write_bytes(cover_picture())
    return place


def words(folder: Path) -> Path:
    """Make a folder with two spoken words."""
    folder.mkdir()
    for number, source in enumerate(voices()[:2], start=1):
        bare(source, folder / f"{number:02d} - Word {number}{source.suffix}")
    return folder


def bare(source: Path, target: Path) -> Path:
    """Copy a file without its tags, so that its name is all there is to go by."""
    shutil.copy(source, target)
    file = mutagen.File(target)
    if file is not None and file.tags:
        file.delete()
    return target


def cover_picture() -> bytes:
    """Return a JPEG that looks like a cover: hills under a sun."""
    picture = Image.new("RGB", (480, 480), "#f3d9a8")
    draw = ImageDraw.Draw(picture)
    draw.ellipse((300, 60, 420, 180), fill="#e2703a")
    draw.polygon(((0, 480), (0, 330), (170, 220), (330, 340), (480, 250), (480, 480)), fill="#4f7a5b")
    encoded = BytesIO()
    picture.save(encoded, "JPEG", quality=85)
    return encoded.getvalue()


def damaged(path: Path) -> Path:
    """Write a file that only its name makes audio."""
    path.write_bytes(b"ID3\x04" + bytes(range(256)) * 40)
    return path


def tone(path: Path, *, seconds: float = 1.0, pitch: float = 440.0) -> Path:
    """Write a WAV with one tone; another pitch is other audio."""
    frames = (round(9000 * math.sin(2 * math.pi * pitch * at / RATE)) for at in range(round(seconds * RATE)))
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(b"".join(struct.pack("<h", frame) for frame in frames))
    return path


def tones(folder: Path, count: int, *, seconds: float = 0.2) -> Path:
    """Make a folder of so many short tones, all different."""
    folder.mkdir()
    for number in range(1, count + 1):
        tone(folder / f"{number:03d} Tone {number}.wav", seconds=seconds, pitch=200.0 + 7 * number)
    return folder


def _files(folder: Path, pattern: str) -> list[Path]:
    """Return the files, small ones first: a journey need not carry the largest."""
    found = list(folder.glob(pattern)) or list(OURS.iterdir())
    return sorted(found, key=lambda path: (path.stat().st_size, path.name))
