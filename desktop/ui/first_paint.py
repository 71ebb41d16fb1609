"""Tells when a window has been painted for the first time."""

from __future__ import annotations

import asyncio

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QWidget

PATIENCE_S = 1.0  # a window that begins minimized is not painted


class FirstPaint(QObject):
    """Made before the window is shown. Loop's thread."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._is_over = asyncio.Event()
        self._window = window
        window.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Paint:
            self._window.removeEventFilter(self)
            self._is_over.set()
        return False

    async def over(self) -> None:
        """Return when the window is on the screen, or has not been for `PATIENCE_S`."""
        try:
            await asyncio.wait_for(self._is_over.wait(), PATIENCE_S)
        except TimeoutError:
            return
