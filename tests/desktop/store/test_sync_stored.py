"""What the vault is told: which audio and pictures are in the cloud, which are to go, which are wanted."""

from __future__ import annotations

import pytest

from desktop.model.names import CardId, RecordingKey
from desktop.model.recording import Recording
from desktop.store.library import Library
from tests.desktop.store.cloud import Cloud, joined, sync_all
from tests.desktop.store.support import Ear, a_recording, add_recordings, make_playlist

SIZES = (500, 300, 100, 400, 200)
RECORDINGS = [a_recording(number, f"Title {number}", size_bytes=size) for number, size in enumerate(SIZES)]
PICTURE = b"picture"


@pytest.fixture
def kitchen(kitchen: Library) -> Library:
    """The computer that has the recordings."""
    add_recordings(kitchen, *RECORDINGS)
    return kitchen


def mark(library: Library, *recordings: Recording, is_stored: bool = True) -> None:
    def change(tx) -> None:  # type: ignore[no-untyped-def]
        for recording in recordings:
            tx.mark_stored(recording.key, is_stored=is_stored)

    library.transact("Stored", change, undoable=False)


def titles(library: Library, *, is_stored: bool) -> list[str]:
    return [
        recording.title
        for recording in library.recordings.rows([row.key for row in library.sync.audio(is_stored=is_stored)])
    ]


def test_audio_comes_with_its_size_and_with_how_near_to_a_card_it_is(kitchen: Library) -> None:
    make_playlist(kitchen, "No card", [RECORDINGS[0].key, RECORDINGS[1].key])
    card = make_playlist(kitchen, "On a card", [RECORDINGS[3].key, RECORDINGS[1].key])
    kitchen.transact("Publish", lambda tx: tx.edit_playlist(card, card_id=CardId("abcde")))
    rows = kitchen.sync.audio(is_stored=False)
    assert [(row.key, row.size_bytes, row.rank) for row in rows] == [
        (RECORDINGS[0].key, 500, 1),
        (RECORDINGS[1].key, 300, 0),
        (RECORDINGS[2].key, 100, 2),
        (RECORDINGS[3].key, 400, 0),
        (RECORDINGS[4].key, 200, 2),
    ]


def test_pages_of_audio_follow_on_each_other(kitchen: Library) -> None:
    found: list[RecordingKey] = []
    after = 0
    while page := kitchen.sync.audio(is_stored=False, after=after, limit=2):
        assert len(page) <= 2
        found += [row.key for row in page]
        after = page[-1].id
    assert found == [recording.key for recording in RECORDINGS]


def test_what_one_computer_has_sent_the_other_can_fetch(cloud: Cloud, kitchen: Library, study: Library) -> None:
    mark(kitchen, RECORDINGS[0], RECORDINGS[2])
    sync_all(cloud, kitchen, study)
    assert titles(kitchen, is_stored=False) == ["Title 1", "Title 3", "Title 4"]
    assert sorted(titles(study, is_stored=True)) == ["Title 0", "Title 2"]
    assert study.sync.is_stored(RECORDINGS[0].key)
    assert not study.sync.is_stored(RECORDINGS[1].key)


def test_a_recording_that_the_cloud_turns_out_not_to_have_is_sent_again_by_who_has_it(
    cloud: Cloud, kitchen: Library, study: Library
) -> None:
    mark(kitchen, *RECORDINGS)
    sync_all(cloud, kitchen, study)
    ear = Ear()
    kitchen.subscribe(ear)
    mark(study, RECORDINGS[1], is_stored=False)
    sync_all(cloud, kitchen, study)
    assert titles(kitchen, is_stored=False) == ["Title 1"]
    assert any(RECORDINGS[1].key in changes.of("recording") for changes in ear.heard)


def test_the_word_that_audio_is_stored_is_no_edit_that_keeps_a_removed_recording(
    cloud: Cloud, kitchen: Library, study: Library
) -> None:
    sync_all(cloud, kitchen, study)
    study.transact("Remove", lambda tx: tx.remove_recording(RECORDINGS[0].key))
    sync_all(cloud, study)
    mark(kitchen, RECORDINGS[0])
    sync_all(cloud, kitchen, study)
    assert kitchen.recordings.get(RECORDINGS[0].key) is None
    assert titles(kitchen, is_stored=False) == ["Title 1", "Title 2", "Title 3", "Title 4"]


def test_facts_that_go_by_the_way_wait_without_counting_as_changes_of_a_person(cloud: Cloud, kitchen: Library) -> None:
    key = RECORDINGS[0].key
    kitchen.transact("Cover", lambda tx: tx.edit_recording(key, cover=tx.keep_artwork(PICTURE, "image/png")))
    sync_all(cloud, kitchen)
    (picture,) = kitchen.sync.artwork_to_send()
    mark(kitchen, *RECORDINGS)
    kitchen.transact("Stored", lambda tx: tx.mark_artwork_stored(picture.key), undoable=False)
    assert (kitchen.sync.waiting, kitchen.sync.changes) == (len(RECORDINGS) + 1, 0)
    kitchen.transact("Edit", lambda tx: tx.edit_recording(key, title="Renamed"))
    kitchen.transact("Remove", lambda tx: tx.remove_recording(RECORDINGS[1].key))
    assert (kitchen.sync.waiting, kitchen.sync.changes) == (len(RECORDINGS) + 1, 2)
    assert kitchen.sync.push() is not None
    assert kitchen.sync.changes == 2, "those on their way count"
    sync_all(cloud, kitchen)
    assert kitchen.sync.changes == 0


def test_pictures_that_are_shown_go_and_come(cloud: Cloud, kitchen: Library, study: Library) -> None:
    def cover(tx) -> None:  # type: ignore[no-untyped-def]
        tx.edit_recording(RECORDINGS[0].key, cover=tx.keep_artwork(PICTURE, "image/png"))
        tx.keep_artwork(b"shown nowhere", "image/png")

    kitchen.transact("Cover", cover)
    (picture,) = kitchen.sync.artwork_to_send()
    assert (picture.mime, picture.size_bytes) == ("image/png", len(PICTURE))
    sync_all(cloud, kitchen, study)
    assert study.sync.artworks_wanted() == []
    kitchen.transact("Stored", lambda tx: tx.mark_artwork_stored(picture.key), undoable=False)
    assert kitchen.sync.artwork_to_send() == []
    sync_all(cloud, kitchen, study)
    assert study.sync.artworks_wanted() == [picture]
    assert study.sync.is_artwork_stored(picture.key)
    assert not study.artwork.place(picture.key).exists()
    study.transact("Fetched", lambda tx: tx.keep_artwork(PICTURE, "image/png"), undoable=False)
    assert study.sync.artworks_wanted() == []
    study.transact("Gone", lambda tx: tx.mark_artwork_stored(picture.key, is_stored=False), undoable=False)
    sync_all(cloud, kitchen, study)
    assert kitchen.sync.artwork_to_send() == [picture]
    kitchen.transact("Stored", lambda tx: tx.mark_artwork_stored(picture.key), undoable=False)
    sync_all(cloud, kitchen, study)
    assert study.sync.is_artwork_stored(picture.key)


def test_with_no_family_nothing_is_marked_and_after_leaving_nothing_is_stored(library: Library, cloud: Cloud) -> None:
    add_recordings(library, RECORDINGS[0])
    mark(library, RECORDINGS[0])
    assert not library.sync.is_stored(RECORDINGS[0].key)
    joined(library, "d_HERE")
    mark(library, RECORDINGS[0])
    assert library.sync.is_stored(RECORDINGS[0].key)
    library.sync.leave()
    assert not library.sync.is_stored(RECORDINGS[0].key)


def test_an_unknown_picture_cannot_be_marked(kitchen: Library) -> None:
    with pytest.raises(KeyError):
        kitchen.transact("Stored", lambda tx: tx.mark_artwork_stored("0" * 64), undoable=False)  # type: ignore[arg-type]
    assert not kitchen.sync.is_stored(RecordingKey("t_nothing"))
