"""What a person does to playlists and recordings: each intent one commit, one step of undo, one label."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from desktop.model.errors import Unreadable
from desktop.model.icon import DEFAULT_ICON
from desktop.model.names import ArtworkKey, EntryKey, PlaylistKey, RecordingKey, recording_key
from desktop.model.recording import Recording
from desktop.services.playlists import Playlists
from desktop.services.recordings import Recordings
from desktop.store.library import Library
from desktop.store.transaction import Transaction

JPEG = b"\xff\xd8\xff picture"


class Shelf:
    def __init__(self, folder: Path) -> None:
        self.library = Library.open(folder)
        self.playlists = Playlists(self.library)
        self.recordings = Recordings(self.library)

    def add(self, *names: str, cover: str | None = None) -> list[RecordingKey]:
        made = []
        for name in names:
            sha = hashlib.sha256(name.encode()).hexdigest()
            key = recording_key(sha)
            one = Recording(
                key, sha, name, 60.0, 1000, ".mp3", "audio/mpeg", cover=ArtworkKey(cover) if cover else None
            )
            self.library.transact("Add", partial(Transaction.add_recording, recording=one), undoable=False)
            made.append(key)
        return made

    def keys(self, playlist: PlaylistKey) -> list[EntryKey]:
        return [entry.key for entry in self.library.playlists.entries(playlist)]

    def titles(self, playlist: PlaylistKey) -> str:
        shown = []
        for entry in self.library.playlists.entries(playlist):
            recording = self.library.recordings.get(entry.recording) if entry.recording else None
            shown.append(entry.title or (recording.title if recording else "?"))
        return " ".join(shown)


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    shelf = Shelf(tmp_path)
    yield shelf
    shelf.library.close()


def test_a_playlist_is_made_of_recordings_with_the_first_cover_among_them(shelf: Shelf) -> None:
    key = shelf.playlists.create(
        " Bedtime ", [*shelf.add("A"), *shelf.add("B", cover="c0"), *shelf.add("C", cover="c1")]
    )
    playlist = shelf.library.playlists.get(key)
    assert playlist is not None
    assert (playlist.title, playlist.cover, playlist.entry_count) == ("Bedtime", "c0", 3)
    assert shelf.library.undo() == "Create playlist"
    assert shelf.library.playlists.all() == []
    assert shelf.library.redo() == "Create playlist"
    assert shelf.titles(key) == "A B C"


def test_recordings_are_put_before_an_entry_or_at_the_end(shelf: Shelf) -> None:
    a, b = shelf.add("A", "B")
    key = shelf.playlists.create("P", [a, b])
    shelf.playlists.add_recordings(key, shelf.add("C", "D"), before=shelf.keys(key)[1])
    shelf.playlists.add_recordings(key, [a])
    assert shelf.titles(key) == "A C D B A"
    assert shelf.library.undo_label == "Add 1 track"
    assert shelf.playlists.add_recordings(key, []) == []


@pytest.mark.parametrize(
    ("moved", "before", "order"),
    [
        ([0], None, "B C D E A"),
        ([4], 0, "E A B C D"),
        ([1, 3], 0, "B D A C E"),
        ([3, 1], 0, "B D A C E"),
        ([0, 4], 2, "B A E C D"),
        ([1, 2], 1, "A B C D E"),
        ([1, 3], 3, "A C B D E"),
        ([0, 1, 2, 3, 4], 2, "A B C D E"),
    ],
)
def test_moved_tracks_keep_their_order_among_each_other(
    shelf: Shelf, moved: list[int], before: int | None, order: str
) -> None:
    key = shelf.playlists.create("P", shelf.add(*"ABCDE"))
    line = shelf.keys(key)
    shelf.playlists.move_entries(key, [line[index] for index in moved], None if before is None else line[before])
    assert shelf.titles(key) == order
    label = shelf.library.undo_label
    assert label == ("Create playlist" if order == "A B C D E" else f"Move {len(moved)} track{'s' * (len(moved) > 1)}")
    shelf.library.undo()


def test_removing_tracks_leaves_their_recordings_and_can_be_undone(shelf: Shelf) -> None:
    key = shelf.playlists.create("P", shelf.add("A", "B", "C"))
    shelf.playlists.remove_entries(key, iter(shelf.keys(key)[:2]))
    assert shelf.titles(key) == "C"
    assert shelf.library.recordings.count() == 3
    assert shelf.library.undo() == "Remove 2 tracks"
    assert shelf.titles(key) == "A B C"


def test_a_rename_to_nothing_changes_nothing_and_a_track_gets_its_recordings_title_back(shelf: Shelf) -> None:
    key = shelf.playlists.create("P", shelf.add("A"))
    shelf.playlists.rename(key, "  ")
    playlist = shelf.library.playlists.get(key)
    assert playlist is not None
    assert playlist.title == "P"
    (entry,) = shelf.keys(key)
    shelf.playlists.rename_entry(entry, "Ah")
    assert shelf.titles(key) == "Ah"
    shelf.playlists.rename_entry(entry, "")
    assert shelf.titles(key) == "A"


def test_icons_of_many_tracks_are_one_step(shelf: Shelf) -> None:
    key = shelf.playlists.create("P", shelf.add("A", "B"))
    icon = "yoto:#" + "x" * 43
    shelf.playlists.set_entry_icon(shelf.keys(key), icon)
    assert {entry.icon for entry in shelf.library.playlists.entries(key)} == {icon}
    assert shelf.library.undo_label == "Change 2 icons"
    shelf.playlists.set_entry_icon(shelf.keys(key)[0], None)
    assert shelf.library.playlists.entries(key)[0].icon == DEFAULT_ICON


async def test_a_cover_is_kept_and_bytes_that_are_no_picture_are_refused(shelf: Shelf) -> None:
    key = shelf.playlists.create("P")
    await shelf.playlists.set_cover(key, JPEG)
    playlist = shelf.library.playlists.get(key)
    assert playlist is not None
    assert playlist.cover is not None
    assert shelf.library.artwork.bytes(playlist.cover) == JPEG
    with pytest.raises(Unreadable):
        await shelf.playlists.set_cover(key, b"%PDF")
    shelf.playlists.remove_cover(key)
    assert shelf.library.undo() == "Remove cover"


def test_a_duplicate_belongs_to_no_card(shelf: Shelf) -> None:
    key = shelf.playlists.create("P", shelf.add("A", "B"))
    shelf.library.transact("On a card", lambda tx: tx.edit_playlist(key, card_id="iXwvb", published_hash="h"))
    copy = shelf.library.playlists.get(shelf.playlists.duplicate(key))
    assert copy is not None
    assert (copy.title, copy.card_id, copy.published_hash) == ("P (copy)", None, None)
    assert shelf.titles(copy.key) == "A B"


def test_many_playlists_are_removed_in_one_step(shelf: Shelf) -> None:
    keys = [shelf.playlists.create(title) for title in "PQR"]
    shelf.playlists.remove(keys[:2])
    assert [playlist.title for playlist in shelf.library.playlists.all()] == ["R"]
    assert shelf.library.undo() == "Remove 2 playlists"


def test_a_removed_recording_leaves_every_playlist_and_comes_back_with_undo(shelf: Shelf) -> None:
    a, b = shelf.add("A", "B")
    key = shelf.playlists.create("P", [a, b, a])
    shelf.recordings.remove([a, a])
    assert shelf.titles(key) == "B"
    assert shelf.library.undo() == "Remove 1 recording"
    assert shelf.titles(key) == "A B A"


def test_recordings_are_edited_one_or_many_and_only_in_what_is_a_persons_to_change(shelf: Shelf) -> None:
    a, b = shelf.add("A", "B")
    shelf.recordings.edit(a, title="Alpha", tags=("song",))
    shelf.recordings.edit_all([a, b], artist="Both")
    assert [(one.title, one.artist) for one in shelf.library.recordings.rows([a, b])] == [
        ("Alpha", "Both"),
        ("B", "Both"),
    ]
    assert shelf.library.undo() == "Edit 2 recordings"
    shelf.recordings.edit(a, title=" ")
    assert shelf.library.recordings.rows([a])[0].title == "Alpha"
    with pytest.raises(ValueError, match="sha256"):
        shelf.recordings.edit(a, sha256="00")
