"""Recordings in the store: one row an audio file, and the ways to find them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Literal, TypeAlias

from desktop.model.names import PlaylistKey, RecordingKey, recording_key
from desktop.model.recording import Recording
from desktop.store import words
from desktop.store.documents import medium_from_text, medium_to_text, tags_from_text, tags_to_text
from desktop.store.fields import Table
from desktop.store.search import COUNTING, MATCHING

Order: TypeAlias = Literal["added", "title", "artist", "duration", "relevance"]

TABLE = Table(
    kind="recording",
    fields=(
        "sha256",
        "title",
        "artist",
        "album",
        "disc",
        "track",
        "duration_s",
        "size_bytes",
        "ending",
        "mime",
        "tags",
        "cover",
        "medium",
        "added_at",
    ),
    encode={"tags": tags_to_text, "medium": medium_to_text},
    derived={
        "title": ("title_order", words.order),
        "artist": ("artist_order", words.order),
        "album": ("album_order", words.order),
    },
)

_COLUMNS = """
    key, sha256, title, duration_s, size_bytes, ending, mime, artist, album, disc, track, tags, cover, medium, added_at
"""
_ORDERS: dict[str, tuple[str, ...]] = {
    "added": ("id",),
    "title": ("title_order", "id"),
    "artist": ("artist_order", "album_order", "disc", "track", "title_order"),
    "duration": ("duration_s", "size_bytes"),
}
_PAGE = 128
_RANKED_AT_MOST = 2_000  # ranking reads every match: 150 ms for a letter that 100,000 recordings have


class Recordings:
    """Reads recordings. Removed ones are invisible, but for `rows`, which keeps in step with its keys."""

    def __init__(self, connection: sqlite3.Connection, folder: Path) -> None:
        self._connection = connection
        self._folder = folder

    def get(self, key: RecordingKey) -> Recording | None:
        row = self._connection.execute(
            f"select {_COLUMNS} from recording where key = ? and deleted = 0",  # noqa: S608 - every part is ours
            (key,),
        ).fetchone()
        return None if row is None else _recording(row)

    def by_sha(self, sha256: str) -> Recording | None:
        """Return the recording of this very audio: its key follows from the SHA-256 (hex)."""
        return self.get(recording_key(sha256))

    def by_medium(self, shas: Iterable[str]) -> dict[str, Recording]:
        """Return the recordings of which Yoto made these (Medium.sha), by that hash; unknown hashes are left out."""
        wanted = list(dict.fromkeys(shas))
        found: dict[str, Recording] = {}
        for start in range(0, len(wanted), _PAGE):
            page = wanted[start : start + _PAGE]
            marks = ", ".join("?" * len(page))
            statement = f"""
                select {_COLUMNS} from recording
                where medium is not null and json_extract(medium, '$.sha') in ({marks}) and deleted = 0 order by id
            """  # noqa: S608 - every part is ours
            recordings = map(_recording, self._connection.execute(statement, page))
            found.update((one.medium.sha, one) for one in recordings if one.medium is not None)
        return found

    def count(self, search: str = "") -> int:
        expression = words.query(search)
        if expression:
            return self._number(COUNTING, expression)
        return self._number("select count(*) from recording where deleted = 0")

    def totals(self, search: str = "") -> tuple[int, float, int]:
        """Return (count, seconds, bytes) of what a search finds."""
        expression = words.query(search)
        sums = "select count(*), coalesce(sum(duration_s), 0.0), coalesce(sum(size_bytes), 0) from recording"
        if expression:
            found = self._connection.execute(f"{sums} where id in ({MATCHING})", (expression,))
        else:
            found = self._connection.execute(f"{sums} where deleted = 0")
        count, duration_s, size_bytes = found.fetchone()
        return count, duration_s, size_bytes

    def keys(
        self, search: str = "", order: Order = "added", *, descending: bool = False, limit: int | None = None
    ) -> list[RecordingKey]:
        """Return the keys that a search finds ("": all).

        "relevance" puts the best first from the third letter on, while no more than 2,000 match; else it is "added".
        """
        expression = words.query(search)
        if order == "relevance":
            if expression and words.longest_word(search) >= 3 and self.count(search) <= _RANKED_AT_MOST:
                return self._ranked(expression, limit=limit)
            order = "added"
        direction = "desc" if descending else "asc"
        by = ", ".join(f"{column} {direction}" for column in _ORDERS[order])
        if not expression:
            statement = f"select key from recording where deleted = 0 order by {by} limit ?"  # noqa: S608 - every part is ours
            return [key for (key,) in self._connection.execute(statement, (_limit(limit),))]
        if order == "added":
            return self._found_by_age(expression, direction=direction, limit=limit)
        statement = f"select key from recording where id in ({MATCHING}) order by {by} limit ?"  # noqa: S608 - every part is ours
        return [key for (key,) in self._connection.execute(statement, (expression, _limit(limit)))]

    def rows(self, keys: Sequence[RecordingKey]) -> list[Recording]:
        """Return one recording a key, in the order of `keys`, removed ones too. Raise KeyError for an unknown key."""
        found: dict[str, Recording] = {}
        for start in range(0, len(keys), _PAGE):
            page = keys[start : start + _PAGE]
            marks = ", ".join("?" * len(page))
            statement = f"select {_COLUMNS} from recording where key in ({marks})"  # noqa: S608 - every part is ours
            found.update((row[0], _recording(row)) for row in self._connection.execute(statement, page))
        return [found[key] for key in keys]

    def path(self, recording: Recording) -> Path:
        """Return where the recording's audio lies; the file may be missing (not yet fetched, or lost)."""
        return self._folder / "audio" / recording.sha256[:2] / f"{recording.sha256}{recording.ending}"

    def playlists_of(self, key: RecordingKey) -> list[PlaylistKey]:
        """Return the playlists in which a recording stands, by title."""
        found = self._connection.execute(
            """
            select distinct playlist.key from entry join playlist on playlist.key = entry.playlist
            where entry.recording = ? and entry.deleted = 0 and playlist.deleted = 0
            order by playlist.title_order, playlist.id
            """,
            (key,),
        )
        return [PlaylistKey(playlist) for (playlist,) in found]

    def _number(self, statement: str, *values: str) -> int:
        (number,) = self._connection.execute(statement, values).fetchone()
        return int(number)

    def _found_by_age(self, expression: str, *, direction: str, limit: int | None) -> list[RecordingKey]:
        statement = f"""
            select key from ({MATCHING} order by rowid {direction} limit ?) as found
            cross join recording on recording.id = found.rowid
        """  # noqa: S608 - every part is ours
        return [key for (key,) in self._connection.execute(statement, (expression, _limit(limit)))]

    def _ranked(self, expression: str, *, limit: int | None) -> list[RecordingKey]:
        statement = f"""
            select key from ({MATCHING} order by rank limit ?) as found
            cross join recording on recording.id = found.rowid
        """  # noqa: S608 - every part is ours
        return [key for (key,) in self._connection.execute(statement, (expression, _limit(limit)))]


def _limit(limit: int | None) -> int:
    return -1 if limit is None else limit


def _recording(row: tuple[Any, ...]) -> Recording:
    key, sha256, title, duration_s, size_bytes, ending, mime, artist, album, disc, track, tags, cover, medium, at = row
    return Recording(
        key=key,
        sha256=sha256,
        title=title,
        duration_s=duration_s,
        size_bytes=size_bytes,
        ending=ending,
        mime=mime,
        artist=artist,
        album=album,
        disc=disc,
        track=track,
        tags=tags_from_text(tags),
        cover=cover,
        medium=medium_from_text(medium),
        added_at=at,
    )
