"""The way back that a toast offers leads to the change that it names."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.store.library import Library
from desktop.ui.look import Look
from desktop.ui.window import MainWindow
from tests.desktop.ui.window_gallery import make_window


@pytest.fixture
def window(qtbot: QtBot, studio: Any, look: Look) -> Iterator[MainWindow]:
    made = make_window(studio, look)
    qtbot.addWidget(made, before_close_func=lambda one: one.hide())
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    yield made
    made.deleteLater()


def titles(library: Library) -> list[str]:
    return [one.title for one in library.recordings.rows(library.recordings.keys()[:2])]


def rename(library: Library, row: int, title: str) -> None:
    key = library.recordings.keys()[row]
    library.transact(f"Rename {title}", lambda tx: tx.edit_recording(key, title=title))


def toasts(window: MainWindow) -> list[str]:
    return [toast.text() for toast in window.toasts.toasts()]


def test_the_toasts_undo_takes_the_change_back(window: MainWindow, studio: Any) -> None:
    before = titles(studio.library)
    rename(studio.library, 0, "First")
    window.notify("Renamed it.", undo=True)
    window.toasts.toasts()[0].accept()
    assert titles(studio.library) == before
    assert toasts(window) == ["Undone: Rename First"]


def test_an_offer_goes_when_it_would_take_another_change_back(window: MainWindow, studio: Any) -> None:
    rename(studio.library, 0, "First")
    window.notify("Renamed the first.", undo=True)
    rename(studio.library, 1, "Second")
    assert toasts(window) == []


def test_only_the_last_change_has_an_offer(window: MainWindow, studio: Any) -> None:
    for row, title in enumerate(("First", "Second")):
        rename(studio.library, row, title)
        window.notify(f"Renamed to {title}.", undo=True)
    assert toasts(window) == ["Renamed to Second."]


def test_what_is_only_told_stays_when_something_changes(window: MainWindow, studio: Any) -> None:
    window.notify("Asked Kitchen to play it.")
    rename(studio.library, 0, "First")
    assert toasts(window) == ["Asked Kitchen to play it."]


def test_undo_again_and_again_says_each_change_by_itself(window: MainWindow, studio: Any) -> None:
    before = titles(studio.library)
    rename(studio.library, 0, "First")
    rename(studio.library, 1, "Second")
    QTest.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert toasts(window) == ["Undone: Rename Second"]
    QTest.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert toasts(window) == ["Undone: Rename First"]
    assert titles(studio.library) == before
