"""The table of actions and its readings."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu, QWidget
from pytestqt.qtbot import QtBot

from desktop.ui.actions import Action, Actions
from desktop.ui.look import Look


def table(done: list[str], *, can_undo: bool = True) -> Actions:
    actions = Actions()
    actions.add(Action("undo", "Undo", lambda: done.append("undo"), shortcuts=("Ctrl+Z",), is_enabled=lambda: can_undo))
    actions.add(Action("find", "Search & find", lambda: done.append("find"), icon="search"))
    return actions


def test_an_id_is_given_once() -> None:
    actions = table([])
    with pytest.raises(ValueError, match="'undo'"):
        actions.add(Action("undo", "Again", print))


def test_what_cannot_be_done_now_does_nothing() -> None:
    done: list[str] = []
    actions = table(done, can_undo=False)
    actions.get("undo").trigger()
    assert done == []
    assert [action.id for action in actions.enabled()] == ["find"]


def test_a_shortcut_does_its_action(qtbot: QtBot, look: Look) -> None:
    done: list[str] = []
    window = QWidget()
    qtbot.addWidget(window)
    table(done).bind_shortcuts(window)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    QTest.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert done == ["undo"]


def test_a_menu_shows_what_is_possible(qtbot: QtBot, look: Look) -> None:
    done: list[str] = []
    menu = QMenu()
    qtbot.addWidget(menu)
    table(done, can_undo=False).fill_menu(menu, look, ids=["undo", None, "find"])
    undo, line, find = menu.actions()
    assert not undo.isEnabled()
    assert line.isSeparator()
    assert find.text() == "Search && find"
    find.trigger()
    assert done == ["find"]
