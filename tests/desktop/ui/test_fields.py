"""Fields of forms and switches, as people and screen readers meet them."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.ui.look import Look
from desktop.ui.widgets.fields import CodeEdit, Field, PasswordEdit
from desktop.ui.widgets.switch import Switch


def test_a_field_helps_until_something_is_wrong_and_again_once_one_types(qtbot: QtBot, look: Look) -> None:
    field = Field("E-mail", look, hint="For the code")
    qtbot.addWidget(field)
    field.show()
    assert (field.editor.accessibleName(), field.editor.accessibleDescription()) == ("E-mail", "For the code")
    field.fail("This is no address.")
    assert field.error == field.editor.accessibleDescription() == "This is no address."
    assert field.editor.property("is_wrong") is True
    field.set_hint("Another hint")
    assert field.error == "This is no address."
    QTest.keyClicks(field.editor, "x")
    assert field.error == ""
    assert field.line.text() == "Another hint"
    assert field.editor.property("is_wrong") is False


def test_a_field_without_a_hint_takes_no_room_for_one(qtbot: QtBot, look: Look) -> None:
    field = Field("E-mail", look)
    qtbot.addWidget(field)
    field.show()
    assert not field.line.isVisible()


@pytest.mark.parametrize(("typed", "kept"), [("123 456", "123456"), ("a1b2c3", "123"), ("1234567890", "123456")])
def test_a_code_keeps_its_digits_alone(qtbot: QtBot, look: Look, typed: str, kept: str) -> None:
    editor = CodeEdit(length=6, letters="0123456789")
    qtbot.addWidget(editor)
    QTest.keyClicks(editor, typed)
    assert editor.text() == kept
    assert editor.is_whole is (len(kept) == 6)


def test_a_code_is_mended_in_the_middle_without_losing_the_place(qtbot: QtBot) -> None:
    editor = CodeEdit(length=6, letters="0123456789")
    qtbot.addWidget(editor)
    QTest.keyClicks(editor, "12456")
    editor.setCursorPosition(2)
    QTest.keyClicks(editor, "3")
    assert (editor.text(), editor.cursorPosition()) == ("123456", 3)


def test_the_eye_stands_in_the_field_and_is_a_button_of_its_own(qtbot: QtBot, look: Look) -> None:
    editor = PasswordEdit(look)
    qtbot.addWidget(editor)
    editor.resize(300, 40)
    editor.show()
    assert editor.rect().contains(editor.eye.geometry())
    assert editor.eye.focusPolicy() & Qt.FocusPolicy.TabFocus


@pytest.mark.parametrize("key", [Qt.Key.Key_Space, Qt.Key.Key_Return])
def test_a_switch_is_thrown_by_the_keyboard_and_tells_a_persons_doing_alone(
    qtbot: QtBot, look: Look, key: Qt.Key
) -> None:
    switch = Switch(look, name="Keep everything")
    qtbot.addWidget(switch)
    told: list[bool] = []

    def note(is_on: bool) -> None:
        told.append(is_on)

    switch.clicked.connect(note)
    switch.show_on(True)
    assert told == []
    QTest.keyClick(switch, key)
    assert told == [False]
    assert not switch.isChecked()
    QTest.mouseClick(switch, Qt.MouseButton.LeftButton)
    assert told == [False, True]
