"""Every list where several rows can be chosen: Ctrl+A, the three-state box and the count, within the filter."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView
from pytestqt.qtbot import QtBot

from desktop.model.names import PlayerId
from desktop.ui.assembly import Screen
from desktop.ui.look import Look
from desktop.ui.widgets.search import SearchField
from desktop.ui.widgets.selection import SelectAllBar
from tests.desktop.ui import household
from tests.desktop.ui.whole import furnish, open_screen, open_studio

CONTROL = Qt.KeyboardModifier.ControlModifier
State = Qt.CheckState


@pytest.fixture
def studio(tmp_path: Path) -> Iterator[Any]:
    with open_studio(tmp_path) as made:
        furnish(made)
        long = [household.make_recording(500 + number, title=f"Verse {number}") for number in range(14)]
        household.make_playlist(made.library, "A long one", household.add_recordings(made.library, long))
        yield made


@pytest.fixture
def screen(qtbot: QtBot, look: Look, studio: Any) -> Iterator[Screen]:
    with open_screen(studio, look) as made:
        yield made


@dataclass(frozen=True, slots=True)
class Chooser:
    """A list with its bar and its filter, and a word that only some of its rows contain."""

    view: Any
    bar: SelectAllBar
    search: SearchField
    word: str

    def filter(self, text: str) -> None:
        self.search.setText(text)
        self.search.returnPressed.emit()


def library(screen: Screen) -> Chooser:
    page = screen.library
    return Chooser(page.table, page.bar, page.search, "Chapter")


def playlists(screen: Screen) -> Chooser:
    page = screen.playlists
    return Chooser(page.table, page.bar, page.search, "l")


def entries(screen: Screen) -> Chooser:
    screen.playlists.show_playlist(
        next(one.key for one in screen.playlists._library.playlists.all() if one.title == "A long one")
    )
    editor = screen.playlists.editor
    return Chooser(editor.table, editor.bar, editor.search, "Verse 1")


def cards(screen: Screen) -> Chooser:
    page = screen.cards
    return Chooser(page.grid, page.bar, page.search, "S")


def uploads(screen: Screen) -> Chooser:
    page = screen.uploads
    return Chooser(page.table, page.bar, page.search, "Chapter")


LISTS = {"library": library, "playlists": playlists, "entries": entries, "cards": cards, "uploads": uploads}


@pytest.fixture(params=LISTS)
def chooser(request: pytest.FixtureRequest, screen: Screen) -> Chooser:
    screen.window.show_page("playlists" if request.param == "entries" else request.param)
    return LISTS[request.param](screen)


async def test_ctrl_a_chooses_all_and_the_box_and_the_count_say_so(chooser: Chooser) -> None:
    rows = chooser.view.model().rowCount()
    assert rows > 2
    QTest.keyClick(chooser.view, Qt.Key.Key_A, CONTROL)
    assert chooser.view.chosen_count() == rows
    assert chooser.bar.check.checkState() is State.Checked
    assert chooser.bar.count.text() == f"{rows} of {rows} selected"


async def test_ctrl_a_stays_within_the_filter(chooser: Chooser) -> None:
    everything = chooser.view.model().rowCount()
    chooser.filter(chooser.word)
    rows = chooser.view.model().rowCount()
    assert 0 < rows < everything
    QTest.keyClick(chooser.view, Qt.Key.Key_A, CONTROL)
    assert len(chooser.view.chosen_keys()) == rows
    chooser.filter("")
    assert chooser.view.model().rowCount() == everything
    assert chooser.view.chosen_count() <= rows


async def test_the_box_has_three_states(chooser: Chooser) -> None:
    chooser.view.selectAll()
    first = chooser.view.model().index(0, 0)
    chooser.view.selectionModel().select(first, chooser.view.selectionModel().SelectionFlag.Deselect)
    rows = chooser.view.model().rowCount()
    assert chooser.bar.check.checkState() is State.PartiallyChecked
    assert chooser.bar.count.text() == f"{rows - 1} of {rows} selected"
    chooser.bar.check.click()
    assert chooser.bar.check.checkState() is State.Checked
    chooser.bar.check.click()
    assert chooser.view.chosen_count() == 0
    assert chooser.bar.check.checkState() is State.Unchecked
    assert chooser.bar.count.text() == ""


async def test_escape_lets_go_of_what_is_chosen(chooser: Chooser) -> None:
    chooser.view.selectAll()
    QTest.keyClick(chooser.view, Qt.Key.Key_Escape)
    assert chooser.view.chosen_count() == 0


async def test_ctrl_a_takes_what_a_long_search_has_not_read_yet(screen: Screen, studio: Any) -> None:
    many = [household.make_recording(2000 + number, title=f"Poem {number}") for number in range(700)]
    household.add_recordings(studio.library, many)
    screen.library.search.setText("poem")
    screen.library.search.returnPressed.emit()
    QTest.keyClick(screen.library.table, Qt.Key.Key_A, CONTROL)
    assert screen.library.table.chosen_count() == 700
    assert screen.library.bar.count.text() == "700 of 700 selected"


async def test_a_list_to_jump_in_has_one_row_chosen_at_most(screen: Screen) -> None:
    screen.window.show_player(PlayerId("y-Kitchen"))
    page = screen.players.shown
    assert page is not None
    screen.cards.show_card("aB3dE")
    for table in (page.tracks, screen.cards.detail.table):
        assert table.selectionMode() is QAbstractItemView.SelectionMode.SingleSelection
