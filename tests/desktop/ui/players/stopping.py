"""Stops what this computer plays at any moment of its beginning, again and again; a process of its own may hang."""

from __future__ import annotations

import random
import sys
import time
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication

from desktop.ui.sound import Sound

BEGINNING_S = 0.03  # in which the engine's threads start


def stop_at_any_moment(file: Path, *, times: int) -> None:
    """Play the file with a new engine each time: only its first stop can hang."""
    app = QApplication([])
    for _ in range(times):
        sound = Sound(app)
        sound.play(file)
        until = time.perf_counter() + random.random() * BEGINNING_S
        while time.perf_counter() < until:
            app.processEvents()
        sound.stop()
        sound.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


if __name__ == "__main__":
    stop_at_any_moment(Path(sys.argv[1]), times=int(sys.argv[2]))
