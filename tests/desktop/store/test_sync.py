"""Two libraries of one family: what one writes the other shows, nothing is lost, and undo keeps to its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop.model.names import EntryKey, PlaylistKey
from desktop.model.playlist import Entry, Playlist
from desktop.model.recording import Medium
from desktop.store.library import Library
from tests.desktop.store.cloud import Cloud, joined, new_library, sync, sync_all
from tests.desktop.store.support import (
    Ear,
    FixedClock,
    a_recording,
    add_recordings,
    assert_search_agrees,
    make_playlist,
    rename,
    title_of,
)
from tests.helpers.library_sight import sight

FIRST, SECOND = a_recording(1, "Peter Rabbit"), a_recording(2, "Jemima Puddle-Duck")


def test_with_no_family_nothing_waits(library: Library) -> None:
    add_recordings(library, FIRST)
    assert not library.sync.is_on
    assert library.sync.waiting == 0
    assert library.sync.push() is None


def test_an_edit_waits_from_the_moment_on_when_it_is_made(kitchen: Library) -> None:
    ear = Ear()
    kitchen.subscribe(ear)
    add_recordings(kitchen, FIRST)
    assert kitchen.sync.waiting == 1
    assert ear.last.of("sync") == {"waiting"}
    assert ear.last.initiator is None


def test_what_is_acknowledged_is_on_the_disk(kitchen: Library) -> None:
    assert kitchen._connection.execute("pragma synchronous").fetchone() == (2,)  # full
    assert kitchen._connection.execute("pragma journal_mode").fetchone() == ("wal",)


def test_a_change_that_fails_leaves_nothing_waiting(kitchen: Library) -> None:
    def change(tx) -> None:  # type: ignore[no-untyped-def]
        tx.add_recording(FIRST)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        kitchen.transact("Import", change)
    assert kitchen.sync.waiting == 0
    add_recordings(kitchen, FIRST)
    assert kitchen.sync.waiting == 1


def test_what_waits_outlives_the_app(cloud: Cloud, tmp_path: Path) -> None:
    library = new_library(tmp_path / "one", cloud, "d_ONE")
    add_recordings(library, FIRST)
    assert library.sync.push() is not None
    rename(library, FIRST.key, "Benjamin Bunny")
    library.close()
    library = Library.open(tmp_path / "one", clock=FixedClock())
    assert library.sync.is_on
    assert library.sync.device == "d_ONE"
    assert library.sync.waiting == 2
    sync(library, cloud)
    assert cloud.state()[FIRST.key]["title"] == "Benjamin Bunny"
    assert library.sync.waiting == 0
    library.close()


def test_a_second_computer_shows_the_same_library(cloud: Cloud, kitchen: Library, study: Library) -> None:
    add_recordings(kitchen, FIRST, SECOND)
    make_playlist(kitchen, "Bedtime", [FIRST.key, SECOND.key, FIRST.key])
    sync_all(cloud, kitchen, study)
    assert sight(study) != ((), (), (), (), ())
    assert [playlist.title for playlist in study.playlists.all()] == ["Bedtime"]
    assert study.recordings.get(FIRST.key) == FIRST
    assert [entry.recording for entry in study.playlists.entries(study.playlists.all()[0].key)] == [
        FIRST.key,
        SECOND.key,
        FIRST.key,
    ]
    assert study.playlists.all()[0].duration_s == 180.0
    assert_search_agrees(study)


def test_what_comes_is_announced_as_the_syncs_own_doing_with_the_playlists_whose_sums_it_changes(
    cloud: Cloud, kitchen: Library, study: Library
) -> None:
    add_recordings(kitchen, FIRST)
    playlist = make_playlist(kitchen, "Bedtime", [FIRST.key])
    sync_all(cloud, kitchen, study)
    ear = Ear()
    study.subscribe(ear)
    kitchen.transact("Fact", lambda tx: tx.edit_recording(FIRST.key, duration_s=75.0))
    sync_all(cloud, kitchen, study)
    (heard,) = [changes for changes in ear.heard if "recording" in changes]
    assert heard.initiator is study.sync
    assert heard.of("recording") == {FIRST.key}
    assert heard.of("playlist") == {playlist}


def test_both_edits_of_one_recording_survive(cloud: Cloud, kitchen: Library, study: Library) -> None:
    add_recordings(kitchen, FIRST)
    sync_all(cloud, kitchen, study)
    rename(kitchen, FIRST.key, "Peter")
    study.transact("Artist", lambda tx: tx.edit_recording(FIRST.key, artist="Beatrix Potter"))
    sync_all(cloud, kitchen, study)
    for library in (kitchen, study):
        recording = library.recordings.get(FIRST.key)
        assert recording is not None
        assert (recording.title, recording.artist) == ("Peter", "Beatrix Potter")
        assert library.sync.losses() == []


def test_the_same_audio_imported_twice_is_one_recording_and_its_facts_make_no_conflict(
    cloud: Cloud, kitchen: Library, study: Library
) -> None:
    add_recordings(kitchen, a_recording(1, "Peter Rabbit", added_at=5.0, duration_s=60.1))
    add_recordings(study, a_recording(1, "Peter Rabbit", added_at=9.0, duration_s=60.2, mime="audio/mp3"))
    sync_all(cloud, kitchen, study)
    assert kitchen.recordings.count() == study.recordings.count() == 1
    assert sight(kitchen) == sight(study)
    assert kitchen.sync.losses() == []
    assert not [line for line in study.activity.recent() if "put back" in line.sentence]


def test_a_removed_playlist_is_gone_everywhere_and_comes_back_everywhere(
    cloud: Cloud, kitchen: Library, study: Library
) -> None:
    add_recordings(kitchen, FIRST)
    playlist = make_playlist(kitchen, "Bedtime", [FIRST.key])
    sync_all(cloud, kitchen, study)
    kitchen.transact("Remove", lambda tx: tx.remove_playlist(playlist))
    sync_all(cloud, kitchen, study)
    assert study.playlists.all() == []
    assert kitchen.undo() == "Remove"
    sync_all(cloud, kitchen, study)
    assert study.playlists.all() == kitchen.playlists.all() != []
    assert_search_agrees(study)


def test_an_edit_beats_a_removal_and_the_person_is_told(cloud: Cloud, kitchen: Library, study: Library) -> None:
    playlist = make_playlist(kitchen, "Bedtime")
    sync_all(cloud, kitchen, study)
    kitchen.transact("Remove", lambda tx: tx.remove_playlist(playlist))
    study.transact("Rename", lambda tx: tx.edit_playlist(playlist, title="Nap"))
    sync_all(cloud, kitchen, study)
    assert [one.title for one in kitchen.playlists.all()] == [one.title for one in study.playlists.all()] == ["Nap"]
    assert "“Nap” was removed on another computer, but it was edited here, so it stays." in [
        line.sentence for line in study.activity.recent()
    ]


def test_a_recording_that_was_removed_elsewhere_keeps_its_file(cloud: Cloud, kitchen: Library, study: Library) -> None:
    add_recordings(kitchen, FIRST)
    sync_all(cloud, kitchen, study)
    file = study.recordings.path(FIRST)
    file.parent.mkdir(parents=True)
    file.write_bytes(b"audio")
    kitchen.transact("Remove", lambda tx: tx.remove_recording(FIRST.key))
    sync_all(cloud, kitchen, study)
    assert study.recordings.count() == 0
    assert file.read_bytes() == b"audio"


def test_what_yoto_made_of_a_recording_travels(cloud: Cloud, kitchen: Library, study: Library) -> None:
    medium = Medium("m" * 43, 61, 700_000, "aac", "stereo")
    add_recordings(kitchen, FIRST)
    sync_all(cloud, kitchen, study)
    kitchen.transact("Upload", lambda tx: tx.edit_recording(FIRST.key, medium=medium), undoable=False)
    sync_all(cloud, kitchen, study)
    assert list(study.recordings.by_medium(["m" * 43])) == ["m" * 43]


def test_a_recording_imported_again_that_others_have_removed_brings_back_what_was_known_of_it(
    cloud: Cloud, kitchen: Library, study: Library
) -> None:
    medium = Medium("m" * 43, 61, 700_000, "aac", "stereo")
    add_recordings(kitchen, a_recording(1, "Peter", medium=medium))
    kitchen.transact("Remove", lambda tx: tx.remove_recording(FIRST.key))
    sync_all(cloud, kitchen, study)
    add_recordings(study, a_recording(1, "Peter Rabbit"))
    found = study.recordings.get(FIRST.key)
    assert found is not None
    assert found.medium == medium
    sync_all(cloud, kitchen, study)
    assert sight(kitchen) == sight(study)


# undo


def test_undo_and_redo_travel_like_any_edit(cloud: Cloud, kitchen: Library, study: Library) -> None:
    add_recordings(kitchen, FIRST)
    rename(kitchen, FIRST.key, "Peter")
    sync_all(cloud, kitchen, study)
    kitchen.undo()
    sync_all(cloud, kitchen, study)
    assert title_of(study, FIRST.key) == "Peter Rabbit"
    kitchen.redo()
    sync_all(cloud, kitchen, study)
    assert title_of(study, FIRST.key) == "Peter"


@pytest.mark.parametrize("theirs", ["Somebody else's", "Mine"])
def test_undo_leaves_what_another_computer_wrote_since_even_the_same_words(
    cloud: Cloud, kitchen: Library, study: Library, theirs: str
) -> None:
    add_recordings(kitchen, FIRST)
    sync_all(cloud, kitchen, study)
    rename(study, FIRST.key, theirs)
    sync(study, cloud)
    rename(kitchen, FIRST.key, "Mine")
    sync_all(cloud, kitchen, study)
    assert title_of(kitchen, FIRST.key) == theirs
    assert kitchen.undo() in (None, "Import")
    found = study.recordings.get(FIRST.key)
    assert found is not None
    assert found.title == theirs


def test_undo_of_a_new_playlist_keeps_it_once_somebody_else_put_something_into_it(
    cloud: Cloud, kitchen: Library, study: Library
) -> None:
    playlist = PlaylistKey("p_1")
    add_recordings(kitchen, FIRST, undoable=False)
    kitchen.transact("Make playlist", lambda tx: tx.add_playlist(Playlist(playlist, "Bedtime")))
    sync_all(cloud, kitchen, study)

    def add(tx) -> None:  # type: ignore[no-untyped-def]
        (pos,) = tx.place(playlist, 1)
        tx.add_entry(Entry(EntryKey("e_1"), playlist, pos, FIRST.key))

    study.transact("Add", add)
    sync_all(cloud, kitchen, study)
    assert kitchen.undo() is None
    assert [one.title for one in kitchen.playlists.all()] == ["Bedtime"]


def test_ones_own_edits_can_be_undone_after_they_have_travelled(cloud: Cloud, kitchen: Library) -> None:
    add_recordings(kitchen, FIRST)
    rename(kitchen, FIRST.key, "Peter")
    sync(kitchen, cloud)
    assert kitchen.undo() == "Rename"
    assert kitchen.undo() == "Import"


# joining and leaving


def test_libraries_that_had_something_before_unite(cloud: Cloud, tmp_path: Path) -> None:
    one, other = (Library.open(tmp_path / name, clock=FixedClock()) for name in ("one", "other"))
    add_recordings(one, FIRST, a_recording(3, "Both"))
    make_playlist(one, "Bedtime", [FIRST.key])
    add_recordings(other, SECOND, a_recording(3, "Both"))
    make_playlist(other, "Nap", [SECOND.key])
    sync_all(cloud, joined(one, "d_ONE"), joined(other, "d_OTHER"))
    assert sight(one) == sight(other)
    assert one.recordings.count() == 3
    assert [playlist.title for playlist in other.playlists.all()] == ["Bedtime", "Nap"]
    one.close()
    other.close()


def test_what_was_removed_before_joining_is_not_removed_from_the_family(cloud: Cloud, tmp_path: Path) -> None:
    one = new_library(tmp_path / "one", cloud, "d_ONE")
    add_recordings(one, FIRST)
    sync(one, cloud)
    other = Library.open(tmp_path / "other", clock=FixedClock())
    add_recordings(other, FIRST)
    other.transact("Remove", lambda tx: tx.remove_recording(FIRST.key))
    sync_all(cloud, joined(other, "d_OTHER"), one)
    assert one.recordings.count() == other.recordings.count() == 1
    one.close()
    other.close()


def test_a_playlist_removed_before_joining_and_brought_back_after_it_comes_with_what_is_in_it(
    cloud: Cloud, study: Library, tmp_path: Path
) -> None:
    library = Library.open(tmp_path / "one", clock=FixedClock())
    add_recordings(library, FIRST)
    playlist = make_playlist(library, "Bedtime", [FIRST.key])
    library.transact("Remove", lambda tx: tx.remove_playlist(playlist))
    joined(library, "d_ONE")
    assert library.sync.waiting == 1
    assert library.undo() == "Remove"
    sync_all(cloud, library, study)
    assert [entry.recording for entry in study.playlists.entries(playlist)] == [FIRST.key]
    library.close()


def test_leaving_keeps_the_library_and_joining_again_unites_it(cloud: Cloud, kitchen: Library, study: Library) -> None:
    add_recordings(kitchen, FIRST, SECOND)
    make_playlist(kitchen, "Bedtime", [FIRST.key])
    sync_all(cloud, kitchen, study)
    before = sight(kitchen)
    kitchen.sync.leave()
    assert not kitchen.sync.is_on
    assert kitchen.sync.waiting == 0
    assert sight(kitchen) == before
    rename(kitchen, FIRST.key, "Peter, alone")
    study.transact("Remove", lambda tx: tx.remove_recording(SECOND.key))
    sync(study, cloud)
    sync_all(cloud, joined(kitchen, "d_KITCHEN"), study)
    assert sight(kitchen) == sight(study)
    assert kitchen.recordings.count() == 2  # union: nothing is deleted by joining
    (loss,) = kitchen.sync.losses()
    assert loss.lost == "Peter, alone"


def test_a_joining_that_was_cut_short_goes_on_where_it_was(cloud: Cloud, tmp_path: Path) -> None:
    library = Library.open(tmp_path / "one", clock=FixedClock())
    add_recordings(library, *(a_recording(number, f"Title {number}") for number in range(450)))
    steps = library.sync.join("d_ONE")  # type: ignore[arg-type]
    next(steps)
    rename(library, a_recording(449).key, "Renamed meanwhile")
    library.close()
    library = Library.open(tmp_path / "one", clock=FixedClock())
    assert library.sync.is_joining
    assert library.sync.push() is None
    joined(library, "d_ONE")
    assert not library.sync.is_joining
    assert library.sync.waiting == 450
    sync(library, cloud)
    state = cloud.state()
    assert len(state) == 450
    assert state[a_recording(449).key]["title"] == "Renamed meanwhile"
    library.close()
