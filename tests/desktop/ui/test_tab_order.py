"""The Tab key goes through the window as it reads: sidebar, page, bar."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop.ui.assembly import Screen
from desktop.ui.look import Look
from desktop.ui.widgets.buttons import IconButton
from tests.desktop.ui.whole import furnish, open_screen, open_studio


@pytest.fixture
def studio(tmp_path: Path) -> Iterator[Any]:
    with open_studio(tmp_path) as made:
        furnish(made)
        yield made


@pytest.fixture
def screen(qtbot: QtBot, look: Look, studio: Any) -> Iterator[Screen]:
    with open_screen(studio, look) as made:
        made.window.activateWindow()
        qtbot.waitUntil(made.window.isActiveWindow)
        yield made


def name() -> str:
    widget = QApplication.focusWidget()
    return widget.accessibleName() or getattr(widget, "text", lambda: "")() if widget is not None else ""


def tabs(window: QWidget, number: int, *, backwards: bool = False) -> list[str]:
    """Press Tab so often; return what had the focus after each."""
    found = []
    for _ in range(number):
        modifier = Qt.KeyboardModifier.ShiftModifier if backwards else Qt.KeyboardModifier.NoModifier
        QTest.keyClick(
            QApplication.focusWidget() or window, Qt.Key.Key_Backtab if backwards else Qt.Key.Key_Tab, modifier
        )
        found.append(name())
    return found


async def test_tab_reads_the_window_from_the_sidebar_over_the_page_to_the_bar(screen: Screen) -> None:
    found = tabs(screen.window, 24)
    lines = [re.split("[:,]", one)[0] for one in found[:9]]
    assert lines[:6] == ["Menu", "Library", "Playlists", "Cards", "Uploads", "Activity"]
    assert sorted(lines[6:8]) == ["Grandma's", "Kitchen"]
    assert lines[8] == "Settings"
    assert found[9:14] == ["Search titles, artists", "Add audio", "Select all", "Sort by: Recently added", "Recordings"]
    assert found[14:17] == ["Previous track", "Pause", "Next track"]
    assert found[-1] in found[:6]  # round again


async def test_shift_tab_goes_the_same_way_back(screen: Screen) -> None:
    there = tabs(screen.window, 16)
    back = tabs(screen.window, 15, backwards=True)
    assert back == there[-2::-1]


async def test_what_is_hidden_is_no_stop(screen: Screen) -> None:
    screen.window.show_page("settings")
    assert "Search titles, artists" not in tabs(screen.window, 40)


async def test_down_leads_from_the_pages_to_the_players(screen: Screen) -> None:
    screen.window.sidebar.line("activity").setFocus()
    QTest.keyClick(screen.window.sidebar.line("activity"), Qt.Key.Key_Down)
    assert name().startswith(("Kitchen", "Grandma's"))


@pytest.mark.parametrize(("number", "listed"), [(1, "Recordings"), (2, "Playlists"), (3, "Cards"), (4, "Uploads")])
async def test_a_key_that_goes_to_a_page_puts_the_keyboard_into_its_list(
    screen: Screen, number: int, listed: str
) -> None:
    screen.window.sidebar.line("settings").setFocus()
    QTest.keyClick(screen.window, Qt.Key(Qt.Key.Key_0 + number), Qt.KeyboardModifier.ControlModifier)
    assert name() == listed


async def test_a_playlist_that_is_opened_has_the_keyboard_on_its_tracks(screen: Screen, studio: Any) -> None:
    screen.window.show_page("playlists")
    screen.playlists.show_playlist(studio.library.playlists.all()[0].key)
    assert name() == "Tracks of the playlist"


async def test_a_click_on_another_page_rings_no_field_of_it(screen: Screen) -> None:
    screen.library.table.setFocus()
    screen.window.sidebar.line("cards").click()
    focused = QApplication.focusWidget()
    assert focused is not None
    assert not screen.cards.isAncestorOf(focused)


async def test_what_goes_away_with_the_focus_hands_it_to_nothing_that_shows_a_ring(screen: Screen) -> None:
    toast = screen.window.toasts.say("Renamed.")
    toast.findChildren(IconButton)[0].setFocus()
    assert toast.isAncestorOf(QApplication.focusWidget())
    toast.dismiss()
    assert name() == "Yoto Smart Stream"  # the window itself
    assert tabs(screen.window, 1) == ["Menu"]
