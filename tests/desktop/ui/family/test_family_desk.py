"""The sidebar's line on the sync, what a click on it does, and the actions on the family's cloud."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from desktop.model.cloud import Role
from desktop.model.doomed import Doomed
from desktop.model.errors import CloudFull, DeviceRevoked, NoSecretStore, Offline, SignInNeeded
from desktop.services.family import FamilyState
from desktop.services.sync_status import Deletions, SyncState, SyncStatus
from desktop.store.sync import Sync as StoredSync
from desktop.ui.assembly import Screen
from desktop.ui.family.connect_sheet import ConnectSheet
from desktop.ui.family.deletion_sheet import DeletionSheet
from desktop.ui.family.words import state_words, tidy_address
from desktop.ui.look import Look
from tests.desktop.ui.cloud import HOUSEHOLD, NOW
from tests.desktop.ui.whole import furnish, open_screen, open_studio
from tests.desktop.ui.workshop import turns

UP_TO_DATE = SyncStatus(SyncState.UP_TO_DATE, since=NOW)
MANY = SyncStatus(SyncState.NEEDS_YOU, deletions=312, deletions_from=Deletions.ELSEWHERE)


@pytest.fixture
def studio(tmp_path: Path) -> Iterator[Any]:
    with open_studio(tmp_path) as made:
        furnish(made)
        yield made


@pytest.fixture
def screen(qtbot: QtBot, look: Look, studio: Any) -> Iterator[Screen]:
    with open_screen(studio, look) as made:
        yield made


def said(status: SyncStatus) -> tuple[str, str]:
    words = state_words(status, now=NOW)
    assert words is not None
    return words.text, words.sentence


def test_each_state_is_a_few_words_and_a_sentence() -> None:
    assert state_words(SyncStatus(), now=NOW) is None
    assert said(UP_TO_DATE) == ("Up to date", "This library is as in the family's cloud. Last looked just now.")
    assert said(SyncStatus(SyncState.WAITING, waiting=3))[0] == "3 changes waiting"
    assert said(SyncStatus(SyncState.WORKING, waiting=1))[0] == "1 change on the way"
    full = CloudFull("The cloud is full.", next_step="Make room.")
    assert said(SyncStatus(SyncState.NEEDS_YOU, trouble=full)) == ("Needs you", "The cloud is full. Make room.")
    since = NOW - 600
    at = f"{datetime.datetime.fromtimestamp(since).astimezone():%H:%M}"
    text, sentence = said(SyncStatus(SyncState.OFFLINE, waiting=2, since=since))
    assert text in (f"Offline since {at}", f"Offline since yesterday {at}")
    assert "2 changes will be sent then." in sentence


def test_why_changes_wait_is_in_the_sentence() -> None:
    busy = Offline("The cloud is busy.", next_step="It goes on by itself.")
    assert said(SyncStatus(SyncState.WAITING, waiting=1, trouble=busy))[1].endswith(
        "The cloud is busy. It goes on by itself."
    )


async def test_without_a_cloud_the_sidebar_says_nothing(screen: Screen, studio: Any) -> None:
    assert not screen.family.line.isVisible()
    studio.sync.be(UP_TO_DATE)
    await turns()
    assert screen.family.line.isVisible()
    assert screen.family.line.accessibleName() == "Family's library: Up to date"
    assert screen.family.line.toolTip().startswith("This library is as in the family's cloud.")
    studio.sync.be(SyncStatus())
    await turns()
    assert not screen.family.line.isVisible()


async def test_the_line_is_a_stop_of_the_keyboard_after_settings(screen: Screen, studio: Any) -> None:
    studio.sync.be(UP_TO_DATE)
    await turns()
    stops = screen.window.sidebar.stops()
    assert stops[-2:] == [screen.window.sidebar.line("settings"), screen.family.line]


async def test_a_narrow_sidebar_keeps_the_icon_and_its_tool_tip(screen: Screen, studio: Any) -> None:
    studio.sync.be(UP_TO_DATE)
    await turns()
    screen.window.sidebar.set_narrow(True)
    assert screen.family.line.toolTip().startswith("This library is as in the family's cloud.")


async def test_a_look_for_changes_that_is_soon_over_does_not_flicker(screen: Screen, studio: Any) -> None:
    studio.sync.be(UP_TO_DATE)
    await turns()
    studio.sync.be(SyncStatus(SyncState.WORKING))
    await turns()
    assert screen.family.line.text() == "Up to date"
    studio.sync.be(SyncStatus(SyncState.WORKING, waiting=2))
    await turns()
    assert screen.family.line.text() == "2 changes on the way"


async def test_a_click_leads_to_activity(screen: Screen, studio: Any) -> None:
    studio.sync.be(UP_TO_DATE)
    await turns()
    screen.family.line.click()
    assert screen.window.page.id == "activity"


async def test_many_deletions_are_told_once_and_a_click_asks(screen: Screen, studio: Any) -> None:
    studio.sync.be(MANY)
    studio.sync.be(MANY)
    await turns()
    assert [one.accessibleName() for one in screen.window.toasts.toasts()] == [
        "312 things would be deleted. Your answer is needed."
    ]
    screen.family.line.click()
    sheet = screen.family.sheet
    assert isinstance(sheet, DeletionSheet)
    sheet.keep.click()
    assert studio.sync.calls[-1] == "refuse"


async def test_many_deletions_are_told_by_kinds(screen: Screen, studio: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(StoredSync, "doomed", Doomed(playlists=2, recordings=1204, places=3))
    studio.sync.be(MANY)
    (toast,) = screen.window.toasts.toasts()
    assert toast.text() == (
        "2 playlists, 1,204 recordings and 3 places in playlists would be deleted. Your answer is needed."
    )
    screen.family.show_needs()
    assert isinstance(screen.family.sheet, DeletionSheet)
    assert screen.family.sheet.title.text() == "Delete 2 playlists and 1,204 recordings?"
    screen.family.sheet.close()


async def test_saying_yes_lets_them_be_deleted_and_later_leaves_it_open(screen: Screen, studio: Any) -> None:
    studio.sync.be(MANY)
    for answer, calls in (("later", []), ("delete", ["allow"])):
        screen.family.show_needs()
        sheet = screen.family.sheet
        assert isinstance(sheet, DeletionSheet)
        getattr(sheet, answer).click()
        assert [call for call in studio.sync.calls if call in ("allow", "refuse")] == calls


@pytest.mark.parametrize(
    ("state", "trouble"),
    [
        (FamilyState.EXPIRED, SignInNeeded("Your sign-in has ended.")),
        (FamilyState.REVOKED, DeviceRevoked("This computer was removed.")),
        (FamilyState.MEMBER, SignInNeeded("Your sign-in has ended.")),
    ],
)
async def test_a_lost_session_leads_to_signing_in(
    screen: Screen, studio: Any, state: FamilyState, trouble: SignInNeeded
) -> None:
    studio.family.join_up(state=state)
    studio.sync.be(SyncStatus(SyncState.NEEDS_YOU, trouble=trouble))
    await turns()
    screen.family.line.click()
    sheet = screen.family.sheet
    assert isinstance(sheet, ConnectSheet)
    assert sheet.step is sheet.steps.account
    assert sheet.steps.account.email.text() == studio.family.email
    sheet.close()


async def test_anything_else_that_needs_a_person_leads_to_settings_with_the_reason(screen: Screen, studio: Any) -> None:
    studio.family.join_up()
    studio.sync.be(SyncStatus(SyncState.NEEDS_YOU, trouble=CloudFull("The cloud is full.", next_step="Make room.")))
    await turns()
    screen.family.line.click()
    await turns()
    assert screen.window.page.id == "settings"
    assert screen.window.toasts.toasts()[-1].accessibleName() == "The cloud is full. Make room."


async def test_one_sheet_at_a_time(screen: Screen) -> None:
    screen.family.connect_cloud()
    first = screen.family.sheet
    screen.family.connect_cloud()
    assert screen.family.sheet is first
    assert first is not None
    first.close()
    assert screen.family.sheet is None


async def test_actions_are_there_when_they_make_sense(screen: Screen, studio: Any) -> None:
    table = screen.window.action_table

    def possible() -> list[str]:
        return [one.id for one in table.enabled() if one.id.startswith("family.")]

    assert possible() == ["family.connect"]
    studio.family.join_up()
    assert possible() == ["family.sync", "family.invite"]
    studio.family.join_up(household=HOUSEHOLD.__class__("x", Role.PARENT, HOUSEHOLD.members, 0, 1))
    assert possible() == ["family.sync"]
    table.get("family.sync").trigger()
    assert studio.sync.calls[-1] == "hurry"


async def test_the_actions_open_their_sheets(screen: Screen, studio: Any) -> None:
    screen.window.action_table.get("family.connect").trigger()
    assert screen.family.sheet is not None
    screen.family.sheet.close()
    studio.family.join_up()
    screen.window.action_table.get("family.invite").trigger()
    await turns()
    assert screen.family.sheet is not None
    screen.family.sheet.close()


async def test_settings_open_the_same_sheets(screen: Screen, studio: Any) -> None:
    screen.window.show_page("settings")
    settings = screen.settings.family
    assert settings is not None
    settings.connection.connect_button.click()
    assert isinstance(screen.family.sheet, ConnectSheet)
    screen.family.sheet.close()
    studio.family.join_up()
    await turns()
    for pressed in (settings.people.invite_button, settings.safety.password, settings.safety.factor_on):
        pressed.click()
        await turns()
        assert screen.family.sheet is not None
        screen.family.sheet.close()


async def test_the_sync_hears_whether_the_window_is_looked_at(screen: Screen, studio: Any) -> None:
    app = QGuiApplication.instance()
    assert isinstance(app, QGuiApplication)
    app.applicationStateChanged.emit(Qt.ApplicationState.ApplicationInactive)
    app.applicationStateChanged.emit(Qt.ApplicationState.ApplicationActive)
    assert studio.sync.calls[-2:] == ["behind", "in front"]


async def test_a_session_that_cannot_be_kept_is_told_once(screen: Screen, studio: Any) -> None:
    studio.family.unkept = NoSecretStore("It could not be saved.", next_step="You will be asked again.")
    studio.family.join_up()
    studio.family.join_up()
    (toast,) = screen.window.toasts.toasts()
    assert toast.text() == "It could not be saved. You will be asked again."


async def test_a_letter_that_came_before_the_sheet_is_in_it(screen: Screen) -> None:
    screen.family.show_letter("robin@example.org", "402817")
    screen.family.connect_cloud()
    sheet = screen.family.sheet
    assert isinstance(sheet, ConnectSheet)
    assert not sheet.steps.mail_code.letter.isHidden()
    sheet.close()


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        (" cloud.example.org/ ", "cloud.example.org"),
        ("<https://cloud.example.org>", "https://cloud.example.org"),
        ("http://127.0.0.1:8123", "http://127.0.0.1:8123"),
        ("", ""),
    ],
)
def test_an_address_is_taken_as_people_paste_it(typed: str, address: str) -> None:
    assert tidy_address(typed) == address


async def test_a_new_computer_connects_from_the_first_page(qtbot: QtBot, look: Look, tmp_path: Path) -> None:
    with open_studio(tmp_path / "new") as fresh, open_screen(fresh, look, is_demo=False) as screen:
        assert screen.window.is_welcoming
        screen.welcome.connect_button.click()
        assert not screen.window.is_welcoming
        sheet = screen.family.sheet
        assert isinstance(sheet, ConnectSheet)
        assert sheet.isVisible()
        sheet.close()
