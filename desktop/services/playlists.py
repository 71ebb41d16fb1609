"""What a person does to playlists."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from desktop.model.errors import Unreadable
from desktop.model.icon import DEFAULT_ICON
from desktop.model.names import EntryKey, PlaylistKey, RecordingKey
from desktop.model.picture import picture_mime
from desktop.model.playlist import Entry, Playlist
from desktop.services.wording import counted
from desktop.store.library import Library
from desktop.store.transaction import Transaction


class Playlists:
    """Each intent is one commit and one step of undo."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def create(self, title: str, recordings: Iterable[RecordingKey] = ()) -> PlaylistKey:
        """Make a playlist of these recordings, with the first cover among them; return its key."""
        key = PlaylistKey(self._library.new_key("p"))
        wanted = list(recordings)
        covers = (recording.cover for recording in self._library.recordings.rows(wanted))
        cover = next((cover for cover in covers if cover), None)

        def change(tx: Transaction) -> None:
            tx.add_playlist(Playlist(key, title=title.strip() or "New playlist", cover=cover, created_at=tx.now))
            self._insert(tx, key, wanted, before=None)

        self._library.transact("Create playlist", change, initiator=self)
        return key

    def rename(self, key: PlaylistKey, title: str) -> None:
        """Give a playlist another title; an empty one changes nothing."""
        if title.strip():
            self._library.transact(
                "Rename playlist", lambda tx: tx.edit_playlist(key, title=title.strip()), initiator=self
            )

    async def set_cover(self, key: PlaylistKey, picture: bytes) -> None:
        """Give a playlist a cover. Raise Unreadable when the bytes are no JPEG, PNG, GIF or WebP."""
        mime = picture_mime(picture)
        if mime is None:
            raise Unreadable("This is not a picture that can be a cover.", next_step="Use a JPEG or PNG.")

        def change(tx: Transaction) -> None:
            tx.edit_playlist(key, cover=tx.keep_artwork(picture, mime))

        self._library.transact("Set cover", change, initiator=self)

    def remove_cover(self, key: PlaylistKey) -> None:
        self._library.transact("Remove cover", lambda tx: tx.edit_playlist(key, cover=None), initiator=self)

    def remove(self, keys: Iterable[PlaylistKey]) -> None:
        """Remove playlists. Their recordings and cards stay."""
        doomed = list(dict.fromkeys(keys))

        def change(tx: Transaction) -> None:
            for key in doomed:
                tx.remove_playlist(key)

        if doomed:
            self._library.transact(f"Remove {counted(len(doomed), 'playlist')}", change, initiator=self)

    def duplicate(self, key: PlaylistKey) -> PlaylistKey:
        """Make a copy that belongs to no card; return its key. Raise KeyError for an unknown playlist."""
        original = self._library.playlists.get(key)
        if original is None:
            raise KeyError(key)
        entries = self._library.playlists.entries(key)
        copy = PlaylistKey(self._library.new_key("p"))

        def change(tx: Transaction) -> None:
            title = f"{original.title} (copy)"
            tx.add_playlist(Playlist(copy, title=title, cover=original.cover, created_at=tx.now))
            for entry, pos in zip(entries, tx.place(copy, len(entries)), strict=True):
                tx.add_entry(
                    Entry(self._new_entry(), copy, pos, entry.recording, entry.title, entry.icon, entry.origin)
                )

        self._library.transact("Duplicate playlist", change, initiator=self)
        return copy

    def add_recordings(
        self, key: PlaylistKey, recordings: Iterable[RecordingKey], before: EntryKey | None = None
    ) -> list[EntryKey]:
        """Put recordings before an entry, or at the end; return their entries."""
        wanted = list(recordings)
        if not wanted:
            return []
        return self._library.transact(
            f"Add {counted(len(wanted), 'track')}",
            lambda tx: self._insert(tx, key, wanted, before=before),
            initiator=self,
        )

    def move_entries(self, key: PlaylistKey, keys: Iterable[EntryKey], before: EntryKey | None = None) -> None:
        """Move tracks, in the order that they have, before another one or to the end."""
        chosen = set(keys)
        line = [entry.key for entry in self._library.playlists.entries(key)]
        moved = [entry for entry in line if entry in chosen]
        if before in chosen:
            following = line[line.index(before) :]
            before = next((entry for entry in following if entry not in chosen), None)
        if not moved or _is_there(line, moved, before):
            return

        def change(tx: Transaction) -> None:
            for entry, pos in zip(moved, tx.place(key, len(moved), before=before), strict=True):
                tx.edit_entry(entry, pos=pos)

        self._library.transact(f"Move {counted(len(moved), 'track')}", change, initiator=self)

    def remove_entries(self, key: PlaylistKey, keys: Iterable[EntryKey]) -> None:
        """Take tracks out of a playlist. Their recordings stay."""
        chosen = set(keys)
        doomed = [entry.key for entry in self._library.playlists.entries(key) if entry.key in chosen]

        def change(tx: Transaction) -> None:
            for entry in doomed:
                tx.remove_entry(entry)

        if doomed:
            self._library.transact(f"Remove {counted(len(doomed), 'track')}", change, initiator=self)

    def rename_entry(self, key: EntryKey, title: str) -> None:
        """Give a track a title of its own; an empty one brings back the recording's."""
        self._library.transact(
            "Rename track", lambda tx: tx.edit_entry(key, title=title.strip() or None), initiator=self
        )

    def set_entry_icon(self, keys: EntryKey | Sequence[EntryKey], icon: str | None) -> None:
        """Give one track or many an icon ("yoto:#" and 43 characters); None brings back the usual one."""
        chosen = [keys] if isinstance(keys, str) else list(keys)

        def change(tx: Transaction) -> None:
            for key in chosen:
                tx.edit_entry(key, icon=icon or DEFAULT_ICON)

        self._library.transact(f"Change {counted(len(chosen), 'icon')}", change, initiator=self)

    def _insert(
        self, tx: Transaction, key: PlaylistKey, recordings: Sequence[RecordingKey], *, before: EntryKey | None
    ) -> list[EntryKey]:
        added = []
        for recording, pos in zip(recordings, tx.place(key, len(recordings), before=before), strict=True):
            entry = self._new_entry()
            tx.add_entry(Entry(entry, key, pos, recording=recording))
            added.append(entry)
        return added

    def _new_entry(self) -> EntryKey:
        return EntryKey(self._library.new_key("e"))


def _is_there(line: Sequence[EntryKey], moved: Sequence[EntryKey], before: EntryKey | None) -> bool:
    """Return whether moving would change nothing."""
    chosen = set(moved)
    rest = [entry for entry in line if entry not in chosen]
    index = len(rest) if before is None else rest.index(before)
    return [*rest[:index], *moved, *rest[index:]] == list(line)
