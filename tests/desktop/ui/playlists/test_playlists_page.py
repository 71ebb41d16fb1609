"""The playlists' page and its editor as a person uses them, by mouse, by keyboard and by dropping."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QColor, QDragEnterEvent, QDragMoveEvent, QDropEvent, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from desktop.model.names import CardId, PlaylistKey
from desktop.model.playlist import Firmness, Limit
from desktop.ui.look import Look
from desktop.ui.models.mime import ENTRIES, RECORDINGS, carry
from desktop.ui.playlists.capacity import sentence
from desktop.ui.playlists.page import PlaylistsPage
from desktop.ui.playlists.pick_recordings import RecordingPicker
from tests.desktop.ui import household
from tests.desktop.ui.workshop import Notes, open_workshop, rows, shown, turns, unnamed_controls

ALT, CONTROL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier
NONE, LEFT = Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton


@pytest.fixture
def workshop(tmp_path: Path) -> Iterator[Any]:
    with open_workshop(tmp_path) as made:
        yield made


@pytest.fixture
def notes() -> Notes:
    return Notes()


@pytest.fixture
def playlist(workshop: Any) -> PlaylistKey:
    recordings = [household.make_recording(number, title=letter) for number, letter in enumerate("ABCDE")]
    household.add_recordings(workshop.library, [household.make_recording(50, title="Loose")])
    household.make_playlist(workshop.library, "Zoo", [])
    return household.make_playlist(workshop.library, "Letters", household.add_recordings(workshop.library, recordings))


@pytest.fixture
def page(qtbot: QtBot, look: Look, workshop: Any, notes: Notes, playlist: PlaylistKey) -> Iterator[PlaylistsPage]:
    made = PlaylistsPage(workshop, look, notify=notes)
    window = shown(qtbot, made)
    yield made
    window.deleteLater()


def letters(page: PlaylistsPage) -> str:
    return "".join(rows(page.editor.model))


def choose(page: PlaylistsPage, which: str) -> None:
    model = page.editor.model
    page.editor.table.choose([model.key_at(row) for row, title in enumerate(rows(model)) if title in which])


def drop(target: QWidget, data: QMimeData, at: QPoint) -> QDropEvent:
    """Send what a real drag would: enter, move, drop."""
    action = Qt.DropAction.MoveAction if data.hasFormat(ENTRIES) else Qt.DropAction.CopyAction
    for kind in (QDragEnterEvent, QDragMoveEvent):
        QApplication.sendEvent(target, kind(at, action, data, LEFT, NONE))
    event = QDropEvent(QPointF(at), action, data, LEFT, NONE)
    QApplication.sendEvent(target, event)
    return event


def point_in_row(page: PlaylistsPage, row: int, *, share: float) -> QPoint:
    table = page.editor.table
    rect = table.visualRect(page.editor.model.index(row, 0))
    return QPoint(rect.center().x(), rect.top() + round(rect.height() * share))


def test_the_first_playlist_is_open_in_the_editor(page: PlaylistsPage) -> None:
    assert rows(page.model) == ["Letters", "Zoo"]
    assert page.editor.head.title.text() == "Letters"
    assert letters(page) == "ABCDE"


def test_the_arrows_go_from_playlist_to_playlist(page: PlaylistsPage) -> None:
    page.table.setFocus()
    QTest.keyClick(page.table, Qt.Key.Key_Down)
    assert page.editor.head.title.text() == "Zoo"
    assert page.editor._empty.isVisible()
    assert not page.editor.head.publish.isEnabled()


def test_alt_and_the_arrows_move_a_track_and_keep_it_chosen(page: PlaylistsPage, workshop: Any) -> None:
    choose(page, "B")
    QTest.keyClick(page.editor.table, Qt.Key.Key_Down, ALT)
    assert letters(page) == "ACBDE"
    QTest.keyClick(page.editor.table, Qt.Key.Key_Down, ALT)
    assert letters(page) == "ACDBE"
    QTest.keyClick(page.editor.table, Qt.Key.Key_Home, ALT)
    assert letters(page) == "BACDE"
    assert rows(page.editor.model)[page.editor.table.currentIndex().row()] == "B"
    workshop.library.undo()
    assert letters(page) == "ACDBE"


def test_several_tracks_move_together(page: PlaylistsPage) -> None:
    choose(page, "BD")
    QTest.keyClick(page.editor.table, Qt.Key.Key_Up, ALT)
    assert letters(page) == "ABDCE"
    QTest.keyClick(page.editor.table, Qt.Key.Key_Up, ALT)
    assert letters(page) == "BDACE"
    QTest.keyClick(page.editor.table, Qt.Key.Key_End, ALT)
    assert letters(page) == "ACEBD"
    assert page.editor.table.chosen_count() == 2


@pytest.mark.parametrize(("row", "share", "expected"), [(0, 0.2, "DEABC"), (1, 0.8, "ABDEC"), (4, 0.8, "ABCDE")])
def test_tracks_are_dropped_where_the_line_is_drawn(page: PlaylistsPage, row: int, share: float, expected: str) -> None:
    data = carry(ENTRIES, page.editor.model.keys()[3:])
    drop(page.editor.table.viewport(), data, point_in_row(page, row, share=share))
    assert letters(page) == expected


def test_recordings_of_the_library_are_dropped_between_tracks(page: PlaylistsPage, workshop: Any, notes: Notes) -> None:
    (loose,) = workshop.library.recordings.keys(search="loose")
    drop(page.editor.table.viewport(), carry(RECORDINGS, [loose]), point_in_row(page, 1, share=0.9))
    assert rows(page.editor.model) == ["A", "B", "Loose", "C", "D", "E"]
    assert notes == ["Added 1 track. ↶"]


def test_files_dropped_between_tracks_ask_to_be_imported_there(page: PlaylistsPage, qtbot: QtBot) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile("/music/a.mp3")])
    with qtbot.waitSignal(page.import_requested) as asked:
        event = drop(page.editor.table.viewport(), data, point_in_row(page, 2, share=0.1))
    assert asked.args == [[Path("/music/a.mp3")], page.editor.key, page.editor.model.key_at(2)]
    assert event.isAccepted()


def test_a_playlist_in_the_list_takes_recordings(page: PlaylistsPage, workshop: Any) -> None:
    (loose,) = workshop.library.recordings.keys(search="loose")
    point = page.table.visualRect(page.model.index(1, 0)).center()
    drop(page.table.viewport(), carry(RECORDINGS, [loose]), point)
    zoo = PlaylistKey(page.model.key_at(1))
    assert [one.recording for one in workshop.library.playlists.entries(zoo)] == [loose]


def test_what_lands_beside_the_rows_goes_to_the_end(page: PlaylistsPage, workshop: Any) -> None:
    (loose,) = workshop.library.recordings.keys(search="loose")
    drop(page.editor, carry(RECORDINGS, [loose]), QPoint(5, 5))
    assert rows(page.editor.model)[-1] == "Loose"


def test_delete_takes_tracks_out_and_undo_puts_them_back(page: PlaylistsPage, workshop: Any, notes: Notes) -> None:
    choose(page, "AC")
    QTest.keyClick(page.editor.table, Qt.Key.Key_Delete)
    assert letters(page) == "BDE"
    assert notes == ["Took 2 tracks out of the playlist. ↶"]
    workshop.library.undo()
    assert letters(page) == "ABCDE"


def test_f2_renames_a_track_in_place(page: PlaylistsPage, qtbot: QtBot) -> None:
    choose(page, "C")
    page.editor.table.setFocus()
    QTest.keyClick(page.editor.table, Qt.Key.Key_F2)
    editor = page.editor.table.viewport().findChild(QLineEdit)
    assert editor is not None
    QTest.keyClicks(editor, "Mine")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: rows(page.editor.model) == ["A", "B", "Mine", "D", "E"])


def test_what_is_typed_stays_while_the_playlist_is_read_anew(page: PlaylistsPage, qtbot: QtBot) -> None:
    choose(page, "C")
    page.editor.table.setFocus()
    QTest.keyClick(page.editor.table, Qt.Key.Key_F2)
    editor = page.editor.table.viewport().findChild(QLineEdit)
    assert editor is not None
    QTest.keyClicks(editor, "Mi")
    page.editor.model.refresh_all()
    QTest.keyClicks(editor, "ne")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: rows(page.editor.model) == ["A", "B", "Mine", "D", "E"])


def test_the_title_is_edited_where_it_stands(page: PlaylistsPage, workshop: Any, playlist: PlaylistKey) -> None:
    page.editor.focus_title()
    QTest.keyClicks(page.editor.head.title, "Alphabet")
    QTest.keyClick(page.editor.head.title, Qt.Key.Key_Return)
    assert workshop.library.playlists.get(playlist).title == "Alphabet"
    page.editor.focus_title()
    QTest.keyClicks(page.editor.head.title, "No")
    QTest.keyClick(page.editor.head.title, Qt.Key.Key_Escape)
    assert page.editor.head.title.text() == "Alphabet"
    assert workshop.library.playlists.get(playlist).title == "Alphabet"


def test_ctrl_a_and_the_box_choose_every_track(page: PlaylistsPage) -> None:
    page.editor.table.setFocus()
    QTest.keyClick(page.editor.table, Qt.Key.Key_A, CONTROL)
    assert page.editor.table.chosen_count() == 5
    assert page.editor.bar.count.text() == "5 of 5 selected"
    page.editor.bar.check.click()
    assert page.editor.table.chosen_count() == 0


def test_one_open_playlist_counts_as_none_chosen_in_the_list(page: PlaylistsPage) -> None:
    assert page.bar.check.checkState() is Qt.CheckState.Unchecked
    page.bar.check.click()
    assert page.bar.count.text() == "2 of 2 selected"


def test_playlists_are_removed_together_and_come_back(
    page: PlaylistsPage, workshop: Any, notes: Notes, qtbot: QtBot
) -> None:
    page.table.selectAll()
    page.remove()
    qtbot.waitUntil(page._empty.isVisible)
    assert notes == ["Removed 2 playlists. The recordings stay in the library. ↶"]
    workshop.library.undo()
    qtbot.waitUntil(lambda: page.model.rowCount() == 2)


def test_a_new_playlist_waits_for_its_title(page: PlaylistsPage) -> None:
    page.make_playlist()
    assert page.editor.head.title.hasFocus()
    assert page.editor.head.title.selectedText() == "New playlist"


def test_tracks_are_picked_from_the_library(page: PlaylistsPage) -> None:
    page.editor.pick_recordings()
    picker = page.window().findChild(RecordingPicker)
    assert picker is not None
    picker.search.setText("loo")
    picker.search.returnPressed.emit()
    picker.table.selectAll()
    assert picker._add.text() == "Add 1 track"
    picker._add.click()
    assert rows(page.editor.model)[-1] == "Loose"


def test_the_publish_button_asks_for_its_playlist(page: PlaylistsPage, qtbot: QtBot) -> None:
    with qtbot.waitSignal(page.publish_requested) as asked:
        page.editor.head.publish.click()
    assert asked.args == [page.editor.key]


async def test_a_dropped_picture_becomes_the_cover(page: PlaylistsPage, workshop: Any, tmp_path: Path) -> None:
    picture = QImage(40, 40, QImage.Format.Format_RGB32)
    picture.fill(QColor("teal"))
    path = tmp_path / "cover.png"
    picture.save(str(path))
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    drop(page.editor.head.cover, data, QPoint(20, 20))
    deadline = asyncio.get_running_loop().time() + 5
    while workshop.library.playlists.get(page.editor.key).cover is None:
        assert asyncio.get_running_loop().time() < deadline
        await turns()
    cover = workshop.library.playlists.get(page.editor.key).cover
    assert workshop.library.artwork.bytes(cover) == path.read_bytes()


def test_a_playlist_says_what_card_it_is_on(page: PlaylistsPage, workshop: Any, qtbot: QtBot) -> None:
    card = household.make_card(1, "Old name")
    workshop.library.transact("Card", lambda tx: tx.save_cards([card], complete=True), undoable=False)
    key = household.make_playlist(workshop.library, "New name", [], card=CardId(card.id))
    page.refresh()
    page.show_playlist(key)
    assert page.editor.head._state.text() == "On the card “Old name” · has changes to publish"
    assert page.editor.head.publish.text() == "Update card"


@pytest.mark.parametrize(
    ("limit", "words"),
    [
        (Limit("Tracks", "tracks", 120, 100, Firmness.FIRM), "A card holds 100 tracks: take 20 tracks out."),
        (Limit("Size", "bytes", 600 << 20, 500 << 20, Firmness.FIRM), "A card holds 500 MB: this is 100 MB too much."),
        (
            Limit("Length", "seconds", 6 * 3600, 5 * 3600, Firmness.ADVICE),
            "Yoto advises at most 5 h a card; longer ones often work.",
        ),
    ],
)
def test_a_passed_limit_is_said_in_words_firm_or_advice(limit: Limit, words: str) -> None:
    assert sentence(limit) == words


def test_every_control_has_a_name(page: PlaylistsPage) -> None:
    page.editor.table.selectAll()
    assert unnamed_controls(page) == []
