"""What a person does to recordings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from desktop.model.names import RecordingKey
from desktop.services.wording import counted
from desktop.store.library import Library
from desktop.store.transaction import Transaction

EDITABLE = frozenset({"title", "artist", "album", "tags", "disc", "track", "cover"})


class Recordings:
    """Each intent is one commit and one step of undo."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def edit(self, key: RecordingKey, **fields: Any) -> None:
        """Change title, artist, album, tags, disc, track or cover of one recording."""
        self.edit_all([key], **fields)

    def edit_all(self, keys: Sequence[RecordingKey], **fields: Any) -> None:
        """Change the same fields of many recordings. Raise ValueError for one that is not a person's to change."""
        wrong = fields.keys() - EDITABLE
        if wrong:
            raise ValueError(f"these fields of a recording are not to be edited: {sorted(wrong)}")
        if "title" in fields and not str(fields["title"]).strip():
            del fields["title"]
        if not fields:
            return

        def change(tx: Transaction) -> None:
            for key in keys:
                tx.edit_recording(key, **fields)

        self._library.transact(f"Edit {counted(len(keys), 'recording')}", change, initiator=self)

    def remove(self, keys: Iterable[RecordingKey]) -> None:
        """Remove recordings from the library and from every playlist; their files stay until undo is impossible."""
        doomed = list(dict.fromkeys(keys))

        def change(tx: Transaction) -> None:
            for key in doomed:
                tx.remove_recording(key)

        if doomed:
            self._library.transact(f"Remove {counted(len(doomed), 'recording')}", change, initiator=self)
