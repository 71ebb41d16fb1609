"""The full-text index over recordings, kept by the door in the same transaction as what it indexes."""

from __future__ import annotations

import sqlite3
from collections.abc import Container, Iterable
from typing import Any

from desktop.store.documents import tags_from_text
from desktop.store.words import fold

MATCHING = "select rowid from recording_search where recording_search match ?"
COUNTING = "select count(*) from recording_search where recording_search match ?"

# by id: at each step backwards the index would write out all that it holds in memory
_INDEXED = "select id, key, title, artist, album, tags, deleted from recording where key in ({marks}) order by id"
_PLAYLIST_TITLES = """
    select entry.recording, group_concat(playlist.title, ' ') from entry
    join playlist on playlist.key = entry.playlist
    where entry.recording in ({marks}) and entry.deleted = 0 and playlist.deleted = 0 group by entry.recording
"""
_OF_ENTRIES = "select distinct recording from entry where key in ({marks}) and recording is not null"
_OF_PLAYLISTS = """
    select distinct recording from entry where playlist in ({marks}) and deleted = 0 and recording is not null
"""
_WORDS = "into recording_search (rowid, title, artist, album, playlists, tags) values (?, ?, ?, ?, ?, ?)"
_PAGE = 500


def refresh(
    connection: sqlite3.Connection,
    written: Iterable[tuple[str, str, str]],
    *,
    inserted: Container[tuple[str, str]] = frozenset(),
) -> None:
    """Bring the index up to date after the fields (kind, key, field) were written.

    What was `inserted` (kind, key) since it was last up to date is new to the index.
    """
    touched = list(_touched(connection, written))
    for start in range(0, len(touched), _PAGE):
        _index(connection, touched[start : start + _PAGE], inserted=inserted)


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


def _index(connection: sqlite3.Connection, keys: list[str], *, inserted: Container[tuple[str, str]]) -> None:
    playlists = dict(_select(connection, _PLAYLIST_TITLES, keys))
    removed: list[tuple[int]] = []
    new: list[tuple[int, str, str, str, str, str]] = []
    changed: list[tuple[int, str, str, str, str, str]] = []
    for rowid, key, title, artist, album, tags, deleted in _select(connection, _INDEXED, keys):
        if deleted:
            removed.append((rowid,))
        else:
            inside, words = fold(playlists.get(key, "")), fold(" ".join(tags_from_text(tags)))
            indexed = new if ("recording", key) in inserted else changed
            indexed.append((rowid, fold(title), fold(artist), fold(album), inside, words))
    connection.executemany("delete from recording_search where rowid = ?", removed)
    connection.executemany(f"insert {_WORDS}", new)  # to replace would be to look for the former words first
    connection.executemany(f"insert or replace {_WORDS}", changed)


def _select(connection: sqlite3.Connection, statement: str, keys: list[str]) -> list[Any]:
    return connection.execute(statement.format(marks=", ".join("?" * len(keys))), keys).fetchall()
