"""A player's page: its state, its facts, the tracks of its card."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from desktop.model.player import Player, Reported, Slot
from desktop.ui.look import Look
from desktop.ui.players.facts import facts
from desktop.ui.players.page import PlayerPage
from desktop.ui.players.players_page import PlayersPage
from tests.desktop.ui.players.remote import CARD, KITCHEN, kitchen, playing
from tests.desktop.ui.workshop import rows, shown, turns, unnamed_controls


@pytest.fixture
def page(qtbot: QtBot, look: Look, studio: Any) -> Iterator[PlayerPage]:
    kitchen(studio.players, playing())
    made = PlayerPage(studio, look, KITCHEN)
    window = shown(qtbot, made)
    yield made
    window.close()


def texts(reported: Reported) -> dict[str, str]:
    return {fact.name: fact.text for fact in facts(None, reported)}


def test_the_page_shows_what_plays_and_the_cards_tracks(page: PlayerPage) -> None:
    assert page.header.title.text() == "Kitchen"
    assert page.header.caption.text() == "Yoto Player · online · battery 46 %"
    assert page.now.title.text() == "The Lion and the Mouse"
    assert page.now.volume_words.text() == "7 of 16, limit 12"
    assert rows(page.places) == ["The Tortoise", "The Lion and the Mouse", "The Fox"]


def test_enter_on_a_track_starts_it_from_its_beginning(page: PlayerPage, studio: Any) -> None:
    page.tracks.setFocus()
    page.tracks.choose(["03/01"])
    QTest.keyClick(page.tracks, Qt.Key.Key_Return)
    assert studio.players.played == [(KITCHEN, CARD, "03", "01")]


def test_a_card_is_played_from_the_menu(page: PlayerPage, studio: Any) -> None:
    QTest.mouseClick(page.play_card, Qt.MouseButton.LeftButton)
    menu = page.findChild(QMenu)
    assert menu is not None
    next(action for action in menu.actions() if action.text() == "Bedtime Fables").trigger()
    menu.close()
    assert studio.players.played == [(KITCHEN, CARD, None, None)]


async def test_when_the_card_is_taken_out_the_page_says_so(page: PlayerPage, studio: Any) -> None:
    kitchen(studio.players, Reported(is_online=True))
    await turns()
    assert page.now.title.text() == "Nothing playing"
    assert not page.tracks.isVisible()
    assert rows(page.places) == []


def test_what_a_player_has_not_said_is_left_out() -> None:
    assert texts(Reported(is_online=False)) == {"Connection": "Offline"}


def test_the_battery_of_a_player_that_is_off_is_told_as_old() -> None:
    assert texts(Reported(is_online=False, battery_percent=86))["Battery"] == "86 % when last seen"
    assert texts(Reported(is_online=True, battery_percent=86, is_charging=True))["Battery"] == "86 %, charging"


def test_numbers_become_words_for_a_parent() -> None:
    said = texts(
        Reported(
            is_online=True,
            wifi_dbm=-80,
            ssid="Home",
            slot=Slot.PHYSICAL,
            is_day=False,
            volume_cap=8,
            free_disk_kib=23_618_192,
        )
    )
    assert said["Wi-Fi"] == "Weak · Home"
    assert said["Slot"] == "Card inserted"
    assert said["Mode"] == "Night"
    assert said["Volume limit"] == "8 of 16"
    assert said["Free space"] == "22.5 GB"


def test_a_player_that_left_the_account_loses_its_page(qtbot: QtBot, look: Look, studio: Any) -> None:
    kitchen(studio.players, playing())
    pages = PlayersPage(studio, look)
    window = shown(qtbot, pages)
    pages.show_player(KITCHEN)
    assert pages.shown is not None
    assert pages.shown.player == KITCHEN
    studio.players.leave(KITCHEN)
    studio.library.transact("Players", lambda tx: tx.save_players([Player(KITCHEN, "Kitchen")]), undoable=False)
    studio.library.transact("Players", lambda tx: tx.save_players([]), undoable=False)
    qtbot.waitUntil(lambda: pages.shown is None)
    window.close()


def test_every_control_of_the_page_has_a_name(page: PlayerPage) -> None:
    assert unnamed_controls(page) == []
