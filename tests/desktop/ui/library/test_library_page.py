"""The library's page as a person uses it: search, sort, choose, act, undo."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QMenu
from pytestqt.qtbot import QtBot

from desktop.model.names import UploadKey
from desktop.ui.library.edit import EditSheet
from desktop.ui.library.page import LibraryPage
from desktop.ui.look import Look
from desktop.ui.playlists.pick_playlist import PlaylistPicker
from tests.desktop.ui import household
from tests.desktop.ui.workshop import Notes, open_workshop, rows, shown, unnamed_controls

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def workshop(tmp_path: Path) -> Iterator[Any]:
    with open_workshop(tmp_path) as made:
        yield made


@pytest.fixture
def notes() -> Notes:
    return Notes()


@pytest.fixture
def page(qtbot: QtBot, look: Look, workshop: Any, notes: Notes) -> Iterator[LibraryPage]:
    household.some_recordings(workshop.library)
    made = LibraryPage(workshop, look, notify=notes)
    window = shown(qtbot, made)
    yield made
    window.deleteLater()


def type_search(page: LibraryPage, text: str) -> None:
    page.search.setText(text)
    page.search.returnPressed.emit()


def test_the_head_sums_up_the_library(page: LibraryPage) -> None:
    assert page.header.caption.text() == "12 recordings · 9 h 27 min · 519 MB"


def test_typing_searches_and_says_how_many_fit(page: LibraryPage) -> None:
    type_search(page, "lull")
    assert sorted(rows(page.model)) == ["Au clair de la lune", "Brahms' Lullaby", "Twinkle, Twinkle"]
    assert page.header.caption.text() == "3 of 12 recordings"


def test_a_search_without_a_hit_says_so_and_escape_brings_all_back(page: LibraryPage) -> None:
    type_search(page, "zzz")
    assert page._nothing.isVisible()
    QTest.keyClick(page.search, Qt.Key.Key_Escape)
    assert page.model.rowCount() == 12


def test_an_empty_library_teaches_how_to_begin(qtbot: QtBot, look: Look, workshop: Any, notes: Notes) -> None:
    page = LibraryPage(workshop, look, notify=notes)
    window = shown(qtbot, page)
    assert page._empty.isVisible()
    assert not page.search.isVisible()
    window.deleteLater()


def test_ctrl_a_chooses_all_that_the_filter_lets_through(page: LibraryPage) -> None:
    type_search(page, "lull")
    QTest.keyClick(page.table, Qt.Key.Key_A, CONTROL)
    assert len(page.chosen()) == 3
    assert page.bar.check.checkState() is Qt.CheckState.Checked
    assert page.bar.count.text() == "3 of 3 selected"


def test_the_box_goes_from_none_over_all_to_none(page: LibraryPage) -> None:
    page.table.choose(page.model.keys()[:2])
    assert page.bar.check.checkState() is Qt.CheckState.PartiallyChecked
    page.bar.check.click()
    assert len(page.chosen()) == 12
    page.bar.check.click()
    assert page.chosen() == []
    assert page.bar.check.checkState() is Qt.CheckState.Unchecked


def test_a_click_on_the_cover_adds_to_the_choice_and_one_beside_it_replaces_it(page: LibraryPage) -> None:
    def click(row: int, x: int) -> None:
        rect = page.table.visualRect(page.model.index(row, 0))
        point = QPoint(x, rect.center().y())
        QTest.mouseClick(page.table.viewport(), Qt.MouseButton.LeftButton, pos=point)

    for row in (0, 2, 3):
        click(row, 30)
    assert page.table.chosen_keys() == [page.model.key_at(row) for row in (0, 2, 3)]
    click(2, 30)
    assert len(page.chosen()) == 2
    click(1, 300)
    assert page.table.chosen_keys() == [page.model.key_at(1)]


def test_shift_and_the_arrows_choose_a_range(page: LibraryPage) -> None:
    page.table.setFocus()
    page.table.choose([page.model.key_at(1)])
    QTest.keyClick(page.table, Qt.Key.Key_Down, SHIFT)
    QTest.keyClick(page.table, Qt.Key.Key_Down, SHIFT)
    assert len(page.chosen()) == 3
    QTest.keyClick(page.table, Qt.Key.Key_Escape)
    assert page.chosen() == []


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Space])
def test_enter_and_space_ask_to_play_it_here(qtbot: QtBot, page: LibraryPage, key: Qt.Key) -> None:
    page.table.choose([page.model.key_at(3)])
    with qtbot.waitSignal(page.play_requested) as asked:
        QTest.keyClick(page.table, key)
    assert asked.args == [page.model.key_at(3)]


def test_delete_removes_and_undo_brings_back(page: LibraryPage, workshop: Any, notes: Notes, qtbot: QtBot) -> None:
    page.table.choose(page.model.keys()[:2])
    QTest.keyClick(page.table, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: page.model.rowCount() == 10)
    assert notes == ["Removed 2 recordings from the library. ↶"]
    workshop.library.undo()
    qtbot.waitUntil(lambda: page.model.rowCount() == 12)


def test_f2_edits_what_is_chosen(page: LibraryPage, workshop: Any, notes: Notes) -> None:
    page.table.choose([page.model.key_at(0)])
    QTest.keyClick(page.table, Qt.Key.Key_F2)
    sheet = page.window().findChild(EditSheet)
    assert sheet is not None
    title, artist, _album, tags = sheet.findChildren(QLineEdit)
    title.selectAll()
    QTest.keyClicks(title, "New name")
    QTest.keyClicks(tags, "bedtime, songs, bedtime")
    sheet.accept()
    found = workshop.library.recordings.get(page.model.key_at(0))
    assert (found.title, found.artist, found.tags) == ("New name", artist.text(), ("bedtime", "songs"))
    assert notes == ["Changed 1 recording. ↶"]


def test_several_are_edited_as_one_step_of_undo(page: LibraryPage, workshop: Any) -> None:
    chosen = page.model.keys()[:3]
    before = [workshop.library.recordings.get(key).artist for key in chosen]
    page.table.choose(chosen)
    page.edit()
    sheet = page.window().findChild(EditSheet)
    assert sheet is not None
    artist = sheet.findChildren(QLineEdit)[0]
    artist.selectAll()
    QTest.keyClicks(artist, "Everybody")
    sheet.accept()
    assert {workshop.library.recordings.get(key).artist for key in chosen} == {"Everybody"}
    workshop.library.undo()
    assert [workshop.library.recordings.get(key).artist for key in chosen] == before


def test_the_chosen_go_into_a_playlist(page: LibraryPage, workshop: Any, notes: Notes) -> None:
    playlist = household.make_playlist(workshop.library, "Zoo", [])
    page.table.choose(page.model.keys()[:2])
    page.add_to_playlist()
    picker = page.window().findChild(PlaylistPicker)
    assert picker is not None
    QTest.keyClick(picker.search, Qt.Key.Key_Return)
    assert [one.recording for one in workshop.library.playlists.entries(playlist)] == page.model.keys()[:2]
    assert notes == ["Added 2 tracks to “Zoo”. ↶"]


def test_a_new_playlist_takes_the_albums_name(page: LibraryPage, workshop: Any, qtbot: QtBot) -> None:
    type_search(page, "lullab")
    page.table.selectAll()
    with qtbot.waitSignal(page.playlist_opened) as opened:
        page.make_playlist()
    assert workshop.library.playlists.get(opened.args[0]).title == "Lullabies"


def test_only_what_yoto_lacks_is_uploaded(page: LibraryPage, workshop: Any) -> None:
    page.table.selectAll()
    page.upload()
    assert len(workshop.uploads.wanted) == 8


def test_bytes_on_the_line_move_the_pill_and_nothing_else(page: LibraryPage, workshop: Any) -> None:
    (upload,) = [one for one in workshop.library.uploads.active() if one.percent is None][:1]
    changed: list[int] = []
    page.model.dataChanged.connect(lambda first, _last: changed.append(first.row()))
    workshop.uploads.move(UploadKey(upload.key), sent=upload.total_bytes // 10 * 9)
    row = page.model.row_of(upload.recording)
    assert changed == [row]
    value = page.model.value_of(upload.recording)
    assert value is not None
    assert value.percent == 90


def test_the_menu_names_the_keys(page: LibraryPage) -> None:
    page.table.choose([page.model.key_at(0)])
    page.table.menu_requested.emit(QPoint(10, 10))
    menu = page.findChild(QMenu)
    assert menu is not None
    assert "Edit details…\tF2" in [action.text() for action in menu.actions()]
    menu.close()


def test_another_order_is_one_choice_away(page: LibraryPage) -> None:
    page.sort.choose("duration")
    assert rows(page.model)[0] == "🦊🌙✨"
    assert page.sort.accessibleName() == "Sort by: Length"


def test_every_control_has_a_name(page: LibraryPage) -> None:
    page.table.selectAll()
    assert unnamed_controls(page) == []


def test_a_chosen_row_keeps_its_round_corners(page: LibraryPage) -> None:
    page.table.choose([page.model.key_at(1)])
    image: QImage = page.table.grab().toImage()
    rect = page.table.visualRect(page.model.index(1, 0))
    corner = image.pixelColor(rect.left(), rect.top() + 1)
    assert corner != image.pixelColor(rect.left() + 200, rect.center().y())


def test_the_rows_are_as_high_as_the_delegate_says(page: LibraryPage) -> None:
    assert page.table.rowHeight(0) == page._rows.row_height
    assert page.table.accessibleName() == "Recordings"
