"""The bottom bar: what it shows of a player, and what it asks of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from desktop.model.errors import Refused
from desktop.model.player import Reported
from desktop.ui.listening import Listening
from desktop.ui.look import Look
from desktop.ui.players.bar import PlayerBar
from desktop.ui.players.target import COMPUTER
from desktop.ui.sound import Sound
from tests.desktop.ui.players.remote import KITCHEN, asked_for_volume, asked_to_pause, kitchen, playing
from tests.desktop.ui.players.test_listening import add_wave
from tests.desktop.ui.workshop import shown, turns, unnamed_controls

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def bar(qtbot: QtBot, look: Look, studio: Any) -> Iterator[PlayerBar]:
    kitchen(studio.players, playing())
    listening = Listening(Sound)
    made = PlayerBar(studio, look, listening)
    window = shown(qtbot, made, width=1200, height=90)
    yield made
    window.close()


def test_the_bar_begins_with_the_player_that_plays(bar: PlayerBar) -> None:
    assert bar.target.id == KITCHEN
    assert bar.title.text() == "The Lion and the Mouse"
    assert bar.state.words.text() == "Playing on Kitchen"
    assert bar.buttons.play.accessibleName() == "Pause"
    assert bar.chooser.text() == "Kitchen"


def test_position_length_and_volume_are_the_players_own(bar: PlayerBar) -> None:
    assert (bar.seek.position.text(), bar.seek.length.text()) == ("1:00", "3:20")
    assert (bar.volume.value(), bar.volume.maximum()) == (7, 16)


def test_a_click_asks_the_player_and_the_bar_says_so(bar: PlayerBar, studio: Any) -> None:
    QTest.mouseClick(bar.buttons.play, LEFT)
    assert studio.players.asked == [("toggle", KITCHEN)]
    studio.players.pending_of[KITCHEN] = (asked_to_pause(),)
    studio.players.announce(KITCHEN)
    assert bar.state.words.text() == "Asking Kitchen…"
    assert bar.buttons.play.accessibleName() == "Play"


def test_the_players_own_word_is_shown_as_confirmed(bar: PlayerBar, studio: Any) -> None:
    studio.players.pending_of[KITCHEN] = (asked_for_volume(9),)
    studio.players.announce(KITCHEN)
    assert not bar.state.is_confirmed
    studio.players.pending_of[KITCHEN] = ()
    kitchen(studio.players, playing(volume_step=9))
    assert bar.state.is_confirmed
    assert bar.state.words.text() == "Kitchen confirmed"
    assert bar.volume.value() == 9


def test_a_failure_is_told_in_words_and_never_as_confirmed(bar: PlayerBar, studio: Any) -> None:
    studio.players.pending_of[KITCHEN] = (asked_to_pause(),)
    studio.players.announce(KITCHEN)
    studio.players.pending_of[KITCHEN] = ()
    studio.players.trouble_of[KITCHEN] = "Kitchen did not answer. It may be switched off."
    studio.players.announce(KITCHEN)
    assert bar.state.words.text() == "Kitchen did not answer. It may be switched off."
    assert not bar.state.is_confirmed


def test_seek_volume_next_and_previous_reach_the_player(bar: PlayerBar, studio: Any) -> None:
    QTest.mouseClick(bar.buttons.next, LEFT)
    QTest.mouseClick(bar.buttons.previous, LEFT)
    line = bar.seek.slider
    QTest.mouseClick(line, LEFT, pos=QPoint(line.width() // 2, line.height() // 2))
    bar.step_volume(1)
    bar.toggle_mute()
    assert [asked[0] for asked in studio.players.asked] == ["next", "previous", "seek", "volume", "volume"]
    assert studio.players.asked[2][2] == pytest.approx(100, abs=3)
    assert [asked[2] for asked in studio.players.asked[3:]] == [8, 0]


def test_the_sleep_timer_is_chosen_from_a_menu(bar: PlayerBar, studio: Any) -> None:
    QTest.mouseClick(bar.sleep, LEFT)
    menu = bar.findChild(QMenu)
    assert menu is not None
    next(action for action in menu.actions() if action.text() == "In 15 minutes").trigger()
    menu.close()
    assert studio.players.asked == [("sleep", KITCHEN, 900)]


def test_of_an_offline_player_nothing_can_be_asked(bar: PlayerBar, studio: Any) -> None:
    kitchen(studio.players, Reported(is_online=False))
    assert bar.state.words.text() == "Kitchen is offline"
    controls = (bar.buttons.play, bar.buttons.next, bar.seek.slider, bar.volume, bar.mute, bar.sleep)
    assert not any(control.isEnabled() for control in controls)


async def test_a_lost_connection_is_told_instead_of_old_state(bar: PlayerBar, studio: Any) -> None:
    studio.players.cut()
    await turns()
    assert bar.state.words.text() == "Reconnecting to Kitchen…"


def test_the_chosen_target_is_remembered(qtbot: QtBot, bar: PlayerBar, studio: Any, look: Look) -> None:
    bar.choose(COMPUTER)
    other = PlayerBar(studio, look, Listening(Sound))
    qtbot.addWidget(other)
    assert other.target.id == COMPUTER
    assert other.title.text() == "Nothing playing"


def test_what_to_do_where_nothing_plays_is_not_cut_off(bar: PlayerBar) -> None:
    bar.choose(COMPUTER)
    QApplication.processEvents()
    assert bar.state.words.text() == "Choose a recording to hear"
    assert not bar.state.words.toolTip(), "it has one when it is cut off"


async def test_a_refused_wish_is_told_by_the_window(
    bar: PlayerBar, studio: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr("desktop.ui.players.bar.show_trouble", lambda _widget, trouble: told.append(trouble.sentence()))
    studio.players.refusal = Refused("This is the last track.", next_step="Choose another one.")
    QTest.mouseClick(bar.buttons.next, LEFT)
    await turns()
    assert told == ["This is the last track. Choose another one."]


def test_every_control_of_the_bar_has_a_name(bar: PlayerBar) -> None:
    assert unnamed_controls(bar) == []


async def test_what_this_computer_plays_goes_by_the_title_that_it_has_by_now(
    bar: PlayerBar, studio: Any, tmp_path: Path
) -> None:
    key = add_wave(studio, "Rain", seconds=30, folder=tmp_path)
    bar.choose(COMPUTER)
    bar.computer.play(key)
    await turns()
    assert bar.title.text() == "Rain"
    studio.library.transact("Rename", lambda tx: tx.edit_recording(key, title="Rain on the roof"))
    await turns()
    assert bar.title.text() == "Rain on the roof"
    bar.computer._listening.stop()
