"""Sliders for volume and seeking: a click goes there, the arrows work, nothing jumps while it is held."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QSlider, QWidget

from desktop.ui.look import Look

HANDLE = 14
GROOVE = 4


class Slider(QSlider):
    """A horizontal slider from 0 to `most`.

    `chosen` is the person's choice: on release, on a click, on a key. `valueChanged` also tells of the way there.
    `show_value` is for what the world reports: it does nothing while the person holds the handle.
    """

    chosen = Signal(int)

    def __init__(
        self, look: Look, *, name: str, most: int, step: int = 1, page: int | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._look = look
        self._is_asked = False
        self._cap: int | None = None
        self._is_hovered = False
        self.setRange(0, most)
        self.setSingleStep(step)
        self.setPageStep(page or step * 4)
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.actionTriggered.connect(self._on_action)
        look.changed.connect(self.update)

    def show_value(self, value: int, *, is_asked: bool = False) -> None:
        """Show what the world says; `is_asked` draws it as hoped for and not yet confirmed."""
        if self.isSliderDown():
            return
        if is_asked != self._is_asked:
            self._is_asked = is_asked
            self.update()
        if value != self.value():
            was = self.blockSignals(True)
            self.setValue(value)
            self.blockSignals(was)
            self.update()

    def show_cap(self, cap: int | None) -> None:
        """Mark the highest value that is allowed (a player's volume limit)."""
        if cap != self._cap:
            self._cap = cap
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(120, 24)

    def minimumSizeHint(self) -> QSize:
        return QSize(60, 24)

    def value_at(self, x: float) -> int:
        """Return the value under a point of the groove."""
        room = max(1.0, self.width() - HANDLE)
        share = min(1.0, max(0.0, (x - HANDLE / 2) / room))
        return round(self.minimum() + share * (self.maximum() - self.minimum()))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is not Qt.MouseButton.LeftButton:
            event.ignore()
            return
        self.setSliderDown(True)
        self.setValue(self.value_at(event.position().x()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self.isSliderDown():
            self.setValue(self.value_at(event.position().x()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton and self.isSliderDown():
            self.setSliderDown(False)
            self.chosen.emit(self.value())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme = self._look.theme
        middle = self.height() / 2
        groove = QRectF(HANDLE / 2, middle - GROOVE / 2, self.width() - HANDLE, GROOVE)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("track"))
        painter.drawRoundedRect(groove, GROOVE / 2, GROOVE / 2)
        x = self._x_of(self.sliderPosition())
        ink = theme.colour("accent" if self.isEnabled() else "border_strong")
        filled = QRectF(groove)
        filled.setRight(x)
        painter.setBrush(ink)
        if filled.width() > 0:
            painter.drawRoundedRect(filled, GROOVE / 2, GROOVE / 2)
        if self._cap is not None and self._cap < self.maximum():
            painter.setBrush(theme.colour("text_muted"))
            painter.drawRoundedRect(QRectF(self._x_of(self._cap) - 1, middle - 5, 2, 10), 1, 1)
        if self.isEnabled():
            self._paint_handle(painter, QPointF(x, middle), ink)

    def _paint_handle(self, painter: QPainter, centre: QPointF, ink: QColor) -> None:
        theme = self._look.theme
        radius = HANDLE / 2 if self.isSliderDown() or self.underMouse() or self.hasFocus() else HANDLE / 2 - 1
        if self._is_asked:
            painter.setPen(QPen(ink, 2))
            painter.setBrush(theme.colour("surface"))
            painter.drawEllipse(centre, radius - 1, radius - 1)
        else:
            painter.setBrush(ink)
            painter.drawEllipse(centre, radius, radius)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.colour("focus"), 2))
            painter.drawEllipse(centre, radius + 3, radius + 3)

    def _x_of(self, value: int) -> float:
        span = max(1, self.maximum() - self.minimum())
        return HANDLE / 2 + (value - self.minimum()) / span * (self.width() - HANDLE)

    def _on_action(self, action: int) -> None:
        if action != QSlider.SliderAction.SliderMove.value and not self.isSliderDown():
            self.chosen.emit(self.sliderPosition())
