"""The grid of cards: covers with their titles."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import (
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from desktop.model.card import Card
from desktop.store.library import Library
from desktop.ui.lists.covers import cover_path
from desktop.ui.lists.delegate import is_hovered, is_selected
from desktop.ui.lists.paint import RowPainter
from desktop.ui.look import Look
from desktop.ui.models.cards import CardsModel
from desktop.ui.models.roles import Role
from desktop.ui.theme import Radius
from desktop.ui.widgets.covers import paint_cover

AnyIndex = QModelIndex | QPersistentModelIndex
LEAST_CELL = 178  # pixels of the narrowest cell
WORDS = 54  # pixels of the two lines under a cover
PADDING = 10


class CardCellDelegate(QStyledItemDelegate):
    """Draws a Card as a cell of the grid."""

    def __init__(self, library: Library, look: Look, view: CardGrid) -> None:
        super().__init__(view)
        self._library, self._look, self._view = library, look, view
        self._brush = RowPainter(look)

    def sizeHint(self, _option: QStyleOptionViewItem, _index: AnyIndex) -> QSize:
        return self._view.gridSize()

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        card = index.data(Role.ROW)
        if not isinstance(card, Card):
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        cell = QRectF(option.rect).adjusted(2, 2, -2, -2)
        if is_selected(option) or is_hovered(option):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._look.theme.colour("accent_soft" if is_selected(option) else "hover"))
            painter.drawRoundedRect(cell, Radius.L, Radius.L)
        cover = cover_of_cell(QRectF(option.rect))
        picture = self._look.covers.pixmap(
            cover_path(self._library, card), edge=round(cover.width()), scale=painter.device().devicePixelRatioF()
        )
        paint_cover(painter, cover, pixmap=picture, title=card.title, radius=Radius.M)
        left, width = cover.left() + 2, cover.width() - 4
        self._brush.text(painter, QRectF(left, cover.bottom() + 6, width, 22), card.title, font=self._brush.title)
        told = card.author or ("My card" if card.is_own else "Family card")
        lower = QRectF(left, cover.bottom() + 28, width, 18)
        self._brush.text(painter, lower, told, font=self._brush.caption, colour="text_muted")
        if is_hovered(option) or self._view.chosen_count() > 0:
            centre = QPointF(cover.left() + 18, cover.top() + 18)
            self._brush.check(painter, centre, is_checked=is_selected(option))
        if self._view.shows_keyboard and option.state & QStyle.StateFlag.State_HasFocus:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(self._look.theme.colour("focus"), 2))
            painter.drawRoundedRect(cell.adjusted(1, 1, -1, -1), Radius.L, Radius.L)
        painter.restore()


class CardGrid(QListView):
    """Shows a CardsModel. A click opens a card, a click on its mark (or with Ctrl or Shift) chooses it.

    A QListView is slow from tens of thousands of rows on; a family has some hundreds of cards.
    """

    opened = Signal(str)  # card id
    menu_requested = Signal(QPointF)  # where on the screen
    chosen_changed = Signal()

    def __init__(self, model: CardsModel, library: Library, look: Look, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cards = model
        self.shows_keyboard = False
        self.setAccessibleName("Cards")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setStyleSheet("QListView { selection-background-color: transparent; }")
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setMovement(QListView.Movement.Static)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.verticalScrollBar().setEnabled(False)
        self.verticalScrollBar().rangeChanged.connect(self._on_range_changed)
        self.setMouseTracking(True)
        self.setSelectionRectVisible(False)
        self._settle_cells()
        self.setItemDelegate(CardCellDelegate(library, look, self))
        self.setModel(model)
        self.selectionModel().selectionChanged.connect(self._on_selection_changed)
        model.modelReset.connect(self.chosen_changed)
        look.changed.connect(self.viewport().update)

    def chosen_count(self) -> int:
        """Return how many cards are chosen."""
        return sum(1 for _ in self._chosen_rows())

    def chosen_keys(self) -> list[str]:
        """Return the chosen cards' ids in the list's order."""
        return [self._cards.key_at(row) for row in sorted(self._chosen_rows())]

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._settle_cells()
        super().resizeEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self.shows_keyboard = True
        index = self.currentIndex()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and index.isValid():
            self.opened.emit(self._cards.key_at(index.row()))
        elif event.key() == Qt.Key.Key_Escape and self.chosen_count():
            self.clearSelection()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.shows_keyboard = event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        if not self.currentIndex().isValid() and self._cards.rowCount():
            first = self._cards.index(0, 0)
            self.selectionModel().setCurrentIndex(first, QItemSelectionModel.SelectionFlag.NoUpdate)
        super().focusInEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        self.shows_keyboard = False
        index = self.indexAt(event.position().toPoint())
        is_plain = event.button() == Qt.MouseButton.LeftButton and not event.modifiers()
        if index.isValid() and is_plain and not self._is_on_check(index, event):
            self.opened.emit(self._cards.key_at(index.row()))

    def selectionCommand(self, index: AnyIndex, event: QEvent | None = None) -> QItemSelectionModel.SelectionFlag:
        flags = QItemSelectionModel.SelectionFlag
        if isinstance(event, QMouseEvent) and event.button() != Qt.MouseButton.RightButton:
            is_press = event.type() == QEvent.Type.MouseButtonPress
            if index.isValid() and self._is_on_check(index, event):
                return flags.Toggle if is_press else flags.NoUpdate
            if not event.modifiers():
                return flags.NoUpdate
        if isinstance(event, QKeyEvent) and not event.modifiers() and event.key() != Qt.Key.Key_Space:
            return flags.NoUpdate  # the arrows look around; Space chooses
        return super().selectionCommand(index, event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            centre = self.viewport().mapToGlobal(self.visualRect(self.currentIndex()).center())
            self.menu_requested.emit(QPointF(centre))
            return
        index = self.indexAt(self.viewport().mapFromGlobal(event.globalPos()))
        if index.isValid():
            self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)
            self.menu_requested.emit(QPointF(event.globalPos()))

    def _chosen_rows(self) -> Iterator[int]:
        return (index.row() for index in self.selectionModel().selectedIndexes())

    def _on_selection_changed(self) -> None:
        self.viewport().update()
        self.chosen_changed.emit()

    def _is_on_check(self, index: AnyIndex, event: QMouseEvent) -> bool:
        cover = cover_of_cell(QRectF(self.visualRect(index)))
        return QRectF(cover.left(), cover.top(), 40, 40).contains(event.position())

    def _on_range_changed(self, _least: int, most: int) -> None:
        self.verticalScrollBar().setEnabled(most > 0)  # it keeps its room and shows no handle while it is off

    def _settle_cells(self) -> None:
        width = max(LEAST_CELL, self.viewport().width())
        cell = width // max(1, width // LEAST_CELL)
        wanted = QSize(cell, cell + WORDS)
        if self.gridSize() != wanted:
            self.setGridSize(wanted)


def cover_of_cell(rect: QRectF | QRect) -> QRectF:
    """Return where the cover stands in a cell."""
    cell = QRectF(rect)
    edge = cell.width() - 2 * PADDING
    return QRectF(cell.left() + PADDING, cell.top() + PADDING, edge, edge)
