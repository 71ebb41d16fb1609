"""The window: pages, dropping, undoing, telling, remembering, closing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QAccessible, QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from desktop.model.errors import Offline
from desktop.model.names import CardId, PlayerId, UploadKey
from desktop.model.player import Playback, Player, Reported
from desktop.model.upload import Stage, Upload
from desktop.services.session import SessionState
from desktop.store.library import Library
from desktop.ui.look import Look
from desktop.ui.palette import Palette
from desktop.ui.widgets.overlay import Overlay
from desktop.ui.widgets.toast import LIFE_MS
from desktop.ui.window import MainWindow
from tests.desktop.ui.window_gallery import make_window

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def window(qtbot: QtBot, studio: Any, look: Look) -> Iterator[MainWindow]:
    made = make_window(studio, look)
    qtbot.addWidget(made, before_close_func=lambda one: one.hide())
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    yield made
    made.deleteLater()


def rename(library: Library, title: str) -> None:
    key = library.recordings.keys()[0]
    library.transact("Rename track", lambda tx: tx.edit_recording(key, title=title))


def files(*paths: str) -> QMimeData:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(path) for path in paths])
    return mime


def hold_over(window: MainWindow, mime: QMimeData) -> QDragEnterEvent:
    event = QDragEnterEvent(
        QPoint(300, 300), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    QApplication.sendEvent(window, event)
    return event


def let_go(window: MainWindow, mime: QMimeData) -> None:
    event = QDropEvent(
        QPointF(300, 300), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    QApplication.sendEvent(window, event)


def focused() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def words_of_toasts(window: MainWindow) -> list[str]:
    return [toast.text() for toast in window.toasts.toasts()]


def test_control_and_a_number_go_to_a_page(window: MainWindow) -> None:
    QTest.keyClick(window, Qt.Key.Key_3, CONTROL)
    assert window.page.id == "cards"
    assert window.windowTitle().startswith("Cards")
    assert window.stack.currentWidget() is window.page.widget


def test_control_f_puts_the_keyboard_into_the_pages_search(window: MainWindow) -> None:
    window.show_page("playlists")
    QTest.keyClick(window, Qt.Key.Key_F, CONTROL)
    field = focused()
    assert isinstance(field, QLineEdit)
    assert field.placeholderText() == "Search playlists…"


def test_control_z_takes_a_change_back_and_says_so(window: MainWindow, studio: Any) -> None:
    library: Library = studio.library
    before = library.recordings.rows(library.recordings.keys())[0].title
    rename(library, "Another title")
    QTest.keyClick(window, Qt.Key.Key_Z, CONTROL)
    assert library.recordings.rows(library.recordings.keys())[0].title == before
    assert words_of_toasts(window) == ["Undone: Rename track"]


def test_the_toasts_button_does_the_change_again(window: MainWindow, studio: Any) -> None:
    library: Library = studio.library
    rename(library, "Another title")
    window.undoing.undo()
    window.toasts.toasts()[0].accept()
    assert library.recordings.rows(library.recordings.keys())[0].title == "Another title"
    assert words_of_toasts(window) == ["Done again: Rename track"]


def test_undo_with_nothing_to_undo_says_so(window: MainWindow) -> None:
    window.undoing.undo()
    assert words_of_toasts(window) == ["There is nothing to undo."]


def test_trouble_is_said_with_its_next_step(window: MainWindow) -> None:
    window.show_trouble(Offline("Yoto did not answer.", next_step="Try again later."))
    assert words_of_toasts(window) == ["Yoto did not answer. Try again later."]


def test_escape_dismisses_the_newest_message(window: MainWindow) -> None:
    window.notify("One")
    window.notify("Two")
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert words_of_toasts(window) == ["One"]


def test_there_are_never_more_than_three_messages(window: MainWindow) -> None:
    for word in ("One", "Two", "Three", "Four"):
        window.notify(word)
    assert words_of_toasts(window) == ["Two", "Three", "Four"]
    assert LIFE_MS == 6000


def test_files_held_over_the_window_raise_the_veil_until_they_leave(window: MainWindow) -> None:
    veil = window.drop_veil
    mime = files("/music/Bedtime")
    assert hold_over(window, mime).isAccepted()
    assert veil.isVisible()
    assert veil.geometry() == window.rect()
    QApplication.sendEvent(window, QDragLeaveEvent())
    assert not veil.isVisible()


def test_dropped_files_and_folders_are_announced(window: MainWindow) -> None:
    dropped: list[list[Path]] = []
    window.dropped.connect(dropped.append)
    mime = files("/music/Bedtime", "/music/one song.mp3")
    hold_over(window, mime)
    let_go(window, mime)
    assert dropped == [[Path("/music/Bedtime"), Path("/music/one song.mp3")]]
    assert not window.drop_veil.isVisible()


def test_what_is_not_a_file_here_is_refused(window: MainWindow) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl("https://example.org/song.mp3")])
    hold_over(window, mime)
    assert not window.drop_veil.isVisible()


def test_nothing_can_be_dropped_while_a_sheet_is_open(window: MainWindow) -> None:
    window.action_table.get("keys").trigger()
    hold_over(window, files("/music/Bedtime"))
    assert not window.drop_veil.isVisible()


def test_the_windows_shortcuts_rest_while_a_sheet_is_open(window: MainWindow, qtbot: QtBot) -> None:
    QTest.keyClick(window, Qt.Key.Key_F1)
    (sheet,) = window.open_sheets()
    QTest.keyClick(focused(), Qt.Key.Key_3, CONTROL)
    assert window.page.id == "library"
    QTest.keyClick(focused(), Qt.Key.Key_Escape)
    assert not sheet.isVisible()
    QTest.keyClick(window, Qt.Key.Key_3, CONTROL)
    assert window.page.id == "cards"


def test_tab_goes_round_inside_an_open_sheet(window: MainWindow) -> None:
    window.action_table.get("keys").trigger()
    (sheet,) = window.open_sheets()
    for _ in range(4):
        QTest.keyClick(focused(), Qt.Key.Key_Tab)
        assert focused() is sheet or sheet.isAncestorOf(focused())


def test_the_palette_finds_a_page_by_its_letters(window: MainWindow) -> None:
    QTest.keyClick(window, Qt.Key.Key_K, CONTROL)
    palette = next(one for one in window.open_sheets() if isinstance(one, Palette))
    QTest.keyClicks(focused(), "acti")
    assert palette.model.candidate(0).text == "Activity"
    QTest.keyClick(focused(), Qt.Key.Key_Return)
    assert window.page.id == "activity"
    assert window.open_sheets() == []


def test_the_palette_finds_players_playlists_cards_and_recordings(window: MainWindow) -> None:
    window.action_table.get("palette").trigger()
    (palette,) = window.open_sheets()
    assert isinstance(palette, Palette)
    found: dict[str, str] = {}
    for text in ("kitchen", "long drives", "peter rabbit and", "gruffalo"):
        palette.field.setText(text)
        first = palette.model.candidate(0)
        found[first.text] = first.kind
    assert found == {
        "Kitchen": "Player",
        "Long drives": "Playlist",
        "Peter Rabbit and friends": "Card",
        "The Gruffalo": "Play on this computer",
    }


def test_the_palette_says_when_nothing_fits(window: MainWindow) -> None:
    window.action_table.get("palette").trigger()
    (palette,) = window.open_sheets()
    assert isinstance(palette, Palette)
    palette.field.setText("qqqq")
    assert palette.nothing.isVisible()
    QTest.keyClick(palette.field, Qt.Key.Key_Down)
    QTest.keyClick(palette.field, Qt.Key.Key_Return)
    assert palette.isVisible()


def test_the_sidebar_says_what_a_player_does_and_hears_of_changes(window: MainWindow, studio: Any) -> None:
    line = window.sidebar.player_line(PlayerId("k1"))
    assert line.accessibleName() == "Kitchen: The Tale of Peter Rabbit, battery 82%"
    paused = Reported(is_online=True, playback=Playback.PAUSED, card_id=CardId("abc12"))
    studio.players.add(Player(PlayerId("k1"), "Kitchen", family="v3"), paused)
    assert line.accessibleName() == "Kitchen: Paused · Peter Rabbit and friends"
    studio.players.add(Player(PlayerId("k1"), "Kitchen", family="v3"), Reported(is_online=False))
    assert line.accessibleName() == "Kitchen: Offline"


def test_a_new_player_appears_in_the_sidebar(window: MainWindow, studio: Any) -> None:
    studio.players.add(Player(PlayerId("n1"), "Nursery", family="mini"), Reported(is_online=True))
    assert window.sidebar.player_line(PlayerId("n1")).accessibleName() == "Nursery: Ready"


def test_a_player_chosen_in_the_sidebar_is_shown_and_marked(window: MainWindow) -> None:
    window.sidebar.player_line(PlayerId("k1")).click()
    assert window.page.id == "players"
    assert window.sidebar.player_line(PlayerId("k1")).isChecked()
    window.show_page("library")
    assert not window.sidebar.player_line(PlayerId("k1")).isChecked()


def test_the_banner_says_offline_and_the_end_of_the_session(window: MainWindow, studio: Any, qtbot: QtBot) -> None:
    studio.connectivity.switch(False)
    qtbot.waitUntil(window.banner.isVisible)
    assert window.banner.words.text().startswith("Offline since ")
    studio.session.enter(SessionState.EXPIRED)
    qtbot.waitUntil(lambda: window.banner.words.text().startswith("Your Yoto session has ended."))
    window.banner.button.click()
    assert window.page.id == "settings"
    studio.connectivity.switch(True)
    studio.session.enter(SessionState.SIGNED_OUT)
    qtbot.waitUntil(lambda: not window.banner.isVisible())


def test_the_sidebar_counts_the_uploads_under_way(window: MainWindow, studio: Any) -> None:
    key = studio.library.recordings.keys()[0]
    upload = Upload(key=UploadKey("u_1"), recording=key, stage=Stage.SENDING, total_bytes=100)
    studio.library.transact("Upload", lambda tx: tx.save_upload(upload), undoable=False)
    assert window.sidebar.line("uploads").accessibleName() == "Uploads, 1"
    done = replace(upload, stage=Stage.DONE)
    studio.library.transact("Upload", lambda tx: tx.save_upload(done), undoable=False)
    assert window.sidebar.line("uploads").accessibleName() == "Uploads"


def test_closing_asks_and_does_not_close(qtbot: QtBot, studio: Any, look: Look) -> None:
    asked: list[bool] = []
    window = MainWindow(studio.library, studio.players, look, on_close=lambda: asked.append(True))
    qtbot.addWidget(window, before_close_func=lambda one: one.hide())
    window.show()
    window.close()
    assert asked == [True]
    assert window.isVisible()
    window.hide()
    window.deleteLater()


def test_the_window_comes_back_as_it_was(qtbot: QtBot, studio: Any, look: Look, window: MainWindow) -> None:
    window.resize(1000, 700)
    window.show_page("uploads")
    window.close()
    again = make_window(studio, look)
    qtbot.addWidget(again, before_close_func=lambda one: one.hide())
    again.restore()
    assert (again.height(), again.page.id) == (700, "uploads")  # the width is cut to the small screen here
    again.hide()
    again.deleteLater()


def test_a_small_window_fits_its_least_size(window: MainWindow) -> None:
    window.resize(880, 600)
    assert (window.width(), window.height()) == (880, 600)
    assert window.sidebar.width() < 100


def test_every_control_has_a_name(window: MainWindow) -> None:
    nameless = [
        type(widget).__name__
        for widget in window.findChildren(QWidget)
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and not isinstance(widget, Overlay) and not name_of(widget)
    ]
    assert nameless == []


def name_of(widget: QWidget) -> str:
    return QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)
