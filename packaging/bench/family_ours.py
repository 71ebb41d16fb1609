"""A computer of the family without a window: its library, its account, and the app's own talk with the cloud."""

from __future__ import annotations

import asyncio
import base64
import gc
import json
import random
import secrets
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

from desktop.gateways.clock import SystemClock
from desktop.gateways.cloud.service import CloudService
from desktop.gateways.cloud.tokens import MemoryCloudTokens
from desktop.late import Late
from desktop.model.names import recording_key
from desktop.model.recording import Recording
from desktop.services.family import Family
from desktop.services.sync_exchange import Consent, Exchange
from desktop.services.sync_names import DeviceNames
from desktop.store.library import Library
from desktop.store.transaction import Transaction
from desktop.ui.garbage import CHECK_MS, collect_due

PACKAGING = Path(__file__).resolve().parent.parent
EMAIL, PASSWORD = "bench@example.org", "four plain words here"
TICK_S = 0.005
PAGE_COMMIT = 200  # recordings a commit, as the importer does
WORDS = ["night", "moon", "sun", "bear", "rabbit", "mouse", "tree", "house", "sea", "winter", "princess", "dragon"]


class Server:
    """The cloud's process."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        self.url: str = self.hear()["url"]

    def hear(self) -> dict[str, Any]:
        """Return what the server says next."""
        assert self._process.stdout is not None
        return dict(json.loads(self._process.stdout.readline()))


@contextmanager
def cloud_server(folder: Path) -> Iterator[Server]:
    """Run the cloud at home in a process of its own."""
    process = subprocess.Popen(
        [sys.executable, "-m", "bench.family_server", str(folder)],
        cwd=PACKAGING,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield Server(process)
    finally:
        process.communicate()


class Computer:
    """One profile, signed in to a family."""

    def __init__(self, library: Library, family: Family, service: CloudService) -> None:
        self.library = library
        self.family = family
        self.longest_pause_s = 0.0  # of the loop, during the last sync
        self._ticking: asyncio.TimerHandle
        self._service = service
        self._clock = SystemClock()

    async def begin(self, server: Server, *, url: str = "") -> None:
        """Make the family and its first account."""
        cloud = await self.family.find(url or server.url)
        await self.family.sign_up(cloud, email=EMAIL, password=PASSWORD)
        code = (await asyncio.to_thread(server.hear))["code"]
        await self.family.confirm(cloud, email=EMAIL, code=code)
        await self.family.sign_in(cloud, email=EMAIL, password=PASSWORD)
        await self.family.found("Bench")

    async def sign_in(self, server: Server) -> None:
        await self.family.sign_in(await self.family.find(server.url), email=EMAIL, password=PASSWORD)

    async def join(self) -> None:
        """Begin to sync: what is here waits to be sent."""
        for _ in self.library.sync.join(self.family.device):
            await asyncio.sleep(0)

    async def sync(self) -> float:
        """Talk with the cloud until nothing is left to say; return how many seconds it took."""
        began = time.perf_counter()
        self.longest_pause_s = 0.0
        names = DeviceNames(library=self.library, family=self.family, clock=self._clock)
        exchange = Exchange(
            library=self.library,
            log=self._service.log,
            clock=self._clock,
            names=names,
            consent=Consent(),
            is_member=lambda: self.family.is_member,
            on_busy=lambda: None,
        )
        self._tick(time.perf_counter())
        try:
            await exchange.run()
        finally:
            self._ticking.cancel()
        return time.perf_counter() - began

    def _tick(self, due: float) -> None:
        """Notice for how long the loop, on which a window would be drawn, has not come back. A callback and no task:
        a task would wake up a turn of the loop later."""
        now = time.perf_counter()
        self.longest_pause_s = max(self.longest_pause_s, now - due)
        self._ticking = asyncio.get_running_loop().call_later(TICK_S, self._tick, now + TICK_S)


def fill(library: Library, recordings: list[Recording]) -> None:
    """Add recordings as an import does."""
    for start in range(0, len(recordings), PAGE_COMMIT):
        page = recordings[start : start + PAGE_COMMIT]

        def change(tx: Transaction, page: list[Recording] = page) -> None:
            for recording in page:
                tx.add_recording(recording)

        library.transact("Add", change, undoable=False)


@asynccontextmanager
async def collecting() -> AsyncIterator[None]:
    """Collect garbage as the app does, between two turns of the loop (desktop.ui.garbage)."""
    gc.disable()
    task = asyncio.create_task(_collect())
    try:
        yield
    finally:
        task.cancel()
        gc.enable()


async def _collect() -> None:
    while True:
        await asyncio.sleep(CHECK_MS / 1000)
        collect_due()


@asynccontextmanager
async def computer(folder: Path) -> AsyncIterator[Computer]:
    """Give a computer on an empty profile."""
    loaded: asyncio.Future[CloudService] = asyncio.get_running_loop().create_future()
    library = Library.open(folder)
    family = Family(
        library=library,
        identity=Late(loaded, "identity"),  # type: ignore[arg-type]  # stands in for any gateway
        home=Late(loaded, "home"),  # type: ignore[arg-type]  # stands in for any gateway
        token_store=MemoryCloudTokens(),
        clock=SystemClock(),
        device_name=folder.name,
        platform="Linux",
        entropy=secrets.token_bytes,
    )
    service = CloudService(bearer=family)
    loaded.set_result(service)
    try:
        yield Computer(library, family, service)
    finally:
        await family.close()
        await service.close()
        library.close()


def recordings(count: int, chance: random.Random) -> list[Recording]:
    """Return recordings as an import finds them: an album's chapters under one artist, each with its own figures."""
    found: list[Recording] = []
    for number in range(count):
        sha256 = chance.randbytes(32).hex()
        album = f"{chance.choice(WORDS)} and {chance.choice(WORDS)}".title() if number % 12 == 0 else found[-1].album
        found.append(
            Recording(
                recording_key(sha256),
                sha256,
                title=f"Chapter {number % 12 + 1}: The {chance.choice(WORDS)} of the {chance.choice(WORDS)}".title(),
                duration_s=chance.randrange(60_000, 900_000) / 1000,
                size_bytes=chance.randrange(500_000, 9_000_000),
                ending=".mp3",
                mime="audio/mpeg",
                artist=album.partition(" ")[0],
                album=album,
                track=number % 12 + 1,
                added_at=1_700_000_000.0 + number // PAGE_COMMIT,
            )
        )
    return found


def as_notes(found: list[Recording]) -> list[tuple[str, str]]:
    """Return the same content as the two sides of notes."""
    return [
        (
            recording.title,
            " · ".join(
                (
                    recording.artist,
                    recording.album,
                    base64.urlsafe_b64encode(bytes.fromhex(recording.sha256)).decode(),
                    str(recording.duration_s),
                    str(recording.size_bytes),
                    recording.mime,
                )
            ),
        )
        for recording in found
    ]
