"""Every edit of a playlist tells what it did and can be taken back; an edit that changes nothing says nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from desktop.ui.look import Look
from desktop.ui.playlists.page import PlaylistsPage
from tests.desktop.ui import household
from tests.desktop.ui.workshop import Notes, open_workshop, shown, turns


@pytest.fixture
def workshop(tmp_path: Path) -> Iterator[Any]:
    with open_workshop(tmp_path) as made:
        yield made


@pytest.fixture
def notes() -> Notes:
    return Notes()


@pytest.fixture
def page(qtbot: QtBot, look: Look, workshop: Any, notes: Notes) -> Iterator[PlaylistsPage]:
    letters = [household.make_recording(number, title=letter) for number, letter in enumerate("ABC")]
    key = household.make_playlist(
        workshop.library, "Letters", household.add_recordings(workshop.library, letters), cover=some_cover(workshop)
    )
    made = PlaylistsPage(workshop, look, notify=notes)
    window = shown(qtbot, made)
    made.show_playlist(key)
    made.editor.table.choose(made.editor.model.keys()[:1])
    yield made
    window.deleteLater()


def some_cover(workshop: Any) -> Any:
    return workshop.library.transact("Cover", lambda tx: tx.keep_artwork(picture(), "image/png"), undoable=False)


def picture() -> bytes:
    image = QImage(8, 8, QImage.Format.Format_RGB32)
    image.fill(0x336699)
    kept = QByteArray()
    buffer = QBuffer(kept)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    return bytes(kept.data())


def state(workshop: Any) -> list[tuple[Any, ...]]:
    """Return all that an edit of a playlist can change."""
    playlists = workshop.library.playlists
    return [
        (one.title, one.cover, [(entry.recording, entry.title) for entry in playlists.entries(one.key)])
        for one in playlists.all()
    ]


def retitle(page: PlaylistsPage) -> None:
    page.editor.head.title.entered.emit("Alphabet")


def retitle_track(page: PlaylistsPage) -> None:
    page.editor.table.rows.renamed.emit(page.editor.model.key_at(0), "Alpha")


EDITS: dict[str, Callable[[PlaylistsPage], object]] = {
    "a new playlist": lambda page: page.make_playlist(),
    "a removed playlist": lambda page: page.remove(),
    "a new title": retitle,
    "a track's new title": retitle_track,
    "a step down": lambda page: page.editor.step(1),
    "a leap to the end": lambda page: page.editor.step(2),
    "a track taken out": lambda page: page.editor.remove_chosen(),
    "a track added": lambda page: page.editor.add_recordings(page._library.recordings.keys()[:1]),
    "a copy": lambda page: page.editor.duplicate(),
    "no cover": lambda page: page.editor.remove_cover(),
}


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS.keys())
async def test_an_edit_tells_and_its_undo_brings_everything_back(
    page: PlaylistsPage, workshop: Any, notes: Notes, edit: Callable[[PlaylistsPage], object]
) -> None:
    before = state(workshop)
    edit(page)
    await turns()
    assert state(workshop) != before
    assert [note.endswith("↶") for note in notes] == [True]
    assert workshop.library.undo()
    assert state(workshop) == before


async def test_a_new_cover_tells_and_can_be_taken_back(
    page: PlaylistsPage, workshop: Any, notes: Notes, tmp_path: Path
) -> None:
    before = state(workshop)
    page.editor.head.cover.picture_dropped.emit(picture() + b" ")
    await turns()
    assert notes == ["Changed the cover. ↶"]
    assert state(workshop) != before
    workshop.library.undo()
    assert state(workshop) == before


def test_a_track_dropped_where_it_stands_says_nothing(page: PlaylistsPage, workshop: Any, notes: Notes) -> None:
    keys = page.editor.model.keys()
    page.editor.move_entries(keys[:1], keys[1])
    assert notes == []
    assert workshop.library.undo_label != "Move 1 track"


def test_return_ends_a_title_that_is_edited_and_plays_nothing(page: PlaylistsPage, notes: Notes) -> None:
    played: list[str] = []
    page.play_requested.connect(played.append)
    page.editor.table.setFocus()
    QTest.keyClick(page.editor.table, Qt.Key.Key_F2)
    editor = page.editor.table.findChild(QLineEdit)
    QTest.keyClicks(editor, "Alpha")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    QApplication.processEvents()
    assert notes == ["Renamed the track in this playlist. ↶"]
    assert page.editor.model.title_of(page.editor.model.value_at(0)) == "Alpha"
    assert played == []


def test_playlists_are_one_step_when_several_are_removed(page: PlaylistsPage, workshop: Any, notes: Notes) -> None:
    second = workshop.playlists.create("Second")
    page.refresh()
    page.table.choose([second, next(one.key for one in workshop.library.playlists.all() if one.title == "Letters")])
    page.remove()
    assert notes == ["Removed 2 playlists. The recordings stay in the library. ↶"]
    workshop.library.undo()
    assert [one.title for one in workshop.library.playlists.all()] == ["Letters", "Second"]
