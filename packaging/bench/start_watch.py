"""Watches the app's first window: when it was painted, and when it answered a key."""

from __future__ import annotations

import sys
import time

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

from desktop.life import Life

HEAVY = ("httpx", "paho", "keyring", "PIL", "mutagen", "sqlite_utils", "cryptography", "backend.simulator")
PRESSED = (QEvent.Type.KeyPress, QEvent.Type.KeyRelease)


class Watch(QObject):
    """Waits until list, sidebar and bar are on the screen, then presses Down in the list, then closes the window."""

    def __init__(self, life: Life) -> None:
        super().__init__()
        screen = life.screen
        self._window = screen.window
        self._table = screen.library.table
        self._unpainted: set[QWidget] = {self._table.viewport(), screen.window.sidebar, screen.bar}
        self.painted_ns = self.usable_ns = 0
        self.heavy: list[str] = []
        for widget in self._unpainted:
            widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  # Qt's name
        if event.type() is QEvent.Type.Paint and watched in self._unpainted:
            self._unpainted = {widget for widget in self._unpainted if widget is not watched}
            if not self._unpainted:
                self.heavy = [name for name in HEAVY if name in sys.modules]
                QTimer.singleShot(0, self._on_painted)
        return False

    def _on_painted(self) -> None:
        self.painted_ns = time.monotonic_ns()
        if not self._table.model().rowCount():
            raise RuntimeError("the list was painted without its rows")
        self._table.setFocus()
        for kind in PRESSED:
            QApplication.postEvent(self._table, QKeyEvent(kind, Qt.Key.Key_Down, Qt.KeyboardModifier.NoModifier))
        self._wait()

    def _wait(self) -> None:
        if self._table.chosen_keys():
            self.usable_ns = time.monotonic_ns()
            self._window.close()
        else:
            QTimer.singleShot(0, self._wait)
