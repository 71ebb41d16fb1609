"""The uploads' page: how far, how fast, and every way to act on one, some or all."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.model.upload import Stage
from desktop.ui.look import Look
from desktop.ui.models.uploads import UploadRow, stage_words
from desktop.ui.uploads.page import UploadsPage
from desktop.ui.uploads.words import Pace, detail, summary
from tests.desktop.ui import household
from tests.desktop.ui.workshop import Notes, open_workshop, rows, shown, unnamed_controls

STAGES = (Stage.SENDING, Stage.PREPARING, Stage.WAITING, Stage.PAUSED, Stage.FAILED, Stage.DONE)


@pytest.fixture
def workshop(tmp_path: Path) -> Iterator[Any]:
    with open_workshop(tmp_path) as made:
        yield made


@pytest.fixture
def notes() -> Notes:
    return Notes()


@pytest.fixture
def page(qtbot: QtBot, look: Look, workshop: Any, notes: Notes) -> Iterator[UploadsPage]:
    recordings = [
        household.make_recording(number, title=stage.value, duration_s=655.36) for number, stage in enumerate(STAGES)
    ]
    household.add_recordings(workshop.library, recordings)
    pairs = zip(recordings, STAGES, strict=True)
    household.save_uploads(workshop.library, [household.make_upload(one, stage=stage) for one, stage in pairs])
    made = UploadsPage(workshop, look, notify=notes)
    window = shown(qtbot, made)
    yield made
    window.deleteLater()


def stages(workshop: Any) -> dict[str, Stage]:
    uploads = workshop.library.uploads.all()
    return {workshop.library.recordings.get(one.recording).title: one.stage for one in uploads}


def test_the_head_says_how_much_and_how_fast(page: UploadsPage, workshop: Any) -> None:
    workshop.uploads.speed_bps = 2 * 1024 * 1024
    page.refresh()
    assert page.header.caption.text() == "3 uploads · 14 MB to go · 2.0 MB/s · about 3 minutes left"


def test_why_nothing_moves_stands_in_the_head(page: UploadsPage, workshop: Any) -> None:
    workshop.uploads.waiting = "You are offline."
    page.refresh()
    assert page.header.caption.text() == "3 uploads · 14 MB to go · You are offline."


def test_a_row_says_its_stage_bytes_speed_and_time(workshop: Any) -> None:
    recording = household.make_recording(1, title="One", duration_s=655.36)
    sending = UploadRow(household.make_upload(recording, stage=Stage.SENDING), recording)
    assert stage_words(sending) == "Uploading 62%"
    assert detail(sending, Pace(1024 * 1024, 12)) == "6.2 MB of 10 MB · 1.0 MB/s · about 10 seconds left"
    failed = UploadRow(household.make_upload(recording, stage=Stage.FAILED), recording)
    assert detail(failed, Pace()) == "Yoto could not read this file. Convert it to MP3 and add it again."
    assert summary([failed.upload], left_bytes=0, pace=Pace(), waiting="") == "1 failed"


def test_live_bytes_redraw_their_row_alone(page: UploadsPage, workshop: Any) -> None:
    changed: list[int] = []
    page.model.dataChanged.connect(lambda first, _last: changed.append(first.row()))
    workshop.uploads.move(page.model.key_at(0), sent=9_000_000)
    assert changed == [0]
    row = page.model.value_at(0)
    assert row is not None
    assert row.percent == 86


def test_done_ones_have_a_list_of_their_own(page: UploadsPage, workshop: Any, qtbot: QtBot) -> None:
    assert rows(page.model) == ["sending", "preparing", "waiting", "paused", "failed"]
    page.which.set_value("done")
    page.which.chosen.emit("done")
    assert rows(page.model) == ["done"]
    page._clear.click()
    qtbot.waitUntil(lambda: page.model.rowCount() == 0)


def test_the_chosen_are_paused_resumed_retried_and_cancelled(
    page: UploadsPage, workshop: Any, notes: Notes, qtbot: QtBot
) -> None:
    page.table.selectAll()
    page.pause()
    assert [stages(workshop)[name] for name in ("sending", "preparing", "waiting")] == [Stage.PAUSED] * 3
    qtbot.waitUntil(lambda: not page.chosen(Stage.SENDING))
    page.resume()
    page.retry()
    assert set(stages(workshop).values()) == {Stage.WAITING, Stage.DONE}
    qtbot.waitUntil(lambda: len(page.chosen(Stage.WAITING)) == 5)
    page.cancel()
    assert notes == ["Cancelled 5 uploads. The recordings stay in your library."]
    qtbot.waitUntil(lambda: page.model.rowCount() == 0)
    assert page._empty.isVisible()


def test_only_what_fits_the_choice_can_be_pressed(page: UploadsPage) -> None:
    page.table.choose([page.model.key_at(4)])
    assert [(button.text(), button.isEnabled()) for button, _ in page._acts] == [
        ("Pause", False),
        ("Resume", False),
        ("Try again", True),
        ("Cancel", False),
    ]


def test_all_are_paused_and_go_on_by_one_button(page: UploadsPage, workshop: Any, qtbot: QtBot) -> None:
    page._pause_all.click()
    qtbot.waitUntil(lambda: page._pause_all.text() == "Resume all")
    page._pause_all.click()
    assert stages(workshop)["sending"] is Stage.WAITING
    assert stages(workshop)["failed"] is Stage.FAILED


def test_enter_does_the_obvious(page: UploadsPage, workshop: Any) -> None:
    page.table.setFocus()
    page.table.choose([page.model.key_at(3)])
    QTest.keyClick(page.table, Qt.Key.Key_Return)
    assert stages(workshop)["paused"] is Stage.WAITING


def test_every_control_has_a_name(page: UploadsPage) -> None:
    page.table.selectAll()
    assert unnamed_controls(page) == []
