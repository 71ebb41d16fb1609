"""What the vault needs to know: which audio and pictures the family's cloud holds, which are to go or to come."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from desktop.model.names import ArtworkKey, RecordingKey, artwork_record
from desktop.store.changes import Collected
from desktop.store.sync_copy import Copy
from desktop.store.sync_rows import BLOB


class AudioRow(NamedTuple):
    """A recording as the vault weighs it; `rank` is 0 on a playlist with a card, 1 on any playlist, 2 on none."""

    id: int
    key: RecordingKey
    size_bytes: int
    rank: int


@dataclass(frozen=True, slots=True)
class StoredPicture:
    """A picture that is to go to the cloud or to come from it."""

    key: ArtworkKey
    mime: str
    size_bytes: int


_AUDIO = """
    select id, key, size_bytes, coalesce((
        select min(playlist.card_id is null) from entry join playlist on playlist.key = entry.playlist
        where entry.recording = recording.key and entry.deleted = 0 and playlist.deleted = 0
    ), 2)
    from recording
    where id > ? and deleted = 0 and {condition}
        (select 1 from stored_audio where stored_audio.recording = recording.key)
    order by id limit ?
"""
_SHOWN = """
    select cover from recording where deleted = 0 and cover is not null
    union select cover from playlist where deleted = 0 and cover is not null
"""


class Stored:
    """Reads and writes what the cloud holds."""

    def __init__(self, copy: Copy) -> None:
        self._copy = copy

    def has_audio(self, recording: RecordingKey) -> bool:
        found = self._copy.connection.execute("select 1 from stored_audio where recording = ?", (recording,))
        return found.fetchone() is not None

    def has_artwork(self, key: ArtworkKey) -> bool:
        return (
            self._copy.connection.execute("select 1 from stored_artwork where key = ?", (key,)).fetchone() is not None
        )

    def audio(self, *, is_stored: bool, after: int, limit: int) -> list[AudioRow]:
        """Return a page of the living recordings that the cloud holds or not, in the order of their coming."""
        statement = _AUDIO.format(condition="exists" if is_stored else "not exists")
        return [AudioRow(*row) for row in self._copy.connection.execute(statement, (after, limit))]

    def artwork_to_send(self, limit: int) -> list[StoredPicture]:
        found = self._copy.connection.execute(
            f"""
            select key, mime, size_bytes from artwork
            where key in ({_SHOWN}) and key not in (select key from stored_artwork) order by size_bytes limit ?
            """,  # noqa: S608 - every part is ours
            (limit,),
        )
        return [StoredPicture(*row) for row in found]

    def artworks_wanted(self, limit: int) -> list[StoredPicture]:
        found = self._copy.connection.execute(
            f"""
            select key, mime, size_bytes from stored_artwork
            where key in ({_SHOWN}) and key not in (select key from artwork) order by size_bytes limit ?
            """,  # noqa: S608 - every part is ours
            (limit,),
        )
        return [StoredPicture(*row) for row in found]

    def mark_audio(self, recording: RecordingKey, *, is_stored: bool, collected: Collected) -> None:
        """Write the word that the audio is there, within a change."""
        connection = self._copy.connection
        if is_stored:
            found = connection.execute("insert or ignore into stored_audio values (?)", (recording,))
        else:
            found = connection.execute("delete from stored_audio where recording = ?", (recording,))
        if found.rowcount:
            self._copy.replica.edit({recording: {BLOB: int(is_stored)}})
            collected.add("recording", recording)
            collected.add("sync", "waiting")

    def mark_artwork(self, key: ArtworkKey, *, is_stored: bool, collected: Collected) -> None:
        """Write the word that the picture is there, within a change. KeyError for one that is not known here."""
        connection = self._copy.connection
        record = artwork_record(key)
        if is_stored:
            known = connection.execute("select mime, size_bytes from artwork where key = ?", (key,)).fetchone()
            if known is None:
                raise KeyError(f"there is no picture {key}")
            mime, size_bytes = known
            connection.execute("insert or replace into stored_artwork values (?, ?, ?)", (key, mime, size_bytes))
            fields = {"sha": key, "mime": mime, "size": size_bytes}
            known_dead = (self._copy.replica.view(record) or {}).get("_del") == 1
            self._copy.replica.edit({record: {**fields, "_del": 0} if known_dead else fields})
        else:
            connection.execute("delete from stored_artwork where key = ?", (key,))
            if self._copy.replica.view(record) is not None:
                self._copy.replica.edit({record: {"_del": 1}})
        collected.add("artwork", key)
        collected.add("sync", "waiting")
