"""The full-text index over recordings, kept by the door in the same transaction as what it indexes."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from desktop.store.documents import tags_from_text
from desktop.store.words import fold

MATCHING = "select rowid from recording_search where recording_search match ?"
COUNTING = "select count(*) from recording_search where recording_search match ?"

_PLAYLIST_TITLES = """
    select group_concat(playlist.title, ' ') from entry join playlist on playlist.key = entry.playlist
    where entry.recording = ? and entry.deleted = 0 and playlist.deleted = 0
"""


def refresh(connection: sqlite3.Connection, written: Iterable[tuple[str, str, str]]) -> None:
    """Bring the index up to date after the fields (kind, key, field) were written."""
    for key in _touched(connection, written):
        _index(connection, key)


def _touched(connection: sqlite3.Connection, written: Iterable[tuple[str, str, str]]) -> dict[str, None]:
    """Return the recordings whose words may have changed, each once."""
    touched: dict[str, None] = {}
    for kind, key, field in written:
        if kind == "recording" and field in ("title", "artist", "album", "tags", "deleted"):
            touched[key] = None
        elif kind == "entry" and field in ("playlist", "recording", "deleted"):
            found = connection.execute("select recording from entry where key = ? and recording is not null", (key,))
            touched.update(dict.fromkeys(recording for (recording,) in found))
        elif kind == "playlist" and field in ("title", "deleted"):
            found = connection.execute(
                "select recording from entry where playlist = ? and deleted = 0 and recording is not null", (key,)
            )
            touched.update(dict.fromkeys(recording for (recording,) in found))
    return touched


def _index(connection: sqlite3.Connection, key: str) -> None:
    row = connection.execute(
        "select id, title, artist, album, tags, deleted from recording where key = ?", (key,)
    ).fetchone()
    if row is None:
        return
    rowid, title, artist, album, tags, deleted = row
    if deleted:
        connection.execute("delete from recording_search where rowid = ?", (rowid,))
        return
    (playlists,) = connection.execute(_PLAYLIST_TITLES, (key,)).fetchone()
    connection.execute(
        """
        insert or replace into recording_search (rowid, title, artist, album, playlists, tags)
        values (?, ?, ?, ?, ?, ?)
        """,
        (rowid, fold(title), fold(artist), fold(album), fold(playlists or ""), fold(" ".join(tags_from_text(tags)))),
    )
