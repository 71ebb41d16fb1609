"""The app's own mark, drawn: three bars of sound in a rounded square."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QLinearGradient, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QWidget

NAME = "Yoto Smart Stream"
_BARS = ((0.27, 0.30), (0.42, 0.52), (0.58, 0.40), (0.73, 0.22))  # centre and height, as shares of the edge


def paint_mark(painter: QPainter, rect: QRectF) -> None:
    """Draw the mark into a square."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    ground = QLinearGradient(rect.topLeft(), rect.bottomRight())
    ground.setColorAt(0, QColor("#FF8B4A"))
    ground.setColorAt(1, QColor("#E5500C"))
    painter.setBrush(ground)
    edge = rect.width()
    painter.drawRoundedRect(rect, edge * 0.27, edge * 0.27)
    painter.setBrush(QColor("white"))
    thickness = edge * 0.095
    for centre, height in _BARS:
        bar = QRectF(0, 0, thickness, edge * height)
        bar.moveCenter(rect.topLeft() + (rect.bottomRight() - rect.topLeft()) * 0.5)
        bar.moveLeft(rect.left() + edge * centre - thickness / 2)
        painter.drawRoundedRect(bar, thickness / 2, thickness / 2)
    painter.restore()


def window_icon() -> QIcon:
    """Return the icon for windows and task bars, in the usual sizes."""
    icon = QIcon()
    for edge in (16, 24, 32, 48, 64, 128, 256):
        picture = QPixmap(edge, edge)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        paint_mark(painter, QRectF(0, 0, edge, edge))
        painter.end()
        icon.addPixmap(picture)
    return icon


class Mark(QWidget):
    """The mark as a widget."""

    def __init__(self, *, edge: int = 32, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedSize(QSize(edge, edge))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        paint_mark(QPainter(self), QRectF(self.rect()))
