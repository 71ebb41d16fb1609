"""The list of a playlist's entries: dropped on between rows, moved by Alt and the arrows."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from desktop.store.library import Library
from desktop.ui.lists.dropping import DropTable, Where
from desktop.ui.look import Look
from desktop.ui.models.entries import EntriesModel
from desktop.ui.playlists.entry_delegate import EntryDelegate


class EntryTable(DropTable):
    """Shows an EntriesModel. `step_requested` asks to move the chosen ones by -1 or 1, or to the ends by -2 or 2."""

    step_requested = Signal(int)

    def __init__(self, model: EntriesModel, library: Library, look: Look, *, parent: QWidget | None = None) -> None:
        super().__init__(model, look, where=Where.BETWEEN, name="Tracks of the playlist", parent=parent)
        self.rows = EntryDelegate(library, look, self)
        self.show_rows(self.rows)
        self.setDragEnabled(True)

    def rename(self, key: str) -> None:
        """Edit the title of this entry in place."""
        row = self._model.row_of(key)
        if row is not None:
            index = self._model.index(row, 0)
            self.setCurrentIndex(index)
            self.scrollTo(index)
            self.edit(index)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_Home: -2, Qt.Key.Key_End: 2}
        step = steps.get(Qt.Key(event.key()))
        if step is not None and not self.is_editing and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.step_requested.emit(step)
            return
        super().keyPressEvent(event)
