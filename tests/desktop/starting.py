"""The app, started by its entry point in a process of its own, that says what it had loaded when, and ends."""

from __future__ import annotations

import json
import sys
import time
from typing import Any

from PySide6.QtCore import QEvent, QObject, QTimer

from desktop.__main__ import run
from desktop.life import Life

NOWHERE = "http://127.0.0.1:9"
PATIENCE_S = 30.0
LOOK_MS = 10
ALL_PAGES = 7


class Watch(QObject):
    """Notes what is there when the window is first painted, waits for the pages behind, and closes the window."""

    def __init__(self, life: Life) -> None:
        super().__init__()
        self._window = life.screen.window
        self._deadline = time.monotonic() + PATIENCE_S
        self.said: dict[str, Any] = {}
        self._window.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802  # Qt's name
        if event.type() is QEvent.Type.Paint and not self.said:
            self.said = {"at_first_paint": sorted(sys.modules), "pages_at_first_paint": self._window.stack.count()}
            self._wait()
        return False

    def _wait(self) -> None:
        count = self._window.stack.count()
        if count == ALL_PAGES or time.monotonic() > self._deadline:
            self.said["pages_in_the_end"] = count
            self._window.close()
        else:
            QTimer.singleShot(LOOK_MS, self._wait)


def main() -> int:
    """Run on the profile that the command line names; print what was seen as one line of JSON."""
    watches: list[Watch] = []
    code = run(
        ["--profile", sys.argv[1], "--auth-url", NOWHERE, "--api-url", NOWHERE],
        on_open=lambda life: watches.append(Watch(life)),
    )
    sys.stdout.write(json.dumps(watches[0].said))
    return code


if __name__ == "__main__":
    sys.exit(main())
