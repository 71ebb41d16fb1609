"""The world that a simulation starts with, read from a world.json."""

import json
import mimetypes
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path

from backend.simulator.clock import iso
from backend.simulator.cloud.family import Family
from backend.simulator.cloud.media import MediaStore, Medium, Picture
from backend.simulator.player.identity import PlayerIdentity
from backend.simulator.wire import Json, as_list, as_object, as_text

DAY_S = 86400.0
DEFAULT_CONTENT = {"activity": "yoto_Player", "version": "1", "playbackType": "linear", "restricted": True}


@dataclass(frozen=True, slots=True)
class Playing:
    """What a player plays when the simulation starts."""

    card_id: str
    chapter: str
    track: str
    position_s: float


@dataclass(frozen=True, slots=True)
class PlayerStart:
    """A player as a world describes it."""

    identity: PlayerIdentity
    is_online: bool
    battery_percent: int
    is_charging: bool
    volume_step: int
    volume_cap: int
    ssid: str
    wifi_dbm: int
    has_card_in_slot: bool
    playing: Playing | None


@dataclass(frozen=True, slots=True)
class World:
    """Everything that a world.json tells the simulated cloud."""

    family: Family
    cards: list[tuple[Json, str]] = field(default_factory=list)
    icons: list[tuple[Picture, str, tuple[str, ...]]] = field(default_factory=list)
    players: list[PlayerStart] = field(default_factory=list)


def bundled_world() -> Path | None:
    """Return the folder of the bundled demo, None when there is none."""
    folder = Path(str(resources.files("resources"))) / "demo"
    return folder if (folder / "world.json").is_file() else None


def family_of(folder: Path) -> Family:
    """Read only whose world it is."""
    family = as_object(_read(folder).get("family"))
    return Family(as_text(family.get("name")) or "The family", as_text(family.get("email")) or "family@example.com")


def read_world(folder: Path, *, media: MediaStore, cover_url: Callable[[str], str], now: float) -> World:
    """Read a world, taking its audio and pictures into the media store; raises ValueError when a file is unusable."""
    raw = _read(folder)
    reader = _Reader(folder, media, cover_url, family_of(folder), now)
    icons = [
        (reader.picture(icon["file"]), as_text(icon.get("title")), tuple(as_list(icon.get("tags"))))
        for icon in as_list(raw.get("icons"))
    ]
    cards = [reader.card(card, age_days=age) for age, card in enumerate(reversed(as_list(raw.get("cards"))), start=1)]
    players = [_player(player, number) for number, player in enumerate(as_list(raw.get("players")))]
    return World(reader.family, list(reversed(cards)), icons, players)


@dataclass(frozen=True, slots=True)
class _Reader:
    folder: Path
    media: MediaStore
    cover_url: Callable[[str], str]
    family: Family
    now: float
    _media: dict[str, Medium] = field(default_factory=dict)

    def picture(self, file: str) -> Picture:
        body = (self.folder / file).read_bytes()
        return self.media.add_picture(body, content_type=mimetypes.guess_type(file)[0] or "image/png")

    def medium(self, file: str) -> Medium:
        if file not in self._media:
            self._media[file] = self.media.add_file(self.folder / file)
        return self._media[file]

    def card(self, described: Json, *, age_days: int) -> tuple[Json, str]:
        is_own = described.get("own") is not False
        chapters = [self._chapter(track, number) for number, track in enumerate(described["tracks"], start=1)]
        cover: Json = {}
        if described.get("cover"):
            cover = {"imageL": self.cover_url(self.picture(described["cover"]).picture_id)}
        duration_s = sum(chapter["duration"] for chapter in chapters)
        size = sum(chapter["fileSize"] for chapter in chapters)
        metadata = {
            "author": as_text(described.get("author")),
            "description": as_text(described.get("description")),
            "category": as_text(described.get("category")) or "none",
            "cover": cover,
            "media": {
                "duration": duration_s,
                "readableDuration": _readable(duration_s),
                "fileSize": size,
                "readableFileSize": round(size / 1024 / 1024, 1),
                "hasStreams": False,
            },
        }
        content = DEFAULT_CONTENT | {"config": {"resumeTimeout": 2592000}, "cover": cover, "chapters": chapters}
        card = {
            "cardId": described["cardId"],
            "title": described["title"],
            "userId": self.family.user_id if is_own else "yoto",
            "createdByClientId": self.family.client_id if is_own else "yoto",
            "createdAt": iso(self.now - (age_days + 30) * DAY_S),
            "updatedAt": iso(self.now - age_days * DAY_S),
            "content": content,
            "metadata": metadata,
        }
        return card, as_text(described.get("reason")) or ("myo-content-add" if is_own else "physical-add")

    def _chapter(self, track: Json, number: int) -> Json:
        medium = self.medium(track["file"])
        display: Json = {"icon16x16": None}
        if track.get("icon"):
            display = {"icon16x16": f"yoto:#{self.picture(track['icon']).picture_id}"}
        common = {
            "title": track["title"],
            "overlayLabel": str(number),
            "duration": medium.duration_s,
            "fileSize": medium.size,
            "display": display,
        }
        audio = {
            "key": "01",
            "type": "audio",
            "trackUrl": f"yoto:#{medium.media_id}",
            "format": medium.format,
            "channels": medium.channels,
        }
        return {"key": f"{number:02d}", **common, "tracks": [{**common, **audio}]}


def _player(described: Json, number: int) -> PlayerStart:
    playing = as_object(described.get("playing"))
    identity = PlayerIdentity(
        device_id=described["deviceId"],
        name=described["name"],
        description=as_text(described.get("description")) or "quiet.meadow",
        device_type=as_text(described.get("deviceType")) or "v3e",
        device_family=as_text(described.get("deviceFamily")) or "v3",
        device_group=as_text(described.get("deviceGroup")),
        generation=as_text(described.get("generation")) or "gen3",
        form_factor=as_text(described.get("formFactor")) or "standard",
        mac=f"00:11:22:33:44:{number:02x}",
    )
    return PlayerStart(
        identity=identity,
        is_online=described.get("online") is not False,
        battery_percent=int(described.get("battery", 100)),
        is_charging=bool(described.get("charging", False)),
        volume_step=int(described.get("volume", 8)),
        volume_cap=int(described.get("volumeMax", 16)),
        ssid=as_text(described.get("ssid")) or "HomeWifi",
        wifi_dbm=int(described.get("wifi", -51)),
        has_card_in_slot=described.get("slot") == "physical",
        playing=Playing(
            playing["cardId"], playing["chapter"], playing.get("track", "01"), float(playing.get("position", 0))
        )
        if playing
        else None,
    )


def _read(folder: Path) -> Json:
    return as_object(json.loads((folder / "world.json").read_text(encoding="utf-8")))


def _readable(seconds: int) -> str:
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}h {minutes}m {seconds}s"
