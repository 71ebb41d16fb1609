"""A choice of a few, all of them in sight."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QSizePolicy, QWidget

from desktop.ui import fonts
from desktop.ui.look import Look
from desktop.ui.theme import Size
from desktop.ui.widgets.pressing import pressed_by

HEIGHT = 36
_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}


class _Segment(QAbstractButton):
    def __init__(self, text: str, look: Look, *, icon: str | None, parent: QWidget) -> None:
        super().__init__(parent)
        self._look, self._icon_name = look, icon
        self.setText(text)
        self.setCheckable(True)
        self.setAccessibleName(text)
        self.setFont(fonts.font(Size.SMALL, weight=QFont.Weight.DemiBold))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _STEPS:
            event.ignore()  # it is the control's
        elif not pressed_by(self, event):
            super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        icon = 22 if self._icon_name else 0
        return QSize(self.fontMetrics().horizontalAdvance(self.text()) + icon + 28, HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme = self._look.theme
        body = QRectF(self.rect()).adjusted(3, 3, -3, -3)
        if self.isChecked():
            painter.setPen(QPen(theme.colour("border_strong" if theme.is_dark else "border"), 1))
            painter.setBrush(theme.colour("pressed" if theme.is_dark else "surface"))
            painter.drawRoundedRect(body.adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)
        if self.hasFocus():
            painter.setPen(QPen(theme.colour("focus"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(body, 8, 8)
        ink = "text" if self.isChecked() or self.underMouse() else "text_muted"
        words = self.fontMetrics().horizontalAdvance(self.text())
        left = (self.width() - words - (22 if self._icon_name else 0)) / 2
        if self._icon_name:
            self._look.icons.paint(painter, QRectF(left, self.height() / 2 - 8, 16, 16), self._icon_name, colour=ink)
            left += 22
        painter.setPen(theme.colour(ink))
        painter.drawText(QRectF(left, 0, words + 2, self.height()), Qt.AlignmentFlag.AlignVCenter, self.text())


class SegmentedControl(QWidget):
    """One of `choices` [(value, text, icon or None)] is on; `chosen` gives the value that a person picked."""

    chosen = Signal(str)

    def __init__(
        self, look: Look, *, name: str, choices: Sequence[tuple[str, str, str | None]], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._look = look
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._group = QButtonGroup(self)
        self._segments: dict[str, _Segment] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for value, text, icon in choices:
            segment = _Segment(text, look, icon=icon, parent=self)
            segment.clicked.connect(lambda _=False, value=value: self.chosen.emit(value))
            self._segments[value] = segment
            self._group.addButton(segment)
            row.addWidget(segment)
        next(iter(self._segments.values())).setChecked(True)
        look.changed.connect(self.update)

    def value(self) -> str:
        return next(value for value, segment in self._segments.items() if segment.isChecked())

    def set_value(self, value: str) -> None:
        """Switch one on without announcing it."""
        self._segments[value].setChecked(True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose the next one, or the one before, as wherever one of a few is on."""
        segments = list(self._segments.values())
        at = next((at for at, segment in enumerate(segments) if segment is self.focusWidget()), None)
        step = _STEPS.get(Qt.Key(event.key()))
        if at is None or step is None:
            super().keyPressEvent(event)
            return
        segment = segments[min(max(at + step, 0), len(segments) - 1)]
        segment.setFocus(Qt.FocusReason.TabFocusReason)
        if not segment.isChecked():
            segment.click()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme = self._look.theme
        painter.setPen(QPen(theme.colour("border" if theme.is_dark else "neutral_soft"), 1))
        painter.setBrush(theme.colour("window" if theme.is_dark else "neutral_soft"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 10, 10)
