"""A small world made on the spot, for when no other is given."""

import json
import math
import struct
import wave
from pathlib import Path

from PIL import Image

RATE = 8000
TUNES = (("Morning song", 196, 95), ("The long road", 262, 130), ("Rain on the roof", 330, 80), ("Lantern", 392, 110))
SILVER, SUNNY = (214, 120, 80), (90, 140, 190)


def write_small_world(folder: Path) -> Path:
    """Write three cards, three players and their sounds and pictures into a folder, and return the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for title, pitch, seconds in TUNES:
        write_tone(folder / f"{_file_name(title)}.wav", pitch=pitch, seconds=seconds)
    for name, colour in (("hills", SILVER), ("sea", SUNNY)):
        Image.new("RGB", (520, 400), colour).save(folder / f"{name}.png")
    Image.new("RGBA", (16, 16), (250, 220, 120, 255)).save(folder / "moon.png")
    tracks = [{"title": title, "file": f"{_file_name(title)}.wav", "icon": "moon.png"} for title, *_ in TUNES]
    world = {
        "family": {"name": "The Hills family", "email": "hills@example.com"},
        "icons": [{"file": "moon.png", "title": "Moon", "tags": ["night"]}],
        "cards": [
            _card("aB3dE", "Songs for the morning", tracks, cover="hills.png", is_own=True),
            _card("fG4hI", "Rainy day", tracks[2:], cover="sea.png", is_own=True),
            _card("jK5lM", "The shop's story", tracks[:1], cover="sea.png", is_own=False),
        ],
        "players": [
            _player("yAAAAAAAAAAAAAAAAAAAAAAA", "Kitchen", family="v3", model="v3e", form="standard"),
            _player("yBBBBBBBBBBBBBBBBBBBBBBB", "Mini", family="mini", model="mini", form="mini"),
            _player("yCCCCCCCCCCCCCCCCCCCCCCC", "Attic", family="v2", model="v2", form="standard") | {"online": False},
        ],
    }
    (folder / "world.json").write_text(json.dumps(world), encoding="utf-8")
    return folder


def write_tone(path: Path, *, pitch: int, seconds: float) -> None:
    """Write a soft tone as a small WAV file."""
    frames = int(RATE * seconds)
    period = [int(4000 * math.sin(2 * math.pi * pitch * n / RATE)) for n in range(RATE)]
    second = struct.pack(f"<{RATE}h", *period)
    with wave.open(str(path), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(RATE)
        sound.writeframes((second * math.ceil(seconds))[: frames * 2])


def _file_name(title: str) -> str:
    return title.lower().replace(" ", "-")


def _card(card_id: str, title: str, tracks: list[dict[str, str]], *, cover: str, is_own: bool) -> dict[str, object]:
    author = "The Hills" if is_own else "Somebody"
    return {"cardId": card_id, "title": title, "author": author, "cover": cover, "own": is_own, "tracks": tracks}


def _player(device_id: str, name: str, *, family: str, model: str, form: str) -> dict[str, object]:
    return {
        "deviceId": device_id,
        "name": name,
        "deviceType": model,
        "deviceFamily": family,
        "formFactor": form,
        "generation": "gen3",
        "online": True,
        "battery": 87,
        "charging": form == "standard",
        "volume": 8,
        "volumeMax": 13,
    }
