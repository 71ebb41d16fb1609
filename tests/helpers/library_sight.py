"""What a person sees of a library, and whether that is what the family's log says."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Mapping
from functools import lru_cache
from typing import TypeAlias

from backend.contract.codec import Json
from backend.contract.rank import is_position
from backend.contract.records import ENTRY, PLAYLIST, RECORDING, Fields, is_deleted, recording_sha256
from desktop.store import words
from desktop.store.library import Library
from desktop.store.sync_mapping import KINDS

# by key: a recording's title, artist and whether the cloud has it; a playlist's title and entries in their order;
# an entry's place, recording and own title
Shown: TypeAlias = dict[str, tuple[object, ...]]

_RECORDINGS = """
    select key, title, artist, stored_audio.recording is not null from recording
    left join stored_audio on stored_audio.recording = key where deleted = 0
"""
_PLAYLISTS = "select key, title from playlist where deleted = 0"
_ENTRIES = """
    select entry.key, playlist, pos, recording, entry.title from entry
    left join recording on recording.key = recording
    where entry.deleted = 0 and (recording is null or recording.deleted = 0) order by pos, entry.key
"""
_TITLES_AROUND = """
    select entry.recording, playlist.title from entry join playlist on playlist.key = entry.playlist
    where entry.deleted = 0 and playlist.deleted = 0 and entry.recording is not null
"""
_INDEXED = """
    select recording.key, indexed.title, indexed.artist, indexed.album, indexed.tags, indexed.playlists
    from recording_search as indexed left join recording on recording.id = indexed.rowid
"""


def sight(library: Library) -> tuple[object, ...]:
    """Return all that a person can see of a library, in an order that is the same everywhere."""
    playlists = sorted(library.playlists.all(), key=lambda playlist: playlist.key)
    recordings = library.recordings.rows(sorted(library.recordings.keys()))
    return (
        recordings,
        playlists,
        [library.playlists.entries(playlist.key) for playlist in playlists],
        sorted(loss.key for loss in library.sync.losses(limit=10_000)),
        [recording.key for recording in recordings if library.sync.is_stored(recording.key)],
    )


def assert_rows_are_the_fold(library: Library, state: Mapping[str, Fields]) -> None:
    """Check that a library shows just what lives in a state and can be shown, under the same titles and places."""
    shown: Shown = {
        recording.key: (recording.title, recording.artist, library.sync.is_stored(recording.key))
        for recording in library.recordings.rows(library.recordings.keys())
    }
    for playlist in library.playlists.all():
        entries = library.playlists.entries(playlist.key)
        shown[playlist.key] = (playlist.title, tuple(entry.key for entry in entries))
        shown.update((entry.key, (entry.pos, entry.recording, entry.title)) for entry in entries)
    _assert_same(shown, said_by(state))


def assert_tables_are_the_fold(connection: sqlite3.Connection, state: Mapping[str, Fields]) -> None:
    """Check the same of the tables as they are, with fewer statements than the library asks."""
    shown: Shown = {
        key: (title, artist, bool(stored)) for key, title, artist, stored in connection.execute(_RECORDINGS)
    }
    titles = dict(connection.execute(_PLAYLISTS))
    inside: dict[str, list[str]] = {playlist: [] for playlist in titles}
    for key, playlist, pos, recording, title in connection.execute(_ENTRIES):
        if playlist in inside:
            inside[playlist].append(key)
            shown[key] = (pos, recording, title)
    shown.update((playlist, (title, tuple(inside[playlist]))) for playlist, title in titles.items())
    _assert_same(shown, said_by(state))


def said_by(state: Mapping[str, Fields]) -> Shown:
    """Return what a library should show that has this state."""
    said: Shown = {}
    living = [(record, fields) for record, fields in state.items() if not is_deleted(fields)]
    for record, fields in living:
        if record[:2] == RECORDING and _is_recording(record, fields.get("sha")):
            said[record] = (_text(fields, "title"), _text(fields, "artist"), fields.get("blob") == 1)
    titles = {record: _text(fields, "title") for record, fields in living if _is_playlist(record, fields)}
    inside: dict[str, list[tuple[str, str]]] = {playlist: [] for playlist in titles}
    for record, fields in living:
        playlist, recording, title = (fields.get(name) for name in ("playlist", "recording", "title"))
        if record[:2] != ENTRY or not isinstance(playlist, str) or playlist not in inside:
            continue
        is_ours = isinstance(recording, str) and recording.startswith(RECORDING)
        if recording in said if is_ours else _is_elsewhere(fields.get("origin")):
            inside[playlist].append((_pos(fields), record))
            said[record] = (_pos(fields), recording if is_ours else None, title if isinstance(title, str) else None)
    said.update((key, (title, tuple(entry for _, entry in sorted(inside[key])))) for key, title in titles.items())
    return said


def assert_columns_are_told(library: Library, state: Mapping[str, Fields]) -> None:
    """Check that each column of each visible row is what its record says."""
    for kind in KINDS.values():
        names = ", ".join(column.name for column in kind.columns)
        rows = library._connection.execute(f"select key, {names} from {kind.table.kind} where deleted = 0")
        for key, *values in rows:
            for column, value in zip(kind.columns, values, strict=True):
                assert key not in state or column.is_told(value, state[key]), (key, column.name, value, state[key])


def assert_index_agrees(library: Library) -> None:
    """Check that the index holds the words of each visible recording and of its playlists, and no others."""
    connection = library._connection
    inside: dict[str, list[str]] = defaultdict(list)
    for recording, title in connection.execute(_TITLES_AROUND):
        inside[recording] += words.fold(title).split()
    expected: Shown = {
        recording.key: (
            *(words.fold(text) for text in (recording.title, recording.artist, recording.album)),
            words.fold(" ".join(recording.tags)),
            sorted(inside[recording.key]),
        )
        for recording in library.recordings.rows(library.recordings.keys())
    }
    indexed = connection.execute(_INDEXED)
    _assert_same({key: (*texts, sorted(titles.split())) for key, *texts, titles in indexed}, expected)


def assert_search_agrees(library: Library) -> None:
    """Check the index, and that every visible recording is found under each of its words and its playlists' words."""
    assert_index_agrees(library)
    library._connection.execute("insert into recording_search (recording_search) values ('integrity-check')")
    titles = {playlist.key: playlist.title for playlist in library.playlists.all()}
    for recording in library.recordings.rows(library.recordings.keys()):
        for word in (recording.title, recording.artist, recording.album, *recording.tags):
            assert recording.key in library.recordings.keys(word), (recording.key, word)
        for playlist in library.recordings.playlists_of(recording.key):
            assert recording.key in library.recordings.keys(titles[playlist]), (recording.key, titles[playlist])


def _assert_same(shown: Shown, said: Shown) -> None:
    if shown != said:
        different = sorted(key for key in shown.keys() | said.keys() if shown.get(key) != said.get(key))
        raise AssertionError({key: (shown.get(key), said.get(key)) for key in different})


@lru_cache(maxsize=1024)
def _sha256(record: str, sha: str) -> bytes | None:
    return recording_sha256(record, sha)


def _is_recording(record: str, sha: Json) -> bool:
    return isinstance(sha, str) and _sha256(record, sha) is not None


def _is_playlist(record: str, fields: Fields) -> bool:
    return record[:2] == PLAYLIST and isinstance(fields.get("title"), str)


def _is_elsewhere(origin: Json) -> bool:
    return isinstance(origin, dict) and "track_url" in origin


def _text(fields: Fields, name: str) -> str:
    told = fields.get(name, "")
    return told if isinstance(told, str) else ""


def _pos(fields: Fields) -> str:
    pos = fields.get("pos")
    return pos if isinstance(pos, str) and is_position(pos) else "V"
