"""The one door for change: a transaction, what follows from the written fields, and the announcement after it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from desktop.store import search
from desktop.store.changes import Announcements, Changes, Collected
from desktop.store.database import Connection
from desktop.store.fields import FieldWriter
from desktop.store.playlists import summing


@dataclass(slots=True)
class Opening:
    """A change while it is made. `now` is one moment, epoch seconds; `label` may still be chosen."""

    now: float
    writer: FieldWriter
    collected: Collected
    label: str


class Door:
    """Lets one change at a time through. `rollbacks` counts those that came to nothing: what was read is stale then."""

    def __init__(self, connection: Connection, *, clock: Callable[[], float]) -> None:
        self.rollbacks = 0
        self._connection = connection
        self._clock = clock
        self._announcements = Announcements()
        self._last_writes: list[Callable[[], None]] = []

    def subscribe(self, listener: Callable[[Changes], None]) -> Callable[[], None]:
        """Call `listener` with the Changes of each commit that changed something; return what ends that."""
        return self._announcements.subscribe(listener)

    def before_commit(self, write: Callable[[], None]) -> None:
        """Have `write` called at the end of each transaction, within it, for what is better written all at once."""
        self._last_writes.append(write)

    def is_open(self) -> bool:
        """Return whether a change is under way."""
        return self._connection.in_transaction

    @contextmanager
    def opened(self, label: str, *, initiator: object | None, is_repeatable: bool = False) -> Iterator[Opening]:
        """Let a change through: commit all of it at once, then announce it. Any exception undoes everything.

        See `committing` for `is_repeatable`.
        """
        collected = Collected()
        with self.committing(is_repeatable=is_repeatable):
            opening = Opening(self._clock(), FieldWriter(self._connection, collected), collected, label)
            yield opening
            written, inserted = opening.writer.written, opening.writer.inserted
            search.refresh(self._connection, written, inserted=inserted)
            for playlist in summing(self._connection, written):
                collected.add("playlist", playlist)
        changes = collected.changes(label=opening.label, initiator=initiator)
        if changes is not None:
            self._announcements.announce(changes)

    @contextmanager
    def committing(self, *, is_repeatable: bool = False) -> Iterator[None]:
        """Begin a transaction and commit it, silently. Raise RuntimeError from within another one.

        What is repeatable is not waited for until it is on the disk: a power cut may take it back, and what came
        before it never. The next commit that is waited for takes it along.
        """
        if self.is_open():
            raise RuntimeError("a change is under way already: call the transaction that it was given")
        if is_repeatable:
            self._connection.execute("pragma synchronous = normal")
        is_done = False
        try:
            self._connection.execute("begin immediate")
            yield
            for write in self._last_writes:
                write()
            self._connection.execute("commit")
            is_done = True
        finally:
            self.rollbacks += not is_done
            if self.is_open():  # SQLite itself ends it when the disk is full
                self._connection.execute("rollback")
            if is_repeatable:
                self._connection.execute("pragma synchronous = full")
