"""The QApplication: its name, fonts, style, icon, and what happens with our own mistakes."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from types import TracebackType

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from desktop.ui.brand import NAME, window_icon
from desktop.ui.fonts import load_fonts
from desktop.ui.look import Look, Preference, apply

ExceptHook = Callable[[type[BaseException], BaseException, TracebackType | None], None]


def make_application(arguments: Sequence[str] = ()) -> QApplication:
    """Return the application, made once a process, not yet dressed. The last closed window does not end it."""
    QGuiApplication.setHighDpiScaleFactorRoundingPolicy(Qt.HighDpiScaleFactorRoundingPolicy.PassThrough)
    app = QApplication([sys.argv[0], *arguments])
    app.setApplicationName("yoto-smart-stream")
    app.setApplicationDisplayName(NAME)
    app.setDesktopFileName("yoto-smart-stream")
    app.setQuitOnLastWindowClosed(False)
    app.setWindowIcon(window_icon())
    load_fonts()
    return app


def make_look(app: QApplication, *, preference: str = "") -> Look:
    """Return the look, dressed and kept dressed; `preference` is what the library remembers ("system", ...)."""
    known = preference in {one.value for one in Preference}
    look = Look(preference=Preference(preference) if known else Preference.SYSTEM, parent=app)

    def dress() -> None:
        apply(app, look.theme)

    dress()
    look.changed.connect(dress)
    return look


def surface_mistakes(show: Callable[[str], None], *, log: ExceptHook) -> ExceptHook:
    """Return an excepthook for exceptions that nobody caught: logged, and said in one sentence by `show`."""

    def hook(kind: type[BaseException], mistake: BaseException, trace: TracebackType | None) -> None:
        log(kind, mistake, trace)
        if not issubclass(kind, KeyboardInterrupt):
            show("Something went wrong in the app. What you did before is safe; the log has the details.")

    return hook
