"""Records of the family's log in tables that look like dictionaries."""

from __future__ import annotations

import json
from abc import abstractmethod
from collections.abc import Callable, ItemsView, Iterable, Iterator, Mapping, MutableMapping
from typing import Any

from backend.contract.codec import Told, text_of
from backend.contract.records import Fields
from desktop.store.database import Connection

WRITE_RECORD = """
    insert into sync_record values (?, ?, ?) on conflict (part, id) do update set fields = excluded.fields
"""

_PAGE = 512
_REMEMBERED = 8_192
_UNWRITTEN = 2_048


def to_text(fields: Fields) -> str:
    """Return a record's fields as the tables keep them: canonical, so that equal records are equal texts."""
    return text_of(fields)


def from_text(text: str) -> Fields:
    return Told(json.loads(text), text=text)


def from_rows(rows: Iterable[tuple[str, str]]) -> Iterator[tuple[str, Fields]]:
    """Yield the records in rows (id, text), all of them parsed at once."""
    found = list(rows)
    values = json.loads(f"[{','.join([text for _, text in found])}]")
    return ((record, Told(value, text=text)) for (record, text), value in zip(found, values, strict=True))


class _Items(ItemsView[str, Fields]):
    """The pairs of a table, read by the page instead of one by one."""

    def __init__(self, mapping: _Table) -> None:
        super().__init__(mapping)
        self._table = mapping

    def __iter__(self) -> Iterator[tuple[str, Fields]]:
        for page in self._table.pages():
            yield from self._table.remember(page)


class _Table(MutableMapping[str, Fields]):
    """A table of records, remembered as they were read or written last: one step reads the same ones again and again.

    What is written goes into the table all at once, when `flush` is called: before the transaction ends, and before
    anybody reads the table in another way than by these methods. `rollbacks` tells when it came to nothing.
    """

    def __init__(self, connection: Connection, *, rollbacks: Callable[[], int]) -> None:
        self._connection = connection
        self._rollbacks = rollbacks
        self._seen = 0
        self._remembered: dict[str, Fields | None] = {}  # None: there is no such record
        self._removed: dict[str, None] = {}
        self._written: dict[str, Fields] = {}  # after `_removed`, in their order

    def __getitem__(self, record: str) -> Fields:
        fields: Fields | None = self.get(record)
        if fields is None:
            raise KeyError(record)
        return fields

    def get(self, record: str, default: Any = None) -> Any:
        if record not in self._current():
            self.look_up((record,))
        fields = self._remembered[record]
        return default if fields is None else fields

    def __contains__(self, record: object) -> bool:
        return isinstance(record, str) and self.get(record) is not None

    def __setitem__(self, record: str, fields: Fields) -> None:
        self._current()[record] = fields
        self._written[record] = fields
        self._spill()

    def __delitem__(self, record: str) -> None:
        if self.get(record) is None:
            raise KeyError(record)
        self._remembered[record] = None
        self._written.pop(record, None)
        self._removed[record] = None
        self._spill()

    def __iter__(self) -> Iterator[str]:
        return (record for page in self.pages() for record, _ in page)

    def items(self) -> ItemsView[str, Fields]:
        return _Items(self)

    def look_up(self, records: Iterable[str]) -> None:
        """Read these records by the page: they are about to be asked for."""
        self._make_room()
        remembered = self._current()
        wanted = [record for record in dict.fromkeys(records) if record not in remembered]
        for start in range(0, len(wanted), _PAGE):
            page = wanted[start : start + _PAGE]
            remembered.update(dict.fromkeys(page))
            remembered.update(from_rows(self._read(page)))

    def know(self, records: Mapping[str, Fields]) -> None:
        """Be told of records that the table has just as they are here, in place of reading them."""
        self._make_room()
        self._current().update(records)

    def remember(self, page: Iterable[tuple[str, str]]) -> Iterator[tuple[str, Fields]]:
        """Yield the records of a page that was read, and remember them."""
        for record, read in from_rows(page):
            fields = self._current().get(record)
            if fields is None:
                fields = self._remembered[record] = read
            yield record, fields

    def flush(self) -> None:
        """Write what has not been written yet."""
        self._current()
        removed, written = self._removed, self._written
        self._removed, self._written = {}, {}
        if removed:
            self._erase(removed)
        if written:
            self._insert((record, to_text(fields)) for record, fields in written.items())

    def forget(self) -> None:
        """Forget all of it, written or not: the table is another one now."""
        self._remembered, self._removed, self._written = {}, {}, {}

    @abstractmethod
    def pages(self) -> Iterator[list[tuple[str, str]]]:
        """Yield (id, text) in order, a page at a time: the table may be written between two pages."""

    @abstractmethod
    def _read(self, page: list[str]) -> Iterable[tuple[str, str]]: ...

    @abstractmethod
    def _erase(self, records: Iterable[str]) -> None: ...

    @abstractmethod
    def _insert(self, rows: Iterable[tuple[str, str]]) -> None: ...

    def _make_room(self) -> None:
        if len(self._current()) > _REMEMBERED:
            self._remembered = {**dict.fromkeys(self._removed), **self._written}

    def _spill(self) -> None:
        if len(self._written) + len(self._removed) > _UNWRITTEN:
            self.flush()

    def _current(self) -> dict[str, Fields | None]:
        seen = self._rollbacks()
        if seen != self._seen:
            self._seen = seen
            self.forget()
        return self._remembered


class RecordTable(_Table):
    """One part of `sync_record`; `part` names it. `renew` gives it another part, empty, in place of a long delete."""

    def __init__(
        self,
        connection: Connection,
        *,
        part: Callable[[], int],
        renew: Callable[[], None],
        rollbacks: Callable[[], int],
    ) -> None:
        super().__init__(connection, rollbacks=rollbacks)
        self._part = part
        self._renew = renew

    def __len__(self) -> int:
        self.flush()
        found = self._connection.execute("select count(*) from sync_record where part = ?", (self._part(),))
        return int(found.fetchone()[0])

    def clear(self) -> None:
        self._renew()

    def pages(self) -> Iterator[list[tuple[str, str]]]:
        after = ""
        while page := self._page(after):
            yield page
            after = page[-1][0]

    def _page(self, after: str) -> list[tuple[str, str]]:
        self.flush()
        return self._connection.execute(
            "select id, fields from sync_record where part = ? and id > ? order by id limit ?",
            (self._part(), after, _PAGE),
        ).fetchall()

    def _read(self, page: list[str]) -> Iterable[tuple[str, str]]:
        marks = ", ".join("?" * len(page))
        return self._connection.execute(
            f"select id, fields from sync_record where part = ? and id in ({marks})",  # noqa: S608 - question marks
            (self._part(), *page),
        )

    def _erase(self, records: Iterable[str]) -> None:
        part = self._part()
        self._connection.executemany(
            "delete from sync_record where part = ? and id = ?", [(part, record) for record in records]
        )

    def _insert(self, rows: Iterable[tuple[str, str]]) -> None:
        part = self._part()
        self._connection.executemany(WRITE_RECORD, [(part, record, text) for record, text in rows])


class WaitingTable(_Table):
    """The writes that wait, oldest first. `count` tells how many more there are, or fewer."""

    def __init__(self, connection: Connection, *, count: Callable[[int], None], rollbacks: Callable[[], int]) -> None:
        super().__init__(connection, rollbacks=rollbacks)
        self._count = count

    def __setitem__(self, record: str, fields: Fields) -> None:
        is_new = record not in self
        super().__setitem__(record, fields)
        if is_new:
            self._count(1)

    def __delitem__(self, record: str) -> None:
        super().__delitem__(record)
        self._count(-1)

    def __len__(self) -> int:
        self.flush()
        return int(self._connection.execute("select count(*) from sync_pend").fetchone()[0])

    def __bool__(self) -> bool:
        self.flush()
        return self._connection.execute("select 1 from sync_pend limit 1").fetchone() is not None

    def clear(self) -> None:
        self.flush()
        self.forget()
        self._count(-self._connection.execute("delete from sync_pend").rowcount)

    def pages(self) -> Iterator[list[tuple[str, str]]]:
        after = -1
        while rows := self._page(after):
            yield [(record, text) for _, record, text in rows]
            after = rows[-1][0]

    def _page(self, after: int) -> list[tuple[int, str, str]]:
        self.flush()
        return self._connection.execute(
            "select number, id, fields from sync_pend where number > ? order by number limit ?", (after, _PAGE)
        ).fetchall()

    def _read(self, page: list[str]) -> Iterable[tuple[str, str]]:
        if not self:
            return ()
        marks = ", ".join("?" * len(page))
        return self._connection.execute(f"select id, fields from sync_pend where id in ({marks})", page)  # noqa: S608 - question marks

    def _erase(self, records: Iterable[str]) -> None:
        self._connection.executemany("delete from sync_pend where id = ?", [(record,) for record in records])

    def _insert(self, rows: Iterable[tuple[str, str]]) -> None:
        self._connection.executemany(
            "insert into sync_pend (id, fields) values (?, ?) on conflict (id) do update set fields = excluded.fields",
            list(rows),
        )
