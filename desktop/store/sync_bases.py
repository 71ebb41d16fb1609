"""The base and the former one side by side: what differs, what dies, what lives, by the page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from heapq import merge
from itertools import islice

from backend.contract.storage import Differing
from desktop.store.database import Connection
from desktop.store.sync_order import FIELDS, Place, place_of
from desktop.store.sync_records import from_rows

_SHOWN_AT_ONCE = 1_000
_COUNTED_AT_ONCE = 2_000
_IN_BASE = """
    select base.id, former.fields, base.fields from sync_record as base
    left join sync_record as former on former.part = :former and former.id = base.id
    where base.part = :base and base.id > :after and former.fields is not base.fields
        and (substr(base.id, 1, 2) in ('e_', 'k_')) = :is_hanging
    order by base.id limit :limit
"""
_THESE = """
    select base.id, former.fields, base.fields from sync_record as base
    left join sync_record as former on former.part = ? and former.id = base.id
    where base.part = ? and base.id in ({marks})
"""
_PLACES = f"""
    select base.id, {", ".join(f"json_extract(base.fields, '$.{name}')" for name in FIELDS)}
    from sync_record as base
    left join sync_record as former on former.part = :former and former.id = base.id
    where base.part = :base and base.id > :after and base.id <= :last and former.fields is not base.fields
        and substr(base.id, 1, 2) not in ('e_', 'k_')
"""  # noqa: S608 - every part is ours
_ONLY_FORMER = """
    select former.id, former.fields, null from sync_record as former
    left join sync_record as base on base.part = :base and base.id = former.id
    where former.part = :former and former.id > :after and base.id is null
        and (substr(former.id, 1, 2) in ('e_', 'k_')) = :is_hanging
    order by former.id limit :limit
"""
_DYING = """
    select base.id from sync_record as base
    join sync_record as former on former.part = :former and former.id = base.id
    where base.part = :base and base.id > :after and base.id <= :last
        and json_extract(base.fields, '$._del') = 1 and json_extract(former.fields, '$._del') is not 1
"""
_LAST_OF_PAGE = """
    select max(id) from (select id from sync_record where part = :base and id > :after order by id limit :limit)
"""


class Bases:
    """Reads two parts of `sync_record`; `parts` names them: the base, and the former one."""

    def __init__(self, connection: Connection, *, parts: Callable[[], tuple[int, int]]) -> None:
        self._connection = connection
        self._parts = parts

    def differing_pages(self) -> Iterator[list[Differing]]:
        """Yield what differs between the two bases by the page, things by age, what hangs on others last.

        A page may be made alike before the next one is asked for. Some are empty: they give others a turn.
        """
        found: list[list[Place]] = []
        for page in self._places():
            found.append(page)
            yield []
        things = (place[-1] for place in merge(*found))
        while keys := list(islice(things, _SHOWN_AT_ONCE)):
            marks = ", ".join("?" * len(keys))
            base, former = self._parts()
            rows = self._connection.execute(_THESE.format(marks=marks), [former, base, *keys]).fetchall()
            by_key = {row[0]: row for row in rows}
            yield _differing(by_key[key] for key in keys)
        yield from self._pages(_ONLY_FORMER, is_hanging=False)
        yield from self._pages(_IN_BASE, is_hanging=True)
        yield from self._pages(_ONLY_FORMER, is_hanging=True)

    def _places(self) -> Iterator[list[Place]]:
        """Yield the places of what differs in the new base and hangs on nothing, sorted, by the page."""
        base, former = self._parts()
        after = ""
        while True:
            part = {"base": base, "after": after}
            (last,) = self._connection.execute(_LAST_OF_PAGE, {**part, "limit": _COUNTED_AT_ONCE}).fetchone()
            if last is None:
                return
            rows = self._connection.execute(_PLACES, {**part, "former": former, "last": last})
            yield sorted(place_of(record, *fields) for record, *fields in rows)
            after = last

    def _pages(self, statement: str, *, is_hanging: bool) -> Iterator[list[Differing]]:
        base, former = self._parts()
        after: str | None = ""
        while after is not None:
            bounds = {"after": after, "is_hanging": is_hanging, "limit": _SHOWN_AT_ONCE}
            rows = self._connection.execute(statement, {"base": base, "former": former, **bounds}).fetchall()
            after = rows[-1][0] if rows else None
            yield _differing(rows)

    def dying_pages(self) -> Iterator[list[str]]:
        """Yield what lives in the former base and is deleted in the new one, by the page: some may be empty."""
        base, former = self._parts()
        place: dict[str, object] = {"base": base, "former": former, "after": ""}
        while True:
            (last,) = self._connection.execute(_LAST_OF_PAGE, {**place, "limit": _COUNTED_AT_ONCE}).fetchone()
            if last is None:
                return
            rows = self._connection.execute(_DYING, {**place, "last": last}).fetchall()
            yield [record for (record,) in rows]
            place["after"] = last

    def living(self, part: int) -> int:
        """Return how many records of a part are not deleted, without the ledger's."""
        found = self._connection.execute(
            """
            select count(*) from sync_record
            where part = ? and id not glob 'c_*' and json_extract(fields, '$._del') is not 1
            """,
            (part,),
        )
        return int(found.fetchone()[0])


def _differing(rows: Iterable[tuple[str, str | None, str | None]]) -> list[Differing]:
    found = list(rows)
    befores = dict(from_rows((record, text) for record, text, _ in found if text is not None))
    afters = dict(from_rows((record, text) for record, _, text in found if text is not None))
    return [(record, befores.get(record), afters.get(record)) for record, _, _ in found]
