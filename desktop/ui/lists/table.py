"""The list view of every page: one column, rows as cards, keys for everything the mouse can do."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRectF,
    Qt,
    Signal,
)
from PySide6.QtGui import QContextMenuEvent, QDrag, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPixmap
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView, QWidget

from desktop.ui import fonts
from desktop.ui.format import count
from desktop.ui.lists.delegate import RowDelegate
from desktop.ui.look import Look
from desktop.ui.models.keyed import KeyedModel
from desktop.ui.models.ranges import runs
from desktop.ui.theme import Size

AnyIndex = QModelIndex | QPersistentModelIndex
Flag = QItemSelectionModel.SelectionFlag


class KeyedTable(QTableView):
    """Shows a KeyedModel. `noun` names a row for the drag picture ("track"); `name` is the accessible name."""

    opened = Signal(str)  # Enter, Space or a double click on a row
    edit_requested = Signal(str)  # F2
    remove_requested = Signal()  # Delete
    menu_requested = Signal(QPoint)  # where on the screen
    chosen_changed = Signal()  # the selection is another one

    def __init__(
        self, model: KeyedModel[Any], look: Look, *, name: str, noun: str = "track", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._model = model
        self._look = look
        self._noun = noun
        self._kept: list[str] = []
        self._rows: RowDelegate | None = None
        self.setAccessibleName(name)
        self.setStyleSheet("QTableView { selection-background-color: transparent; }")  # the delegate draws it
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.horizontalHeader().hide()
        self.verticalHeader().hide()

    def show_rows(self, delegate: RowDelegate) -> None:
        """Take the delegate, then the model: setting the rows' height after the model costs seconds (100,000 rows)."""
        self._rows = delegate
        rows = self.verticalHeader()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setMinimumSectionSize(delegate.row_height)
        rows.setDefaultSectionSize(delegate.row_height)
        self.verticalScrollBar().setSingleStep(delegate.row_height // 2)
        self.setItemDelegate(delegate)
        self._model.modelAboutToBeReset.connect(self._keep)
        self.setModel(self._model)
        self._model.modelReset.connect(self._restore)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.selectionModel().selectionChanged.connect(self._on_selection_changed)
        self._look.changed.connect(self.viewport().update)

    # Choosing

    def chosen_count(self) -> int:
        """Return how many rows are chosen, without walking through them."""
        return sum(last - first + 1 for first, last in self._chosen_runs())

    def chosen_keys(self) -> list[str]:
        """Return the chosen rows' keys in the list's order."""
        return [self._model.key_at(row) for row in self._chosen_rows()]

    def selectAll(self) -> None:
        """Choose everything that fits the filter, what is not read yet included."""
        self._model.complete()
        super().selectAll()

    def current_key(self) -> str | None:
        row = self.currentIndex().row()
        return self._model.key_at(row) if 0 <= row < self._model.rowCount() else None

    def choose(self, keys: Iterable[str]) -> None:
        """Choose exactly these rows (those that are there); the first one becomes the current row."""
        rows = sorted(row for row in map(self._model.row_of, keys) if row is not None)
        selection = QItemSelection()
        for first, last in runs(rows):
            selection.select(self._model.index(first, 0), self._model.index(last, 0))
        if rows:
            first_index = self._model.index(rows[0], 0)
            self.selectionModel().setCurrentIndex(first_index, Flag.NoUpdate)
            self.scrollTo(first_index)
        self.selectionModel().select(selection, Flag.ClearAndSelect)

    @property
    def is_editing(self) -> bool:
        """Return whether a title is being edited in place."""
        return self.state() is QAbstractItemView.State.EditingState

    # Keys and mouse

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.is_editing:
            event.accept()  # Return has ended the editing; the line edit lets it through to here
            return
        self._show_keyboard(True)
        key = self.current_key()
        match event.key():
            case Qt.Key.Key_Return | Qt.Key.Key_Enter | Qt.Key.Key_Space if key is not None and not event.modifiers():
                self.opened.emit(key)
            case Qt.Key.Key_F2 if key is not None:
                self.edit_requested.emit(key)
            case Qt.Key.Key_Delete | Qt.Key.Key_Backspace if self.chosen_count():
                self.remove_requested.emit()
            case Qt.Key.Key_Escape if self.chosen_count():
                self.clearSelection()
            case _:
                super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        """Do nothing: finding a title by its first letters would load all rows; the search field is for that."""

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._show_keyboard(False)
        super().mousePressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and index.isValid() and not self._is_on_check(index, event):
            self.opened.emit(self._model.key_at(index.row()))
        else:
            super().mouseDoubleClickEvent(event)

    def selectionCommand(self, index: AnyIndex, event: QEvent | None = None) -> QItemSelectionModel.SelectionFlag:
        if isinstance(event, QMouseEvent) and index.isValid() and self._is_on_check(index, event):
            is_press = event.type() == QEvent.Type.MouseButtonPress
            return Flag.Toggle | Flag.Rows if is_press else Flag.NoUpdate
        return super().selectionCommand(index, event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._show_keyboard(event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason))
        if not self.currentIndex().isValid() and self._model.rowCount():
            self.selectionModel().setCurrentIndex(self._model.index(0, 0), Flag.NoUpdate)
        super().focusInEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            rect = self.visualRect(self.currentIndex())
            self.menu_requested.emit(self.viewport().mapToGlobal(rect.center()))
            return
        index = self.indexAt(self.viewport().mapFromGlobal(event.globalPos()))
        if index.isValid() and not self.selectionModel().isSelected(index):
            self.selectionModel().setCurrentIndex(index, Flag.ClearAndSelect)
        self.menu_requested.emit(event.globalPos())

    def startDrag(self, actions: Qt.DropAction) -> None:
        """Drag the chosen rows as a small label with their number, not as a picture of them all."""
        keys = self.chosen_keys()
        if not keys:
            return
        drag = QDrag(self)
        drag.setMimeData(self._model.mimeData([self._model.index(row, 0) for row in self._chosen_rows()]))
        drag.setPixmap(self._drag_picture(count(len(keys), self._noun)))
        drag.setHotSpot(QPoint(-12, -8))
        drag.exec(actions, Qt.DropAction.CopyAction)

    def _chosen_rows(self) -> list[int]:
        return [row for first, last in sorted(self._chosen_runs()) for row in range(first, last + 1)]

    def _chosen_runs(self) -> list[tuple[int, int]]:
        selection = self.selectionModel().selection()
        return [(one.top(), one.bottom()) for one in map(selection.at, range(selection.size()))]

    def _is_on_check(self, index: AnyIndex, event: QMouseEvent) -> bool:
        if self._rows is None:
            return False
        return self._rows.check_zone(QRectF(self.visualRect(index))).contains(event.position())

    def _show_keyboard(self, is_shown: bool) -> None:
        if self._rows is not None and self._rows.shows_keyboard is not is_shown:
            self._rows.shows_keyboard = is_shown
            self.viewport().update()

    def _on_selection_changed(self) -> None:
        if self._rows is not None:
            is_choosing = self.chosen_count() > 1
            if is_choosing is not self._rows.is_choosing:
                self._rows.is_choosing = is_choosing
                self.viewport().update()
        self.chosen_changed.emit()

    def _keep(self) -> None:
        self._kept = self.chosen_keys()

    def _restore(self) -> None:
        kept, self._kept = self._kept, []
        if kept:
            scroll = self.verticalScrollBar().value()
            self.choose(kept)
            self.verticalScrollBar().setValue(scroll)
        self._on_selection_changed()

    def _drag_picture(self, text: str) -> QPixmap:
        scale = self.devicePixelRatioF()
        font = fonts.font(Size.SMALL)
        width = self.fontMetrics().horizontalAdvance(text) + 32
        picture = QPixmap(round(width * scale), round(32 * scale))
        picture.setDevicePixelRatio(scale)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._look.theme.colour("ink"))
        painter.drawRoundedRect(QRectF(0, 0, width, 32), 15, 15)
        painter.setPen(self._look.theme.colour("on_ink"))
        painter.setFont(font)
        painter.drawText(QRectF(0, 0, width, 32), Qt.AlignmentFlag.AlignCenter, text)
        painter.end()
        return picture
