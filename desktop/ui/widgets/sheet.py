"""Sheets: the app's dialogs, drawn inside the window over a veil."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QDialog, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from desktop.ui.look import Look
from desktop.ui.theme import Radius, Space
from desktop.ui.widgets.buttons import Button, IconButton, Kind
from desktop.ui.widgets.labels import Heading, Role, paragraph

VEIL = 110  # of 255


class Sheet(QDialog):
    """A title, a body and a row of buttons over the whole window, which waits meanwhile.

    Fill `body` (a QVBoxLayout), call `add_button`, then `open()` or `await bind.ask(sheet)`; `finished` brings the
    answer. Escape and the cross mean no. While it is open the keyboard stays inside and no shortcut of the window runs.
    """

    closed = Signal()

    def __init__(self, look: Look, *, window: QWidget, title: str, text: str = "", width: int = 480) -> None:
        self._window = window.window()
        super().__init__(self._window)
        self.setWindowFlags(Qt.WindowType.Widget)  # the constructor would make a window of it
        self._look = look
        self._came_from: QWidget | None = None
        self.setAccessibleName(title)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self.setStyleSheet("Sheet, QDialog { background: transparent; }")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.panel = QFrame()
        self.panel.setObjectName("sheet-panel")
        self.panel.setMaximumWidth(width)
        self.panel.setMinimumWidth(min(width, 360))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(Space.XXL, Space.XXL, Space.XXL, Space.XXL)
        outer.addStretch(2)
        across = QHBoxLayout()
        across.addStretch(1)
        across.addWidget(self.panel, 1000)
        across.addStretch(1)
        outer.addLayout(across)
        outer.addStretch(3)
        column = QVBoxLayout(self.panel)
        column.setContentsMargins(Space.XL, Space.XL, Space.XL, Space.XL)
        column.setSpacing(0)
        self.title = Heading(title, role=Role.TITLE)
        self.cross = IconButton("close", look, name="Close", size=32, icon_size=18, colour="text_muted")
        self.cross.clicked.connect(self.reject)
        head = QHBoxLayout()
        head.addWidget(self.title, 1)
        head.addWidget(self.cross)
        column.addLayout(head)
        if text:
            column.addSpacing(Space.XS)
            column.addWidget(paragraph(text))
        self.body = QVBoxLayout()
        self.body.setSpacing(Space.M)
        column.addSpacing(Space.L)
        column.addLayout(self.body)
        self.footer = QHBoxLayout()
        self.footer.setSpacing(Space.M)
        self.footer.addStretch(1)
        column.addSpacing(Space.XL)
        column.addLayout(self.footer)
        look.changed.connect(self.update)
        self.hide()

    def add_button(
        self, text: str, *, kind: Kind = Kind.QUIET, icon: str | None = None, answers: bool | None = None
    ) -> Button:
        """Add a button to the right end; `answers` True accepts, False rejects, None leaves `clicked` to the caller.

        The primary or danger one is pressed by Return.
        """
        button = Button(text, self._look, kind=kind, icon=icon)
        if kind in (Kind.PRIMARY, Kind.DANGER):
            button.setDefault(True)
        if answers is True:
            button.clicked.connect(self.accept)
        elif answers is False:
            button.clicked.connect(self.reject)
        self.footer.addWidget(button)
        return button

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
        """Return what has the keyboard when the sheet opens: the first field, or the default button."""
        fields = [w for w in self.panel.findChildren(QWidget) if w.focusPolicy() & Qt.FocusPolicy.ClickFocus]
        if fields:
            return fields[0]
        defaults = [button for button in self.panel.findChildren(Button) if button.isDefault()]
        return defaults[0] if defaults else None

    def done(self, result: int) -> None:
        self._window.removeEventFilter(self)
        super().done(result)
        if self._came_from is not None and self._came_from.isVisible():
            self._came_from.setFocus(Qt.FocusReason.OtherFocusReason)
        self._came_from = None
        self.closed.emit()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()  # the window's shortcuts rest; the key comes back as an ordinary press
            return True
        return super().event(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._window and event.type() == QEvent.Type.Resize:
            self.setGeometry(self._window.rect())
        return super().eventFilter(watched, event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Move the focus round inside the sheet, never out of it."""
        stops = [w for w in _in_tab_order(self) if w.isVisibleTo(self) and w.isEnabled()]
        if not stops:
            return True
        focused = QApplication.focusWidget()
        where = stops.index(focused) if focused in stops else (-1 if forward else 0)
        reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
        stops[(where + (1 if forward else -1)) % len(stops)].setFocus(reason)
        return True

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()  # the window below is out of reach

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        veil = self._look.theme.colour("scrim")
        veil.setAlpha(VEIL if not self._look.theme.is_dark else VEIL + 50)
        painter.fillRect(self.rect(), veil)
        painter.setPen(Qt.PenStyle.NoPen)
        body = QRectF(self.panel.geometry())
        for step in range(16, 0, -2):
            painter.setBrush(QColor(0, 0, 0, 6))
            spread = body.adjusted(-step, -step + 6, step, step + 6)
            painter.drawRoundedRect(spread, Radius.XL + step, Radius.XL + step)
        painter.setBrush(self._look.theme.colour("raised"))
        painter.drawRoundedRect(body, Radius.XL, Radius.XL)


def _in_tab_order(root: QWidget) -> list[QWidget]:
    found: list[QWidget] = []
    one = root.nextInFocusChain()
    while one is not None and one is not root:
        if root.isAncestorOf(one) and one.focusPolicy() & Qt.FocusPolicy.TabFocus and one.focusProxy() is None:
            found.append(one)
        one = one.nextInFocusChain()
    return found
