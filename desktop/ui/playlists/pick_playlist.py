"""The sheet that asks to which playlist something is to be added."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QAbstractItemView, QWidget

from desktop.model.names import PlaylistKey
from desktop.store.library import Library
from desktop.ui.format import count
from desktop.ui.lists.table import KeyedTable
from desktop.ui.look import Look
from desktop.ui.models.playlists import PlaylistsModel
from desktop.ui.playlists.delegate import PlaylistDelegate
from desktop.ui.widgets.buttons import Kind
from desktop.ui.widgets.search import SearchField
from desktop.ui.widgets.sheet import Sheet


class PlaylistPicker(Sheet):
    """Offers the playlists with a search, and a new one."""

    playlist_picked = Signal(str)
    new_wanted = Signal()

    def __init__(self, library: Library, look: Look, *, window: QWidget, tracks: int) -> None:
        super().__init__(
            look, window=window, title="Add to a playlist", text=f"{count(tracks, 'track')} chosen", width=520
        )
        self._model = PlaylistsModel(library, parent=self)
        self.search = SearchField(look, placeholder="Search playlists")
        self.search.setMaximumWidth(10_000)
        self.table = KeyedTable(self._model, look, name="Playlists", noun="playlist")
        self.table.show_rows(PlaylistDelegate(library, look, self.table))
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setFixedHeight(5 * PlaylistDelegate.row_height)
        self.body.addWidget(self.search)
        self.body.addWidget(self.table)
        new = self.add_button("New playlist", icon="add")
        self.add_button("Cancel", answers=False)
        self._add = self.add_button("Add", kind=Kind.PRIMARY)
        new.clicked.connect(self._on_new_clicked)
        self._add.clicked.connect(self._pick)
        self.search.searched.connect(self._on_searched)
        self.search.returnPressed.connect(self._pick)
        self.table.opened.connect(self._pick)
        self.table.chosen_changed.connect(self._settle)
        self._on_searched("")

    def _on_searched(self, text: str) -> None:
        self._model.show(search=text)
        if self._model.rowCount():
            self.table.choose([self._model.key_at(0)])
        self._settle()

    def _settle(self) -> None:
        self._add.setEnabled(self.table.chosen_count() == 1)

    def _pick(self) -> None:
        keys = self.table.chosen_keys()
        if keys:
            self.playlist_picked.emit(PlaylistKey(keys[0]))
            self.accept()

    def _on_new_clicked(self) -> None:
        self.new_wanted.emit()
        self.accept()
