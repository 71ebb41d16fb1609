"""What a page shows while there is nothing: what would be here, and how to begin."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.ui.look import Look
from desktop.ui.theme import Space
from desktop.ui.widgets.labels import Heading, Role, paragraph

TEXT_WIDTH = 430


class Emblem(QWidget):
    """An icon in a soft round field."""

    def __init__(self, icon: str, look: Look, *, edge: int = 88, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon, self._look = icon, look
        self.setFixedSize(QSize(edge, edge))
        look.changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._look.theme.colour("accent_soft"))
        edge = float(self.width())
        painter.drawEllipse(QRectF(0, 0, edge, edge))
        inner = round(edge * 0.45)
        place = QRectF((edge - inner) / 2, (edge - inner) / 2, inner, inner)
        self._look.icons.paint(painter, place, self._icon, colour="on_accent_soft")


class EmptyState(QWidget):
    """An emblem, a heading, two sentences that teach, and up to a few buttons, in the middle of the room."""

    def __init__(
        self,
        icon: str,
        look: Look,
        *,
        title: str,
        text: str,
        actions: tuple[QWidget, ...] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.title = Heading(title, role=Role.TITLE)
        self.title.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.text = paragraph(text)
        self.text.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self.text.setMaximumWidth(TEXT_WIDTH)
        middle = QHBoxLayout()
        middle.addStretch(1)
        middle.addWidget(self.text, 1000)
        middle.addStretch(1)
        buttons = QHBoxLayout()
        buttons.setSpacing(Space.M)
        buttons.addStretch()
        for action in actions:
            buttons.addWidget(action)
        buttons.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.XL, Space.XL, Space.XL, Space.XXL)
        column.addStretch(4)
        column.addWidget(Emblem(icon, look), 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(Space.XL)
        column.addWidget(self.title)
        column.addSpacing(Space.S)
        column.addLayout(middle)
        column.addSpacing(Space.XL)
        column.addLayout(buttons)
        column.addStretch(5)

    def set_words(self, *, title: str, text: str) -> None:
        self.title.setText(title)
        self.text.setText(text)
