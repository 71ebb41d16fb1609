"""Recordings: found, sorted, summed."""

from __future__ import annotations

import hashlib

import pytest

from desktop.model.names import ArtworkKey, RecordingKey
from desktop.model.recording import Medium
from desktop.store.library import Library
from tests.desktop.store.support import a_recording, add_recordings, make_playlist

MEDIUM = Medium("s" * 43, 61, 2000, "opus", "stereo")


def test_a_recording_comes_back_as_it_was_given(library: Library) -> None:
    recording = a_recording(
        artist="Beatrix Potter",
        album="Tales",
        disc=1,
        track=2,
        tags=("bedtime", "with, comma"),
        cover=ArtworkKey("c" * 64),
        medium=MEDIUM,
        added_at=17.5,
    )
    add_recordings(library, recording)
    assert library.recordings.get(recording.key) == recording
    assert library.recordings.by_sha(recording.sha256) == recording


def test_what_is_not_here_is_none(library: Library) -> None:
    assert library.recordings.get(RecordingKey("t_nowhere")) is None
    assert library.recordings.by_sha(hashlib.sha256(b"other").hexdigest()) is None


def test_a_recording_that_comes_again_keeps_what_yoto_made_of_it(library: Library) -> None:
    add_recordings(library, a_recording(medium=MEDIUM))
    library.transact("Remove", lambda tx: tx.remove_recording(a_recording().key))
    add_recordings(library, a_recording(title="Again"))
    assert library.recordings.get(a_recording().key) == a_recording(title="Again", medium=MEDIUM)


def test_edited_fields_come_back(library: Library) -> None:
    recording = a_recording(medium=MEDIUM)
    add_recordings(library, recording)
    library.transact("Edit", lambda tx: tx.edit_recording(recording.key, tags=("a",), medium=None, disc=3))
    edited = library.recordings.get(recording.key)
    assert edited is not None
    assert (edited.tags, edited.medium, edited.disc) == (("a",), None, 3)


def test_sorting_by_title_reads_numbers_and_forgets_case_and_accents(library: Library) -> None:
    titles = ["10 Bears", "2 bears", "Zebra", "Évening", "apple", "égal", "F"]
    recordings = [a_recording(number, title) for number, title in enumerate(titles)]
    add_recordings(library, *recordings)
    rows = library.recordings.rows(library.recordings.keys(order="title"))
    assert [row.title for row in rows] == ["2 bears", "10 Bears", "apple", "égal", "Évening", "F", "Zebra"]
    assert library.recordings.keys(order="title", descending=True) == [row.key for row in reversed(rows)]


def test_sorting_by_artist_keeps_albums_together_in_their_order(library: Library) -> None:
    add_recordings(
        library,
        a_recording(1, "Nobody's"),
        a_recording(2, "Second", artist="B", album="A", disc=1, track=10),
        a_recording(3, "First", artist="b", album="A", disc=1, track=9),
        a_recording(4, "Third", artist="B", album="A", disc=2, track=1),
        a_recording(5, "Earlier", artist="A", album="Z"),
    )
    rows = library.recordings.rows(library.recordings.keys(order="artist"))
    assert [row.title for row in rows] == ["Earlier", "First", "Second", "Third", "Nobody's"]


def test_sorting_follows_an_edit_and_its_undo(library: Library) -> None:
    one, two = a_recording(1, "A"), a_recording(2, "B")
    add_recordings(library, one, two)
    library.transact("Rename", lambda tx: tx.edit_recording(one.key, title="C"))
    assert library.recordings.keys(order="title") == [two.key, one.key]
    library.undo()
    assert library.recordings.keys(order="title") == [one.key, two.key]


def test_a_search_can_be_sorted_and_limited(library: Library) -> None:
    short, long = a_recording(1, "Bear B", duration_s=5.0), a_recording(2, "Bear A", duration_s=9.0)
    add_recordings(library, long, short, a_recording(3, "Fox"))
    assert library.recordings.keys("bear", "duration") == [short.key, long.key]
    assert library.recordings.keys("bear", "title") == [long.key, short.key]
    assert library.recordings.keys("bear", descending=True) == [short.key, long.key]
    assert library.recordings.keys("bear", limit=1) == [long.key]
    assert library.recordings.keys(order="duration", limit=1) == [short.key]


def test_totals_count_what_a_search_finds_and_no_removed_ones(library: Library) -> None:
    gone = a_recording(3, "Bear C")
    add_recordings(library, a_recording(1, "Bear A"), a_recording(2, "Fox", duration_s=1.5, size_bytes=7), gone)
    library.transact("Remove", lambda tx: tx.remove_recording(gone.key))
    assert library.recordings.totals() == (2, 61.5, 1007)
    assert library.recordings.totals("bear") == (1, 60.0, 1000)
    assert library.recordings.totals("wolf") == (0, 0.0, 0)
    assert (library.recordings.count(), library.recordings.count("bear")) == (2, 1)


def test_rows_stay_in_step_with_their_keys(library: Library) -> None:
    recordings = [a_recording(number, f"Title {number}") for number in range(300)]
    add_recordings(library, *recordings)
    library.transact("Remove", lambda tx: tx.remove_recording(recordings[7].key))
    keys = [recording.key for recording in reversed(recordings)]
    assert library.recordings.rows(keys) == list(reversed(recordings))
    assert library.recordings.rows([]) == []
    with pytest.raises(KeyError):
        library.recordings.rows([RecordingKey("t_nowhere")])


def test_the_audio_lies_under_its_hash(library: Library) -> None:
    recording = a_recording(ending=".m4b")
    path = library.recordings.path(recording)
    assert path == library.folder / "audio" / recording.sha256[:2] / f"{recording.sha256}.m4b"


def test_a_recordings_playlists_are_named_once_each_by_title(library: Library) -> None:
    recording = a_recording()
    add_recordings(library, recording)
    evening = make_playlist(library, "Evening", [recording.key, recording.key])
    car = make_playlist(library, "Car", [recording.key])
    make_playlist(library, "Empty")
    assert library.recordings.playlists_of(recording.key) == [car, evening]


def test_recordings_are_found_by_what_yoto_made_of_them(library: Library) -> None:
    made = [a_recording(number, medium=Medium(f"{number:043d}", 60, 500, "opus", "stereo")) for number in range(300)]
    add_recordings(library, *made, a_recording(999))
    library.transact("Remove", lambda tx: tx.remove_recording(made[7].key))
    shas = [f"{number:043d}" for number in range(290)]
    found = library.recordings.by_medium([*shas, "unknown", *shas])
    assert found == {f"{number:043d}": made[number] for number in range(290) if number != 7}
    assert library.recordings.by_medium([]) == {}
