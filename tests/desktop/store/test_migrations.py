"""Migrations: each step whole or not at all, and none for a database from the future."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from desktop.model.cloud import DeviceKey
from desktop.model.errors import Trouble
from desktop.store.library import Library
from desktop.store.migrations import STEPS, Step, migrate, statements
from desktop.store.sync_records import WRITE_RECORD
from tests.desktop.store.support import a_recording, add_recordings, database_of, make_playlist, rename, title_of

FIRST = Step(1, "first", "create table one (a integer) strict;")
SECOND = Step(2, "second", "alter table one add column b text; update one set b = 'new';")
BROKEN = Step(2, "broken", "alter table one add column b text; insert into nowhere values (1);")


@pytest.fixture
def connection() -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as opened:
        yield opened


def test_the_steps_are_numbered_from_one_without_a_gap() -> None:
    assert [step.number for step in STEPS] == list(range(1, len(STEPS) + 1))


def test_an_empty_database_gets_every_step_once(connection: sqlite3.Connection) -> None:
    migrate(connection, now=5.0)
    migrate(connection, now=9.0)
    rows = list(connection.execute("select number, name, at from migration"))
    assert rows == [(step.number, step.name, 5.0) for step in STEPS]


def test_an_older_database_keeps_its_rows_and_gets_what_is_missing(connection: sqlite3.Connection) -> None:
    migrate(connection, now=1.0, steps=(FIRST,))
    connection.execute("insert into one values (7)")
    migrate(connection, now=2.0, steps=(FIRST, SECOND))
    assert list(connection.execute("select * from one")) == [(7, "new")]


def test_a_step_that_fails_leaves_nothing_behind(connection: sqlite3.Connection) -> None:
    with pytest.raises(sqlite3.OperationalError, match="nowhere"):
        migrate(connection, now=1.0, steps=(FIRST, BROKEN))
    assert [column[1] for column in connection.execute("pragma table_info(one)")] == ["a"]
    migrate(connection, now=2.0, steps=(FIRST, SECOND))
    assert [number for (number,) in connection.execute("select number from migration")] == [1, 2]


def test_a_newer_database_is_refused_in_plain_words_and_left_as_it_is(folder: Path) -> None:
    library = Library.open(folder)
    add_recordings(library, a_recording())
    library.close()
    with closing(sqlite3.connect(database_of(folder))) as other, other:
        other.execute("insert into migration values (999, 'from the future', 1.0)")
    before = database_of(folder).read_bytes()

    with pytest.raises(Trouble, match="newer version") as caught:
        Library.open(folder)

    assert caught.value.next_step
    assert database_of(folder).read_bytes() == before
    with closing(sqlite3.connect(database_of(folder))) as other, other:
        other.execute("delete from migration where number = 999")
    library = Library.open(folder)
    assert library.recordings.count() == 1
    library.close()


def test_statements_are_split_where_they_end() -> None:
    trigger = "create trigger t after insert on one begin delete from one; select ';'; end;"
    assert statements(f"create table one (a);\n{trigger}\n") == ["create table one (a);", trigger]


def test_a_library_from_before_the_sync_keeps_all_of_it_and_can_join_a_family(folder: Path) -> None:
    library = Library.open(folder)
    add_recordings(library, *(a_recording(number, f"Title {number}") for number in range(3)))
    playlist = make_playlist(library, "Bedtime", library.recordings.keys())
    rename(library, a_recording(1).key, "Renamed")
    library.close()
    with closing(sqlite3.connect(database_of(folder), isolation_level=None)) as older:
        for name in ("sync_mark", "sync_record", "sync_pend", "sync_flight", "sync_orphan", "loss"):
            older.execute(f"drop table {name}")
        older.execute("drop table stored_audio")
        older.execute("drop table stored_artwork")
        older.execute("alter table playlist drop column published_base")
        older.execute("delete from migration where number > 2")
    library = Library.open(folder)
    assert library.recordings.count() == 3
    assert library.undo_label == "Rename"
    library.sync.join(DeviceKey("d_1")).finish()
    assert library.sync.waiting == 7
    assert library.undo() == "Rename"
    assert title_of(library, a_recording(1).key) == "Title 1"
    assert library.playlists.get(playlist) is not None
    library.close()


def test_what_is_synced_moves_to_the_table_in_which_it_lies_as_it_came(connection: sqlite3.Connection) -> None:
    migrate(connection, now=1.0, steps=STEPS[:4])
    rows = [(1, "t_b", "{}"), (1, "t_a", '{"title":"A"}'), (2, "t_b", '{"title":"B"}')]
    connection.executemany("insert into sync_record values (?, ?, ?)", rows)
    migrate(connection, now=2.0)
    assert sorted(connection.execute("select part, id, fields from sync_record")) == sorted(rows)
    connection.execute(WRITE_RECORD, (1, "t_b", '{"title":"new"}'))
    assert [text for (text,) in connection.execute("select fields from sync_record where part = 1 order by id")] == [
        '{"title":"A"}',
        '{"title":"new"}',
    ]
