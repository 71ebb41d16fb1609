"""What the window remembers over a restart: size, page, playlist, theme, and what the bar steers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from desktop.model.names import PlayerId
from desktop.ui.look import Look, Preference
from desktop.ui.players.target import COMPUTER
from tests.desktop.ui.whole import furnish, open_screen, open_studio


@pytest.fixture
def studio(tmp_path: Path) -> Iterator[Any]:
    with open_studio(tmp_path) as made:
        furnish(made)
        yield made


async def test_the_page_and_the_size_come_back(qtbot: QtBot, look: Look, studio: Any) -> None:
    with open_screen(studio, look) as screen:
        screen.window.resize(790 + 100, 640)
        screen.window.show_page("uploads")
        screen.window.close()
    with open_screen(studio, look) as screen:
        assert screen.window.page.id == "uploads"
        assert screen.window.height() == 640
        assert screen.window.sidebar.line("uploads").isChecked()


async def test_the_players_page_that_was_open_comes_back(qtbot: QtBot, look: Look, studio: Any) -> None:
    with open_screen(studio, look) as screen:
        screen.window.show_player("y-Gran")
        assert screen.window.windowTitle().startswith("Grandma's")
        screen.window.close()
    with open_screen(studio, look) as screen:
        assert screen.players.shown is not None
        assert screen.players.shown.player == "y-Gran"
        assert screen.window.sidebar.player_line(PlayerId("y-Gran")).isChecked()


async def test_a_player_that_is_gone_leaves_the_first_page(qtbot: QtBot, look: Look, studio: Any) -> None:
    with open_screen(studio, look) as screen:
        screen.window.show_player("y-Gran")
        screen.window.close()
    studio.players.leave(PlayerId("y-Gran"))
    with open_screen(studio, look) as screen:
        assert screen.window.page.id == "library"


async def test_the_playlist_that_was_shown_comes_back(qtbot: QtBot, look: Look, studio: Any) -> None:
    lullabies = next(one.key for one in studio.library.playlists.all() if one.title == "Lullabies")
    with open_screen(studio, look) as screen:
        screen.window.show_page("playlists")
        screen.playlists.table.choose([lullabies])
    with open_screen(studio, look) as screen:
        assert screen.playlists.editor.key == lullabies
        assert screen.playlists.table.chosen_keys() == [lullabies]
    studio.playlists.remove([lullabies])
    with open_screen(studio, look) as screen:
        assert screen.playlists.editor.head.title.text() == "Bedtime Fables"


async def test_what_the_bar_steers_comes_back(qtbot: QtBot, look: Look, studio: Any) -> None:
    with open_screen(studio, look) as screen:
        assert screen.bar.target.id == "y-Kitchen"
        screen.bar.choose(COMPUTER)
    with open_screen(studio, look) as screen:
        assert screen.bar.target.id == COMPUTER


async def test_the_theme_comes_back(qtbot: QtBot, look: Look, studio: Any) -> None:
    with open_screen(studio, look) as screen:
        screen.window.action_table.get("theme.dark").run()
    look.set_preference(Preference.LIGHT)
    with open_screen(studio, look):
        assert look.theme.is_dark
