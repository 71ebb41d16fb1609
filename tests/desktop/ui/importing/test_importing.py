"""Importing as a person sees it: the slim panel, the result, and files that go into a playlist."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from desktop.services.import_outcome import ImportProgress, ImportResult
from desktop.ui.importing.panel import ImportPanel
from desktop.ui.importing.result import ResultSheet
from desktop.ui.importing.words import caption, heading, title, together
from desktop.ui.look import Look
from desktop.ui.widgets.buttons import Button
from tests.desktop.ui import household
from tests.desktop.ui.workshop import Notes, open_workshop, shown, turns


@pytest.fixture
def workshop(tmp_path: Path) -> Iterator[Any]:
    with open_workshop(tmp_path / "library") as made:
        yield made


@pytest.fixture
def notes() -> Notes:
    return Notes()


@pytest.fixture
def panel(qtbot: QtBot, look: Look, workshop: Any, notes: Notes) -> Iterator[ImportPanel]:
    room = QWidget()
    made = ImportPanel(workshop, look, notify=notes, parent=room)
    window = shown(qtbot, room)
    yield made
    window.deleteLater()


def texts(sheet: QWidget) -> list[str]:
    return [one.text() for one in sheet.findChildren(QLabel) if one.text()]


def test_progress_in_words() -> None:
    assert heading(ImportProgress()) == "Looking through the folders…"
    progress = ImportProgress(3, 48, 84 << 20, 214 << 20, "b.mp3", 130)
    assert heading(progress) == "Adding 4 of 48: b.mp3"
    assert caption(progress) == "84 MB of 214 MB · about 2 minutes left"
    both = together([progress, ImportProgress(1, 2, 1 << 20, 6 << 20, "c.mp3", 5)])
    assert (both.done, both.total, both.bytes_total, both.eta_s) == (4, 50, 220 << 20, 130)


def test_the_heading_of_a_result_says_how_it_ended() -> None:
    key = household.make_recording(1).key
    assert title(ImportResult(added=(key,))) == "Added to your library"
    assert title(ImportResult(known=(key,))) == "Already in your library"
    assert title(ImportResult(unreadable=(("a.mp3", "It is empty."),))) == "Nothing could be added"
    assert title(ImportResult(is_cancelled=True)) == "Import cancelled"
    assert title(ImportResult(stopped="The disk is full.")) == "The import had to stop"
    assert title(ImportResult()) == "No audio found"


async def test_the_panel_is_there_while_an_import_runs(panel: ImportPanel, workshop: Any) -> None:
    assert not panel.isVisible()
    panel.start([Path("/music")])
    await turns()
    (job,) = workshop.importer.jobs
    job.move(ImportProgress(3, 48, 100, 200, "b.mp3"))
    assert panel.isVisible()
    assert panel.heading.text() == "Adding 4 of 48: b.mp3"
    assert panel.line.value() == 500
    panel.cancel.click()
    assert job.is_cancelled
    job.finished.set_result(ImportResult(is_cancelled=True))
    await turns()
    assert not panel.isVisible()


async def test_the_result_names_each_bad_file_and_shows_the_playlist(
    panel: ImportPanel, workshop: Any, qtbot: QtBot
) -> None:
    keys = household.some_recordings(workshop.library)
    playlist = household.make_playlist(workshop.library, "Holiday", keys[:2])
    panel.start([Path("/music")])
    await turns()
    workshop.importer.jobs[0].finished.set_result(
        ImportResult(
            added=tuple(keys[:2]),
            known=(keys[2],),
            unreadable=(("bad.mp3", "It may be cut off."),),
            playlists=(playlist,),
        )
    )
    await turns()
    sheet = panel.window().findChild(ResultSheet)
    assert sheet is not None
    said = texts(sheet)
    for line in (
        "2 recordings added",
        "Made the playlist “Holiday”",
        "1 recording was here already",
        "1 file could not be read",
        "bad.mp3",
        "It may be cut off.",
    ):
        assert line in said
    (show,) = [one for one in sheet.findChildren(Button) if one.text() == "Show playlist"]
    with qtbot.waitSignal(panel.playlist_wanted) as wanted:
        show.click()
    assert wanted.args == [playlist]


async def test_files_dropped_into_a_playlist_land_at_their_place(
    panel: ImportPanel, workshop: Any, notes: Notes, tmp_path: Path
) -> None:
    keys = household.some_recordings(workshop.library)
    playlist = household.make_playlist(workshop.library, "Holiday", keys[:2])
    second = workshop.library.playlists.entries(playlist)[1]
    panel.start([tmp_path / "a.mp3"], playlist, second.key)
    while not workshop.importer.jobs:
        await turns(1)
    workshop.importer.jobs[0].finished.set_result(
        ImportResult(added=(keys[5],), known=(keys[6],), in_order=(keys[6], keys[5]))
    )
    await turns()
    found = [one.recording for one in workshop.library.playlists.entries(playlist)]
    assert found == [keys[0], keys[6], keys[5], keys[1]]
    assert notes == ["Added 2 tracks to the playlist. ↶"]
    assert panel.window().findChild(ResultSheet) is None


async def test_a_playlist_that_is_gone_meanwhile_is_no_harm(panel: ImportPanel, workshop: Any, notes: Notes) -> None:
    keys = household.some_recordings(workshop.library)
    playlist = household.make_playlist(workshop.library, "Holiday", keys[:2])
    panel.start([Path("/a.mp3")], playlist)
    while not workshop.importer.jobs:
        await turns(1)
    workshop.playlists.remove([playlist])
    workshop.importer.jobs[0].finished.set_result(ImportResult(added=(keys[5],), in_order=(keys[5],)))
    await turns()
    assert notes == []
