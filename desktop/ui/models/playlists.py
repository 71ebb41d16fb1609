"""The family's playlists, as a list for the screen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QMimeData, QObject, Qt, Signal

from desktop.model.names import PlaylistKey
from desktop.model.playlist import Playlist
from desktop.store.library import Library
from desktop.ui.format import count
from desktop.ui.models.keyed import AnyIndex, KeyedModel
from desktop.ui.models.mime import RECORDINGS, carried, carried_files


class PlaylistsModel(KeyedModel[Playlist]):
    """The playlists that fit a search, by title. A drop on a row asks, by signal, to add to that playlist."""

    recordings_dropped = Signal(str, list)  # playlist key, recording keys
    files_dropped = Signal(str, list)  # playlist key, paths

    def __init__(self, library: Library, *, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._library = library
        self._playlists: dict[str, Playlist] = {}
        self.search = ""

    def show(self, *, search: str = "") -> None:
        """Show the playlists that fit `search`, keeping the selection of those that stay."""
        self.search = search
        found = self._library.playlists.all(search=search)
        before, self._playlists = self._playlists, {one.key: one for one in found}
        self.put([one.key for one in found])
        self.refresh(key for key, one in self._playlists.items() if before.get(key, one) != one)

    def load(self, keys: Sequence[str]) -> Mapping[str, Playlist]:
        return {key: self._playlists[key] for key in keys if key in self._playlists}

    def title_of(self, row: Playlist) -> str:
        return row.title

    def spoken_of(self, row: Playlist) -> str:
        return f"{row.title}, {count(row.entry_count, 'track')}" + (", on a card" if row.card_id else "")

    def playlist_at(self, row: int) -> PlaylistKey:
        return PlaylistKey(self.key_at(row))

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsDropEnabled if index.isValid() else flags

    def mimeTypes(self) -> list[str]:
        return [RECORDINGS, "text/uri-list"]

    def supportedDropActions(self) -> Qt.DropAction:
        return Qt.DropAction.CopyAction

    def canDropMimeData(  # Qt's signature
        self, data: QMimeData, _action: Qt.DropAction, _row: int, _column: int, _parent: AnyIndex
    ) -> bool:
        return data.hasFormat(RECORDINGS) or bool(carried_files(data))

    def dropMimeData(  # Qt's signature
        self, data: QMimeData, _action: Qt.DropAction, _row: int, _column: int, parent: AnyIndex
    ) -> bool:
        if not parent.isValid():
            return False
        if recordings := carried(data, RECORDINGS):
            self.recordings_dropped.emit(self.key_at(parent.row()), recordings)
            return True
        if files := carried_files(data):
            self.files_dropped.emit(self.key_at(parent.row()), files)
            return True
        return False
