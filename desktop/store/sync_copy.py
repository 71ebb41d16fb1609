"""This computer's copy of the family's library: the log's tables, and the rows that show them."""

from __future__ import annotations

import base64
import sqlite3
import uuid
from collections.abc import Callable, Iterable, Iterator

from backend.contract.records import Fields, links
from backend.contract.replica import Replica
from desktop.store.database import Connection
from desktop.store.door import Door, Opening
from desktop.store.sync_mapping import OF_TABLE, is_usual, overtaken
from desktop.store.sync_rows import Rows
from desktop.store.sync_tables import SyncTables
from desktop.store.undo import UndoSteps


class Copy:
    """What the parts of the sync share. `replica` may be asked for only while sync is on."""

    def __init__(
        self, connection: Connection, *, door: Door, undo_steps: UndoSteps, entropy: Callable[[int], bytes]
    ) -> None:
        self.connection: sqlite3.Connection = connection
        self.door = door
        self.tables = SyncTables(connection, door)
        self.undo_steps = undo_steps
        self.name_of: Callable[[str], str] | None = None
        self._entropy = entropy
        self._replica: tuple[str, Replica] | None = None

    @property
    def replica(self) -> Replica:
        """The client of the family's log. Raise RuntimeError while sync is off."""
        device = self.tables.device
        if device is None:
            raise RuntimeError("sync is off")
        if self._replica is None or self._replica[0] != device:
            replica = Replica(
                self.tables,
                device=device,
                new_pid=self._new_pid,
                new_ledger_id=self._new_ledger_id,
                is_usual=is_usual,
            )
            self._replica = (device, replica)
        return self._replica[1]

    def show(
        self,
        records: Iterable[str],
        *,
        opening: Opening,
        theirs: Iterable[tuple[str, Fields]] = (),
        is_sorted: bool = False,
    ) -> None:
        """Write records to the rows. What others wrote, `theirs` (record, fields), no undo touches any more.

        Nor what changes here by it: a cloud that was set back lets values return that another one had written.
        """
        self.rows(opening).bring_up_to_date(records, is_sorted=is_sorted)
        written = list(theirs)
        ours = self.undo_steps.known({key for _, key, _ in opening.writer.written} | set(_concerned(written)))
        if ours:
            written += [(key, OF_TABLE[kind].changed(row)) for (kind, key), row in opening.writer.changed.items()]
            taken = {name for record, fields in written for name in overtaken(record, fields)}
            self.undo_steps.overtake(name for name in taken if name[1] in ours)

    def rows(self, opening: Opening) -> Rows:
        """Return the rows, for writing within a change."""
        return Rows(self.connection, views=self.replica.views, writer=opening.writer, collected=opening.collected)

    def _new_pid(self) -> str:
        return str(uuid.UUID(bytes=self._entropy(16), version=4))

    def _new_ledger_id(self) -> str:
        return "c_" + base64.b32encode(self._entropy(17)).decode()[:26].lower()


def _concerned(written: Iterable[tuple[str, Fields]]) -> Iterator[str]:
    for record, fields in written:
        yield record
        yield from links(record, fields)
