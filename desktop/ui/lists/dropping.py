"""A list that things are dropped on: between its rows, or onto one of them."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from PySide6.QtCore import QModelIndex, QPoint, QRectF, Qt
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractItemView, QWidget

from desktop.ui.lists.table import KeyedTable
from desktop.ui.look import Look
from desktop.ui.models.keyed import KeyedModel
from desktop.ui.theme import Radius


class Where(StrEnum):
    """Where a drop lands."""

    BETWEEN = "between"
    ONTO = "onto"


class DropTable(KeyedTable):
    """Draws where a drop will land and hands the drop to the model."""

    def __init__(
        self,
        model: KeyedModel[Any],
        look: Look,
        *,
        where: Where,
        name: str,
        noun: str = "track",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(model, look, name=name, noun=noun, parent=parent)
        self._where = where
        self._landing: int | None = None  # the row in front of which, or onto which, a drop would go now
        self.setAcceptDrops(True)
        self.setDropIndicatorShown(False)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragDrop)

    def landing_at(self, point: QPoint) -> int | None:
        """Return the row a drop at `point` (in the viewport) goes in front of, or onto; None: nowhere."""
        row = self.rowAt(point.y())
        if self._where is Where.ONTO:
            return row if row >= 0 else None
        if row < 0:
            return self._model.rowCount()
        return row + (point.y() > self.visualRect(self._model.index(row, 0)).center().y())

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        super().dragEnterEvent(event)
        self._consider(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        super().dragMoveEvent(event)  # scrolls near the edges
        self._consider(event)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        super().dragLeaveEvent(event)
        self._land(None)

    def dropEvent(self, event: QDropEvent) -> None:
        landing = self.landing_at(event.position().toPoint())
        self._land(None)
        self.stopAutoScroll()
        self.setState(QAbstractItemView.State.NoState)
        if landing is None:
            event.ignore()
            return
        index = self._model.index(landing, 0) if self._where is Where.ONTO else QModelIndex()
        row = -1 if self._where is Where.ONTO else landing
        self._model.dropMimeData(event.mimeData(), event.proposedAction(), row, 0, index)
        event.setDropAction(Qt.DropAction.CopyAction)  # a move would have the source remove its rows by itself
        event.accept()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._landing is None:
            return
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._look.theme.colour("accent"), 3, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        if self._where is Where.ONTO:
            rect = QRectF(self.visualRect(self._model.index(self._landing, 0))).adjusted(3.5, 4.5, -3.5, -4.5)
            painter.drawRoundedRect(rect, Radius.L, Radius.L)
            return
        y = self._line_at(self._landing)
        painter.drawLine(8, y, self.viewport().width() - 8, y)

    def _line_at(self, row: int) -> int:
        if row < self._model.rowCount():
            return max(2, self.visualRect(self._model.index(row, 0)).top())
        if not row:
            return 2
        return self.visualRect(self._model.index(row - 1, 0)).bottom() + 1

    def _consider(self, event: QDragMoveEvent) -> None:
        landing = self.landing_at(event.position().toPoint())
        fits = landing is not None and self._model.canDropMimeData(
            event.mimeData(), event.proposedAction(), landing, 0, QModelIndex()
        )
        self._land(landing if fits else None)
        if fits:
            event.acceptProposedAction()
        else:
            event.ignore()

    def _land(self, landing: int | None) -> None:
        if landing != self._landing:
            self._landing = landing
            self.viewport().update()
