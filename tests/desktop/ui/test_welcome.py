"""The first page: four ways to begin."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.ui.look import Look
from desktop.ui.welcome.page import WelcomePage


def test_each_way_is_one_key_away(qtbot: QtBot, look: Look) -> None:
    page = WelcomePage(look)
    qtbot.addWidget(page)
    page.show()
    wishes: list[str] = []
    page.demo_wanted.connect(lambda: wishes.append("demo"))
    page.own_audio_wanted.connect(lambda: wishes.append("own audio"))
    page.sign_in_wanted.connect(lambda: wishes.append("sign in"))
    page.connect_wanted.connect(lambda: wishes.append("connect"))
    for door in (page.demo, page.own_audio, page.sign_in, page.connect_button):
        QTest.keyClick(door, Qt.Key.Key_Space)
    assert wishes == ["demo", "own audio", "sign in", "connect"]


def test_the_ways_are_named_and_described(qtbot: QtBot, look: Look) -> None:
    page = WelcomePage(look)
    qtbot.addWidget(page)
    assert page.connect_button.text()
    assert page.connect_button.accessibleDescription()
    for door in (page.demo, page.own_audio, page.sign_in):
        assert door.accessibleName()
        assert door.accessibleDescription()
