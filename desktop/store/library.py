"""The family's library: one folder, one database, one door for every change."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import TypeVar

from desktop.model.errors import NoRoom
from desktop.model.names import ulid
from desktop.store.activity import Activity
from desktop.store.artwork import Artwork
from desktop.store.cards import Cards
from desktop.store.changes import Changes
from desktop.store.database import Connection, open_database
from desktop.store.door import Door
from desktop.store.lock import FolderLock
from desktop.store.players import Players
from desktop.store.playlists import Playlists
from desktop.store.preferences import Preferences
from desktop.store.recordings import Recordings
from desktop.store.sync import Sync
from desktop.store.transaction import Transaction
from desktop.store.undo import UndoSteps
from desktop.store.uploads import Uploads

T = TypeVar("T")


class Library:
    """Everything that is kept, for the thread that opened it. Read through the nouns, write through `transact`."""

    def __init__(
        self,
        folder: Path,
        *,
        connection: Connection,
        lock: FolderLock,
        clock: Callable[[], float],
        entropy: Callable[[int], bytes],
    ) -> None:
        self.folder = folder
        self.recordings = Recordings(connection, folder)
        self.playlists = Playlists(connection)
        self.cards = Cards(connection)
        self.players = Players(connection)
        self.uploads = Uploads(connection)
        self.activity = Activity(connection)
        self.preferences = Preferences(connection)
        self.artwork = Artwork(connection, folder)
        self._connection = connection
        self._lock = lock
        self._clock = clock
        self._entropy = entropy
        self._undo_steps = UndoSteps(connection)
        self._door = Door(connection, clock=clock)
        self.sync = Sync(connection, door=self._door, undo_steps=self._undo_steps, entropy=entropy)

    @classmethod
    def open(
        cls,
        folder: Path,
        *,
        clock: Callable[[], float] = time.time,
        entropy: Callable[[int], bytes] = secrets.token_bytes,
    ) -> Library:
        """Open the library in `folder`, making what is missing. `clock` gives epoch seconds.

        Raise Trouble when it is open elsewhere, newer than this app, damaged (then set aside) or cannot be written.
        """
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise NoRoom(
                "The library folder cannot be made.", next_step=f"Check the disk and the rights of {folder}."
            ) from error
        with ExitStack() as on_failure:
            lock = FolderLock(folder / "library.lock")
            on_failure.callback(lock.release)
            connection = open_database(folder, now=clock(), is_suspect=lock.was_left_open)
            on_failure.pop_all()
        return cls(folder, connection=connection, lock=lock, clock=clock, entropy=entropy)

    def close(self) -> None:
        """Close the database and let others open the folder; harmless when repeated."""
        self._connection.close()
        self._lock.release(in_order=not self._connection.is_damaged)

    def subscribe(self, listener: Callable[[Changes], None]) -> Callable[[], None]:
        """Call `listener` with the Changes of each commit that changed something; return what ends that."""
        return self._door.subscribe(listener)

    def new_key(self, prefix: str) -> str:
        """Return a fresh key such as "p_01J..."."""
        return f"{prefix}_{ulid(now_ms=int(self._clock() * 1000), entropy=self._entropy(10))}"

    def transact(
        self,
        label: str,
        change: Callable[[Transaction], T],
        *,
        initiator: object | None = None,
        undoable: bool = True,
        job: str | None = None,
    ) -> T:
        """Run `change` and commit all that it wrote at once; then announce it; return what `change` returned.

        Any exception undoes everything and announces nothing. `label` is what Undo calls it: "Rename playlist".
        With `undoable`, edits of recordings, playlists and entries make one step of undo; the commits of one `job`
        (a word of the caller's) make one step together. Without it, what is written is somebody else's: no earlier step
        touches those fields again. Raise NoRoom when the disk is full or read-only, Trouble when
        another program holds the file, Damaged when it cannot be read, RuntimeError when called from within a change.
        """
        with self._door.opened(label, initiator=initiator) as opening:
            writer, collected = opening.writer, opening.collected
            result = change(
                Transaction(
                    self._connection,
                    folder=self.folder,
                    now=opening.now,
                    entropy=self._entropy,
                    writer=writer,
                    collected=collected,
                    sync=self.sync,
                )
            )
            written = writer.written  # by `change`: what the sync adds to it is the family's
            theirs = self.sync.queue(opening)
            if not undoable:
                self._undo_steps.overtake(written)
            elif ours := {name: pair for name, pair in written.items() if name[1] not in theirs}:
                step = self._undo_steps.record(ours, label=label, job=job, at=opening.now)
                collected.add("undo", str(step))
        return result

    def undo(self, *, initiator: object | None = None) -> str | None:
        """Take back the last step, but for fields that hold something else by now; return its label, or None."""
        return self._revert(undone=False, initiator=initiator)

    def redo(self, *, initiator: object | None = None) -> str | None:
        """Do the last undone step again, with the same care; return its label, or None."""
        return self._revert(undone=True, initiator=initiator)

    def forget_undo(self) -> None:
        """Make what is here now the beginning: nothing before it can be undone."""
        with self._door.committing():
            self._undo_steps.forget()

    @property
    def can_undo(self) -> bool:
        return self.undo_label is not None

    @property
    def can_redo(self) -> bool:
        return self.redo_label is not None

    @property
    def undo_label(self) -> str | None:
        return self._undo_steps.undo_label

    @property
    def undo_step(self) -> int | None:
        """The number of the step that `undo` would take back, None when there is none."""
        return self._undo_steps.undo_step

    @property
    def redo_label(self) -> str | None:
        return self._undo_steps.redo_label

    def _revert(self, *, undone: bool, initiator: object | None) -> str | None:
        with self._door.opened("", initiator=initiator) as opening:
            steps = self._undo_steps.revert(opening.writer, undone=undone)
            self.sync.queue(opening)
            for step in steps:
                opening.collected.add("undo", str(step.number))
            label = steps[-1].label if opening.writer.written else None
            opening.label = label or ""
        return label
