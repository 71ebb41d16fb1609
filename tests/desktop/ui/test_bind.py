"""What is tied to a widget ends with it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop.model.errors import Offline, Trouble
from desktop.services.announcer import Announcer
from desktop.ui.bind import Refresh, ask, end_errands, follow, spawn
from desktop.ui.look import Look
from desktop.ui.widgets.sheet import Sheet


class Window(QWidget):
    """A window that keeps what it is told to show."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: list[Trouble] = []

    def show_trouble(self, trouble: Trouble) -> None:
        self.shown.append(trouble)


def destroy(widget: QWidget) -> None:
    widget.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def test_a_subscription_ends_with_its_widget(look: Look) -> None:
    source: Announcer[int] = Announcer()
    heard: list[int] = []
    widget = QWidget()
    follow(widget, source.subscribe, heard.append)
    source.announce(1)
    destroy(widget)
    source.announce(2)
    assert heard == [1]


async def test_work_ends_with_its_widget(look: Look) -> None:
    widget = QWidget()
    task = spawn(widget, asyncio.Event().wait())
    await asyncio.sleep(0)
    destroy(widget)
    await asyncio.wait({task})
    assert task.cancelled()


async def test_work_of_a_whole_window_is_ended_before_the_window_goes(qtbot: QtBot, look: Look) -> None:
    window = Window()
    qtbot.addWidget(window)
    inner = QWidget(window)
    task = spawn(inner, asyncio.Event().wait())
    done = spawn(inner, asyncio.sleep(0))
    await asyncio.wait({done})
    await end_errands(window)
    assert task.cancelled()
    assert not done.cancelled()


async def test_trouble_is_shown_by_the_window_around_the_widget(qtbot: QtBot, look: Look) -> None:
    window = Window()
    qtbot.addWidget(window)
    inner = QWidget()
    QVBoxLayout(window).addWidget(inner)

    async def fail() -> None:
        raise Offline("No answer.")

    await asyncio.wait({spawn(inner, fail())})
    assert [trouble.message for trouble in window.shown] == ["No answer."]


async def test_a_mistake_of_ours_goes_to_the_loops_handler(qtbot: QtBot, look: Look) -> None:
    window = Window()
    qtbot.addWidget(window)
    seen: list[object] = []
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda _, context: seen.append(context["exception"]))
    mistake = KeyError("ours")

    async def fail() -> None:
        raise mistake

    await asyncio.wait({spawn(window, fail())})
    await asyncio.sleep(0)
    loop.set_exception_handler(None)
    assert seen == [mistake]
    assert window.shown == []


async def test_asking_returns_the_answer_and_takes_the_sheet_away(qtbot: QtBot, look: Look) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    for act, answer in ((QDialog.accept, True), (QDialog.reject, False)):
        sheet = Sheet(look, window=window, title="Sure?")
        asked = asyncio.ensure_future(ask(sheet))
        await asyncio.sleep(0)
        assert sheet.isVisible()
        act(sheet)
        assert await asked is answer
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert window.findChildren(Sheet) == []


def test_a_refresh_happens_once_a_turn(qtbot: QtBot, look: Look) -> None:
    widget = QWidget()
    qtbot.addWidget(widget)
    done: list[int] = []
    step: Callable[[], None] = lambda: done.append(1)  # noqa: E731
    later = Refresh(widget, step)
    later()
    later("with", "arguments")
    assert done == []
    qtbot.waitUntil(lambda: bool(done))
    assert done == [1]
