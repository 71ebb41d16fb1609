"""Undo puts back what it finds as it was left, and nothing else."""

from __future__ import annotations

from pathlib import Path

from desktop.model.names import EntryKey
from desktop.model.playlist import Entry
from desktop.store.library import Library
from desktop.store.transaction import Transaction
from tests.desktop.store.support import (
    Ear,
    a_recording,
    add_recordings,
    assert_search_agrees,
    make_playlist,
    recordings_in,
    rename,
    title_of,
    visible,
)

ONE, TWO = a_recording(1, "One"), a_recording(2, "Two")


def test_with_nothing_done_there_is_nothing_to_undo(library: Library) -> None:
    assert (library.undo(), library.redo()) == (None, None)
    assert not library.can_undo
    assert not library.can_redo


def test_undo_takes_back_and_redo_does_again(library: Library) -> None:
    add_recordings(library, ONE)
    rename(library, ONE.key, "First")

    assert library.undo_label == "Rename"
    assert library.undo() == "Rename"
    assert title_of(library, ONE.key) == "One"
    assert library.redo_label == "Rename"
    assert library.redo() == "Rename"
    assert title_of(library, ONE.key) == "First"


def test_undo_of_an_import_removes_and_redo_brings_back(library: Library) -> None:
    add_recordings(library, ONE)
    library.undo()
    assert library.recordings.get(ONE.key) is None
    assert library.recordings.keys("one") == []
    library.redo()
    assert library.recordings.get(ONE.key) == ONE
    assert library.recordings.keys("one") == [ONE.key]


def test_undo_is_announced_with_what_it_changed(library: Library, ear: Ear) -> None:
    add_recordings(library, ONE)
    library.undo(initiator="toast")
    assert ear.last.of("recording") == {ONE.key}
    assert ear.last.label == "Import"
    assert ear.last.initiator == "toast"
    assert "undo" in ear.last


def test_undo_leaves_what_another_initiator_changed_since(library: Library) -> None:
    add_recordings(library, ONE)
    library.transact("Edit", lambda tx: tx.edit_recording(ONE.key, title="Mine", artist="Mine"))
    rename(library, ONE.key, "Theirs", initiator="other computer", undoable=False)

    assert library.undo() == "Edit"

    recording = library.recordings.get(ONE.key)
    assert recording is not None
    assert (recording.title, recording.artist) == ("Theirs", "")
    library.redo()
    recording = library.recordings.get(ONE.key)
    assert recording is not None
    assert (recording.title, recording.artist) == ("Theirs", "Mine")


def test_undo_leaves_what_another_initiator_wrote_even_when_it_is_the_same(library: Library) -> None:
    add_recordings(library, ONE)
    library.transact("Remove", lambda tx: tx.remove_recording(ONE.key))
    add_recordings(library, ONE, initiator="other computer", undoable=False)

    assert library.undo() is None
    assert library.recordings.get(ONE.key) == ONE


def test_a_step_of_which_nothing_is_left_is_passed_over(library: Library) -> None:
    add_recordings(library, ONE)
    rename(library, ONE.key, "Mine")
    rename(library, ONE.key, "Theirs", undoable=False)

    assert library.undo() == "Import"
    assert library.recordings.count() == 0


def test_steps_that_were_only_passed_over_are_news_too(library: Library, ear: Ear) -> None:
    add_recordings(library, ONE, undoable=False)
    rename(library, ONE.key, "Mine")
    rename(library, ONE.key, "Theirs", undoable=False)
    heard = len(ear.heard)

    assert library.undo() is None
    assert [changes.kinds for changes in ear.heard[heard:]] == [{"undo"}]
    assert not library.can_undo


def test_a_new_edit_ends_what_could_be_done_again(library: Library) -> None:
    add_recordings(library, ONE)
    rename(library, ONE.key, "First")
    library.undo()
    rename(library, ONE.key, "Other")
    assert not library.can_redo
    assert library.redo() is None


def test_work_in_the_background_leaves_redo_alone(library: Library) -> None:
    add_recordings(library, ONE)
    rename(library, ONE.key, "First")
    library.undo()
    library.transact("Heard", lambda tx: tx.note("player", "Kitchen plays."), undoable=False)
    library.transact("Set", lambda tx: tx.set_preference("theme", "dark"))
    assert library.redo() == "Rename"


def test_removing_a_recording_takes_its_entries_along_and_undo_brings_all_back(library: Library) -> None:
    add_recordings(library, ONE, TWO)
    key = make_playlist(library, "Bedtime", [ONE.key, TWO.key])
    before = visible(library)

    library.transact("Remove", lambda tx: tx.remove_recording(ONE.key))
    assert recordings_in(library, key) == [TWO.key]

    library.undo()
    assert visible(library) == before
    assert_search_agrees(library)


def test_removing_a_playlist_keeps_its_recordings_and_undo_brings_its_entries_back(library: Library) -> None:
    add_recordings(library, ONE, TWO)
    key = make_playlist(library, "Bedtime", [TWO.key, ONE.key])
    library.transact("Remove", lambda tx: tx.remove_playlist(key))
    assert library.playlists.get(key) is None
    assert library.recordings.count() == 2
    assert library.recordings.playlists_of(ONE.key) == []

    library.undo()
    assert recordings_in(library, key) == [TWO.key, ONE.key]


def test_fields_written_twice_in_one_change_go_back_to_where_they_began(library: Library) -> None:
    add_recordings(library, ONE)

    def twice(tx: Transaction) -> None:
        tx.edit_recording(ONE.key, title="A")
        tx.edit_recording(ONE.key, title="B")

    library.transact("Rename", twice)
    library.undo()
    assert title_of(library, ONE.key) == "One"


def test_a_removed_recording_that_is_imported_again_is_the_same_one(library: Library) -> None:
    add_recordings(library, ONE)
    library.transact("Remove", lambda tx: tx.remove_recording(ONE.key))
    add_recordings(library, a_recording(1, "One, anew"))
    assert title_of(library, ONE.key) == "One, anew"

    library.undo()
    assert library.recordings.get(ONE.key) is None
    library.undo()
    assert title_of(library, ONE.key) == "One"


def test_the_commits_of_one_job_are_one_step(library: Library) -> None:
    add_recordings(library, ONE, job="import 1")
    rename(library, ONE.key, "First")
    add_recordings(library, TWO, job="import 1")

    assert library.undo() == "Rename"
    assert library.undo() == "Import"
    assert library.recordings.count() == 0
    assert library.redo() == "Import"
    assert library.recordings.count() == 2


def test_a_job_that_goes_on_after_its_undo_begins_a_new_step(library: Library) -> None:
    add_recordings(library, ONE, job="import 1")
    library.undo()
    add_recordings(library, TWO, job="import 1")
    assert library.recordings.keys() == [TWO.key]
    library.undo()
    assert library.recordings.count() == 0
    assert not library.can_undo


def test_the_last_two_hundred_steps_are_kept(library: Library) -> None:
    add_recordings(library, ONE)
    for number in range(205):
        rename(library, ONE.key, f"Title {number}")
    undone = 0
    while library.undo() is not None:
        undone += 1
    assert undone == 200
    assert title_of(library, ONE.key) == "Title 4"
    assert library._connection.execute("select count(*) from undo_field").fetchone() == (200,)


def test_undo_outlives_a_restart(folder: Path) -> None:
    library = Library.open(folder)
    add_recordings(library, ONE)
    rename(library, ONE.key, "First")
    library.close()

    library = Library.open(folder)
    assert library.undo() == "Rename"
    assert title_of(library, ONE.key) == "One"
    library.close()


def test_undo_of_a_move_puts_the_entry_back(library: Library) -> None:
    add_recordings(library, ONE, TWO)
    key = make_playlist(library, "Bedtime", [ONE.key, TWO.key])
    first, second = library.playlists.entries(key)

    def move(tx: Transaction) -> None:
        (pos,) = tx.place(key, 1, before=first.key)
        tx.edit_entry(second.key, pos=pos)

    library.transact("Move", move)
    assert recordings_in(library, key) == [TWO.key, ONE.key]
    library.undo()
    assert library.playlists.entries(key) == [first, second]


def test_an_entry_of_its_own_title_keeps_it_through_undo(library: Library) -> None:
    key = make_playlist(library, "Radio")
    entry = Entry(EntryKey(library.new_key("e")), key, "V", title="Stream")
    library.transact("Add", lambda tx: tx.add_entry(entry))
    library.transact("Rename", lambda tx: tx.edit_entry(entry.key, title=None, icon="yoto:#x"))
    library.undo()
    assert library.playlists.entry(entry.key) == entry
