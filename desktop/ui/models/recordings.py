"""The library's recordings, searched and sorted, as a list for the screen."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QMimeData, QModelIndex, QObject, Qt

from desktop.model.names import RecordingKey, UploadKey
from desktop.model.recording import Recording
from desktop.model.upload import Upload
from desktop.store.library import Library
from desktop.ui.models.away import HERE, Away, FindAway, always_here
from desktop.ui.models.keyed import AnyIndex, KeyedModel
from desktop.ui.models.mime import RECORDINGS, carry
from desktop.ui.models.state import Whereabouts, percent_of, spoken_state, state_words, whereabouts

Order = Literal["title", "artist", "added", "duration"]
FIRST_SCREEN = 200  # rows that a keystroke waits for; the rest of a search follows in `complete`


@dataclass(frozen=True, slots=True)
class RecordingRow:
    """A recording with its upload, when one is known, and where its audio is."""

    recording: Recording
    upload: Upload | None = None
    live_bytes: int = 0
    away: Away = HERE

    @property
    def where(self) -> Whereabouts:
        return whereabouts(self.recording, self.upload)

    @property
    def percent(self) -> int | None:
        return percent_of(self.upload, live_bytes=self.live_bytes)

    @property
    def state(self) -> str:
        """Return the pill's text."""
        return state_words(self.where, self.away, percent=self.percent)


class RecordingsModel(KeyedModel[RecordingRow]):
    """The recordings that fit a search, in the chosen order."""

    def __init__(
        self,
        library: Library,
        *,
        live: Callable[[UploadKey], int] = lambda _key: 0,
        away: FindAway = always_here,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._library = library
        self._live, self._away = live, away
        self.search = ""
        self.order: Order = "added"
        self.is_complete = True

    def show(self, *, search: str, order: Order) -> None:
        """Show the first rows of this search at once; the caller calls `complete` when the keyboard rests."""
        self.search, self.order = search, order
        keys = self._read(limit=FIRST_SCREEN)
        self.is_complete = len(keys) < FIRST_SCREEN
        self.reset(keys)

    def complete(self) -> None:
        """Show all rows of the search, keeping the selection of those that are there already."""
        self.put(self._read())
        self.is_complete = True

    def recordings_of(self, uploads: Iterable[str]) -> list[str]:
        """Return the recordings to which these uploads belong."""
        found = (self._library.uploads.get(UploadKey(key)) for key in uploads)
        return [one.recording for one in found if one is not None]

    def load(self, keys: Sequence[str]) -> Mapping[str, RecordingRow]:
        recordings = self._library.recordings.rows([RecordingKey(key) for key in keys])
        return {one.key: self._row(one) for one in recordings}

    def title_of(self, row: RecordingRow) -> str:
        return row.recording.title

    def spoken_of(self, row: RecordingRow) -> str:
        parts = (row.recording.title, row.recording.artist, spoken_state(row.state, row.away))
        return ", ".join(part for part in parts if part)

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsDragEnabled if index.isValid() else flags

    def mimeTypes(self) -> list[str]:
        return [RECORDINGS]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        return carry(RECORDINGS, [self.key_at(row) for row in sorted(index.row() for index in indexes)])

    def supportedDragActions(self) -> Qt.DropAction:
        return Qt.DropAction.CopyAction

    def _read(self, *, limit: int | None = None) -> list[RecordingKey]:
        return self._library.recordings.keys(
            search=self.search, order=self.order, descending=self.order == "added", limit=limit
        )

    def _row(self, recording: Recording) -> RecordingRow:
        away = self._away(recording)
        if recording.medium is not None:
            return RecordingRow(recording, away=away)
        upload = self._library.uploads.of_recording(recording.key)
        live = self._live(upload.key) if upload is not None and upload.stage.is_active else 0
        return RecordingRow(recording, upload, live, away)
