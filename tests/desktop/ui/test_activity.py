"""The Activity page: what happened, newest first, day by day."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from desktop.model.cloud import DeviceKey
from desktop.model.loss import Loss
from desktop.model.names import LossKey, PlaylistKey
from desktop.services.playlists import Playlists
from desktop.store.activity import ActivityLine
from desktop.store.library import Library
from desktop.ui.activity.icons import mark_of
from desktop.ui.activity.loss import LossRow, loss_detail, loss_sentence, together
from desktop.ui.activity.page import PAGE, ActivityPage, ActivityRow
from desktop.ui.look import Look
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.pill import Pill
from tests.desktop.ui.cloud import DEVICES, TwoComputers
from tests.desktop.ui.workshop import turns
from tests.desktop.ui.world import NOW, note_history


def sentences(page: ActivityPage) -> list[str]:
    return [row.sentence.text() for row in page.findChildren(ActivityRow) if row.isVisible()]


def test_an_empty_page_teaches_what_will_be_here(qtbot: QtBot, studio: Any, look: Look) -> None:
    page = ActivityPage(studio.library, look, now=lambda: NOW)
    qtbot.addWidget(page)
    page.show()
    shown = [label.text() for label in page.findChildren(QLabel) if label.isVisible()]
    assert "Nothing has happened yet" in shown


def test_the_newest_stands_first(qtbot: QtBot, studio: Any, look: Look) -> None:
    note_history(studio.library)
    page = ActivityPage(studio.library, look, now=lambda: NOW)
    qtbot.addWidget(page)
    page.show()
    assert sentences(page)[0] == "Signed in to Yoto as Robin"
    assert sentences(page)[-1] == "42 tracks added to the library"


def test_what_happens_while_the_page_is_open_appears(qtbot: QtBot, studio: Any, look: Look) -> None:
    page = ActivityPage(studio.library, look, now=lambda: NOW)
    qtbot.addWidget(page)
    page.show()
    studio.library.transact("Note", lambda tx: tx.note("card", "A card was found"), undoable=False)
    qtbot.waitUntil(lambda: sentences(page) == ["A card was found"])


def test_a_long_past_is_shown_piece_by_piece(qtbot: QtBot, studio: Any, look: Look) -> None:
    for number in range(PAGE + 7):
        studio.library.transact("Note", lambda tx, number=number: tx.note("card", f"Card {number}"), undoable=False)
    page = ActivityPage(studio.library, look, now=lambda: NOW)
    qtbot.addWidget(page)
    page.show()
    assert sentences(page)[0] == f"Card {PAGE + 6}"
    assert len(sentences(page)) == PAGE
    page.earlier.click()
    qtbot.waitUntil(lambda: len(sentences(page)) == PAGE + 7)
    assert not page.earlier.isVisible()


def test_what_went_wrong_is_marked() -> None:
    assert mark_of(ActivityLine(0, "upload", "“Rain” could not be uploaded.")) == ("warning", "bad")
    assert mark_of(ActivityLine(0, "upload", "“Rain” is with Yoto.")) == ("upload", "text_muted")


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Library]:
    made = Library.open(tmp_path / "other")
    yield made
    made.close()


@pytest.fixture
async def quarrel(studio: Any, other: Library) -> PlaylistKey:
    """A playlist that was renamed on both computers: the other one's name came first."""
    key = next(one.key for one in studio.library.playlists.all() if one.title == "Bedtime")
    both = TwoComputers(studio.library, other)
    await both.rename_on_both(key, here="Good night", there="Sleep well")
    return key


def open_page(qtbot: QtBot, studio: Any, look: Look) -> ActivityPage:
    page = ActivityPage(studio.library, look, name_of=studio.sync.name_of)
    qtbot.addWidget(page)
    page.show()
    return page


def replaced(page: ActivityPage) -> list[LossRow]:
    return [row for row in page.findChildren(LossRow) if row.isVisible()]


async def test_what_was_replaced_is_told_once_with_the_way_back(
    qtbot: QtBot, studio: Any, look: Look, quarrel: PlaylistKey
) -> None:
    page = open_page(qtbot, studio, look)
    (row,) = replaced(page)
    assert row.sentence.text() == "The title “Good night” was replaced by “Sleep well”."
    assert [one.accessibleName() for one in row.findChildren(Button)] == ["Put back the title “Good night”"]
    assert not [one for one in sentences(page) if "can be put back" in one]
    assert "Another computer renamed “Good night” to “Sleep well”." in sentences(page)


async def test_one_click_puts_it_back_and_an_undo_offers_it_again(
    qtbot: QtBot, studio: Any, look: Look, quarrel: PlaylistKey
) -> None:
    page = open_page(qtbot, studio, look)
    with qtbot.waitSignal(page.put_back) as told:
        replaced(page)[0].findChildren(Button)[0].click()
    assert told.args == ["Put back the title “Good night”."]
    assert studio.library.playlists.get(quarrel).title == "Good night"
    await turns()
    (row,) = replaced(page)
    assert row.findChildren(Button) == []
    assert [one.text() for one in row.findChildren(Pill)] == ["Put back"]
    studio.library.undo()
    await turns()
    (row,) = replaced(page)
    assert len(row.findChildren(Button)) == 1
    assert studio.library.playlists.get(quarrel).title == "Sleep well"


async def test_what_was_put_back_is_gone_from_the_list_the_next_time(
    qtbot: QtBot, studio: Any, look: Look, quarrel: PlaylistKey
) -> None:
    page = open_page(qtbot, studio, look)
    replaced(page)[0].findChildren(Button)[0].click()
    page.on_shown()
    assert replaced(page) == []


async def test_a_name_that_was_typed_elsewhere_since_offers_nothing_to_put_back(
    qtbot: QtBot, studio: Any, look: Look, quarrel: PlaylistKey
) -> None:
    Playlists(studio.library).rename(quarrel, "Good night")
    assert replaced(open_page(qtbot, studio, look)) == []


def make_loss(**changes: Any) -> Loss:
    values: dict[str, Any] = {
        "key": LossKey("c_1"),
        "kind": "recording",
        "record": "t_1",
        "title": "Rain",
        "field": "artist",
        "lost": "Ida",
        "current": "Robin",
        "device": DEVICES[1].key,
        "at": 100.0,
    }
    return Loss(**(values | changes))


def test_a_loss_says_what_of_what_and_where_it_was_typed() -> None:
    assert loss_sentence(make_loss()) == "The artist “Ida” was replaced by “Robin”."
    assert loss_detail(make_loss(), who="Ida's desktop") == "“Rain” · Typed on Ida's desktop"
    cover = make_loss(field="cover", lost="a picture", current="a picture")
    assert loss_sentence(cover) == "The cover of “Rain” was replaced by another."
    assert loss_detail(cover, who="Ida's desktop") == "Chosen on Ida's desktop"


def test_losses_of_other_computers_stand_where_their_time_puts_them() -> None:
    lines = [ActivityLine(300, "import", "three"), ActivityLine(50, "import", "one")]
    told = together(lines, [make_loss()])
    assert [one.at for one in told] == [300, 100, 50]


def test_only_the_line_on_the_same_field_gives_way_to_a_loss() -> None:
    about_title = ActivityLine(200, "sync", "The title of “Rain” was changed on another computer first.", "", "t_1")
    about_artist = ActivityLine(200, "sync", "The artist of “Rain” was changed on another computer first.", "", "t_1")
    told = together([about_title, about_artist], [make_loss(device=DeviceKey("d_9"))])
    assert told[0] is about_title
    assert isinstance(told[1], Loss)
    assert len(told) == 2


def test_a_computers_key_is_no_words(qtbot: QtBot, look: Look) -> None:
    row = ActivityRow(ActivityLine(0, "sync", "Ida's desktop added “Rain”.", "d_01JD0000", "t_1"), look, now=0)
    qtbot.addWidget(row)
    assert not [one.text() for one in row.findChildren(QLabel) if "d_01" in one.text()]
