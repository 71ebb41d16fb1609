"""Switches: something that is on or off and takes effect at once."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QCheckBox, QWidget

from desktop.ui.look import Look

WIDTH, HEIGHT = 40, 24
ROOM = 3  # around it, for the ring of the keyboard


class Switch(QCheckBox):
    """On or off; `name` is what a screen reader calls it. `clicked` is a person's doing, `show_on` the world's."""

    def __init__(self, look: Look, *, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.setAccessibleName(name)
        self.setFixedSize(self.sizeHint())
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        look.changed.connect(self.update)

    def show_on(self, is_on: bool) -> None:
        """Show what holds, without announcing a click."""
        self.setChecked(is_on)

    def sizeHint(self) -> QSize:
        return QSize(WIDTH + 2 * ROOM, HEIGHT + 2 * ROOM)

    def hitButton(self, position: object) -> bool:  # noqa: ARG002
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme = self._look.theme
        body = QRectF(ROOM, ROOM, WIDTH, HEIGHT)
        is_on = self.isChecked()
        ground = ("accent_fill" if is_on else "text_muted") if self.isEnabled() else "border_strong"
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour(ground))
        painter.drawRoundedRect(body, HEIGHT / 2, HEIGHT / 2)
        painter.setBrush(theme.colour("on_accent_fill" if is_on else "surface"))
        centre = QPointF(body.right() - HEIGHT / 2 if is_on else body.left() + HEIGHT / 2, body.center().y())
        painter.drawEllipse(centre, HEIGHT / 2 - 3, HEIGHT / 2 - 3)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.colour("focus"), 2))
            painter.drawRoundedRect(body.adjusted(-2, -2, 2, 2), HEIGHT / 2 + 2, HEIGHT / 2 + 2)
