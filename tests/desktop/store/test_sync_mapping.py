"""Rows travel as records and come back the same; what this version does not know stays with the record, untouched."""

from __future__ import annotations

import json

import pytest

from backend.contract.codec import Json, canonical
from backend.contract.records import MAX_OP_BYTES, Fields, sha_of
from desktop.model.names import CardId, EntryKey, PlaylistKey
from desktop.model.playlist import Entry, Origin, Playlist
from desktop.model.recording import Medium, Recording
from desktop.store.library import Library
from desktop.store.transaction import Transaction
from tests.desktop.store.cloud import Cloud, Other, sync, sync_all
from tests.desktop.store.support import a_recording, add_recordings, make_playlist, recordings_in, rename, title_of

PLAIN = a_recording(1, "Peter Rabbit", added_at=1_700_000_000.0)
FULL = a_recording(
    2,
    "ピーター “Rabbit” 🐇",
    artist="Beatrix Potter",
    album="Tales",
    disc=1,
    track=12,
    duration_s=61.25,
    tags=("bed", "time"),
    cover="ab" * 32,
    medium=Medium("m" * 43, 61, 700_000, "aac", "stereo"),
    added_at=1_700_000_000.0,
)
PLAYLIST = Playlist(
    PlaylistKey("p_1"),
    "Bedtime",
    cover="cd" * 32,  # type: ignore[arg-type]
    card_id=CardId("abcde"),
    published_hash="f" * 64,
    published_at=1_700_000_100.0,
    published_base='{"card_id":"abcde"}',
    created_at=1_700_000_000.0,
)
ENTRIES = (
    Entry(EntryKey("e_1"), PLAYLIST.key, "A", FULL.key, title="Peter", icon="yoto:#" + "i" * 43),
    Entry(EntryKey("e_2"), PLAYLIST.key, "B", origin=Origin("00", "01", "yoto:#" + "o" * 43, duration_s=9.5)),
)


def fill(library: Library) -> None:
    def change(tx) -> None:  # type: ignore[no-untyped-def]
        tx.add_recording(PLAIN)
        tx.add_recording(FULL)
        tx.add_playlist(PLAYLIST)
        for entry in ENTRIES:
            tx.add_entry(entry)

    library.transact("Fill", change)


def test_every_field_arrives_as_it_was(cloud: Cloud, kitchen: Library, study: Library) -> None:
    fill(kitchen)
    sync_all(cloud, kitchen, study)
    assert study.recordings.rows([PLAIN.key, FULL.key]) == [PLAIN, FULL]
    assert tuple(study.playlists.entries(PLAYLIST.key)) == ENTRIES
    assert study.playlists.get(PLAYLIST.key) == kitchen.playlists.get(PLAYLIST.key)


def test_what_nobody_filled_in_does_not_travel(cloud: Cloud, kitchen: Library) -> None:
    fill(kitchen)
    sync(kitchen, cloud)
    told = cloud.state()[PLAIN.key]
    assert told.keys() == {"sha", "title", "duration_s", "size", "ending", "mime", "added_at"}
    assert len(canonical(told)) < 200


def test_a_field_that_is_emptied_arrives_empty(cloud: Cloud, kitchen: Library, study: Library) -> None:
    fill(kitchen)
    sync_all(cloud, kitchen, study)
    kitchen.transact("Empty", lambda tx: tx.edit_recording(FULL.key, artist="", disc=None, tags=(), cover=None))
    sync_all(cloud, kitchen, study)
    found = study.recordings.get(FULL.key)
    assert found is not None
    assert (found.artist, found.disc, found.tags, found.cover) == ("", None, (), None)


def test_what_is_longer_than_the_wire_takes_is_kept_here_and_cut_there(
    cloud: Cloud, kitchen: Library, study: Library
) -> None:
    huge = a_recording(3, "\x01" * 100_000, artist="🐇" * 50_000, album='"' * 50_000, tags=("tag" * 1000,) * 500)
    add_recordings(kitchen, huge)
    origin = Origin("00", "01", "https://" + "x" * 40_000)

    def change(tx) -> None:  # type: ignore[no-untyped-def]
        tx.add_playlist(Playlist(PLAYLIST.key, "Bedtime"))
        tx.add_entry(Entry(EntryKey("e_9"), PLAYLIST.key, "A", huge.key, origin=origin))

    kitchen.transact("Add", change)
    sync_all(cloud, kitchen, study)
    rename(study, huge.key, "Short")
    sync_all(cloud, kitchen, study)
    there, here = study.recordings.get(huge.key), kitchen.recordings.get(huge.key)
    assert there is not None
    assert here is not None
    assert (there.title, here.title) == ("Short", "Short")
    assert here.artist == huge.artist
    assert there.artist == "🐇" * 2000
    assert len(canonical(cloud.state()[huge.key])) < MAX_OP_BYTES
    assert [entry.recording for entry in study.playlists.entries(PLAYLIST.key)] == [huge.key]


STRANGE: tuple[Json, ...] = (
    None,
    -1,
    2**53 - 1,
    1.5,
    True,
    "",
    "../../etc",
    "x" * 3000,
    ["a", 1],
    {"sha": 7},
)


@pytest.mark.parametrize(
    "field", ["artist", "disc", "duration_s", "size", "ending", "mime", "tags", "cover", "medium", "added_at", "blob"]
)
def test_values_of_a_newer_app_that_no_row_can_hold_are_ignored_in_the_row_and_kept_in_the_record(
    cloud: Cloud, kitchen: Library, field: str
) -> None:
    fill(kitchen)
    sync(kitchen, cloud)
    other = Other(cloud, "d_NEWER")
    for number, value in enumerate(STRANGE):
        other.write({FULL.key: {field: value, "invented later": {"deep": [number]}}})
        sync(kitchen, cloud)
        found = kitchen.recordings.get(FULL.key)
        assert found is not None
        assert ".." not in str(kitchen.recordings.path(found))
        assert isinstance(found.duration_s, float)
        rename(kitchen, FULL.key, f"Renamed {number}")
        sync(kitchen, cloud)
        told = cloud.state()[FULL.key]
        assert canonical(told[field]) == canonical(value)
        assert told["invented later"] == {"deep": [number]}
        assert told["title"] == f"Renamed {number}"


def test_times_that_are_more_exact_than_they_travel_are_the_same_everywhere_even_after_an_undo(
    cloud: Cloud, kitchen: Library, study: Library
) -> None:
    fill(kitchen)
    sync(kitchen, cloud)
    Other(cloud, "d_NEWER").write({PLAYLIST.key: {"published_at": 1.5}, FULL.key: {"duration_s": 2.00049}})
    sync_all(cloud, kitchen, study)

    def publish(tx: Transaction) -> None:
        tx.edit_playlist(PLAYLIST.key, published_at=1_700_000_200.0)
        tx.edit_recording(FULL.key, duration_s=9.0)

    kitchen.transact("Publish", publish)
    sync_all(cloud, kitchen, study)
    kitchen.undo()
    sync_all(cloud, kitchen, study)
    for library in (kitchen, study):
        playlist, recording = library.playlists.get(PLAYLIST.key), library.recordings.get(FULL.key)
        assert playlist is not None
        assert recording is not None
        assert (playlist.published_at, recording.duration_s) == (1.0, 2.0)


def test_records_of_unknown_types_and_those_that_make_no_sense_show_nothing_and_are_kept(
    cloud: Cloud, kitchen: Library, study: Library
) -> None:
    strange: dict[str, Fields] = {
        "x_1": {"title": "a type of later"},
        "t_aaaaaaaaaaaaaaaaaaaaaaaaaa": {"title": "no audio"},
        "t_bbbbbbbbbbbbbbbbbbbbbbbbbb": {"title": "another's audio", "sha": "A" * 22},
        "p_9": {"title": 7},
        "e_8": {"playlist": "p_nowhere", "recording": PLAIN.key, "pos": "A"},
        "e_9": {"playlist": ["p_1"], "pos": 3},
        "a_9": {"sha": 1, "mime": None},
        "c_9": {"record": 1},
    }
    fill(kitchen)
    sync(kitchen, cloud)
    before = kitchen.recordings.keys(), kitchen.playlists.all()
    cloud.write(strange)
    sync_all(cloud, kitchen, study)
    assert (kitchen.recordings.keys(), kitchen.playlists.all()) == before
    assert kitchen.sync.losses() == []
    state = cloud.state()
    assert {record: state[record] for record in strange} == strange


def test_an_entry_appears_when_what_it_stands_on_has_come(cloud: Cloud, kitchen: Library) -> None:
    cloud.write({"e_7": {"playlist": "p_7", "recording": PLAIN.key, "pos": "A", "title": "First"}})
    sync(kitchen, cloud)
    cloud.write({"p_7": {"title": "Bedtime"}})
    sync(kitchen, cloud)
    assert kitchen.playlists.entries(PlaylistKey("p_7")) == []
    cloud.write({PLAIN.key: {"sha": _sha_of(PLAIN), "title": "Peter Rabbit"}})
    sync(kitchen, cloud)
    assert [entry.title for entry in kitchen.playlists.entries(PlaylistKey("p_7"))] == ["First"]
    assert kitchen._connection.execute("select count(*) from sync_orphan").fetchone() == (0,)
    kitchen.transact("Rename", lambda tx: tx.edit_entry(EntryKey("e_7"), title="Renamed"))
    sync(kitchen, cloud)
    assert cloud.state()["e_7"]["title"] == "Renamed"


def test_an_entry_that_moves_to_a_playlist_that_is_not_here_yet_waits_out_of_sight(
    cloud: Cloud, kitchen: Library
) -> None:
    fill(kitchen)
    sync(kitchen, cloud)
    cloud.write({"e_1": {"playlist": "p_later"}})
    sync(kitchen, cloud)
    assert [entry.key for entry in kitchen.playlists.entries(PLAYLIST.key)] == ["e_2"]
    cloud.write({"p_later": {"title": "Later"}})
    sync(kitchen, cloud)
    assert [entry.key for entry in kitchen.playlists.entries(PlaylistKey("p_later"))] == ["e_1"]


def test_a_medium_of_a_newer_app_with_more_in_it_is_read_as_far_as_it_is_known(cloud: Cloud, kitchen: Library) -> None:
    fill(kitchen)
    sync(kitchen, cloud)
    medium: dict[str, Json] = {
        "sha": "n" * 43,
        "duration_s": 60,
        "size_bytes": 5,
        "format": "opus",
        "channels": "mono",
        "loudness": -14.5,
    }
    cloud.write({PLAIN.key: {"medium": medium}})
    sync(kitchen, cloud)
    found = kitchen.recordings.get(PLAIN.key)
    assert found is not None
    assert found.medium == Medium("n" * 43, 60, 5, "opus", "mono")
    assert json.loads(canonical(cloud.state()[PLAIN.key]["medium"])) == medium


def _sha_of(recording: Recording) -> str:
    return sha_of(bytes.fromhex(recording.sha256))


def a_place_that_waits(cloud: Cloud, kitchen: Library, study: Library) -> tuple[Recording, PlaylistKey]:
    """Return a recording that the study never saw, since it was removed before, and the playlist that it is on."""
    recording = a_recording(5, "Removed")
    add_recordings(kitchen, recording)
    playlist = make_playlist(kitchen, "Evening", [recording.key])
    sync(kitchen, cloud)
    cloud.write({recording.key: {"_del": 1}})
    sync(study, cloud)
    return recording, playlist


def test_an_entry_appears_when_its_removed_recording_is_imported_here(
    cloud: Cloud, kitchen: Library, study: Library
) -> None:
    recording, playlist = a_place_that_waits(cloud, kitchen, study)
    assert recordings_in(study, playlist) == []
    add_recordings(study, recording)
    assert recordings_in(study, playlist) == [recording.key]
    sync_all(cloud, kitchen, study)
    assert recordings_in(kitchen, playlist) == [recording.key]


def test_a_recording_whose_hash_was_spoilt_is_mended_when_it_is_imported_again(
    cloud: Cloud, kitchen: Library, study: Library
) -> None:
    recording = a_recording(6, "Spoilt")
    add_recordings(kitchen, recording)
    sync_all(cloud, kitchen, study)
    cloud.write({recording.key: {"sha": True}})
    sync_all(cloud, kitchen, study)
    assert study.recordings.get(recording.key) is None
    add_recordings(kitchen, recording)
    sync_all(cloud, kitchen, study)
    assert title_of(study, recording.key) == "Spoilt"


def test_the_undo_of_an_import_leaves_the_places_on_others_playlists_that_waited_for_it(
    cloud: Cloud, kitchen: Library, study: Library
) -> None:
    recording, playlist = a_place_that_waits(cloud, kitchen, study)
    add_recordings(study, recording)
    assert study.undo() == "Import"
    sync_all(cloud, kitchen, study)
    assert recordings_in(study, playlist) == recordings_in(kitchen, playlist) == []
    add_recordings(kitchen, recording)
    sync_all(cloud, kitchen, study)
    assert recordings_in(study, playlist) == recordings_in(kitchen, playlist) == [recording.key]
