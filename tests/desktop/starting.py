"""The app, started by its entry point in a process of its own by a person in a hurry, that says what it had when."""

from __future__ import annotations

import json
import sys
import time
from typing import Any

from PySide6.QtCore import QEvent, QMimeData, QObject, QPoint, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from desktop.__main__ import run
from desktop.life import Life

NOWHERE = "http://127.0.0.1:9"
PATIENCE_S = 30.0
LOOK_MS = 10
ALL_PAGES = 7


class Watch(QObject):
    """Notes what is there when the window is first painted, drops a file and presses a key at once, waits for the
    pages behind and for the import, and closes the window."""

    def __init__(self, life: Life, *, dropped: str) -> None:
        super().__init__()
        self._window = life.screen.window
        self._recordings = life.parts.studio.library.recordings
        self._dropped = dropped
        self._deadline = time.monotonic() + PATIENCE_S
        self.said: dict[str, Any] = {}
        self._window.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802  # Qt's name
        if event.type() is QEvent.Type.Paint and not self.said:
            self.said = {"at_first_paint": sorted(sys.modules), "pages_at_first_paint": self._window.stack.count()}
            QTimer.singleShot(0, self._hurry)
        return False

    def _hurry(self) -> None:
        mime = QMimeData()
        mime.setUrls([QUrl.fromLocalFile(self._dropped)])
        button, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        for event in (
            QDragEnterEvent(QPoint(300, 300), Qt.DropAction.CopyAction, mime, button, keys),
            QDropEvent(QPointF(300, 300), Qt.DropAction.CopyAction, mime, button, keys),
        ):
            QApplication.sendEvent(self._window, event)
        QTest.keyClick(self._window, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
        self.said["page_after_the_key"] = self._window.page.id
        self._wait()

    def _wait(self) -> None:
        pages, recordings = self._window.stack.count(), self._recordings.count()
        if (pages == ALL_PAGES and recordings) or time.monotonic() > self._deadline:
            self.said |= {"pages_in_the_end": pages, "recordings_in_the_end": recordings}
            self._window.close()
        else:
            QTimer.singleShot(LOOK_MS, self._wait)


def main() -> int:
    """Run on the profile that the command line names, with a file to drop; print what was seen as a line of JSON."""
    watches: list[Watch] = []
    code = run(
        ["--profile", sys.argv[1], "--auth-url", NOWHERE, "--api-url", NOWHERE],
        on_open=lambda life: watches.append(Watch(life, dropped=sys.argv[2])),
    )
    sys.stdout.write(json.dumps(watches[0].said))
    return code


if __name__ == "__main__":
    sys.exit(main())
