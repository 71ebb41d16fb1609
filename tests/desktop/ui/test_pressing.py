"""Return presses the button that has the keyboard, and no other."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QWidget
from pytestqt.qtbot import QtBot

from desktop.ui.look import Look
from desktop.ui.playlists.cover import CoverButton
from desktop.ui.widgets.buttons import Button, IconButton, Kind
from desktop.ui.widgets.sheet import Sheet

BUTTONS: dict[str, Callable[[Look], QAbstractButton]] = {
    "words": lambda look: Button("Publish", look),
    "icon": lambda look: IconButton("trash", look, name="Remove"),
    "cover": lambda look: CoverButton(look, edge=64),
}


@pytest.mark.parametrize("make", BUTTONS.values(), ids=BUTTONS.keys())
@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space])
def test_return_and_space_press_a_button(
    qtbot: QtBot, look: Look, make: Callable[[Look], QAbstractButton], key: Qt.Key
) -> None:
    button = make(look)
    qtbot.addWidget(button)
    pressed: list[bool] = []
    button.clicked.connect(lambda: pressed.append(True))
    button.show()
    QTest.keyClick(button, key)
    assert len(pressed) == 1


def test_return_on_cancel_does_not_press_the_default_button(qtbot: QtBot, look: Look) -> None:
    window = QWidget()
    window.resize(600, 400)
    qtbot.addWidget(window)
    window.show()
    sheet = Sheet(look, window=window, title="Remove it?")
    answers: list[int] = []
    sheet.finished.connect(answers.append)
    cancel = sheet.add_button("Cancel", answers=False)
    sheet.add_button("Remove", kind=Kind.DANGER, answers=True)
    sheet.open()
    cancel.setFocus()
    QTest.keyClick(cancel, Qt.Key.Key_Return)
    assert answers == [0]
