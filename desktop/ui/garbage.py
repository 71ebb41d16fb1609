"""Collects cyclic garbage on the window's own thread alone."""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

CHECK_MS = 1000
YOUNG, MIDDLE = 5_000, 20  # new containers since the last collection; collections of the young since one of the middle


class Garbage(QObject):
    """Takes Python's automatic collection over for as long as it lives.

    Python collects in whichever thread happens to allocate; a Qt object that dies in a worker's thread crashes the
    process. So nothing is collected by itself, and a timer on the thread that owns Qt does it in small steps.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        gc.disable()
        self._timer = QTimer(self, interval=CHECK_MS)
        self._timer.timeout.connect(collect_due)
        self._timer.start()

    def end(self) -> None:
        """Give collecting back to Python."""
        self._timer.stop()
        gc.enable()


def collect_due() -> None:
    """Collect as much as has become due, most often nothing."""
    young, middle, old = gc.get_count()
    if young < YOUNG:
        return
    gc.collect(2 if old > MIDDLE else 1 if middle > MIDDLE else 0)
