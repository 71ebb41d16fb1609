"""Raised fields with round corners, the ground on which rows and sections stand."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from desktop.ui.theme import Radius, Space, Theme


class Surface(QFrame):
    """A card-like field with a column inside (`column`)."""

    def __init__(self, *, padding: int = Space.XL, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(padding, padding, padding, padding)
        self.column.setSpacing(Space.M)


def rule() -> QFrame:
    """Return a hairline between two parts."""
    line = QFrame()
    line.setObjectName("rule")
    return line


def paint_row(
    painter: QPainter,
    rect: QRectF,
    *,
    theme: Theme,
    is_selected: bool = False,
    is_hovered: bool = False,
    is_focused: bool = False,
    radius: float = Radius.L,
) -> None:
    """Draw the ground of one row of a list: for delegates. Keep 3 pixels between rows."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    ground = "accent_soft" if is_selected else ("raised" if is_hovered and theme.is_dark else "surface")
    edge = "accent_soft" if is_selected else ("border_strong" if is_hovered else "border")
    painter.setBrush(theme.colour(ground))
    painter.setPen(QPen(theme.colour(edge), 1))
    painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
    if is_focused:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.colour("focus"), 2))
        painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), radius, radius)
    painter.restore()
