"""One simulated player on a clock that stands still until it is pushed; no sockets."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from backend.simulator.clock import Clock
from backend.simulator.cloud.media import MediaStore, Probe
from backend.simulator.options import SimulationOptions
from backend.simulator.player.battery import Battery
from backend.simulator.player.commands import Commands
from backend.simulator.player.identity import PlayerIdentity, firmware_defaults
from backend.simulator.player.player import Player
from backend.simulator.player.shelf import Shelf
from backend.simulator.player.situation import Situation
from backend.simulator.wire import Json, media_id_of

PLAYER = "yAAAAAAAAAAAAAAAAAAAAAAA"
CARD = "aB3dE"


@dataclass(slots=True)
class Wire:
    """What a player said, in order, with the clock's time."""

    clock: Clock
    said: list[tuple[float, str, bytes]] = field(default_factory=list)
    presence: list[tuple[bool, float]] = field(default_factory=list)

    def publish(self, topic: str, payload: bytes) -> None:
        self.said.append((self.clock.now(), topic, payload))

    def announce(self, *, is_online: bool, after_s: float = 0.0) -> None:
        self.presence.append((is_online, after_s))


class Stage:
    """A player with a card of three tracks of 100, 50 and 30 s, and all that it says."""

    def __init__(self, folder: Path, *, family: str = "v3", options: SimulationOptions | None = None) -> None:
        self.clock = Clock()
        self.wire = Wire(self.clock)
        self.media = MediaStore(folder)
        self.cards: dict[str, Json] = {CARD: self.card(100, 50, 30)}
        self.shelf = Shelf(self.cards.get, self.media)
        self.shelf.download(CARD)
        self.player = Player(
            PlayerIdentity(PLAYER, "Kitchen", device_family=family, device_type=family),
            Situation(config=firmware_defaults() | {"maxVolumeLimit": "13"}, booted_at=self.clock.now()),
            battery=Battery(self.clock.now, 80.0, True, self.clock.now()),
            shelf=self.shelf,
            clock=self.clock,
            uplink=self.wire,
            options=options or SimulationOptions(periodic_status=False, card_start_ack_s=(0.5, 0.5)),
            random=Random(1),
        )
        self.commands = Commands(self.player)

    def audio(self, seconds: int) -> str:
        """Store audio of some length and return the reference to it."""
        body = f"{seconds} seconds".encode()
        path = self.media.folder / f"{seconds}.opus"
        path.write_bytes(body)
        probed = Probe(seconds, "stereo", "audio/ogg", "oggopus", "", "")
        return "yoto:#" + self.media.add_medium(path, identity=media_id_of(body), probed=probed).media_id

    def card(self, *seconds: int, card_id: str = CARD, updated_at: str = "2026-01-01T00:00:00.000Z") -> Json:
        """Return a card with one chapter for each track, keyed 01, 02, ..."""
        chapters = [self.chapter(number, length) for number, length in enumerate(seconds, start=1)]
        content = {"config": {"resumeTimeout": 2592000}, "chapters": chapters}
        return {"cardId": card_id, "title": "A card", "updatedAt": updated_at, "content": content}

    def chapter(self, number: int, seconds: int) -> Json:
        """Return a chapter with one track."""
        common = {"title": f"Track {number}", "overlayLabel": str(number)}
        track = {"key": "01", "type": "audio", "format": "opus", "trackUrl": self.audio(seconds), **common}
        return {"key": f"{number:02d}", "tracks": [track], **common}

    def hold(self, card: Json) -> None:
        """Have the cloud and the player hold this card."""
        self.cards[card["cardId"]] = card
        self.shelf.download(card["cardId"])

    def send(self, command: str, body: object = None, *, wait_s: float = 1.2) -> None:
        """Send a command and let it take effect."""
        self.commands.receive(command, b"" if body is None else json.dumps(body).encode())
        self.clock.advance(wait_s)

    def play(self, *, chapter: str = "01", seconds_in: int | None = 0, card: str = CARD, **more: object) -> None:
        """Play a card from a chapter on; `None` leaves `secondsIn` out."""
        body = {"uri": f"https://yoto.io/{card}", "chapterKey": chapter, "trackKey": "01", **more}
        self.send("card/start", body if seconds_in is None else body | {"secondsIn": seconds_in}, wait_s=0.7)

    def said(self, topic: str) -> list[Any]:
        """Return the messages on a topic."""
        return [json.loads(payload) for _, name, payload in self.wire.said if name == topic]

    def acks(self) -> list[Any]:
        """Return the acknowledgements."""
        return [message["status"] for message in self.said("response")]

    def forget(self) -> None:
        """Forget what was said so far."""
        self.wire.said.clear()

    def doing(self) -> tuple[str, str | None, int]:
        """Return what is really going on: status, chapter, whole seconds."""
        playback = self.player.playback
        chapter = playback.track.chapter_key if playback.track else None
        return str(playback.status), chapter, round(playback.position_s)
