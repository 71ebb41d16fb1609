"""Playlists and their entries in the store."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from typing import Any

from desktop.model.line import YOTO_BYTES_A_SECOND
from desktop.model.names import CardId, EntryKey, PlaylistKey
from desktop.model.playlist import Entry, Playlist
from desktop.store import words
from desktop.store.documents import origin_from_text, origin_to_text
from desktop.store.fields import Table

TABLE = Table(
    kind="playlist",
    fields=("title", "cover", "card_id", "published_hash", "published_at", "published_base", "created_at"),
    derived={"title": ("title_order", words.order)},
)
ENTRY_TABLE = Table(
    kind="entry",
    fields=("playlist", "pos", "recording", "title", "icon", "origin"),
    encode={"origin": origin_to_text},
)

_PAGE = 500

# An entry counts while its recording is there; one without a recording is a track that only the card has.
_IS_LIVE = "(entry.deleted = 0 and (entry.recording is null or recording.deleted = 0))"
_ENTRIES = f"""
    select entry.key, entry.playlist, entry.pos, entry.recording, entry.title, entry.icon, entry.origin
    from entry left join recording on recording.key = entry.recording
    where {_IS_LIVE}
"""  # noqa: S608 - every part is ours
_DURATION_S = "coalesce(recording.duration_s, json_extract(entry.origin, '$.duration_s'), 0.0)"
_SIZE_BYTES = "coalesce(recording.size_bytes, json_extract(entry.origin, '$.size_bytes'), 0)"
_CARD_BYTES = f"""
    case
        when entry.origin is not null then coalesce(json_extract(entry.origin, '$.size_bytes'), 0)
        when recording.medium is not null then json_extract(recording.medium, '$.size_bytes')
        when round(recording.duration_s * {YOTO_BYTES_A_SECOND}) > 0
            then min(recording.size_bytes, cast(round(recording.duration_s * {YOTO_BYTES_A_SECOND}) as integer))
        else coalesce(recording.size_bytes, 0)
    end
"""  # as model.line says of one entry
_PLAYLISTS = f"""
    select playlist.key, playlist.title, playlist.cover, playlist.card_id, playlist.published_hash,
        playlist.published_at, playlist.created_at,
        count(entry.id) filter (where {_IS_LIVE}),
        coalesce(sum({_DURATION_S}) filter (where {_IS_LIVE}), 0.0),
        coalesce(sum({_SIZE_BYTES}) filter (where {_IS_LIVE}), 0),
        coalesce(sum({_CARD_BYTES}) filter (where {_IS_LIVE}), 0),
        playlist.published_base
    from playlist left join entry on entry.playlist = playlist.key and entry.deleted = 0
        left join recording on recording.key = entry.recording
    where playlist.deleted = 0
"""  # noqa: S608 - every part is ours


class Playlists:
    """Reads playlists with their sums, and their entries in order."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def get(self, key: PlaylistKey) -> Playlist | None:
        row = self._connection.execute(f"{_PLAYLISTS} and playlist.key = ? group by playlist.id", (key,)).fetchone()
        return None if row is None else Playlist(*row)

    def all(self, search: str = "") -> list[Playlist]:
        """Return the playlists whose title a search finds ("": all), by title."""
        rows = self._connection.execute(f"{_PLAYLISTS} group by playlist.id order by playlist.title_order, playlist.id")
        found = (Playlist(*row) for row in rows)
        return [playlist for playlist in found if words.holds(playlist.title, search)]

    def by_card(self, card_id: CardId) -> Playlist | None:
        """Return the playlist that is published to a card: the newest, should there be several."""
        row = self._connection.execute(
            f"{_PLAYLISTS} and playlist.card_id = ? group by playlist.id order by playlist.id desc", (card_id,)
        ).fetchone()
        return None if row is None else Playlist(*row)

    def entries(self, key: PlaylistKey) -> list[Entry]:
        """Return a playlist's entries in order (pos, key)."""
        rows = self._connection.execute(f"{_ENTRIES} and entry.playlist = ? order by entry.pos, entry.key", (key,))
        return [_entry(row) for row in rows]

    def entry(self, key: EntryKey) -> Entry | None:
        row = self._connection.execute(f"{_ENTRIES} and entry.key = ?", (key,)).fetchone()
        return None if row is None else _entry(row)


def positions(connection: sqlite3.Connection, playlist: str) -> list[tuple[str, str]]:
    """Return (key, pos) of all of a playlist's entries in order, also of those whose recording is removed."""
    rows = connection.execute(
        "select key, pos from entry where playlist = ? and deleted = 0 order by pos, key", (playlist,)
    )
    return list(rows)


def entries_of_recording(connection: sqlite3.Connection, recording: str) -> list[str]:
    """Return the keys of a recording's entries in all playlists."""
    rows = connection.execute("select key from entry where recording = ? and deleted = 0", (recording,))
    return [key for (key,) in rows]


def summing(connection: sqlite3.Connection, written: Iterable[tuple[str, str, str]]) -> set[str]:
    """Return the playlists whose entries or sums the written fields (kind, key, field) changed."""
    entries: list[str] = []
    recordings: list[str] = []
    for kind, key, field in written:
        if kind == "entry":
            entries.append(key)
        elif kind == "recording" and field in ("duration_s", "size_bytes", "medium", "deleted"):
            recordings.append(key)
    found: set[str] = set()
    for condition, keys in (("key", entries), ("deleted = 0 and recording", recordings)):
        for start in range(0, len(keys), _PAGE):
            page = keys[start : start + _PAGE]
            marks = ", ".join("?" * len(page))
            rows = connection.execute(f"select distinct playlist from entry where {condition} in ({marks})", page)  # noqa: S608 - names of our own
            found.update(playlist for (playlist,) in rows)
    return found


def _entry(row: tuple[Any, ...]) -> Entry:
    key, playlist, pos, recording, title, icon, origin = row
    return Entry(key, playlist, pos, recording, title, icon, origin_from_text(origin))
