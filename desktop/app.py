"""The composition root: one profile after the other, each with its window, until the person quits."""

from __future__ import annotations

import asyncio
import logging
import sys
from collections.abc import Callable, Sequence
from types import TracebackType

import qasync
from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QMessageBox

from desktop import logs, paths
from desktop.life import Life, open_life
from desktop.model.errors import Trouble
from desktop.options import Options, parse
from desktop.services.ports import Clock
from desktop.ui import application
from desktop.ui.bind import ask
from desktop.ui.garbage import Garbage
from desktop.ui.look import Look

_log = logging.getLogger(__name__)


def start(arguments: Sequence[str], *, on_open: Callable[[Life], object] | None = None) -> int:
    """Run the app with these command line words; return the exit code. `on_open` hears of each profile."""
    options = parse(arguments)
    folder = paths.profile_folder(options.folder)
    handler = logs.configure(paths.log_file(folder), is_verbose=options.is_verbose)
    app = application.make_application()
    garbage = Garbage()
    loop = qasync.QEventLoop(app)
    try:
        with loop:
            living = live(options, application.make_look(app), on_open=on_open)
            return int(loop.run_until_complete(living))
    finally:
        garbage.end()
        logging.getLogger().removeHandler(handler)
        handler.close()


def open_in_browser(url: str) -> object:
    """Show a web page in the person's own browser."""
    return QDesktopServices.openUrl(QUrl(url))


async def live(
    options: Options,
    look: Look,
    *,
    open_browser: Callable[[str], object] = open_in_browser,
    on_open: Callable[[Life], object] | None = None,
    clock: Clock | None = None,
) -> int:
    """Open profiles until one is closed for good; return the exit code. `on_open` hears of each.

    `clock` is the computer's, when it is not the system's own.
    """
    is_demo = options.is_demo
    while True:
        try:
            life = _open(options, look, is_demo=is_demo, open_browser=open_browser, clock=clock)
        except Trouble as trouble:
            await ask(_cannot_open(trouble))
            return 1
        if on_open is not None:
            on_open(life)
        await life.ended.wait()
        await life.close()
        if not life.wants_demo:
            return 0
        is_demo = True


def _open(
    options: Options, look: Look, *, is_demo: bool, open_browser: Callable[[str], object], clock: Clock | None
) -> Life:
    folder = paths.fresh_demo_folder(options.folder) if is_demo else paths.profile_folder(options.folder)
    lives: list[Life] = []

    def say(text: str) -> None:
        for life in lives:
            life.screen.window.show_trouble(Trouble(text))

    hook = application.surface_mistakes(say, log=_log_mistake)
    life = open_life(
        folder,
        look,
        endpoints=options.endpoints,
        is_demo=is_demo,
        open_browser=open_browser,
        on_bug=lambda name, bug: hook(type(bug), RuntimeError(f"{name}: {bug}"), bug.__traceback__),
        clock=clock,
    )
    lives.append(life)
    sys.excepthook = hook
    asyncio.get_running_loop().set_exception_handler(lambda _loop, context: _on_loop_mistake(hook, context))
    return life


def _on_loop_mistake(hook: application.ExceptHook, context: dict[str, object]) -> None:
    bug = context.get("exception")
    if isinstance(bug, BaseException):
        hook(type(bug), bug, bug.__traceback__)
    else:
        _log.error("%s", context.get("message"))


def _log_mistake(kind: type[BaseException], mistake: BaseException, trace: TracebackType | None) -> None:
    _log.error("a mistake in the app", exc_info=(kind, mistake, trace))


def _cannot_open(trouble: Trouble) -> QMessageBox:
    box = QMessageBox()
    box.setIcon(QMessageBox.Icon.Warning)
    box.setWindowTitle("Yoto Smart Stream")
    box.setText(trouble.message)
    box.setInformativeText(trouble.next_step)
    return box
