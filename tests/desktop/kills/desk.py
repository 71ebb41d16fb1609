"""One computer of the family as a process runs it: the real library, services and gateways over one profile."""

from __future__ import annotations

import asyncio
import hashlib
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager
from pathlib import Path

import httpx

from desktop.gateways.audio.files import FolderAudioFiles
from desktop.gateways.cloud.service import CloudService
from desktop.gateways.cloud.tokens import EncryptedCloudTokens
from desktop.late import Late
from desktop.model.errors import Trouble
from desktop.model.recording import AudioFacts, Recording
from desktop.services.connectivity import Connectivity
from desktop.services.family import Family
from desktop.services.importer import Importer
from desktop.services.playlists import Playlists
from desktop.services.recordings import Recordings
from desktop.services.supervisor import Supervisor
from desktop.services.sync import Sync
from desktop.services.sync_status import SyncState
from desktop.services.vault import Vault
from desktop.services.vault_status import VaultState
from desktop.store.library import Library
from tests.desktop.kills.clock import ScriptClock
from tests.desktop.kills.house import Door

DEADLINE_S = 60.0
KEY = "a" * 43 + "="


class FixedKeychain:
    """A keychain that holds one key for ever."""

    def get_password(self, service: str, username: str, /) -> str | None:
        return KEY

    def set_password(self, service: str, username: str, password: str, /) -> None:
        raise AssertionError("there is a key")


class WholeSeconds(ScriptClock):
    """The log says whole seconds of when a thing was added: so that the rows of both computers say the same."""

    def now(self) -> float:
        return float(int(super().now()))


class PlainReader:
    """Implements services.ports.AudioReader: every file is a minute long."""

    async def read(self, path: Path) -> AudioFacts:
        return AudioFacts(duration_s=60.0, mime="audio/mpeg")


class Desk:
    """`sync_clock` and `vault_clock` stand still until a script lets them run."""

    def __init__(
        self, library: Library, *, service: CloudService, family: Family, door: Door, clock: ScriptClock, off_s: float
    ) -> None:
        self.library = library
        self.family = family
        self.service = service
        self.door = door
        self.recordings = Recordings(library)
        self.playlists = Playlists(library)
        self.told: list[Trouble] = []
        self._bugs: list[object] = []
        self._sync_clock, self._vault_clock = ScriptClock(off_s=off_s), ScriptClock(off_s=off_s)
        self.supervisor = Supervisor(
            clock=clock, on_trouble=self.told.append, on_bug=lambda name, bug: self._bugs.append((name, bug))
        )
        self.importer = Importer(
            library=library,
            audio_files=FolderAudioFiles(library.folder),
            audio_reader=PlainReader(),
            clock=WholeSeconds(off_s=off_s),
            supervisor=self.supervisor,
        )
        self.sync = Sync(
            library=library,
            log=service.log,
            family=family,
            connectivity=Connectivity(clock=clock),
            clock=self._sync_clock,
            jitter=lambda: 0.0,
        )
        self.sync.set_in_front(False)  # polls seldom: a person's step is over before something goes by itself
        self.vault = Vault(
            library=library,
            remote=service.vault,
            family=family,
            spawn=self.supervisor.spawn,
            clock=self._vault_clock,
            jitter=lambda: 0.0,
        )
        self._has_begun: set[str] = set()

    async def close(self) -> None:
        await self.supervisor.stop()
        self.check()

    def check(self) -> None:
        """Fail when a service has."""
        assert self._bugs == []

    def of(self, sha256: str) -> Recording:
        found = self.library.recordings.by_sha(sha256)
        assert found is not None, "not in the library"
        return found

    async def bring_in(self, *paths: Path) -> None:
        """Import files and folders. Raise Trouble with what the person reads when it did not come to its end."""
        result = await self.importer.start(list(paths)).finished
        if result.stopped:
            raise Trouble(result.stopped)
        assert not result.unreadable, result.unreadable

    async def sync_up(self) -> None:
        """Wait until all of the family's is here and all of ours is there. Raise the Trouble that a person sees."""
        self._begin("sync", self.sync.run)
        before = self.sync.status.since
        ended_at = self.sync._agenda._ended_at  # what was wrong the last time is shown until the next time is over
        self.sync.hurry()

        def is_settled() -> bool:
            status = self.sync.status
            if status.state is SyncState.NEEDS_YOU and self.sync._agenda._ended_at != ended_at:
                raise status.trouble or AssertionError(status)
            return status.state is SyncState.UP_TO_DATE and status.since != before

        with self._sync_clock.running():
            await self._until(is_settled)

    async def carry(self) -> None:
        """Wait until all files that are here are in the cloud, and all covers are here. Raise as `sync_up` does."""
        self._begin("vault", self.vault.run)
        self.vault.resume()

        def is_settled() -> bool:
            status = self.vault.status
            if status.state is VaultState.FULL or (status.trouble and status.state is VaultState.WAITING):
                raise status.trouble or AssertionError(status)
            return status.state is VaultState.IDLE and not self._unsent() and not self._lacking()

        with self._vault_clock.running():
            await self._until(is_settled)

    async def fetch(self, sha256: str) -> None:
        self._begin("vault", self.vault.run)
        with self._vault_clock.running():
            await self.vault.fetch(self.of(sha256))

    def _unsent(self) -> bool:
        sync = self.library.sync
        unsent = self.library.recordings.rows([row.key for row in sync.audio(is_stored=False)])
        return any(map(self._is_here, unsent)) or bool(sync.artwork_to_send())

    def _lacking(self) -> bool:
        sync = self.library.sync
        if sync.artworks_wanted():
            return True
        if not self.vault.keeps_everything:
            return False
        stored = self.library.recordings.rows([row.key for row in sync.audio(is_stored=True)])
        return not all(map(self._is_here, stored))

    def _is_here(self, recording: Recording) -> bool:
        return self.library.recordings.path(recording).is_file()

    def _begin(self, name: str, run: Callable[[], object]) -> None:
        if name not in self._has_begun:
            self._has_begun.add(name)
            self.supervisor.start(name, run)  # type: ignore[arg-type]  # a coroutine function of a service

    async def _until(self, condition: Callable[[], bool]) -> None:
        bell = asyncio.Event()
        with ExitStack() as ends:
            for one in (self.library, self.sync, self.vault):
                ends.callback(one.subscribe(lambda _: bell.set()))
            try:
                async with asyncio.timeout(DEADLINE_S):
                    while not condition():
                        self.check()
                        bell.clear()
                        await bell.wait()
            except TimeoutError:
                raise AssertionError(f"stuck: {self.sync.status} {self.vault.status} {self.told}") from None


@asynccontextmanager
async def desk(
    folder: Path,
    *,
    name: str,
    client: Callable[[], httpx.AsyncClient],
    off_s: float = 0.0,
    entropy: Callable[[int], bytes] = secrets.token_bytes,
) -> AsyncIterator[Desk]:
    """Open the profile `folder`/`name`, with the session that it kept; the server's side door is in `folder`."""
    async with AsyncExitStack() as stack:
        clock = ScriptClock(off_s=off_s)
        loaded: asyncio.Future[CloudService] = asyncio.get_running_loop().create_future()
        library = Library.open(folder / name, clock=WholeSeconds(off_s=off_s).now, entropy=entropy)
        stack.callback(library.close)
        family = Family(
            library=library,
            identity=Late(loaded, "identity"),  # type: ignore[arg-type]  # stands in for any gateway
            home=Late(loaded, "home"),  # type: ignore[arg-type]  # stands in for any gateway
            token_store=EncryptedCloudTokens(folder / name / "session", open_keychain=FixedKeychain),
            clock=clock,
            device_name=name,
            platform="Linux",
            entropy=entropy,
        )
        service = CloudService(bearer=family, clock=clock, make_client=client)
        loaded.set_result(service)
        stack.push_async_callback(service.close)
        stack.push_async_callback(family.close)
        await family.restore()
        one = Desk(library, service=service, family=family, door=Door(folder), clock=clock, off_s=off_s)
        stack.push_async_callback(one.close)
        yield one


def sha_of(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
