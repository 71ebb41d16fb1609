"""The family's log in the library: what waits to be told, what was told, and what the others say."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice

from backend.contract.chain import Cursor
from backend.contract.messages import Gone, Page, Push
from backend.contract.records import is_deleted
from backend.contract.replica import TooManyDeletions
from backend.contract.snapshots import EMPTY, Snapshot
from desktop.model.cloud import DeviceKey
from desktop.model.doomed import Doomed
from desktop.model.loss import Loss
from desktop.model.names import ArtworkKey, LossKey, RecordingKey
from desktop.store import sync_joining, sync_losses, sync_outbox
from desktop.store.changes import Collected
from desktop.store.database import Connection
from desktop.store.door import Door, Opening
from desktop.store.sync_copy import Copy
from desktop.store.sync_inbox import Inbox
from desktop.store.sync_news import LABEL, title_of
from desktop.store.sync_steps import Steps
from desktop.store.sync_stored import AudioRow, Stored, StoredPicture
from desktop.store.sync_taking import Taking
from desktop.store.undo import UndoSteps

_TOLD = ("p_", "t_", "e_")  # of what would be deleted, the larger things first


class Sync:
    """The store's side of the sync: it neither sends nor waits. All of it is for the library's own thread.

    While it is on, each change of recordings, playlists and entries queues its write in the same transaction.
    """

    def __init__(
        self,
        connection: Connection,
        *,
        door: Door,
        undo_steps: UndoSteps,
        entropy: Callable[[int], bytes],
    ) -> None:
        self._copy = Copy(connection, door=door, undo_steps=undo_steps, entropy=entropy)
        self._inbox = Inbox(self._copy)
        self._taking = Taking(self._copy, inbox=self._inbox, initiator=self)
        self._stored = Stored(self._copy)

    # on and off

    @property
    def is_on(self) -> bool:
        """Whether this library is one of the family's."""
        return self._copy.tables.device is not None

    @property
    def device(self) -> DeviceKey | None:
        """This computer as the family knows it, None while sync is off."""
        return self._copy.tables.device

    @property
    def is_joining(self) -> bool:
        """Whether a joining was begun and is not over: `join` goes on with it, and nothing else is possible before."""
        return self.is_on and self._copy.tables.joining is not None

    @property
    def is_rebuilding(self) -> bool:
        """Whether the family's library is being read anew; edits go on, pushes wait."""
        return self.is_on and self._copy.replica.is_rebuilding

    @property
    def waiting(self) -> int:
        """How many records wait to be told or are on their way."""
        return self._copy.tables.waiting if self.is_on else 0

    @property
    def changes(self) -> int:
        """How many of these a person has changed: without quiet facts, such as that the cloud holds a recording."""
        return self._copy.tables.changes if self.is_on else 0

    @property
    def cursor(self) -> Cursor:
        """Where the next pull begins."""
        return self._inbox.cursor

    def name_devices(self, name_of: Callable[[str], str]) -> None:
        """Have Activity call the family's computers by these names."""
        self._copy.name_of = name_of

    def join(self, device: DeviceKey) -> Steps:
        """Begin to sync, or go on beginning: all that lives here becomes waiting writes. Edits may come in between."""
        if not self.is_on:
            with self._copy.door.committing():
                self._copy.tables.begin(device)
        return Steps(sync_joining.join(self._copy, initiator=self))

    def rename_device(self, device: DeviceKey) -> None:
        """Be another computer for the family from now on: one that was removed and let in again. All else stays."""
        with self._copy.door.committing():
            self._copy.tables.rename(device)

    def leave(self) -> None:
        """End the sync and forget what it knew; the library stays as it is."""
        self._inbox.clear()
        with self._copy.door.opened(LABEL, initiator=self) as opening:
            self._copy.tables.forget()
            opening.collected.add("sync", "waiting")

    # sending and taking

    def push(self, *, allow_deletions: bool = False) -> Push | None:
        """Return what is to be sent: the same batch until it is answered; None for nothing.

        Raise TooManyDeletions when the person must be asked first.
        """
        if not self.is_on or self.is_joining or self._inbox.is_holding:
            return None
        try:
            return self._copy.replica.push(allow_deletions=allow_deletions)
        except TooManyDeletions:
            self._inbox.dying = self._copy.tables.deleting()
            raise

    def take(self, page: Page, *, allow_deletions: bool = False, refuse_deletions: bool = False) -> Steps:
        """Take a page of the log. The first step raises TooManyDeletions, with nothing changed, to have a person asked.

        `refuse_deletions` keeps alive what it would delete.
        """
        return Steps(self._taking.take(page, allow_deletions=allow_deletions, refuse_deletions=refuse_deletions))

    def start_over(self, gone: Gone, snapshot: Snapshot = EMPTY) -> Steps:
        """Begin to read the library anew from a snapshot; pull on from `cursor` after it."""
        return Steps(self._taking.start_over(gone, snapshot))

    def keep_all(self) -> Steps:
        """Let all live that waits to be deleted in a push."""
        return Steps(sync_joining.keep_all(self._copy, initiator=self))

    @property
    def doomed(self) -> Doomed:
        """How much the last TooManyDeletions was about, by kinds."""
        return Doomed(*(sum(record[:2] == prefix for record in self._inbox.dying) for prefix in _TOLD))

    def examples(self, limit: int = 5) -> tuple[str, ...]:
        """Return the titles of some of what the last TooManyDeletions was about, playlists first."""
        records = [record for prefix in _TOLD for record in self._inbox.dying if record[:2] == prefix]
        titles = (title_of(record, self._copy) for record in records)
        return tuple(islice(dict.fromkeys(filter(None, titles)), limit))

    def queue(self, opening: Opening) -> frozenset[str]:
        """Queue what a change wrote, within it; return what it made here that lives with the family already."""
        if not self.is_on or not opening.writer.written:
            return frozenset()
        copy = self._copy
        copy.tables.look_up(key for _, key, _ in opening.writer.written)
        is_arriving = copy.tables.joining == sync_joining.ARRIVING
        if sync_outbox.queue(copy.replica, opening.writer, copy.connection, is_arriving=is_arriving):
            opening.collected.add("sync", "waiting")
        ground = copy.tables.former if copy.replica.is_rebuilding else copy.tables.base
        is_awaited = copy.connection.execute("select 1 from sync_orphan limit 1").fetchone() is not None
        met = [key for _, key in opening.writer.inserted if is_awaited or key in ground]
        if met:  # new in the rows only: what is known of it and was not given now belongs to it, and what waits for it
            copy.rows(opening).bring_up_to_date(met)
        return frozenset(key for key in met if key in ground and not is_deleted(ground[key]))

    # what was replaced

    def losses(self, limit: int = 100) -> list[Loss]:
        """Return what others' edits replaced, the newest first, without what is back already."""
        return sync_losses.losses(self._copy, limit=limit)

    def restore(self, key: LossKey) -> str | None:
        """Put a replaced value back, as a change that can be undone; return its label, None for nothing to put back."""
        label = sync_losses.label_of(self._copy, key)
        if label is None:
            return None
        with self._copy.door.opened(label, initiator=None) as opening:
            sync_losses.put_back(self._copy, key, opening)
            step = self._copy.undo_steps.record(opening.writer.written, label=label, job=None, at=opening.now)
            opening.collected.add("undo", str(step))
            opening.collected.add("loss", key)
            opening.collected.add("sync", "waiting")
        return label

    # what the cloud holds

    def is_stored(self, recording: RecordingKey) -> bool:
        """Whether the cloud holds a recording's audio."""
        return self._stored.has_audio(recording)

    def is_artwork_stored(self, key: ArtworkKey) -> bool:
        """Whether the cloud holds a picture."""
        return self._stored.has_artwork(key)

    def audio(self, *, is_stored: bool, after: int = 0, limit: int = 1000) -> list[AudioRow]:
        """Return recordings whose audio the cloud holds or not, in the order of their coming; `after` is a row's id."""
        return self._stored.audio(is_stored=is_stored, after=after, limit=limit)

    def artwork_to_send(self, limit: int = 200) -> list[StoredPicture]:
        """Return pictures that are shown and here and not in the cloud."""
        return self._stored.artwork_to_send(limit)

    def artworks_wanted(self, limit: int = 200) -> list[StoredPicture]:
        """Return pictures that are shown and in the cloud and not here."""
        return self._stored.artworks_wanted(limit)

    def mark_stored(self, recording: RecordingKey, *, is_stored: bool, collected: Collected) -> None:
        """Write within a change what a Transaction says of a recording's audio; nothing while sync is off."""
        if self.is_on:
            self._stored.mark_audio(recording, is_stored=is_stored, collected=collected)

    def mark_artwork_stored(self, key: ArtworkKey, *, is_stored: bool, collected: Collected) -> None:
        """Write within a change what a Transaction says of a picture; nothing while sync is off."""
        if self.is_on:
            self._stored.mark_artwork(key, is_stored=is_stored, collected=collected)
