"""Playlists: their order, their sums, their places."""

from __future__ import annotations

import pytest

from backend.contract import rank
from desktop.model.line import lines
from desktop.model.names import ArtworkKey, CardId, EntryKey, PlaylistKey
from desktop.model.playlist import Entry, Origin, Playlist
from desktop.model.recording import Medium
from desktop.store.library import Library
from desktop.store.transaction import Transaction
from tests.desktop.store.support import Ear, a_recording, add_recordings, make_playlist, recordings_in

ORIGIN = Origin("ch1", "01", "yoto:#" + "t" * 43, 12.5, 345, "opus", "stereo")
RECORDINGS = [a_recording(number, f"Title {number}") for number in range(5)]
KEYS = [recording.key for recording in RECORDINGS]


@pytest.fixture
def filled(library: Library) -> Library:
    add_recordings(library, *RECORDINGS)
    return library


def add_playlist(library: Library, playlist: Playlist) -> None:
    library.transact("Make", lambda tx: tx.add_playlist(playlist))


def add_entry(library: Library, entry: Entry) -> None:
    library.transact("Add", lambda tx: tx.add_entry(entry))


def insert(library: Library, playlist: PlaylistKey, number: int, *, before: EntryKey | None) -> None:
    def change(tx: Transaction) -> None:
        (pos,) = tx.place(playlist, 1, before=before)
        tx.add_entry(Entry(EntryKey(library.new_key("e")), playlist, pos, KEYS[number]))

    library.transact("Insert", change)


def test_a_playlist_comes_back_as_it_was_given(library: Library) -> None:
    playlist = Playlist(PlaylistKey("p_1"), "Bedtime", ArtworkKey("c" * 64), CardId("abcde"), "hash", 2.0, 1.0)
    add_playlist(library, playlist)
    assert library.playlists.get(playlist.key) == playlist
    assert library.playlists.by_card(CardId("abcde")) == playlist
    assert library.playlists.by_card(CardId("other")) is None
    assert library.playlists.get(PlaylistKey("p_2")) is None


def test_the_newest_playlist_of_a_card_is_its_playlist(library: Library) -> None:
    for key in ("p_1", "p_2"):
        add_playlist(library, Playlist(PlaylistKey(key), key, card_id=CardId("abcde")))
    found = library.playlists.by_card(CardId("abcde"))
    assert found is not None
    assert found.key == "p_2"


def test_playlists_are_listed_by_title_with_their_sums(filled: Library) -> None:
    make_playlist(filled, "evening 10", KEYS[:3])
    make_playlist(filled, "Evening 2")
    listed = filled.playlists.all()
    assert [(one.title, one.entry_count, one.duration_s, one.size_bytes) for one in listed] == [
        ("Evening 2", 0, 0.0, 0),
        ("evening 10", 3, 180.0, 3000),
    ]


def test_a_track_that_only_the_card_has_counts_by_its_origin(filled: Library) -> None:
    key = make_playlist(filled, "Mixed", KEYS[:1])
    entry = Entry(EntryKey("e_1"), key, "z", None, "From the card", "yoto:#x", ORIGIN)
    add_entry(filled, entry)
    assert filled.playlists.entry(EntryKey("e_1")) == entry
    playlist = filled.playlists.get(key)
    assert playlist is not None
    assert (playlist.entry_count, playlist.duration_s, playlist.size_bytes) == (2, 72.5, 1345)


def test_entries_stand_in_order_of_position_then_key(library: Library) -> None:
    key = make_playlist(library, "Order")
    for entry, pos in (("e_c", "V"), ("e_b", "V"), ("e_a", "a"), ("e_d", "A")):
        add_entry(library, Entry(EntryKey(entry), key, pos))
    assert [entry.key for entry in library.playlists.entries(key)] == ["e_d", "e_b", "e_c", "e_a"]


def test_entries_are_placed_before_any_entry_or_at_the_end(filled: Library) -> None:
    key = make_playlist(filled, "Bedtime", [KEYS[1]])
    insert(filled, key, 0, before=filled.playlists.entries(key)[0].key)
    insert(filled, key, 3, before=None)
    insert(filled, key, 2, before=filled.playlists.entries(key)[2].key)
    assert recordings_in(filled, key) == KEYS[:4]


def test_places_for_many_are_ascending_and_as_many_as_asked(filled: Library) -> None:
    key = make_playlist(filled, "Bedtime", KEYS[:2])
    first, second = filled.playlists.entries(key)
    found = filled.transact("Look", lambda tx: tx.place(key, 50, before=second.key))
    assert len(found) == 50
    assert [first.pos, *found, second.pos] == sorted({first.pos, *found, second.pos})
    assert filled.transact("Look", lambda tx: tx.place(key, 0)) == []


def test_a_place_before_a_stranger_is_a_mistake_of_the_caller(filled: Library) -> None:
    key = make_playlist(filled, "Bedtime", KEYS[:2])
    with pytest.raises(KeyError, match="e_nowhere"):
        filled.transact("Look", lambda tx: tx.place(key, 1, before=EntryKey("e_nowhere")))


def test_two_entries_at_one_position_are_parted_to_make_room(filled: Library) -> None:
    key = make_playlist(filled, "Bedtime")
    for entry, number in (("e_1", 0), ("e_2", 2)):
        add_entry(filled, Entry(EntryKey(entry), key, "V", KEYS[number]))
    insert(filled, key, 1, before=EntryKey("e_2"))
    assert recordings_in(filled, key) == KEYS[:3]

    filled.undo()
    assert [entry.pos for entry in filled.playlists.entries(key)] == ["V", "V"]


def test_moving_to_one_place_a_thousand_times_keeps_positions_short(filled: Library) -> None:
    key = make_playlist(filled, "Bedtime", KEYS)

    def move(tx: Transaction) -> None:
        for _ in range(1000):
            entries = filled.playlists.entries(key)
            (pos,) = tx.place(key, 1, before=entries[1].key)
            tx.edit_entry(entries[-1].key, pos=pos)

    filled.transact("Move", move)
    assert recordings_in(filled, key) == KEYS
    assert max(len(entry.pos) for entry in filled.playlists.entries(key)) <= rank.MAX_LENGTH


def test_a_change_of_entries_is_news_of_their_playlist(filled: Library, ear: Ear) -> None:
    one, two = make_playlist(filled, "One", KEYS[:1]), make_playlist(filled, "Two", KEYS[:1])
    make_playlist(filled, "Three", KEYS[1:2])
    entry = filled.playlists.entries(one)[0]
    filled.transact("Name", lambda tx: tx.edit_entry(entry.key, title="Own"))
    assert ear.last.of("entry") == {entry.key}
    assert ear.last.of("playlist") == {one}

    filled.transact("Measure", lambda tx: tx.edit_recording(KEYS[0], duration_s=5.0))
    assert ear.last.of("recording") == {KEYS[0]}
    assert ear.last.of("playlist") == {one, two}


def test_an_entry_goes_out_of_sight_with_its_recording(filled: Library) -> None:
    key = make_playlist(filled, "Bedtime", KEYS[:2])
    gone = filled.playlists.entries(key)[0]
    filled.transact("Remove", lambda tx: tx.remove_recording(KEYS[0]))
    add_entry(filled, Entry(EntryKey("e_late"), key, "z", KEYS[0]))  # another computer did not know

    assert recordings_in(filled, key) == [KEYS[1]]
    assert filled.playlists.entry(gone.key) is None
    playlist = filled.playlists.get(key)
    assert playlist is not None
    assert (playlist.entry_count, playlist.duration_s) == (1, 60.0)


def test_a_playlist_knows_what_it_takes_on_a_card_as_publishing_will_count_it(library: Library, ear: Ear) -> None:
    """By the card's own figure, by Yoto's for what it has prepared, by an estimate for what it has not."""
    medium = Medium("m" * 43, 60, 700_000, "opus", "stereo")
    made = [
        a_recording(1, size_bytes=50_000_000, duration_s=60.5, medium=medium),
        a_recording(2, size_bytes=50_000_000, duration_s=100.0),
        a_recording(3, size_bytes=1_000, duration_s=100.0),
        a_recording(4, size_bytes=9_000, duration_s=0.0),
        a_recording(5, size_bytes=9_000, duration_s=0.00001),
    ]
    add_recordings(library, *made)
    playlist = make_playlist(library, "All", [one.key for one in made])
    origins = [Origin("01", "01", "yoto:#" + "o" * 43, 60.0, 555), Origin("02", "01", "https://stream.example")]

    def add(tx: Transaction) -> None:
        for number, (origin, pos) in enumerate(zip(origins, tx.place(playlist, 2), strict=True)):
            recording = made[1].key if number == 0 else None
            tx.add_entry(Entry(EntryKey(f"e_{number}"), playlist, pos, recording, origin=origin))

    library.transact("Add", add)
    counted = lines(library.playlists.entries(playlist), {one.key: one for one in made})
    held = library.playlists.get(playlist)
    assert held is not None
    assert held.card_bytes == sum(line.size_bytes for line in counted) == 700_000 + 1_150_000 + 1_000 + 18_000 + 555
    library.transact("Finish", lambda tx: tx.edit_recording(made[2].key, medium=medium), undoable=False)
    assert ear.last.of("playlist") == {playlist}
