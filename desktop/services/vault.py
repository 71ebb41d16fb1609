"""Keeps the family's audio and pictures in its cloud, and brings them from there."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from contextlib import ExitStack
from pathlib import Path
from typing import TypeVar

from desktop.model.cloud import Whereabouts
from desktop.model.errors import Busy, NotFound, Offline, Trouble
from desktop.model.names import ArtworkKey, RecordingKey
from desktop.model.recording import Recording
from desktop.services.family import Family, FamilyState
from desktop.services.family_ports import FamilyVault
from desktop.services.ports import Clock
from desktop.services.sync_backoff import Backoff
from desktop.services.vault_background import Background
from desktop.services.vault_carrier import Carrier
from desktop.services.vault_fetches import Fetches, Spawn
from desktop.services.vault_lane import Load
from desktop.services.vault_moves import Moves
from desktop.services.vault_pace import Pace, Rates
from desktop.services.vault_presence import Presence
from desktop.services.vault_status import VaultStatus
from desktop.services.vault_wishes import IS_PAUSED, KEEPS_EVERYTHING, LIMIT_KIB_S, Wishes
from desktop.services.vault_words import coverless, elsewhere, missing, out_of_reach
from desktop.store.changes import Changes
from desktop.store.library import Library

T = TypeVar("T")

LEFTOVER_S = 24 * 3600.0  # half a file that nobody came back for goes
TRIES = 5  # to bring what a publish needs


class Vault:
    """What a person waits for comes at once; everything else goes and comes in the background. On the loop's thread.

    `subscribe` announces the recordings whose whereabouts or progress moved, at most ten times a second; with none of
    them, only the status.
    """

    def __init__(
        self,
        *,
        library: Library,
        remote: FamilyVault,
        family: Family,
        spawn: Spawn,
        clock: Clock,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self._library = library
        self._remote = remote
        self._family = family
        self._clock = clock
        self._jitter = jitter
        self._wishes = Wishes(library)
        self._moves = Moves(clock)
        self._presence = Presence(library)
        rates = Rates(library, wishes=self._wishes)
        self._carrier = Carrier(
            library=library, remote=remote, pace=Pace(clock=clock, limit_bps=rates.out_bps), on_bytes=self._on_bytes
        )
        self._fetches = Fetches(
            remote=remote,
            place=library.recordings.path,
            spawn=spawn,
            pace=Pace(clock=clock, limit_bps=rates.in_bps),
            on_moved=self._on_moved,
            on_ended=self._on_ended,
        )
        self._background = Background(
            library=library,
            family=family,
            carrier=self._carrier,
            fetches=self._fetches,
            wishes=self._wishes,
            rates=rates,
            presence=self._presence,
            clock=clock,
            jitter=jitter,
            on_changed=self._moves.note,
        )

    # where a recording's audio is

    def whereabouts(self, recording: Recording) -> Whereabouts:
        """Return where a recording's audio is. Cheap enough to paint a list with."""
        if self._presence.is_here(recording):
            return Whereabouts.HERE
        if recording.key in self._fetches:
            return Whereabouts.COMING
        return Whereabouts.CLOUD if self._library.sync.is_stored(recording.key) else Whereabouts.ELSEWHERE

    def progress(self, recording: RecordingKey) -> int:
        """Return the bytes that have come, 0 for what is not on its way."""
        return self._fetches.progress(recording)

    @property
    def away(self) -> int:
        """Return how many recordings are in the cloud and not here, as far as has been looked."""
        return self._background.away

    # what a person waits for

    async def fetch(self, recording: Recording) -> Path:
        """Return a recording's file, fetching it when it is not here. Raise Trouble in words about this recording."""
        if self._presence.look(recording):
            return self._library.recordings.path(recording)
        self._refuse_unfetchable(recording)
        return await self._fetches.fetch(recording, is_for_person=True)

    async def bring(self, recording: Recording) -> Path:
        """As `fetch`, but through short failures of network and cloud: for uploads. Raise Trouble, never Offline."""
        return await self._patiently(lambda: self.fetch(recording))

    async def bring_cover(self, key: ArtworkKey) -> None:
        """Have a cover here that is to be published, if the cloud has it. Raise Trouble."""
        if self._library.artwork.path(key) is not None or not self._family.is_member:
            return
        wanted = next((one for one in self._library.sync.artworks_wanted() if one.key == key), None)
        if wanted is None:
            raise coverless()
        load = Load(wanted.key, wanted.size_bytes, wanted.mime)
        await self._patiently(lambda: self._carrier.fetch_picture(load))

    def cancel(self, recording: RecordingKey) -> None:
        """Stop fetching; whoever waits for it gets Trouble. Wanted again within a day, it goes on where it was."""
        self._fetches.cancel(recording)

    # what the person has said

    @property
    def keeps_everything(self) -> bool:
        return self._wishes.keeps_everything

    def set_keeps_everything(self, keeps_everything: bool) -> None:
        """Have all audio of the family on this computer, fetched in the background; or only what is wanted."""
        self._wishes.set(KEEPS_EVERYTHING, keeps_everything)
        self._background.reconsider()

    @property
    def is_paused(self) -> bool:
        return self._wishes.is_paused

    def pause(self) -> None:
        """Stop all that nobody waits for; covers still come."""
        self._wishes.set(IS_PAUSED, True)
        self._background.reconsider()

    def resume(self) -> None:
        """Go on, also after a full cloud or disk."""
        self._wishes.set(IS_PAUSED, False)
        self._background.begin_anew()

    @property
    def limit_kib_s(self) -> int:
        """Return the most that the background may take in each direction, 0 for no limit."""
        return self._wishes.limit_kib_s

    def set_limit(self, kib_s: int) -> None:
        """Limit what the background takes; 0 is no limit. What a person waits for is never held back."""
        self._wishes.set(LIMIT_KIB_S, max(0, kib_s))
        self._moves.tell()

    @property
    def status(self) -> VaultStatus:
        return self._background.status

    def subscribe(self, listener: Callable[[frozenset[RecordingKey]], None]) -> Callable[[], None]:
        return self._moves.subscribe(listener)

    async def run(self) -> None:
        """Send and fetch for ever, whenever this computer belongs to a family."""
        with ExitStack() as ends:
            ends.callback(self._library.subscribe(self._on_library_changed))
            ends.callback(self._family.subscribe(self._on_family_changed))
            async with asyncio.TaskGroup() as group:
                group.create_task(self._moves.run(), name="moves")
                group.create_task(self._background.run(), name="background")
                group.create_task(self._sweep(), name="sweep")

    async def _sweep(self) -> None:
        await self._remote.sweep(self._library.folder, before=self._clock.now() - LEFTOVER_S)

    def _refuse_unfetchable(self, recording: Recording) -> None:
        if self._library.sync.is_stored(recording.key):
            if not self._family.is_member:
                raise out_of_reach(recording)
        elif self._library.sync.is_on:
            raise elsewhere(recording)
        else:
            raise missing(recording)

    async def _patiently(self, attempt: Callable[[], Awaitable[T]]) -> T:
        backoff = Backoff(clock=self._clock, jitter=self._jitter)
        for _ in range(TRIES - 1):
            try:
                return await attempt()
            except (Offline, Busy) as trouble:
                backoff.note(trouble.retry_after_s if isinstance(trouble, Busy) else None)
            await self._clock.sleep(backoff.remaining_s or 0.0)
        try:
            return await attempt()
        except (Offline, Busy) as trouble:
            raise Trouble(trouble.message, next_step=trouble.next_step, title=trouble.title) from trouble

    def _on_moved(self, key: RecordingKey, fresh_bytes: int) -> None:
        if fresh_bytes:
            self._background.note_bytes(fresh_bytes)
            self._moves.note(key)
        else:
            self._moves.tell(key)

    def _on_bytes(self, fresh_bytes: int) -> None:
        self._background.note_bytes(fresh_bytes)
        self._moves.note()

    def _on_ended(self, recording: Recording, trouble: Trouble | None) -> None:
        self._presence.forget([recording.key])
        if isinstance(trouble, NotFound):
            self._carrier.mark_audio(recording.key, is_stored=False)
        self._background.note_arrival()

    def _on_library_changed(self, changes: Changes) -> None:
        self._presence.forget(changes.of("recording"))
        self._background.note_changes(changes)

    def _on_family_changed(self, _state: FamilyState) -> None:
        self._background.reconsider()
