"""An empty PySide6 window that says when it was painted: the peer of the app's start."""

from __future__ import annotations

import json
import sys
import time

from PySide6.QtCore import QTimer
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication, QMainWindow


class EmptyWindow(QMainWindow):
    """Notes the first turn of the loop after its first paint."""

    painted_ns = 0

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  # Qt's name
        super().paintEvent(event)
        QTimer.singleShot(0, self._note)

    def _note(self) -> None:
        self.painted_ns = self.painted_ns or time.monotonic_ns()
        self.close()


def main() -> int:
    """Show, paint, say when, and end."""
    app = QApplication(sys.argv)
    window = EmptyWindow()
    window.resize(1280, 800)
    window.show()
    code = app.exec()
    sys.stdout.write(json.dumps({"painted_ns": window.painted_ns}))
    return code


if __name__ == "__main__":
    sys.exit(main())
