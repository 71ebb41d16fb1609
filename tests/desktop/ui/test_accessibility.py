"""A screen reader walks through the whole window: every control has a name, every row says what it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QAccessible, QKeySequence
from PySide6.QtWidgets import QAbstractButton, QToolButton
from pytestqt.qtbot import QtBot

from desktop.model.names import PlayerId
from desktop.ui.assembly import Screen
from desktop.ui.look import Look
from tests.desktop.ui.whole import controls, furnish, open_screen, open_studio, read_rows
from tests.desktop.ui.workshop import turns

PAGES = ("library", "playlists", "cards", "uploads", "activity", "settings")


@pytest.fixture
def studio(tmp_path: Path) -> Iterator[Any]:
    with open_studio(tmp_path) as made:
        furnish(made)
        yield made


@pytest.fixture
def screen(qtbot: QtBot, look: Look, studio: Any) -> Iterator[Screen]:
    with open_screen(studio, look) as made:
        yield made


def nameless(screen: Screen) -> list[str]:
    found = list(controls(screen.window))
    assert len(found) > 12
    return [f"{made_of} ({role.name})" for role, name, made_of in found if not name.strip()]


def roleless(screen: Screen) -> list[str]:
    """Return the controls without a role; Qt gives scrolling areas, which have names, that of a client area."""
    return [f"{made_of} {name}" for role, name, made_of in controls(screen.window) if role is QAccessible.Role.NoRole]


@pytest.mark.parametrize("page", PAGES)
async def test_every_control_of_a_page_has_a_name_and_a_role(screen: Screen, page: str) -> None:
    screen.window.show_page(page)
    assert nameless(screen) == []
    assert roleless(screen) == []


async def test_every_control_of_the_settings_of_a_family_has_a_name_and_a_role(screen: Screen, studio: Any) -> None:
    studio.family.join_up()
    screen.window.show_page("settings")
    await turns()
    assert nameless(screen) == []
    assert roleless(screen) == []


async def test_every_control_of_a_players_and_of_a_cards_page_has_a_name_and_a_role(screen: Screen) -> None:
    screen.window.show_player(PlayerId("y-Kitchen"))
    assert nameless(screen) == []
    screen.window.show_page("cards")
    screen.cards.show_card("aB3dE")
    assert nameless(screen) == []
    assert roleless(screen) == []


def edit_sheet(screen: Screen) -> object:
    screen.library.table.choose(screen.library.model.keys()[:2])
    return screen.library.edit()


def pick_tracks(screen: Screen) -> object:
    screen.window.show_page("playlists")
    return screen.playlists.editor.pick_recordings()


def publish(screen: Screen) -> object:
    screen.window.show_page("playlists")
    return screen.publish.open(screen.playlists.model.key_at(0))


SHEETS: dict[str, Callable[[Screen], object]] = {
    "palette": lambda screen: screen.window.action_table.get("palette").run(),
    "keys": lambda screen: screen.window.action_table.get("keys").run(),
    "edit": edit_sheet,
    "add to a playlist": lambda screen: (
        screen.library.table.choose(screen.library.model.keys()[:2]),
        screen.library.add_to_playlist(),
    ),
    "add tracks": pick_tracks,
    "publish": publish,
    "connect": lambda screen: screen.family.connect_cloud(),
    "invite": lambda screen: screen.family.invite(),
    "password": lambda screen: screen.family.change_password(),
    "second proof": lambda screen: screen.family.begin_second_factor(lambda: None),
}


@pytest.mark.parametrize("open_sheet", SHEETS.values(), ids=SHEETS.keys())
async def test_every_control_of_a_sheet_has_a_name_and_a_role(
    screen: Screen, open_sheet: Callable[[Screen], object]
) -> None:
    open_sheet(screen)
    (sheet,) = screen.window.open_sheets()
    assert sheet.accessibleName()
    assert nameless(screen) == []
    assert roleless(screen) == []
    sheet.reject()


async def test_every_button_with_an_icon_alone_has_a_tool_tip(screen: Screen) -> None:
    buttons = [one for one in screen.window.findChildren(QAbstractButton) if isinstance(one, QToolButton)]
    assert len(buttons) > 10
    assert [one.accessibleName() for one in buttons if not one.text() and not one.toolTip()] == []


async def test_every_action_has_words_and_no_two_share_a_shortcut(screen: Screen) -> None:
    actions = screen.window.action_table.all()
    assert all(action.text for action in actions)
    used = Counter(QKeySequence(keys).toString() for action in actions for keys in action.shortcuts)
    assert "" not in used
    assert [keys for keys, times in used.items() if times > 1] == []


async def test_rows_say_title_and_state(screen: Screen) -> None:
    first = read_rows(screen.library.table)[0]
    assert first.startswith(screen.library.model.title_of(screen.library.model.value_at(0)))
    assert first.endswith("Failed")
    assert read_rows(screen.playlists.table)[0] == "Bedtime Fables, 5 tracks"
    first = read_rows(screen.playlists.editor.table)[0]
    assert first.startswith("1. ")
    assert first.endswith(("On Yoto", "On this computer"))
    assert "Chapter 1, Uploading 50%" in read_rows(screen.uploads.table)
    assert "Chapter 2, Paused" in read_rows(screen.uploads.table, 20)
    assert read_rows(screen.cards.grid)[0] == "Bedtime Fables, My card"


async def test_the_tracks_of_a_player_say_which_one_plays(screen: Screen) -> None:
    screen.window.show_player(PlayerId("y-Kitchen"))
    page = screen.players.shown
    assert page is not None
    assert read_rows(page.tracks) == ["1. The Tortoise", "2. The Lion and the Mouse, playing", "3. The Fox"]
