"""The store tests' vocabulary: recordings, playlists and what a person sees of a library."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from desktop.model.names import EntryKey, PlaylistKey, RecordingKey, recording_key
from desktop.model.playlist import Entry, Playlist
from desktop.model.recording import Recording
from desktop.store.changes import Changes
from desktop.store.library import Library
from desktop.store.transaction import Transaction


@dataclass(slots=True)
class FixedClock:
    """Epoch seconds that only a test moves."""

    now: float = 1_700_000_000.0

    def __call__(self) -> float:
        return self.now


@dataclass(slots=True)
class Ear:
    """A listener that remembers."""

    heard: list[Changes] = field(default_factory=list)

    def __call__(self, changes: Changes) -> None:
        self.heard.append(changes)

    @property
    def last(self) -> Changes:
        return self.heard[-1]


def a_recording(number: int = 1, title: str = "Peter Rabbit", **fields: Any) -> Recording:
    sha256 = hashlib.sha256(str(number).encode()).hexdigest()
    values: dict[str, Any] = {"duration_s": 60.0, "size_bytes": 1000, "ending": ".mp3", "mime": "audio/mpeg", **fields}
    return Recording(key=recording_key(sha256), sha256=sha256, title=title, **values)


def add_recordings(library: Library, *recordings: Recording, **how: Any) -> None:
    def add(tx: Transaction) -> None:
        for recording in recordings:
            tx.add_recording(recording)

    library.transact("Import", add, **how)


def make_playlist(library: Library, title: str, recordings: Sequence[RecordingKey] = ()) -> PlaylistKey:
    key = PlaylistKey(library.new_key("p"))

    def make(tx: Transaction) -> None:
        tx.add_playlist(Playlist(key, title, created_at=tx.now))
        for recording, pos in zip(recordings, tx.place(key, len(recordings)), strict=True):
            tx.add_entry(Entry(EntryKey(library.new_key("e")), key, pos, recording))

    library.transact("Make playlist", make)
    return key


def rename(library: Library, key: RecordingKey, title: str, **how: Any) -> None:
    library.transact("Rename", lambda tx: tx.edit_recording(key, title=title), **how)


def title_of(library: Library, key: RecordingKey) -> str:
    recording = library.recordings.get(key)
    assert recording is not None
    return recording.title


def recordings_in(library: Library, key: PlaylistKey) -> list[RecordingKey | None]:
    return [entry.recording for entry in library.playlists.entries(key)]


def visible(library: Library) -> tuple[object, ...]:
    """Return all that a person can see of recordings, playlists and entries."""
    playlists = library.playlists.all()
    return (
        library.recordings.rows(library.recordings.keys()),
        playlists,
        [library.playlists.entries(playlist.key) for playlist in playlists],
    )


def assert_search_agrees(library: Library) -> None:
    """Check that the index holds every visible recording under each of its words and its playlists' words, no other."""
    connection = library._connection
    connection.execute("insert into recording_search (recording_search) values ('integrity-check')")
    indexed = connection.execute("select count(*) from recording_search").fetchone()[0]
    keys = library.recordings.keys()
    assert indexed == len(keys)
    titles = {playlist.key: playlist.title for playlist in library.playlists.all()}
    for recording in library.recordings.rows(keys):
        for word in (recording.title, recording.artist, recording.album, *recording.tags):
            assert recording.key in library.recordings.keys(word)
        for playlist in library.recordings.playlists_of(recording.key):
            assert recording.key in library.recordings.keys(titles[playlist])


def database_of(folder: Path) -> Path:
    return folder / "library.sqlite"
