"""The app's half of publishing, from the library to real sockets, against a simulated Yoto."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from backend.simulator.small_world import write_tone
from desktop.gateways.clock import SystemClock
from desktop.gateways.yoto.service import Yoto
from desktop.model.account import Endpoints
from desktop.model.names import RecordingKey, recording_key
from desktop.model.recording import Recording
from desktop.services.artwork import Artwork
from desktop.services.cards import Cards
from desktop.services.playlists import Playlists
from desktop.services.publisher import Publisher
from desktop.services.supervisor import Supervisor
from desktop.services.uploads import Uploads
from desktop.store.library import Library

RATE = 8000  # of the tones, which have two bytes a sample


@dataclass(frozen=True, slots=True)
class FixedBearer:
    """Implements ports.Bearer with the one token that the simulation gave."""

    token: str

    async def access_token(self, *, rejected: str | None = None) -> str:
        return self.token


class LiveDesk:
    """Library, gateways and services; `close` ends them in order."""

    def __init__(self, folder: Path, *, api_url: str, auth_url: str, token: str, user_id: str | None = None) -> None:
        self.clock = SystemClock()
        self.folder = folder
        self.library = Library.open(folder)
        self.bugs: list[Exception] = []
        self.yoto = Yoto(
            Endpoints(auth_url=auth_url, api_url=api_url), bearer=FixedBearer(token), client_id=lambda: "unused"
        )
        self.supervisor = Supervisor(
            clock=self.clock, on_trouble=self.bugs.append, on_bug=lambda name, bug: self.bugs.append(bug)
        )
        self.uploads = Uploads(library=self.library, media=self.yoto.media, clock=self.clock)
        self.playlists = Playlists(self.library)
        self.artwork = Artwork(library=self.library, media=self.yoto.media)
        self.cards = Cards(
            library=self.library,
            yoto_library=self.yoto.library,
            artwork=self.artwork,
            clock=self.clock,
            supervisor=self.supervisor,
            own_user_id=lambda: user_id,
        )
        self.publisher = Publisher(
            library=self.library,
            yoto_library=self.yoto.library,
            media=self.yoto.media,
            uploads=self.uploads,
            clock=self.clock,
            supervisor=self.supervisor,
        )

    def start(self) -> None:
        self.supervisor.start("uploads", self.uploads.run)

    async def close(self) -> None:
        await self.supervisor.stop()
        await self.yoto.close()
        self.library.close()
        assert self.bugs == []

    def tones(self, *names: str, seconds: float = 10.0) -> list[RecordingKey]:
        """Put tones into the library, each a WAV file of its own pitch."""
        return [self._tone(name, pitch=200 + 7 * number, seconds=seconds) for number, name in enumerate(names)]

    async def until(self, condition: Callable[[], object], *, timeout_s: float = 30.0) -> None:
        """Wait for a commit that makes it so."""
        committed = asyncio.Event()
        end = self.library.subscribe(lambda _: committed.set())
        try:
            async with asyncio.timeout(timeout_s):
                while not condition():
                    await committed.wait()
                    committed.clear()
        finally:
            end()

    def _tone(self, name: str, *, pitch: int, seconds: float) -> RecordingKey:
        path = self.folder / f"{name}.part"
        write_tone(path, pitch=pitch, seconds=seconds)
        sha = hashlib.sha256(path.read_bytes()).hexdigest()
        size = path.stat().st_size
        one = Recording(recording_key(sha), sha, name, seconds, size, ".wav", "audio/wav")
        place = self.library.recordings.path(one)
        place.parent.mkdir(parents=True, exist_ok=True)
        path.replace(place)
        self.library.transact("Add", lambda tx: tx.add_recording(one))
        return one.key
