"""The app, started as its entry point starts it, that says when its window was painted and answered a key."""

from __future__ import annotations

import json
import sys
import time

import qasync
from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

from desktop import logs, paths
from desktop.app import live
from desktop.life import Life
from desktop.options import parse
from desktop.ui import application

NOWHERE = "http://127.0.0.1:9"
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


def main() -> int:
    """Run the app on the profile that the command line names, as desktop.app.start does."""
    options = parse(["--profile", sys.argv[1], "--auth-url", NOWHERE, "--api-url", NOWHERE])
    logs.configure(paths.log_file(paths.profile_folder(options.folder)), is_verbose=options.is_verbose)
    watches: list[Watch] = []
    qt = application.make_application()
    with qasync.QEventLoop(qt) as loop:
        living = live(options, application.make_look(qt), on_open=lambda life: watches.append(Watch(life)))
        code: int = loop.run_until_complete(living)
    watch = watches[0]
    said = {"painted_ns": watch.painted_ns, "usable_ns": watch.usable_ns, "heavy": watch.heavy}
    sys.stdout.write(json.dumps(said))
    return code


if __name__ == "__main__":
    sys.exit(main())
