"""The log's tables look like dictionaries: what a transaction writes there is in the file at its end, or nowhere."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from backend.contract.records import Fields
from desktop.model.cloud import DeviceKey
from desktop.store.library import Library
from desktop.store.sync_tables import SyncTables
from tests.desktop.store.support import FixedClock


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    library = Library.open(tmp_path, clock=FixedClock())
    library.sync.join(DeviceKey("d_1")).finish()
    yield library
    library.close()


@pytest.fixture
def tables(library: Library) -> SyncTables:
    return library.sync._copy.tables


def in_the_file(library: Library, table: str) -> list[str]:
    """Return the ids that SQLite itself has, in their order."""
    order = "number" if table == "sync_pend" else "id"
    return [record for (record,) in library._connection.execute(f"select id from {table} order by {order}")]


def named(count: int) -> dict[str, Fields]:
    return {f"t_{number:05}": {"title": str(number)} for number in range(count)}


def test_writes_are_in_the_file_at_the_end_of_the_transaction(library: Library, tables: SyncTables) -> None:
    with tables.transaction():
        tables.base.update(named(3))
        del tables.base["t_00001"]
        assert dict(tables.base) == {"t_00000": {"title": "0"}, "t_00002": {"title": "2"}}
    assert in_the_file(library, "sync_record") == ["t_00000", "t_00002"]


def test_writes_that_came_to_nothing_are_nowhere(library: Library, tables: SyncTables) -> None:
    with tables.transaction():
        tables.pend["t_0"] = {"title": "before"}
    with suppress(ZeroDivisionError), tables.transaction():
        tables.pend["t_1"] = {"title": "new"}
        tables.pend["t_0"] = {"title": "after"}
        tables.base["t_0"] = {"title": "after"}
        raise ZeroDivisionError
    assert (dict(tables.pend), dict(tables.base), tables.waiting) == ({"t_0": {"title": "before"}}, {}, 1)
    with tables.transaction():
        tables.pend["t_2"] = {"title": "later"}
    assert in_the_file(library, "sync_pend") == ["t_0", "t_2"]


def test_what_is_written_again_keeps_its_turn_and_what_was_removed_gets_a_new_one(
    library: Library, tables: SyncTables
) -> None:
    with tables.transaction():
        tables.pend.update({"t_0": {"title": "0"}, "t_1": {"title": "1"}, "t_2": {"title": "2"}})
    with tables.transaction():
        del tables.pend["t_0"]
        tables.pend["t_3"] = {"title": "3"}
        tables.pend["t_0"] = {"title": "again"}
        tables.pend["t_1"] = {"title": "changed"}
        assert list(tables.pend) == ["t_1", "t_2", "t_3", "t_0"]
    assert in_the_file(library, "sync_pend") == ["t_1", "t_2", "t_3", "t_0"]
    assert (tables.pend["t_1"], tables.pend["t_0"], tables.waiting) == ({"title": "changed"}, {"title": "again"}, 4)
    with pytest.raises(KeyError):
        del tables.pend["t_9"]


def test_more_is_written_and_removed_in_one_transaction_than_is_remembered(
    library: Library, tables: SyncTables
) -> None:
    many = named(6_000)
    with tables.transaction():
        tables.pend.update(many)
        tables.base.update(many)
        for record in list(many)[:5_000]:
            del tables.base[record]
        assert (len(tables.pend), len(tables.base), tables.waiting) == (6_000, 1_000, 6_000)
        assert tables.pend["t_00000"] == {"title": "0"}
        assert "t_00000" not in tables.base
        tables.pend.clear()
    assert (in_the_file(library, "sync_pend"), tables.waiting) == ([], 0)
    assert in_the_file(library, "sync_record") == list(many)[5_000:]


def test_a_base_that_is_set_aside_takes_with_it_what_was_just_written(library: Library, tables: SyncTables) -> None:
    with tables.transaction():
        tables.base["t_0"] = {"title": "0"}
        tables.set_base_aside()
        tables.base["t_1"] = {"title": "1"}
    assert (dict(tables.former), dict(tables.base)) == ({"t_0": {"title": "0"}}, {"t_1": {"title": "1"}})
