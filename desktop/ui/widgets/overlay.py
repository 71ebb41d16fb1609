"""Whatever lies over the whole window and has the keyboard meanwhile."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QDialog, QFrame, QHBoxLayout, QVBoxLayout, QWidget
from shiboken6 import isValid

from desktop.ui.look import Look
from desktop.ui.theme import Radius, Space
from desktop.ui.widgets.stops import go_round, stops_in

VEIL = 110  # of 255
DARK_VEIL = 160


class Overlay(QDialog):
    """A panel over a veil, inside `window`. `open()` shows it; `finished` brings the answer; Escape means no.

    While it is open the keyboard stays inside and no shortcut of the window runs. The window's own shortcuts come back
    when it closes, and so does the focus. `panel` is the field to fill; `above` and `below` are the shares of the
    free height on its two sides.
    """

    def __init__(self, look: Look, *, window: QWidget, width: int, above: int = 2, below: int = 3) -> None:
        self._window = window.window()
        super().__init__(self._window)
        self.setWindowFlags(Qt.WindowType.Widget)  # the constructor would make a window of it
        self._look = look
        self._came_from: QWidget | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self.setStyleSheet("Overlay { background: transparent; }")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.panel = QFrame()
        self.panel.setMaximumWidth(width)
        self.panel.setMinimumWidth(min(width, 360))
        self.panel.installEventFilter(self)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(Space.XXL, Space.XXL, Space.XXL, Space.XXL)
        outer.addStretch(above)
        across = QHBoxLayout()
        across.addStretch(1)
        across.addWidget(self.panel, 1000)
        across.addStretch(1)
        outer.addLayout(across)
        outer.addStretch(below)
        look.changed.connect(self.update)
        self.hide()

    def open(self) -> None:
        """Show it over the window and take the keyboard."""
        self._came_from = QApplication.focusWidget()
        self._window.installEventFilter(self)
        self.show()
        self.setGeometry(self._window.rect())
        self.raise_()
        first = self.first_focus()
        (first or self).setFocus(Qt.FocusReason.OtherFocusReason)

    def first_focus(self) -> QWidget | None:
        """Return what has the keyboard when it opens: the first field to type in, unless a subclass knows better."""
        fields = [one for one in self.panel.findChildren(QWidget) if one.focusPolicy() & Qt.FocusPolicy.ClickFocus]
        return fields[0] if fields else None

    def done(self, result: int) -> None:
        self._window.removeEventFilter(self)
        super().done(result)
        came_from, self._came_from = self._came_from, None
        # What had the keyboard may be gone by now: a palette's field, a row of a list that was made anew.
        if came_from is not None and isValid(came_from) and came_from.isVisible():
            came_from.setFocus(Qt.FocusReason.OtherFocusReason)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()  # the window's shortcuts rest; the key comes back as an ordinary press
            return True
        return super().event(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._window and event.type() == QEvent.Type.Resize:
            self.setGeometry(self._window.rect())
        elif watched is self.panel and event.type() in (QEvent.Type.Resize, QEvent.Type.Move):
            self.update()  # the shadow around it is drawn here
        return super().eventFilter(watched, event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Move the focus round inside the sheet, never out of it."""
        go_round(stops_in(self), is_forward=forward)
        return True

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()  # the window below is out of reach

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        veil = self._look.theme.colour("scrim")
        veil.setAlpha(DARK_VEIL if self._look.theme.is_dark else VEIL)
        painter.fillRect(self.rect(), veil)
        painter.setPen(Qt.PenStyle.NoPen)
        body = QRectF(self.panel.geometry())
        for step in range(16, 0, -2):
            painter.setBrush(QColor(0, 0, 0, 6))
            spread = body.adjusted(-step, -step + 6, step, step + 6)
            painter.drawRoundedRect(spread, Radius.XL + step, Radius.XL + step)
        painter.setBrush(self._look.theme.colour("raised"))
        painter.drawRoundedRect(body, Radius.XL, Radius.XL)
