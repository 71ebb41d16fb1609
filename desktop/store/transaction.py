"""What a change may write while the door is open."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from backend.contract import rank
from desktop.model.card import Card
from desktop.model.names import ArtworkKey, CardId, EntryKey, PlayerId, PlaylistKey, RecordingKey, UploadKey
from desktop.model.player import Player, Reported
from desktop.model.playlist import Entry, Playlist
from desktop.model.recording import Recording
from desktop.model.upload import Upload
from desktop.store import activity, artwork, cards, players, playlists, preferences, recordings, uploads
from desktop.store.changes import Collected
from desktop.store.fields import FieldWriter, Table
from desktop.store.sync import Sync


class Transaction:
    """The writing half of the library, for the time of one change. `now` is one moment, epoch seconds.

    Writing a field of a record that is not there raises KeyError, a field that its kind does not have ValueError:
    those are bugs of the caller.
    """

    def __init__(
        self,
        connection: sqlite3.Connection,
        *,
        folder: Path,
        now: float,
        entropy: Callable[[int], bytes],
        writer: FieldWriter,
        collected: Collected,
        sync: Sync,
    ) -> None:
        self.now = now
        self._connection = connection
        self._folder = folder
        self._entropy = entropy
        self._writer = writer
        self._collected = collected
        self._sync = sync

    # recordings, playlists, entries: written by field, so that they can be undone

    def add_recording(self, recording: Recording) -> None:
        """Add a recording, or bring a removed one back as it is given. ValueError when it is there already.

        What Yoto made of the same audio before (`medium`) is kept when the recording comes without it.
        """
        values = _fields(recordings.TABLE, recording)
        if recording.medium is None:
            del values["medium"]
        self._writer.add(recordings.TABLE, recording.key, values)

    def edit_recording(self, key: RecordingKey, **values: Any) -> None:
        self._writer.edit(recordings.TABLE, key, values)

    def remove_recording(self, key: RecordingKey) -> None:
        """Remove a recording, and its entries from all playlists. Its file stays."""
        self._writer.remove(recordings.TABLE, key)
        for entry in playlists.entries_of_recording(self._connection, key):
            self._writer.remove(playlists.ENTRY_TABLE, entry)

    def add_playlist(self, playlist: Playlist) -> None:
        """Add a playlist; its sums follow from its entries and are not written."""
        self._writer.add(playlists.TABLE, playlist.key, _fields(playlists.TABLE, playlist))

    def edit_playlist(self, key: PlaylistKey, **values: Any) -> None:
        self._writer.edit(playlists.TABLE, key, values)

    def remove_playlist(self, key: PlaylistKey) -> None:
        """Remove a playlist; its entries go out of sight with it and come back with it."""
        self._writer.remove(playlists.TABLE, key)

    def add_entry(self, entry: Entry) -> None:
        self._writer.add(playlists.ENTRY_TABLE, entry.key, _fields(playlists.ENTRY_TABLE, entry))

    def edit_entry(self, key: EntryKey, **values: Any) -> None:
        self._writer.edit(playlists.ENTRY_TABLE, key, values)

    def remove_entry(self, key: EntryKey) -> None:
        self._writer.remove(playlists.ENTRY_TABLE, key)

    def place(self, playlist: PlaylistKey, n: int, *, before: EntryKey | None = None) -> list[str]:
        """Return `n` ascending positions before an entry, or at the end.

        Where the list has no more room at that place, its entries are re-spaced. KeyError for an entry that is
        not in the playlist.
        """
        line = playlists.positions(self._connection, playlist)
        index = len(line) if before is None else _index(line, before)
        entropy = self._entropy(rank.ENTROPY_BYTES)
        found, spaced = rank.place([pos for _, pos in line], index, n, entropy=entropy)
        for (key, was), pos in zip(line, spaced, strict=True):
            if pos != was:
                self._writer.put(playlists.ENTRY_TABLE, key, {"pos": pos})
        return found

    # cards, players, uploads: what is seen of the world, never undone

    def save_cards(self, found: Sequence[Card], *, complete: bool) -> None:
        """Keep these cards; `complete` forgets those that are not among them.

        A card that comes without chapters or cover keeps what is cached of them.
        """
        for card in found:
            if cards.save(self._connection, card):
                self._collected.add("card", card.id)
        if complete:
            for card_id in cards.others(self._connection, found):
                self._forget_card(card_id)

    def save_card_raw(self, card_id: CardId, raw: dict[str, Any], card: Card) -> None:
        """Keep an opened card: its JSON as Yoto sent it, beside what we understand of it."""
        is_changed = cards.save(self._connection, card)
        if cards.save_raw(self._connection, card_id, raw) or is_changed:
            self._collected.add("card", card_id)

    def keep_version(self, card_id: CardId, raw: dict[str, Any]) -> None:
        """Keep the JSON that a publish is about to replace (the last 50 of a card)."""
        if cards.keep_version(self._connection, card_id, raw, now=self.now):
            self._collected.add("card", card_id)

    def remove_card(self, card_id: CardId) -> None:
        """Forget a card; its kept versions stay."""
        self._forget_card(card_id)

    def save_players(self, found: Sequence[Player]) -> None:
        """Make these the account's players; reports of those that are gone go with them."""
        for player in players.save_all(self._connection, found):
            self._collected.add("player", player)

    def save_reported(self, player: PlayerId, reported: Reported) -> None:
        if players.save_reported(self._connection, player, reported):
            self._collected.add("player", player)

    def save_upload(self, upload: Upload) -> None:
        if uploads.save(self._connection, upload):
            self._collected.add("upload", upload.key)

    def remove_upload(self, key: UploadKey) -> None:
        if uploads.remove(self._connection, key):
            self._collected.add("upload", key)

    # what the family's cloud holds

    def mark_stored(self, recording: RecordingKey, *, is_stored: bool = True) -> None:
        """Tell the family that the cloud holds a recording's audio, or that it turned out not to."""
        self._sync.mark_stored(recording, is_stored=is_stored, collected=self._collected)

    def mark_artwork_stored(self, key: ArtworkKey, *, is_stored: bool = True) -> None:
        """Tell the family that the cloud holds a picture, or that it turned out not to."""
        self._sync.mark_artwork_stored(key, is_stored=is_stored, collected=self._collected)

    # the app's own

    def note(self, kind: str, sentence: str, detail: str = "", key: str = "") -> None:
        """Write a line of the Activity page, of which the last 5,000 are kept."""
        line = activity.ActivityLine(self.now, kind, sentence, detail, key)
        self._collected.add("activity", activity.add(self._connection, line))

    def set_preference(self, name: str, value: object) -> None:
        """Keep a preference: any value that JSON can say."""
        if preferences.save(self._connection, name, value):
            self._collected.add("preference", name)

    def keep_artwork(self, picture: bytes, mime: str) -> ArtworkKey:
        """Keep a picture: the file first, then its row; return its key. The same bytes are kept once. Raise NoRoom."""
        key, is_new = artwork.keep(self._connection, self._folder, picture, mime=mime, now=self.now)
        if is_new:
            self._collected.add("artwork", key)
        return key

    def _forget_card(self, card_id: str) -> None:
        if cards.remove(self._connection, card_id):
            self._collected.add("card", card_id)


def _fields(table: Table, value: Recording | Playlist | Entry) -> dict[str, Any]:
    return {name: getattr(value, name) for name in table.fields}


def _index(line: list[tuple[str, str]], entry: EntryKey) -> int:
    for index, (key, _) in enumerate(line):
        if key == entry:
            return index
    raise KeyError(f"{entry} is not in the playlist")
