"""The uploads, those under way first, as a list for the screen."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QObject

from desktop.model.names import RecordingKey, UploadKey
from desktop.model.recording import Recording
from desktop.model.upload import Stage, Upload
from desktop.store.library import Library
from desktop.ui.models.keyed import KeyedModel
from desktop.ui.models.state import percent_of

_RANK = {
    Stage.SENDING: 0,
    Stage.PREPARING: 1,
    Stage.WAITING: 2,
    Stage.PAUSED: 3,
    Stage.FAILED: 4,
    Stage.DONE: 5,
    Stage.CANCELLED: 6,
}


_STAGES = {
    Stage.WAITING: "Waiting",
    Stage.SENDING: "Uploading",
    Stage.PREPARING: "Preparing",
    Stage.DONE: "On Yoto",
    Stage.FAILED: "Failed",
    Stage.PAUSED: "Paused",
    Stage.CANCELLED: "Cancelled",
}


class Which(StrEnum):
    """Which uploads are shown."""

    OPEN = "open"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class UploadRow:
    """An upload with its recording and the bytes that have left since its row was last written."""

    upload: Upload
    recording: Recording | None
    live_bytes: int = 0

    @property
    def title(self) -> str:
        return self.recording.title if self.recording is not None else "Removed recording"

    @property
    def sent_bytes(self) -> int:
        if self.upload.stage in (Stage.PREPARING, Stage.DONE):
            return self.upload.total_bytes
        return max(self.upload.sent_bytes, self.live_bytes)

    @property
    def percent(self) -> int | None:
        return percent_of(self.upload, live_bytes=self.live_bytes)


class UploadsModel(KeyedModel[UploadRow]):
    """The uploads still open (under way, paused, failed) or those done."""

    def __init__(
        self,
        library: Library,
        *,
        which: Which = Which.OPEN,
        live: Callable[[UploadKey], int] = lambda _key: 0,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._library = library
        self._live = live
        self._which = which
        self._uploads: dict[str, Upload] = {}
        self.search = ""

    def show(self, *, search: str = "") -> None:
        """Read the uploads anew, keeping the selection of those that stay."""
        self.search = search
        found = sorted(filter(self._fits, self._library.uploads.all()), key=_order)
        before, self._uploads = self._uploads, {one.key: one for one in found}
        self.put([one.key for one in found])
        self.refresh(key for key, one in self._uploads.items() if before.get(key, one) != one)

    def show_which(self, which: Which) -> None:
        """Show the open ones or those done."""
        self._which = which
        self.show(search=self.search)

    def uploads(self) -> list[Upload]:
        """Return the uploads shown, in order."""
        return list(self._uploads.values())

    def load(self, keys: Sequence[str]) -> Mapping[str, UploadRow]:
        uploads = [self._uploads[key] for key in keys if key in self._uploads]
        recordings = {one.key: one for one in self._library.recordings.rows([one.recording for one in uploads])}
        return {one.key: self._row(one, recordings) for one in uploads}

    def title_of(self, row: UploadRow) -> str:
        return row.title

    def spoken_of(self, row: UploadRow) -> str:
        return f"{row.title}, {stage_words(row)}"

    def _row(self, upload: Upload, recordings: Mapping[RecordingKey, Recording]) -> UploadRow:
        live = self._live(upload.key) if upload.stage is Stage.SENDING else 0
        return UploadRow(upload, recordings.get(upload.recording), live)

    def _fits(self, upload: Upload) -> bool:
        if upload.stage is Stage.CANCELLED or (upload.stage is Stage.DONE) is not (self._which is Which.DONE):
            return False
        needle = self.search.strip().casefold()
        if not needle:
            return True
        recording = self._library.recordings.get(upload.recording)
        return recording is not None and needle in f"{recording.title}\n{recording.artist}".casefold()


def _order(upload: Upload) -> tuple[int, float, str]:
    when = -upload.stage_since if upload.stage is Stage.DONE else upload.created_at
    return _RANK[upload.stage], when, upload.key


def stage_words(row: UploadRow) -> str:
    """Return the stage in a word, with the percentage where there is one."""
    words = _STAGES[row.upload.stage]
    return f"{words} {row.percent}%" if row.percent is not None else words
