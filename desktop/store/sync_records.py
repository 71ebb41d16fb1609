"""Records of the family's log in tables that look like dictionaries."""

from __future__ import annotations

import json
from collections.abc import Callable, ItemsView, Iterator, MutableMapping
from typing import Any

from backend.contract.codec import Told, text_of
from backend.contract.records import Fields
from desktop.store.database import Connection

_PAGE = 256
_REMEMBERED = 4_096


def to_text(fields: Fields) -> str:
    """Return a record's fields as the tables keep them: canonical, so that equal records are equal texts."""
    return text_of(fields)


def from_text(text: str) -> Fields:
    return Told(json.loads(text), text=text)


class _Items(ItemsView[str, Fields]):
    """The pairs of a table, read by the page instead of one by one."""

    def __init__(self, mapping: RecordTable | WaitingTable) -> None:
        super().__init__(mapping)
        self._pages = mapping.pages

    def __iter__(self) -> Iterator[tuple[str, Fields]]:
        for page in self._pages():
            for record, text in page:
                yield record, from_text(text)


class Remembered:
    """The records that were read or written last: one step reads the same ones again and again.

    `rollbacks` tells when what was written came to nothing. None says that there is no such record.
    """

    def __init__(self, rollbacks: Callable[[], int]) -> None:
        self._rollbacks = rollbacks
        self._seen = 0
        self._fields: dict[str, Fields | None] = {}

    def current(self) -> dict[str, Fields | None]:
        """Return what is remembered, to be read and written."""
        seen = self._rollbacks()
        if seen != self._seen or len(self._fields) > _REMEMBERED:
            self._seen = seen
            self._fields = {}
        return self._fields

    def forget(self) -> None:
        """Forget all of it: the table is another one now."""
        self._fields = {}


class RecordTable(MutableMapping[str, Fields]):
    """One part of `sync_record`; `part` names it. `renew` gives it another part, empty, in place of a long delete."""

    def __init__(
        self,
        connection: Connection,
        *,
        part: Callable[[], int],
        renew: Callable[[], None],
        rollbacks: Callable[[], int],
    ) -> None:
        self.remembered = Remembered(rollbacks)
        self._connection = connection
        self._part = part
        self._renew = renew

    def __getitem__(self, record: str) -> Fields:
        remembered = self.remembered.current()
        if record not in remembered:
            row = self._connection.execute(
                "select fields from sync_record where part = ? and id = ?", (self._part(), record)
            ).fetchone()
            remembered[record] = None if row is None else from_text(row[0])
        fields = remembered[record]
        if fields is None:
            raise KeyError(record)
        return fields

    def get(self, record: str, default: Any = None) -> Any:
        try:
            return self[record]
        except KeyError:
            return default

    def __setitem__(self, record: str, fields: Fields) -> None:
        self.remembered.current()[record] = fields
        self._connection.execute(
            "insert or replace into sync_record values (?, ?, ?)", (self._part(), record, to_text(fields))
        )

    def __delitem__(self, record: str) -> None:
        self.remembered.current()[record] = None
        found = self._connection.execute("delete from sync_record where part = ? and id = ?", (self._part(), record))
        if not found.rowcount:
            raise KeyError(record)

    def __iter__(self) -> Iterator[str]:
        return (record for page in self.pages() for record, _ in page)

    def __len__(self) -> int:
        found = self._connection.execute("select count(*) from sync_record where part = ?", (self._part(),))
        return int(found.fetchone()[0])

    def items(self) -> ItemsView[str, Fields]:
        return _Items(self)

    def clear(self) -> None:
        self._renew()

    def pages(self, *, after: str = "") -> Iterator[list[tuple[str, str]]]:
        """Yield (id, text) by id, a page at a time: the table may be written between two pages."""
        while page := self._connection.execute(
            "select id, fields from sync_record where part = ? and id > ? order by id limit ?",
            (self._part(), after, _PAGE),
        ).fetchall():
            yield page
            after = page[-1][0]


class WaitingTable(MutableMapping[str, Fields]):
    """The writes that wait, oldest first. `count` tells how many more there are, or fewer."""

    def __init__(self, connection: Connection, *, count: Callable[[int], None], rollbacks: Callable[[], int]) -> None:
        self.remembered = Remembered(rollbacks)
        self._connection = connection
        self._count = count

    def __getitem__(self, record: str) -> Fields:
        remembered = self.remembered.current()
        if record not in remembered:
            row = self._connection.execute("select fields from sync_pend where id = ?", (record,)).fetchone()
            remembered[record] = None if row is None else from_text(row[0])
        fields = remembered[record]
        if fields is None:
            raise KeyError(record)
        return fields

    def get(self, record: str, default: Any = None) -> Any:
        try:
            return self[record]
        except KeyError:
            return default

    def __setitem__(self, record: str, fields: Fields) -> None:
        is_new = record not in self
        self.remembered.current()[record] = fields
        if is_new:
            self._connection.execute("insert into sync_pend (id, fields) values (?, ?)", (record, to_text(fields)))
            self._count(1)
        else:
            self._connection.execute("update sync_pend set fields = ? where id = ?", (to_text(fields), record))

    def __delitem__(self, record: str) -> None:
        self.remembered.current()[record] = None
        if not self._connection.execute("delete from sync_pend where id = ?", (record,)).rowcount:
            raise KeyError(record)
        self._count(-1)

    def __iter__(self) -> Iterator[str]:
        return (record for page in self.pages() for record, _ in page)

    def __len__(self) -> int:
        return int(self._connection.execute("select count(*) from sync_pend").fetchone()[0])

    def __bool__(self) -> bool:
        return self._connection.execute("select 1 from sync_pend limit 1").fetchone() is not None

    def items(self) -> ItemsView[str, Fields]:
        return _Items(self)

    def clear(self) -> None:
        self.remembered.forget()
        self._count(-self._connection.execute("delete from sync_pend").rowcount)

    def pages(self) -> Iterator[list[tuple[str, str]]]:
        """Yield (id, text), oldest first, a page at a time."""
        after = -1
        while rows := self._connection.execute(
            "select number, id, fields from sync_pend where number > ? order by number limit ?", (after, _PAGE)
        ).fetchall():
            yield [(record, text) for _, record, text in rows]
            after = rows[-1][0]
