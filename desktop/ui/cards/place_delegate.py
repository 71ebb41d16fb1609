"""A track's row on a card's page."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyleOptionViewItem

from desktop.ui.format import duration
from desktop.ui.lists.delegate import RowDelegate, is_hovered
from desktop.ui.models.places import PlaceRow

NUMBER = 44
FIGURES = 76


class PlaceDelegate(RowDelegate):
    """Draws a PlaceRow; the mouse on it turns its number into a play sign."""

    row_height = 58

    def tip_of(self, row: Any) -> str:
        assert isinstance(row, PlaceRow)
        return row.title

    def paint_content(self, painter: QPainter, card: QRectF, row: Any, option: QStyleOptionViewItem) -> None:
        assert isinstance(row, PlaceRow)
        number = QRectF(card.left() + 4, card.top(), NUMBER, card.height())
        if is_hovered(option):
            sign = QRectF(number.center().x() - 9, number.center().y() - 9, 18, 18)
            self.look.icons.paint(painter, sign, "play-fill", colour="accent")
        else:
            middle = Qt.AlignmentFlag.AlignHCenter
            figures = self.brush.figures
            self.brush.text(painter, number, str(row.number), font=figures, colour="text_muted", align=middle)
        right = card.right() - 16
        track = row.place.track
        begins = right - FIGURES
        self.brush.text(
            painter,
            QRectF(begins, card.top(), FIGURES, card.height()),
            "Stream" if track.is_stream else duration(track.duration_s),
            font=self.brush.figures,
            colour="text_muted",
            align=Qt.AlignmentFlag.AlignRight,
        )
        left = number.right() + 4
        lines = QRectF(left, card.top(), max(0.0, begins - 12 - left), card.height())
        self.brush.lines(painter, lines, title=row.title, caption=row.chapter)
