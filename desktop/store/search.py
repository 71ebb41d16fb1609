"""The full-text index over recordings, kept by the door in the same transaction as what it indexes."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from typing import Any

from desktop.store.documents import tags_from_text
from desktop.store.words import fold

MATCHING = "select rowid from recording_search where recording_search match ?"
COUNTING = "select count(*) from recording_search where recording_search match ?"

_INDEXED = "select id, key, title, artist, album, tags, deleted from recording where key in ({marks})"
_PLAYLIST_TITLES = """
    select entry.recording, group_concat(playlist.title, ' ') from entry
    join playlist on playlist.key = entry.playlist
    where entry.recording in ({marks}) and entry.deleted = 0 and playlist.deleted = 0 group by entry.recording
"""
_OF_ENTRIES = "select distinct recording from entry where key in ({marks}) and recording is not null"
_OF_PLAYLISTS = """
    select distinct recording from entry where playlist in ({marks}) and deleted = 0 and recording is not null
"""
_PAGE = 128


def refresh(connection: sqlite3.Connection, written: Iterable[tuple[str, str, str]]) -> None:
    """Bring the index up to date after the fields (kind, key, field) were written."""
    touched = list(_touched(connection, written))
    for start in range(0, len(touched), _PAGE):
        _index(connection, touched[start : start + _PAGE])


def _touched(connection: sqlite3.Connection, written: Iterable[tuple[str, str, str]]) -> dict[str, None]:
    """Return the recordings whose words may have changed, each once."""
    touched: dict[str, None] = {}
    entries: dict[str, None] = {}
    playlists: dict[str, None] = {}
    for kind, key, field in written:
        if kind == "recording" and field in ("title", "artist", "album", "tags", "deleted"):
            touched[key] = None
        elif kind == "entry" and field in ("playlist", "recording", "deleted"):
            entries[key] = None
        elif kind == "playlist" and field in ("title", "deleted"):
            playlists[key] = None
    for statement, keys in ((_OF_ENTRIES, list(entries)), (_OF_PLAYLISTS, list(playlists))):
        for start in range(0, len(keys), _PAGE):
            found = _select(connection, statement, keys[start : start + _PAGE])
            touched.update(dict.fromkeys(recording for (recording,) in found))
    return touched


def _index(connection: sqlite3.Connection, keys: list[str]) -> None:
    playlists = dict(_select(connection, _PLAYLIST_TITLES, keys))
    removed: list[tuple[int]] = []
    indexed: list[tuple[int, str, str, str, str, str]] = []
    for rowid, key, title, artist, album, tags, deleted in _select(connection, _INDEXED, keys):
        if deleted:
            removed.append((rowid,))
        else:
            inside, words = fold(playlists.get(key, "")), fold(" ".join(tags_from_text(tags)))
            indexed.append((rowid, fold(title), fold(artist), fold(album), inside, words))
    connection.executemany("delete from recording_search where rowid = ?", removed)
    connection.executemany(
        """
        insert or replace into recording_search (rowid, title, artist, album, playlists, tags)
        values (?, ?, ?, ?, ?, ?)
        """,
        indexed,
    )


def _select(connection: sqlite3.Connection, statement: str, keys: list[str]) -> list[Any]:
    return connection.execute(statement.format(marks=", ".join("?" * len(keys))), keys).fetchall()
