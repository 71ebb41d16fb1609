"""Knows which recordings' files are in the library folder, without asking the disk twice."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence

from desktop.model.names import RecordingKey
from desktop.model.recording import Recording
from desktop.store.library import Library

PAGE = 200


class Presence:
    """What was seen holds until it is said to be doubtful. On the loop's thread."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._seen: dict[RecordingKey, bool] = {}

    def is_here(self, recording: Recording) -> bool:
        """Return whether a recording's file is here."""
        seen = self._seen.get(recording.key)
        return self.look(recording) if seen is None else seen

    def look(self, recording: Recording) -> bool:
        """Look at the disk, whatever was seen before."""
        found = self._library.recordings.path(recording).is_file()
        self._seen[recording.key] = found
        return found

    def forget(self, keys: Iterable[str]) -> None:
        """These may have come or gone."""
        for key in keys:
            self._seen.pop(RecordingKey(key), None)

    async def of(self, keys: Sequence[RecordingKey]) -> set[RecordingKey]:
        """Return those of `keys` whose files are here, with a breath now and then."""
        unknown = [key for key in keys if key not in self._seen]
        for start in range(0, len(unknown), PAGE):
            for recording in self._library.recordings.rows(unknown[start : start + PAGE]):
                self.look(recording)
            await asyncio.sleep(0)
        return {key for key in keys if self._seen.get(key)}
