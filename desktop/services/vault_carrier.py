"""Carries one file between library and cloud: the bytes first, then the word that they are there."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from desktop.model.errors import NotFound, Unreadable
from desktop.model.names import ArtworkKey, RecordingKey
from desktop.services.family_ports import FamilyVault
from desktop.services.vault_lane import Load
from desktop.services.vault_pace import Pace
from desktop.store.library import Library
from desktop.store.transaction import Transaction


class Carrier:
    """`on_bytes` hears of fresh bytes that have left. What it writes is announced with itself as the initiator."""

    def __init__(self, *, library: Library, remote: FamilyVault, pace: Pace, on_bytes: Callable[[int], None]) -> None:
        self._library = library
        self._remote = remote
        self._pace = pace
        self._on_bytes = on_bytes
        self._sent: dict[str, int] = {}
        self._turns: dict[ArtworkKey, asyncio.Lock] = {}

    @property
    def sent_bytes(self) -> int:
        """Return how much has left of the files that are on their way now."""
        return sum(self._sent.values())

    async def send_audio(self, load: Load) -> None:
        """Send a recording's file. Raise Trouble."""
        recording = self._library.recordings.get(RecordingKey(load.key))
        if recording is None:
            return
        try:
            await self._remote.send(
                self._library.recordings.path(recording),
                sha256=recording.sha256,
                mime=recording.mime,
                on_bytes=lambda sent_bytes: self._note(load, sent_bytes),
                pace=self._pace.take,
            )
        finally:
            self._sent.pop(load.key, None)
        self.mark_audio(recording.key, is_stored=True)

    async def send_picture(self, load: Load) -> None:
        """Send a picture. Raise Trouble."""
        key = ArtworkKey(load.key)
        path = self._library.artwork.path(key)
        if path is None:
            raise Unreadable("A cover is not in the library folder any more.")
        try:
            await self._remote.send(
                path,
                sha256=key,
                mime=load.mime,
                on_bytes=lambda sent_bytes: self._note(load, sent_bytes),
                pace=self._pace.take,
            )
        finally:
            self._sent.pop(load.key, None)
        self._mark_picture(key, is_stored=True)

    async def fetch_picture(self, load: Load) -> None:
        """Bring a picture into the library; once, when two want it. Raise Trouble."""
        key = ArtworkKey(load.key)
        turn = self._turns.setdefault(key, asyncio.Lock())
        try:
            async with turn:
                if self._library.artwork.path(key) is None:
                    await self._fetch_picture(key)
                self._keep_picture(key, mime=load.mime)
        finally:
            if not turn.locked():
                self._turns.pop(key, None)

    def mark_audio(self, key: RecordingKey, *, is_stored: bool) -> None:
        """Write down whether the cloud has a recording's audio, for the whole family."""
        if self._library.recordings.get(key) is None or self._library.sync.is_stored(key) == is_stored:
            return

        def change(tx: Transaction) -> None:
            tx.mark_stored(key, is_stored=is_stored)

        self._library.transact("Keep in the cloud", change, initiator=self, undoable=False)

    async def _fetch_picture(self, key: ArtworkKey) -> None:
        try:
            await self._remote.fetch(key, to=self._library.artwork.place(key), on_bytes=_ignore, pace=_go_on)
        except NotFound:
            self._mark_picture(key, is_stored=False)
            raise

    def _keep_picture(self, key: ArtworkKey, *, mime: str) -> None:
        picture = self._library.artwork.bytes(key)
        if picture is not None:
            self._library.transact(
                "Fetch cover", lambda tx: tx.keep_artwork(picture, mime), initiator=self, undoable=False
            )

    def _mark_picture(self, key: ArtworkKey, *, is_stored: bool) -> None:
        if self._library.sync.is_artwork_stored(key) == is_stored:
            return

        def change(tx: Transaction) -> None:
            tx.mark_artwork_stored(key, is_stored=is_stored)

        self._library.transact("Keep in the cloud", change, initiator=self, undoable=False)

    def _note(self, load: Load, sent_bytes: int) -> None:
        fresh = sent_bytes - self._sent.get(load.key, 0)
        self._sent[load.key] = sent_bytes
        self._on_bytes(max(0, fresh))


def _ignore(_done_bytes: int) -> None:
    """Progress of a picture is not shown."""


async def _go_on(_count: int) -> None:
    """Pictures that something shows are small, and wait for nothing."""
