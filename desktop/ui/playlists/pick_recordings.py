"""The sheet in which recordings of the library are picked for a playlist."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from desktop.model.names import RecordingKey
from desktop.store.library import Library
from desktop.ui.format import count
from desktop.ui.library.delegate import RecordingDelegate
from desktop.ui.lists.choosing import tie
from desktop.ui.lists.table import KeyedTable
from desktop.ui.look import Look
from desktop.ui.models.away import FindAway, always_here
from desktop.ui.models.recordings import RecordingsModel
from desktop.ui.widgets.buttons import Kind
from desktop.ui.widgets.search import SearchField
from desktop.ui.widgets.selection import SelectAllBar
from desktop.ui.widgets.sheet import Sheet


class RecordingPicker(Sheet):
    """Offers the library with a search; `on_picked` gets the chosen ones in the order of the list."""

    def __init__(
        self,
        library: Library,
        look: Look,
        *,
        window: QWidget,
        playlist: str,
        away: FindAway = always_here,
        on_picked: Callable[[list[RecordingKey]], None],
    ) -> None:
        super().__init__(look, window=window, title="Add tracks", text=f"to “{playlist}”", width=680)
        self._on_picked = on_picked
        self._model = RecordingsModel(library, away=away, parent=self)
        self.search = SearchField(look, placeholder="Search titles, artists…")
        self.search.setMaximumWidth(10_000)
        self.table = KeyedTable(self._model, look, name="Recordings")
        self.table.show_rows(RecordingDelegate(library, look, self.table))
        self.table.setMinimumHeight(4 * RecordingDelegate.row_height)
        self.table.setFixedHeight(min(5, max(4, window.window().height() // 140)) * RecordingDelegate.row_height)
        bar = SelectAllBar(look, noun="track")
        self.body.addWidget(self.search)
        self.body.addWidget(bar)
        self.body.addWidget(self.table)
        self.add_button("Cancel", answers=False)
        self._add = self.add_button("Add", kind=Kind.PRIMARY)
        self._add.clicked.connect(self._pick)
        self.table.opened.connect(self._pick)
        self.table.chosen_changed.connect(self._settle)
        self.search.searched.connect(self._on_searched)
        tie(bar, self.table, self._model)
        self._on_searched("")

    def _on_searched(self, text: str) -> None:
        self._model.show(search=text, order="title")
        self._model.complete()
        self._settle()

    def _settle(self) -> None:
        number = self.table.chosen_count()
        self._add.setText(f"Add {count(number, 'track')}" if number else "Add")
        self._add.setEnabled(number > 0)

    def _pick(self) -> None:
        keys = [RecordingKey(key) for key in self.table.chosen_keys()]
        if keys:
            self._on_picked(keys)
            self.accept()
