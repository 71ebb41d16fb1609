"""Undo and redo of random edits, with and without somebody else's hand in between."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.model.names import EntryKey, PlaylistKey
from desktop.model.playlist import Entry, Playlist
from desktop.store.library import Library
from desktop.store.transaction import Transaction
from tests.desktop.store.support import FixedClock, a_recording, assert_search_agrees, visible

RECORDINGS = [a_recording(number, f"Title {number}", artist=f"Artist {number % 2}") for number in range(4)]
PLAYLISTS = [PlaylistKey(f"p_{number}") for number in range(2)]

Edit = tuple[str, int, int]
EDITS = st.tuples(
    st.sampled_from(["recording", "title", "tags", "remove", "playlist", "rename", "drop", "entry", "move", "take"]),
    st.integers(0, 3),
    st.integers(0, 3),
)


@contextmanager
def a_library() -> Iterator[Library]:
    with tempfile.TemporaryDirectory() as folder:
        library = Library.open(Path(folder), clock=FixedClock())
        try:
            yield library
        finally:
            library.close()


def apply(library: Library, tx: Transaction, edit: Edit) -> None:
    """Carry out an edit where it makes sense as things stand."""
    what, this, other = edit
    recording, playlist = RECORDINGS[this], PLAYLISTS[this % 2]
    is_there = library.recordings.get(recording.key) is not None
    entries = library.playlists.entries(playlist)
    match what:
        case "recording" if not is_there:
            tx.add_recording(recording)
        case "title" if is_there:
            tx.edit_recording(recording.key, title=f"Renamed {other}")
        case "tags" if is_there:
            tx.edit_recording(recording.key, tags=(f"tag{other}",), duration_s=float(other))
        case "remove" if is_there:
            tx.remove_recording(recording.key)
        case "playlist" if library.playlists.get(playlist) is None:
            tx.add_playlist(Playlist(playlist, f"Evening {this}"))
        case "rename" if library.playlists.get(playlist) is not None:
            tx.edit_playlist(playlist, title=f"Morning {other}")
        case "drop" if library.playlists.get(playlist) is not None:
            tx.remove_playlist(playlist)
        case "entry" if is_there and library.playlists.get(playlist) is not None:
            (pos,) = tx.place(playlist, 1, before=entries[other % len(entries)].key if entries else None)
            tx.add_entry(Entry(EntryKey(library.new_key("e")), playlist, pos, recording.key))
        case "move" if len(entries) > 1:
            (pos,) = tx.place(playlist, 1, before=entries[other % len(entries)].key)
            tx.edit_entry(entries[this % len(entries)].key, pos=pos)
        case "take" if entries:
            tx.remove_entry(entries[other % len(entries)].key)


def carry_out(library: Library, edits: list[Edit], *, undoable: bool = True) -> None:
    def change(tx: Transaction) -> None:
        for edit in edits:
            apply(library, tx, edit)

    library.transact("Edit", change, undoable=undoable)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(EDITS, min_size=1, max_size=3), min_size=1, max_size=8))
def test_undo_and_redo_walk_through_the_very_same_states(steps: list[list[Edit]]) -> None:
    with a_library() as library:
        states = [visible(library)]
        for edits in steps:
            carry_out(library, edits)
            if visible(library) != states[-1]:
                states.append(visible(library))
        assert_search_agrees(library)
        for state in reversed(states[:-1]):
            while visible(library) != state:
                assert library.undo() is not None
        assert_search_agrees(library)
        while library.undo() is not None:
            assert visible(library) == states[0]
        for state in states[1:]:
            while visible(library) != state:
                assert library.redo() is not None
        assert_search_agrees(library)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.lists(EDITS, min_size=1, max_size=3), min_size=1, max_size=5),
    st.lists(EDITS, min_size=1, max_size=5),
)
def test_undo_of_everything_keeps_every_field_that_somebody_else_wrote(
    ours: list[list[Edit]], theirs: list[Edit]
) -> None:
    with a_library() as library:
        for edits in ours:
            carry_out(library, edits)
        before = fields(library)
        carry_out(library, theirs, undoable=False)
        written = {name: value for name, value in fields(library).items() if before.get(name) != value}
        while library.undo() is not None:
            pass
        after = fields(library)
        assert {name: after[name] for name in written} == written
        assert_search_agrees(library)


def fields(library: Library) -> dict[tuple[str, str, str], object]:
    """Return every field of every record, by (kind, key, field)."""
    found: dict[tuple[str, str, str], object] = {}
    for kind in ("recording", "playlist", "entry"):
        cursor = library._connection.execute(f"select * from {kind}")
        names = [column[0] for column in cursor.description]
        for row in cursor:
            record = dict(zip(names, row, strict=True))
            found.update({(kind, record["key"], name): value for name, value in record.items()})
    return found
