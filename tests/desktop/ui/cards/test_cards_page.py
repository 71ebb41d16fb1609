"""The cards' page: the grid, one card, with and without a network."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from desktop.model.errors import Offline
from desktop.model.moment import epoch
from desktop.model.names import CardId
from desktop.services.session import SessionState
from desktop.ui.cards.page import CardsPage
from desktop.ui.cards.words import contents, last_played
from desktop.ui.look import Look
from tests.desktop.ui import household
from tests.desktop.ui.workshop import Notes, open_workshop, rows, shown, turns, unnamed_controls

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def workshop(tmp_path: Path) -> Iterator[Any]:
    with open_workshop(tmp_path) as made:
        yield made


@pytest.fixture
def notes() -> Notes:
    return Notes()


@pytest.fixture
def page(qtbot: QtBot, look: Look, workshop: Any, notes: Notes) -> Iterator[CardsPage]:
    cards = [
        household.make_card(0, "Apes", author="The Maples"),
        household.make_card(1, "Bears"),
        household.make_card(2, "Cats", is_own=False),
    ]
    workshop.library.transact("Cards", lambda tx: tx.save_cards(cards, complete=True), undoable=False)
    made = CardsPage(workshop, look, notify=notes)
    window = shown(qtbot, made)
    yield made
    window.deleteLater()


def click(page: CardsPage, row: int, *, offset: QPoint, modifier: Any = Qt.KeyboardModifier.NoModifier) -> None:
    corner = page.grid.visualRect(page.model.index(row, 0)).topLeft()
    QTest.mouseClick(page.grid.viewport(), Qt.MouseButton.LeftButton, modifier, corner + offset)


def test_the_filter_shows_mine_or_the_familys(page: CardsPage) -> None:
    assert rows(page.model) == ["Apes", "Bears", "Cats"]
    page.whose.chosen.emit("own")
    page.whose.set_value("own")
    page.refresh()
    assert rows(page.model) == ["Apes", "Bears"]
    assert page.header.caption.text() == "3 cards, 2 of them yours"


def test_a_click_opens_a_card_with_its_tracks(page: CardsPage) -> None:
    click(page, 0, offset=QPoint(80, 120))
    assert page.detail.isVisible()
    assert page.detail.heading.text() == "Apes"
    assert rows(page.detail.model)[0] == "Apes, part 1"
    page.detail.back.click()
    assert page.grid.isVisible()


def test_a_click_on_the_mark_chooses_and_opens_nothing(page: CardsPage) -> None:
    click(page, 0, offset=QPoint(25, 25))
    click(page, 2, offset=QPoint(25, 25))
    assert page.grid.chosen_keys() == [page.model.key_at(0), page.model.key_at(2)]
    assert page.bar.count.text() == "2 of 3 selected"
    assert page.grid.isVisible()


def test_the_keyboard_walks_chooses_and_opens(page: CardsPage) -> None:
    page.grid.setFocus()
    page.grid.setCurrentIndex(page.model.index(0, 0))
    page.grid.clearSelection()
    QTest.keyClick(page.grid, Qt.Key.Key_Right)
    assert page.grid.currentIndex().row() == 1
    QTest.keyClick(page.grid, Qt.Key.Key_A, CONTROL)
    assert page.grid.chosen_count() == 3
    QTest.keyClick(page.grid, Qt.Key.Key_Escape)
    assert page.grid.chosen_count() == 0
    QTest.keyClick(page.grid, Qt.Key.Key_Return)
    assert page.detail.heading.text() == "Bears"


def test_the_only_player_that_is_on_plays_at_one_click(page: CardsPage, workshop: Any, notes: Notes) -> None:
    workshop.players.add_named("Kitchen", "Attic", offline=("Attic",))
    page.show_card("c0000")
    assert page.detail.play.text() == "Play on Kitchen"
    page.detail.play.click()
    assert workshop.players.played == [("y-Kitchen", "c0000", None, None)]
    assert notes == ["Asked Kitchen to play it."]


def test_a_track_plays_by_its_own_keys(page: CardsPage, workshop: Any) -> None:
    workshop.players.add_named("Kitchen")
    page.show_card("c0000")
    page.detail.table.choose([page.detail.model.key_at(2)])
    QTest.keyClick(page.detail.table, Qt.Key.Key_Return)
    assert workshop.players.played == [("y-Kitchen", "c0000", "03", "03")]


def test_several_players_are_offered_and_those_that_are_off_say_so(page: CardsPage, workshop: Any) -> None:
    workshop.players.add_named("Kitchen", "Attic", "Den", offline=("Den",))
    page.show_card("c0000")
    page.detail.play.click()
    menu = page.detail.findChild(QMenu)
    assert menu is not None
    assert [(one.text(), one.isEnabled()) for one in menu.actions()] == [
        ("Play on Kitchen", True),
        ("Play on Attic", True),
        ("Den is offline", False),
    ]
    menu.actions()[1].trigger()
    assert workshop.players.played[0][0] == "y-Attic"
    menu.close()


async def test_an_own_card_opens_as_a_playlist(page: CardsPage, qtbot: QtBot) -> None:
    page.show_card("c0000")
    opened: list[str] = []
    page.playlist_opened.connect(opened.append)
    page.detail.edit.click()
    await turns()
    assert len(opened) == 1


def test_a_family_card_cannot_be_opened_as_a_playlist(page: CardsPage) -> None:
    page.show_card("c0002")
    assert not page.detail.edit.isVisible()


async def test_an_opened_card_is_fetched_afresh_while_the_kept_one_is_shown(page: CardsPage, workshop: Any) -> None:
    workshop.session.enter(SessionState.SIGNED_IN)
    page.show_card("c0001")
    assert page.detail.heading.text() == "Bears"
    await turns()
    assert workshop.cards.opened == [CardId("c0001")]


async def test_without_a_network_the_kept_tracks_stay_readable(page: CardsPage, workshop: Any) -> None:
    workshop.session.enter(SessionState.SIGNED_IN)
    workshop.cards.trouble = Offline("Yoto cannot be reached.")
    page.show_card("c0001")
    await turns()
    assert page.detail.table.isVisible()
    assert page.detail.model.rowCount() == 5


async def test_fetching_says_so_and_troubles_are_not_lost(page: CardsPage, workshop: Any) -> None:
    workshop.session.enter(SessionState.SIGNED_IN)
    page.fetch()
    await turns(1)
    page.fetch()
    await turns()
    assert workshop.cards.refreshes == 1
    assert page.header.caption.text() == "3 cards, 2 of them yours"


def test_without_cards_and_session_it_asks_to_sign_in(qtbot: QtBot, look: Look, workshop: Any, notes: Notes) -> None:
    page = CardsPage(workshop, look, notify=notes)
    window = shown(qtbot, page)
    with qtbot.waitSignal(page.sign_in_requested):
        page._sign_in.click()
    workshop.session.enter(SessionState.SIGNED_IN)
    assert not page._sign_in.isVisible()
    window.deleteLater()


def test_the_menu_of_a_card_plays_and_opens(page: CardsPage, workshop: Any) -> None:
    workshop.players.add_named("Kitchen")
    page.grid.setCurrentIndex(page.model.index(0, 0))
    page.grid.menu_requested.emit(QPointF(5, 5))
    menu = page.grid.findChild(QMenu)
    assert menu is not None
    assert "Play on Kitchen" in [action.text() for action in menu.actions()]
    menu.close()


def test_a_card_in_words() -> None:
    card = household.make_card(0, "Apes", tracks=3)
    assert contents(card) == "3 tracks · 13 min · 8.6 MB"
    assert epoch("not a time") is None
    at = epoch(card.last_played_at)
    assert at is not None
    assert last_played(card, now=at + 120) == "Last played 2 min ago"


def test_every_control_has_a_name(page: CardsPage) -> None:
    page.show_card("c0000")
    assert unnamed_controls(page) == []


def test_the_scroll_bar_shows_no_handle_while_all_cards_are_in_sight(page: CardsPage) -> None:
    window = page.window()
    window.resize(1000, 2000)
    QApplication.processEvents()
    assert not page.grid.verticalScrollBar().isEnabled()
    window.resize(420, 300)
    QApplication.processEvents()
    assert page.grid.verticalScrollBar().isEnabled()
