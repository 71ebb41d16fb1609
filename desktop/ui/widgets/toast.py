"""Toasts: what has just happened, with a way back, at the foot of the window."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, QTimer
from PySide6.QtGui import QColor, QEnterEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from desktop.ui import fonts
from desktop.ui.look import Look, follow_look
from desktop.ui.theme import Radius, Size, Space, Tone
from desktop.ui.widgets.buttons import IconButton
from desktop.ui.widgets.pressing import pressed_by

LIFE_MS = 6000
MOST = 3
HEAD = 4
MOST_WIDTH = 440
MARGIN = 10  # room around a toast for its shadow
_MARKS = {Tone.NEUTRAL: "", Tone.GOOD: "check-circle-fill", Tone.WARNING: "warning-fill", Tone.BAD: "error-fill"}


@dataclass(frozen=True, slots=True)
class Offer:
    """What a toast's button does."""

    text: str
    run: Callable[[], None]


class _OfferButton(QPushButton):
    """The button of an offer."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not pressed_by(self, event):
            super().keyPressEvent(event)


class Toast(QWidget):
    """One message. It goes by itself, but not while the pointer or the keyboard is on it."""

    def __init__(self, text: str, look: Look, *, tone: Tone, offer: Offer | None, parent: QWidget) -> None:
        super().__init__(parent)
        self._look, self._tone, self._offer = look, tone, offer
        self.setAccessibleName(text)
        self._mark = QLabel()
        self._words = QLabel(text)
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._words.setFont(fonts.font(Size.BODY))
        if self._words.sizeHint().width() > MOST_WIDTH:
            self._words.setWordWrap(True)  # left to itself, it would be about as high as it is wide
            self._words.setFixedSize(MOST_WIDTH, self._words.heightForWidth(MOST_WIDTH) + Space.S)
        row = QHBoxLayout(self)
        row.setContentsMargins(MARGIN + Space.L, HEAD + 6, MARGIN + 6, MARGIN + 6)
        row.setSpacing(Space.M)
        row.addWidget(self._mark)
        row.addWidget(self._words, 1)
        self._button: QPushButton | None = None
        if offer is not None:
            self._button = _OfferButton(offer.text)
            self._button.setCursor(Qt.CursorShape.PointingHandCursor)
            self._button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            self._button.clicked.connect(self.accept)
            row.addWidget(self._button)
        self._close = IconButton("close", look, name="Dismiss", size=30, icon_size=16, colour="on_ink")
        self._close.clicked.connect(self.dismiss)
        row.addWidget(self._close)
        self._life = QTimer(self, singleShot=True, interval=LIFE_MS)
        self._life.timeout.connect(self._on_life_ended)
        self._life.start()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        follow_look(look, self._dress)

    def text(self) -> str:
        return self._words.text()

    def accept(self) -> None:
        """Do what the button offers, and go."""
        offer = self._offer
        self.dismiss()
        if offer is not None:
            offer.run()

    def dismiss(self) -> None:
        self._life.stop()
        self.hide()
        self.setParent(None)
        self.deleteLater()

    def enterEvent(self, event: QEnterEvent) -> None:
        self._life.stop()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._life.start()
        super().leaveEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        body = QRectF(self.rect()).adjusted(MARGIN, HEAD, -MARGIN, -MARGIN)
        for step in range(MARGIN - 2, 0, -2):
            painter.setBrush(QColor(0, 0, 0, 5))
            spread = body.adjusted(-step, -min(step, HEAD), step, step)
            painter.drawRoundedRect(spread, Radius.L + step, Radius.L + step)
        painter.setBrush(self._look.theme.colour("ink"))
        painter.drawRoundedRect(body, Radius.L, Radius.L)

    def _on_life_ended(self) -> None:
        focused = QApplication.focusWidget()
        if focused is not None and self.isAncestorOf(focused):
            self._life.start()
            return
        self.dismiss()

    def _dress(self) -> None:
        colours = self._look.theme.colours
        self._words.setStyleSheet(f"color: {colours.on_ink};")
        mark = _MARKS.get(self._tone, "")
        self._mark.setVisible(bool(mark))
        if mark:
            shade = f"on_ink_{self._tone}"
            self._mark.setPixmap(self._look.icons.pixmap(mark, colour=shade, size=20, scale=self.devicePixelRatioF()))
        if self._button is not None:
            shade = colours.on_ink_accent
            self._button.setStyleSheet(
                f"QPushButton {{ color: {shade}; background: transparent; border: 2px solid transparent;"
                f" border-radius: 8px; padding: 4px 8px; font-weight: 600; font-size: {int(Size.BODY)}px; }}"
                f"QPushButton:hover {{ text-decoration: underline; }}"
                f"QPushButton:focus {{ border-color: {shade}; }}"
            )
        self._close.setStyleSheet(
            "IconButton { background: transparent; border: 2px solid transparent; border-radius: 8px; }"
            f"IconButton:hover, IconButton:focus {{ border-color: {colours.text_muted}; }}"
        )


class ToastHost(QWidget):
    """The stack of toasts, bottom centre of `window`, newest below. It lies over everything and takes no room."""

    def __init__(self, look: Look, *, window: QWidget) -> None:
        super().__init__(window)
        self._look, self._window = look, window
        self._foot = Space.S.value
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        window.installEventFilter(self)
        self.hide()

    def set_foot(self, pixels: int) -> None:
        """Keep this distance from the window's lower edge (the bottom bar)."""
        self._foot = pixels
        self._settle()

    def say(self, text: str, *, tone: Tone = Tone.NEUTRAL, offer: Offer | None = None) -> Toast:
        """Show one message; the oldest goes where there are more than three."""
        toasts = self.toasts()
        for old in toasts[: max(0, len(toasts) - MOST + 1)]:
            old.dismiss()
        toast = Toast(text, self._look, tone=tone, offer=offer, parent=self)
        toast.destroyed.connect(self._settle)
        self._column.addWidget(toast, 0, Qt.AlignmentFlag.AlignHCenter)
        self.show()
        toast.show()
        self.raise_()
        self._settle()
        return toast

    def toasts(self) -> list[Toast]:
        """Return what is on the screen, oldest first."""
        return [child for child in self.children() if isinstance(child, Toast)]

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Show):
            self._settle()
        return super().eventFilter(watched, event)

    def _settle(self) -> None:
        window = self._window
        if not self.toasts():
            self.hide()
            return
        self._column.activate()
        self.adjustSize()
        width = min(self.sizeHint().width(), window.width() - Space.XL)
        height = self.sizeHint().height()
        self.setGeometry((window.width() - width) // 2, window.height() - self._foot - height, width, height)
