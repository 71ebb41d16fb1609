"""The entries of one playlist, as a list that can be reordered and dropped on."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QMimeData, QModelIndex, QObject, Qt, Signal

from desktop.model.names import EntryKey, PlaylistKey, RecordingKey, UploadKey
from desktop.model.playlist import Entry
from desktop.model.recording import Recording
from desktop.model.upload import Upload
from desktop.store.library import Library
from desktop.ui.models.away import HERE, Away, FindAway, always_here
from desktop.ui.models.keyed import AnyIndex, KeyedModel
from desktop.ui.models.mime import ENTRIES, RECORDINGS, carried, carried_files, carry
from desktop.ui.models.state import Whereabouts, entry_whereabouts, percent_of, spoken_state, state_words


@dataclass(frozen=True, slots=True)
class EntryRow:
    """An entry with the recording that it plays, when it is one of ours."""

    entry: Entry
    number: int  # its place in the playlist, from 1
    recording: Recording | None = None
    upload: Upload | None = None
    live_bytes: int = 0
    away: Away = HERE

    @property
    def title(self) -> str:
        if self.entry.title:
            return self.entry.title
        return self.recording.title if self.recording is not None else "Untitled track"

    @property
    def artist(self) -> str:
        return self.recording.artist if self.recording is not None else ""

    @property
    def duration_s(self) -> float:
        if self.recording is not None:
            return self.recording.duration_s
        return self.entry.origin.duration_s if self.entry.origin is not None else 0.0

    @property
    def where(self) -> Whereabouts:
        return entry_whereabouts(self.entry, self.recording, self.upload)

    @property
    def percent(self) -> int | None:
        return percent_of(self.upload, live_bytes=self.live_bytes)

    @property
    def state(self) -> str:
        """Return the pill's text."""
        return state_words(self.where, self.away, percent=self.percent)


class EntriesModel(KeyedModel[EntryRow]):
    """A playlist's entries that fit a filter. It changes nothing itself: it asks, by signals, for what a drop means.

    The `before` of each request is the entry to stand in front of, or "" for the end.
    """

    move_requested = Signal(list, str)  # entry keys, before
    recordings_dropped = Signal(list, str)  # recording keys, before
    files_dropped = Signal(list, str)  # paths, before

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
        self._entries: dict[str, Entry] = {}
        self._numbers: dict[str, int] = {}
        self.playlist: PlaylistKey | None = None
        self.search = ""

    def show(self, playlist: PlaylistKey | None, *, search: str = "") -> None:
        """Show a playlist's entries; another playlist is a new list, the same one keeps its selection."""
        is_other = playlist != self.playlist
        self.playlist, self.search = playlist, search
        keys = self._read()
        if is_other:
            self.reset(keys)
        else:
            self.put(keys)
            self.refresh_all()

    def load(self, keys: Sequence[str]) -> Mapping[str, EntryRow]:
        entries = [self._entries[key] for key in keys if key in self._entries]
        wanted = [entry.recording for entry in entries if entry.recording is not None]
        recordings = {one.key: one for one in self._library.recordings.rows(list(dict.fromkeys(wanted)))}
        return {entry.key: self._row(entry, recordings.get(entry.recording or RecordingKey(""))) for entry in entries}

    def title_of(self, row: EntryRow) -> str:
        return row.title

    def spoken_of(self, row: EntryRow) -> str:
        parts = (f"{row.number}. {row.title}", row.artist, spoken_state(row.state, row.away))
        return ", ".join(part for part in parts if part)

    def durations_s(self) -> list[float]:
        """Return how long each entry of the whole playlist runs, in seconds."""
        return [row.duration_s for row in self.load(list(self._entries)).values()]

    def keys_of(self, recordings: frozenset[str]) -> list[str]:
        """Return the entries that play one of these recordings."""
        return [key for key, entry in self._entries.items() if entry.recording in recordings]

    def before_after_step(self, keys: Sequence[str], *, step: int) -> tuple[list[str], str] | None:
        """Return what moving `keys` one place (`step` -1 up, 1 down) asks for: (keys in order, before).

        A scattered selection closes up first. None when it cannot go further. Not while a filter hides entries.
        """
        chosen = [key for key in self._keys if key in set(keys)]
        if not chosen or self.search:
            return None
        first, last = self._keys.index(chosen[0]), self._keys.index(chosen[-1])
        is_together = last - first + 1 == len(chosen)
        if step < 0:
            target = first - 1 if is_together else first
            if target < 0:
                return None
            rest = [key for key in self._keys if key not in set(chosen)]
            return chosen, rest[target] if target < len(rest) else ""
        target = last + 1 if is_together else last
        if target >= len(self._keys):
            return None
        following = [key for key in self._keys[target + 1 :] if key not in set(chosen)]
        return chosen, following[0] if following else ""

    # Qt's side

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.ItemIsDropEnabled
        flags = super().flags(index) | Qt.ItemFlag.ItemIsEditable
        return flags if self.search else flags | Qt.ItemFlag.ItemIsDragEnabled

    def mimeTypes(self) -> list[str]:
        return [ENTRIES, RECORDINGS, "text/uri-list"]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        return carry(ENTRIES, [self.key_at(row) for row in sorted(index.row() for index in indexes)])

    def supportedDropActions(self) -> Qt.DropAction:
        return Qt.DropAction.CopyAction | Qt.DropAction.MoveAction

    def supportedDragActions(self) -> Qt.DropAction:
        return Qt.DropAction.MoveAction | Qt.DropAction.CopyAction

    def takes(self, data: QMimeData) -> bool:
        """Return whether this can be dropped on the list from outside."""
        return self.playlist is not None and (data.hasFormat(RECORDINGS) or bool(carried_files(data)))

    def drop_at_end(self, data: QMimeData) -> None:
        """Take what was dropped beside the rows."""
        self.dropMimeData(data, Qt.DropAction.CopyAction, -1, 0, QModelIndex())

    def canDropMimeData(  # Qt's signature
        self, data: QMimeData, _action: Qt.DropAction, _row: int, _column: int, _parent: AnyIndex
    ) -> bool:
        if data.hasFormat(ENTRIES):
            return not self.search
        return self.takes(data)

    def dropMimeData(self, data: QMimeData, action: Qt.DropAction, row: int, column: int, parent: AnyIndex) -> bool:
        if not self.canDropMimeData(data, action, row, column, parent):
            return False
        place = row if row >= 0 else parent.row() if parent.isValid() else len(self._keys)
        if entries := [key for key in carried(data, ENTRIES) if key in self._entries]:
            moving = set(entries)
            following = [key for key in self._keys[place:] if key not in moving]
            self.move_requested.emit(entries, following[0] if following else "")
        elif recordings := carried(data, RECORDINGS):
            self.recordings_dropped.emit(recordings, self._before(place))
        elif files := carried_files(data):
            self.files_dropped.emit(files, self._before(place))
        return False  # the store moves the rows, not the view

    def _before(self, place: int) -> str:
        return self._keys[place] if place < len(self._keys) else ""

    def _read(self) -> list[str]:
        entries = self._library.playlists.entries(self.playlist) if self.playlist is not None else []
        self._entries = {entry.key: entry for entry in entries}
        self._numbers = {entry.key: number for number, entry in enumerate(entries, start=1)}
        keys: list[str] = [entry.key for entry in entries]
        needle = self.search.strip().casefold()
        if not needle:
            return keys
        rows = self.load(keys)
        return [key for key in keys if needle in f"{rows[key].title}\n{rows[key].artist}".casefold()]

    def _row(self, entry: Entry, recording: Recording | None) -> EntryRow:
        upload = None
        if recording is not None and recording.medium is None:
            upload = self._library.uploads.of_recording(recording.key)
        live = self._live(upload.key) if upload is not None and upload.stage.is_active else 0
        away = self._away(recording) if recording is not None else HERE
        return EntryRow(entry, self._numbers[entry.key], recording, upload, live, away)


def entry_keys(keys: Sequence[str]) -> list[EntryKey]:
    """Return keys that came through a view as what they are."""
    return [EntryKey(key) for key in keys]
