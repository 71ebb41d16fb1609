"""The one door: commits whole or not at all, then tells everyone."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from desktop.model.errors import NoRoom
from desktop.model.names import EntryKey, PlaylistKey, RecordingKey
from desktop.model.playlist import Entry
from desktop.store.changes import Changes
from desktop.store.library import Library
from desktop.store.transaction import Transaction
from tests.desktop.store.support import (
    Ear,
    a_recording,
    add_recordings,
    assert_search_agrees,
    make_playlist,
    rename,
    title_of,
)


def test_a_change_returns_what_it_made(library: Library) -> None:
    assert library.transact("Answer", lambda _: 42) == 42


def test_a_commit_is_announced_with_its_keys_label_and_initiator(library: Library, ear: Ear) -> None:
    recording = a_recording()
    add_recordings(library, recording, initiator="window")

    assert ear.last.of("recording") == {recording.key}
    assert ear.last.label == "Import"
    assert ear.last.initiator == "window"
    assert "recording" in ear.last
    assert "card" not in ear.last


def test_a_kind_that_does_not_exist_is_a_mistake_of_the_asker(library: Library, ear: Ear) -> None:
    add_recordings(library, a_recording())
    with pytest.raises(ValueError, match="songs"):
        ear.last.of("songs")


def test_a_change_that_changes_nothing_is_not_announced(library: Library, ear: Ear) -> None:
    recording = a_recording()
    add_recordings(library, recording)
    ear.heard.clear()

    rename(library, recording.key, recording.title)
    library.transact("Look", lambda _: None)

    assert ear.heard == []
    assert library.undo_label == "Import"


def test_listeners_see_what_was_committed(library: Library) -> None:
    counts: list[int] = []
    library.subscribe(lambda _: counts.append(library.recordings.count()))
    add_recordings(library, a_recording(1), a_recording(2))
    assert counts == [2]


def test_an_exception_undoes_everything_and_announces_nothing(library: Library, ear: Ear) -> None:
    def fail(tx: Transaction) -> None:
        tx.add_recording(a_recording())
        raise LookupError("half way")

    with pytest.raises(LookupError, match="half way"):
        library.transact("Import", fail)

    assert library.recordings.count() == 0
    assert ear.heard == []
    assert not library.can_undo
    add_recordings(library, a_recording())
    assert library.recordings.count() == 1


def test_a_change_within_a_change_is_refused(library: Library) -> None:
    def nested(tx: Transaction) -> None:
        tx.add_recording(a_recording(1))
        add_recordings(library, a_recording(2))

    with pytest.raises(RuntimeError, match="under way"):
        library.transact("Outer", nested)
    assert library.recordings.count() == 0


def test_undo_within_a_change_is_refused(library: Library) -> None:
    add_recordings(library, a_recording())
    with pytest.raises(RuntimeError, match="under way"):
        library.transact("Outer", lambda _: library.undo())
    assert library.recordings.count() == 1


def test_one_listeners_exception_does_not_keep_the_news_from_the_others(library: Library) -> None:
    first, last = Ear(), Ear()

    def stumble(_: Changes) -> None:
        raise LookupError("a bug")

    library.subscribe(first)
    library.subscribe(stumble)
    library.subscribe(last)

    with pytest.raises(LookupError, match="a bug"):
        add_recordings(library, a_recording())

    assert len(first.heard) == len(last.heard) == 1
    assert library.recordings.count() == 1


def test_every_listener_hears_commits_in_their_order_even_when_a_listener_commits(library: Library) -> None:
    heard: list[str] = []

    def follow(changes: Changes) -> None:
        if changes.label == "Import":
            library.transact("Note", lambda tx: tx.note("import", "One file came."))

    library.subscribe(follow)
    library.subscribe(lambda changes: heard.append(changes.label))
    add_recordings(library, a_recording())

    assert heard == ["Import", "Note"]


def test_a_listener_that_stopped_hears_no_more(library: Library) -> None:
    ear = Ear()
    stop = library.subscribe(ear)
    stop()
    stop()
    add_recordings(library, a_recording())
    assert ear.heard == []


def test_a_listener_stopped_by_an_earlier_one_is_not_told(library: Library) -> None:
    ear = Ear()
    stops: list[Any] = []
    library.subscribe(lambda _: stops[0]())
    stops.append(library.subscribe(ear))
    add_recordings(library, a_recording())
    assert ear.heard == []


def test_a_full_disk_is_told_in_plain_words_and_loses_nothing(library: Library) -> None:
    recording = a_recording()
    add_recordings(library, recording)
    pages = library._connection.execute("pragma page_count").fetchone()[0]
    library._connection.execute(f"pragma max_page_count = {pages}")

    with pytest.raises(NoRoom, match="disk is full"):
        add_recordings(library, *(a_recording(number, "x" * 5000) for number in range(2, 30)))

    library._connection.execute("pragma max_page_count = 1000000")
    assert library.recordings.keys() == [recording.key]
    rename(library, recording.key, "Still writable")
    assert title_of(library, recording.key) == "Still writable"
    assert_search_agrees(library)


def test_a_read_only_disk_is_told_in_plain_words(library: Library) -> None:
    library._connection.execute("pragma query_only = on")
    with pytest.raises(NoRoom) as caught:
        add_recordings(library, a_recording())
    assert caught.value.next_step


def test_another_thread_is_refused(library: Library) -> None:
    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(library.recordings.count)
        with pytest.raises(sqlite3.ProgrammingError, match="thread"):
            asked.result()


def test_writing_what_is_not_there_is_a_mistake_of_the_caller(library: Library) -> None:
    with pytest.raises(KeyError, match="t_nowhere"):
        rename(library, RecordingKey("t_nowhere"), "x")


def test_writing_a_field_that_does_not_exist_is_a_mistake_of_the_caller(library: Library) -> None:
    recording = a_recording()
    add_recordings(library, recording)
    with pytest.raises(ValueError, match="loudness"):
        library.transact("Edit", lambda tx: tx.edit_recording(recording.key, loudness=3))


def test_the_same_recording_cannot_be_added_twice(library: Library) -> None:
    add_recordings(library, a_recording())
    with pytest.raises(ValueError, match="already"):
        add_recordings(library, a_recording())


def test_an_entry_of_nothing_cannot_be_committed(library: Library) -> None:
    key = make_playlist(library, "Bedtime")
    stray = Entry(EntryKey("e_1"), key, "V", RecordingKey("t_nowhere"))
    with pytest.raises(sqlite3.IntegrityError):
        library.transact("Add", lambda tx: tx.add_entry(stray))
    lost = Entry(EntryKey("e_2"), PlaylistKey("p_nowhere"), "V")
    with pytest.raises(sqlite3.IntegrityError):
        library.transact("Add", lambda tx: tx.add_entry(lost))
    assert library.playlists.entries(key) == []


def test_keys_bear_their_kind_and_differ(library: Library) -> None:
    keys = {library.new_key("p") for _ in range(100)}
    assert len(keys) == 100
    assert all(key.startswith("p_") and len(key) == 28 for key in keys)
