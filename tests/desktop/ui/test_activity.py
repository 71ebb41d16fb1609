"""The Activity page: what happened, newest first, day by day."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from desktop.store.activity import ActivityLine
from desktop.ui.activity.icons import mark_of
from desktop.ui.activity.page import ActivityPage, ActivityRow
from desktop.ui.look import Look
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


def test_what_went_wrong_is_marked() -> None:
    assert mark_of(ActivityLine(0, "upload", "“Rain” could not be uploaded.")) == ("warning", "bad")
    assert mark_of(ActivityLine(0, "upload", "“Rain” is with Yoto.")) == ("upload", "text_muted")
