"""Ties what outlives a widget to the widget: subscriptions, coroutines, dialogs, refreshes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, Protocol, TypeVar, runtime_checkable

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QDialog, QWidget

from desktop.model.errors import Trouble

T = TypeVar("T")
Unsubscribe = Callable[[], None]


@runtime_checkable
class TroubleSink(Protocol):
    """The one place where failures of a widget's own work are shown: the window."""

    def show_trouble(self, trouble: Trouble) -> None: ...


def follow(
    widget: QObject, subscribe: Callable[[Callable[[T], None]], Unsubscribe], listener: Callable[[T], None]
) -> None:
    """Subscribe `listener` for as long as `widget` lives: `follow(page, library.subscribe, page.on_change)`."""
    unsubscribe = subscribe(listener)
    widget.destroyed.connect(lambda _: unsubscribe())


def spawn(widget: QWidget, work: Coroutine[Any, Any, object]) -> asyncio.Task[object]:
    """Run `work` on the loop for as long as `widget` lives.

    A Trouble is shown by the window that the widget is in; any other exception goes to the loop's exception handler.
    """
    task = asyncio.ensure_future(work)
    errand = Errand(widget, task)
    is_alive = True

    def on_widget_destroyed() -> None:
        nonlocal is_alive
        is_alive = False
        task.cancel()

    def on_done(done: asyncio.Task[object]) -> None:
        problem = None if done.cancelled() else done.exception()
        if not is_alive:
            return  # on its way out it may have stumbled over what is gone with the widget
        errand.deleteLater()
        if isinstance(problem, Trouble):
            show_trouble(widget, problem)
        elif problem is not None:
            done.get_loop().call_exception_handler({"message": "a widget's work failed", "exception": problem})

    widget.destroyed.connect(on_widget_destroyed)
    task.add_done_callback(on_done)
    return task


class Errand(QObject):
    """The work of a widget that is under way."""

    def __init__(self, widget: QWidget, task: asyncio.Task[object]) -> None:
        super().__init__(widget)
        self.task = task


async def end_errands(window: QWidget) -> None:
    """Cancel what the widgets of `window` have under way and wait for its end: before what it uses is closed."""
    tasks = [errand.task for errand in window.findChildren(Errand)]
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def show_trouble(widget: QWidget, trouble: Trouble) -> None:
    """Show `trouble` in the nearest window around `widget` that shows such things; outside of any, do nothing."""
    place: QWidget | None = widget
    while place is not None:
        if isinstance(place, TroubleSink):
            place.show_trouble(trouble)
            return
        place = place.parentWidget()


async def ask(dialog: QDialog) -> bool:
    """Open `dialog` (a Sheet) and return whether it was accepted. It is deleted afterwards."""
    answer: asyncio.Future[bool] = asyncio.get_running_loop().create_future()

    def settle(is_accepted: bool) -> None:
        if not answer.done():
            answer.set_result(is_accepted)

    dialog.finished.connect(lambda result: settle(result == QDialog.DialogCode.Accepted.value))
    dialog.destroyed.connect(lambda: settle(False))
    dialog.open()
    try:
        return await answer
    finally:
        dialog.close()
        dialog.deleteLater()


class Refresh(QObject):
    """Calls `refresh` once in the next turn of the loop, however often it is asked for: `self.later = Refresh(...)`."""

    def __init__(self, widget: QObject, refresh: Callable[[], None]) -> None:
        super().__init__(widget)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(0)
        self._timer.timeout.connect(refresh)

    def __call__(self, *_: object) -> None:
        """Ask for it; the arguments of any signal or announcement are welcome and ignored."""
        self._timer.start()
