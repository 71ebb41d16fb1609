"""Notes when other pixels of a widget have come to the screen."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Generic, TypeVar

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

T = TypeVar("T")


class Paints(QObject, Generic[T]):
    """Notes each change of a widget's pixels on the screen; `read` says what it shows by then."""

    def __init__(self, widget: QWidget, *, read: Callable[[], T]) -> None:
        super().__init__()
        self._widget = widget
        self._window = widget.window()
        self._read = read
        self._shown = self._pixels()
        self.noted: list[tuple[T, int]] = []  # (what was shown, when: nanoseconds of the monotonic clock)
        self._widget.installEventFilter(self)

    def close(self) -> None:
        """Look no more."""
        self._widget.removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  # Qt's name
        if watched is self._widget and event.type() is QEvent.Type.Paint:
            QTimer.singleShot(0, self._after_paint)
        return False

    def _after_paint(self) -> None:
        """The turn after a paint event: the window's picture is complete."""
        now = time.monotonic_ns()
        pixels = self._pixels()
        if pixels != self._shown:
            self._shown = pixels
            self.noted.append((self._read(), now))

    def _pixels(self) -> QImage:
        place = self._widget.mapTo(self._window, self._widget.rect().topLeft())
        size = self._widget.size()
        shot = self._window.screen().grabWindow(self._window.winId(), place.x(), place.y(), size.width(), size.height())
        return shot.toImage()
