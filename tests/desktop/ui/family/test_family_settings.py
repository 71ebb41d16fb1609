"""What Settings says of the family, and what can be done there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow, QMenu, QWidget
from pytestqt.qtbot import QtBot

from desktop.model.cloud import Device, DeviceKey
from desktop.model.errors import CloudFull, NoSecretStore, Offline, Trouble
from desktop.services.family import FamilyState
from desktop.services.vault_status import VaultState, VaultStatus
from desktop.ui.family.audio import limit_words, moving_words
from desktop.ui.family.roster import RosterRow
from desktop.ui.family.settings import FamilySettings
from desktop.ui.look import Look
from desktop.ui.theme import Tone
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.sheet import Sheet
from desktop.ui.widgets.stops import stops_in
from tests.desktop.ui.cloud import DEVICES, HOUSEHOLD, ME, NOW, OTHER, FakeFamily, FakeVault
from tests.desktop.ui.workshop import shown, turns, unnamed_controls


@pytest.fixture
def family() -> FakeFamily:
    return FakeFamily()


@pytest.fixture
def vault() -> FakeVault:
    return FakeVault()


class Troubled(QMainWindow):
    """A window that keeps what it was told went wrong."""

    def __init__(self) -> None:
        super().__init__()
        self.troubles: list[Trouble] = []

    def show_trouble(self, trouble: Trouble) -> None:
        self.troubles.append(trouble)


@pytest.fixture
def page(qtbot: QtBot, look: Look, family: Any, vault: Any) -> Iterator[FamilySettings]:
    made = FamilySettings(family, vault, look)
    window = shown(qtbot, made, height=1600)
    yield made
    window.deleteLater()


async def arrive(page: FamilySettings, family: FakeFamily) -> None:
    family.join_up(household=family.household_)
    page.on_shown()
    await turns()


def words(part: QWidget) -> str:
    return "\n".join(label.text() for label in part.findChildren(QLabel) if label.isVisible())


def row_of(part: QWidget, title: str) -> RosterRow:
    (row,) = [one for one in part.findChildren(RosterRow) if one.title.text() == title and one.isVisible()]
    return row


def button(part: QWidget, name: str) -> Button:
    (found,) = [one for one in part.findChildren(Button) if (one.accessibleName() or one.text()) == name]
    return found


async def answer(page: QWidget, text: str) -> None:
    """Press a button of the question that is open."""
    (sheet,) = [one for one in page.window().findChildren(Sheet) if one.isVisible()]
    button(sheet, text).click()
    await turns()


async def test_without_a_cloud_two_sentences_and_a_button_are_all(page: FamilySettings, qtbot: QtBot) -> None:
    assert "Your family's own cloud keeps one library on all your computers" in words(page)
    assert not page.audio.isVisible()
    assert not page.safety.isVisible()
    with qtbot.waitSignal(page.connect_wanted):
        page.connection.connect_button.click()


@pytest.mark.parametrize(
    ("state", "said", "offered"),
    [
        (FamilyState.SIGNED_OUT, "You are signed out.", "Sign in…"),
        (FamilyState.HOMELESS, "One step is left", "Go on…"),
        (FamilyState.EXPIRED, "Your sign-in has ended.", "Sign in again…"),
        (FamilyState.REVOKED, "The family took this computer off its list.", "Sign in again…"),
    ],
)
async def test_every_state_says_what_to_do(
    page: FamilySettings, family: FakeFamily, state: FamilyState, said: str, offered: str
) -> None:
    family.join_up(state=state)
    await turns()
    assert said in words(page.connection)
    assert page.connection.connect_button.text() == offered
    assert not page.people.isVisible()


async def test_a_member_sees_cloud_account_family_and_storage(page: FamilySettings, family: FakeFamily) -> None:
    await arrive(page, family)
    said = words(page)
    for part in ("The Maple family's cloud", "cloud.example.org", "Signed in as robin@example.org", "The Maple family"):
        assert part in said
    assert page.audio.used.text() == "4.0 GB of 20.0 GB used"
    assert page.audio.share.text() == "16.0 GB free"
    assert page.audio.bar.value() == 200
    assert page.audio.bar.accessibleDescription() == "4.0 GB of 20.0 GB used"


async def test_people_and_computers_are_listed_with_what_they_are(page: FamilySettings, family: FakeFamily) -> None:
    await arrive(page, family)
    titles = [row.title.text() for row in page.findChildren(RosterRow)]
    assert titles == [ME.email, OTHER.email, "Kitchen laptop", "Ida's desktop", "The old Mac"]
    assert "Owner" in words(row_of(page, ME.email))
    assert button(row_of(page, "Kitchen laptop"), "Rename Kitchen laptop")
    assert row_of(page, "The old Mac").controls == []


async def test_who_and_what_joins_is_seen_while_the_page_is_looked_at(
    page: FamilySettings, family: FakeFamily, qtbot: QtBot
) -> None:
    await arrive(page, family)
    page.window().activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    new = Device(DeviceKey("d_9"), "The study", "macOS", NOW)
    cousin = replace(OTHER, sub="3", email="cousin@example.org")
    family.household_ = replace(HOUSEHOLD, members=(*HOUSEHOLD.members, cousin))
    family.devices_.append(new)
    page._again.timeout.emit()
    await turns()
    assert row_of(page.people, cousin.email)
    assert row_of(page.computers, "The study")
    family.devices_.remove(new)
    QGuiApplication.instance().applicationStateChanged.emit(Qt.ApplicationState.ApplicationActive)  # type: ignore[union-attr]
    await turns()
    assert "The study" not in words(page.computers)


async def test_nobody_asks_for_a_page_that_is_not_looked_at(page: FamilySettings, family: FakeFamily) -> None:
    await arrive(page, family)
    family.calls.clear()
    assert page._again.isActive()
    page.hide()
    assert not page._again.isActive()
    QGuiApplication.instance().applicationStateChanged.emit(Qt.ApplicationState.ApplicationActive)  # type: ignore[union-attr]
    await turns()
    assert family.calls == []


async def test_what_is_learnt_anew_moves_neither_rows_nor_the_keyboard(
    page: FamilySettings, family: FakeFamily
) -> None:
    await arrive(page, family)
    rows = page.findChildren(RosterRow)
    chosen = button(page.computers, "Sign out Ida's desktop")
    chosen.setFocus()
    family.devices_[1] = replace(DEVICES[1], name="Ida's tower", seen_at=NOW + 60)
    family.devices_[2] = replace(DEVICES[2], is_revoked=False, seen_at=NOW + 90)
    page.on_shown()
    await turns()
    assert set(page.findChildren(RosterRow)) == set(rows)
    assert QApplication.focusWidget() is chosen
    assert chosen.accessibleName() == "Sign out Ida's tower"
    titles = [row.title.text() for row in sorted(page.computers.findChildren(RosterRow), key=lambda one: one.y())]
    assert titles == ["Kitchen laptop", "The old Mac", "Ida's tower"]
    chosen.click()
    await answer(page, "Sign it out")
    assert ("revoke", DEVICES[1].key) in family.calls


async def test_the_tab_key_reads_people_and_computers_where_they_stand(
    page: FamilySettings, family: FakeFamily
) -> None:
    await arrive(page, family)
    stops = [one.accessibleName() or one.property("text") for one in stops_in(page)]
    at = stops.index("Invite the other parent…")
    assert stops[at + 1 : at + 5] == [
        f"Remove {OTHER.email}",
        "Rename Kitchen laptop",
        "Sign out Ida's desktop",
        "Change the password",
    ]


async def test_a_computer_that_was_signed_out_and_came_back_is_listed_once(
    page: FamilySettings, family: FakeFamily
) -> None:
    family.devices_.append(Device(DeviceKey("d_9"), "The old Mac", "macOS", NOW))
    await arrive(page, family)
    assert "Signed out" not in words(row_of(page, "The old Mac"))
    assert button(page.computers, "Sign out The old Mac")


async def test_what_the_cloud_holds_is_asked_for_when_all_is_sent(
    page: FamilySettings, family: FakeFamily, vault: FakeVault, qtbot: QtBot
) -> None:
    await arrive(page, family)
    page.window().activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    family.household_ = replace(HOUSEHOLD, used_bytes=5 << 30)
    vault.be(VaultStatus(VaultState.WORKING, sending=1))
    await turns()
    assert page.audio.used.text() == "4.0 GB of 20.0 GB used"
    vault.be(VaultStatus(VaultState.IDLE))
    await turns()
    assert page.audio.used.text() == "5.0 GB of 20.0 GB used"


async def test_only_the_owner_invites_and_removes(page: FamilySettings, family: FakeFamily, qtbot: QtBot) -> None:
    await arrive(page, family)
    with qtbot.waitSignal(page.invite_wanted):
        page.people.invite_button.click()
    family.join_up(household=replace(HOUSEHOLD, role=OTHER.role))
    await turns()
    assert not page.people.invite_button.isVisible()
    left = [one.accessibleName() for one in page.people.roster.findChildren(Button) if one.isVisible()]
    assert left == ["Leave the family"]


async def test_a_parent_leaves_after_a_question(page: FamilySettings, family: FakeFamily) -> None:
    family.join_up(household=replace(HOUSEHOLD, role=OTHER.role))
    await turns()
    button(row_of(page, ME.email), "Leave the family").click()
    await answer(page, "Leave")
    assert family.calls[-1] == ("leave",)
    assert page.connection.connect_button.text() == "Go on…"


async def test_an_owner_who_is_alone_can_leave_to_join_another_family(page: FamilySettings, family: FakeFamily) -> None:
    family.join_up(household=replace(HOUSEHOLD, members=(ME,)))
    await turns()
    button(row_of(page, ME.email), "Leave the family").click()
    await answer(page, "Leave")
    assert family.calls[-1] == ("leave",)


async def test_a_person_is_removed_after_a_question(page: FamilySettings, family: FakeFamily) -> None:
    await arrive(page, family)
    button(row_of(page, OTHER.email), f"Remove {OTHER.email}").click()
    assert ("remove_member", OTHER.sub) not in family.calls
    await answer(page, "Remove")
    assert ("remove_member", OTHER.sub) in family.calls
    assert OTHER.email not in words(page.people)


async def test_another_computer_is_signed_out_after_a_question(page: FamilySettings, family: FakeFamily) -> None:
    await arrive(page, family)
    button(page.computers, "Sign out Ida's desktop").click()
    await answer(page, "Cancel")
    assert "revoke" not in [call[0] for call in family.calls]
    button(page.computers, "Sign out Ida's desktop").click()
    await answer(page, "Sign it out")
    assert ("revoke", DEVICES[1].key) in family.calls
    assert row_of(page, "Ida's desktop").controls == []


async def test_this_computer_gets_another_name(page: FamilySettings, family: FakeFamily) -> None:
    await arrive(page, family)
    button(page.computers, "Rename Kitchen laptop").click()
    (sheet,) = [one for one in page.window().findChildren(Sheet) if one.isVisible()]
    editor = sheet.first_focus()
    editor.setText("リビングのPC")  # type: ignore[union-attr]
    await answer(page, "Save")
    assert family.calls[-2:] == [("rename_device", "リビングのPC"), ("devices",)]
    assert row_of(page, "リビングのPC")


async def test_the_family_is_renamed_by_its_owner(page: FamilySettings, family: FakeFamily) -> None:
    await arrive(page, family)
    page.connection.rename_button.click()
    (sheet,) = [one for one in page.window().findChildren(Sheet) if one.isVisible()]
    sheet.first_focus().setText("The Oaks")  # type: ignore[union-attr]
    await answer(page, "Save")
    assert page.connection.name.text() == "The Oaks"


async def test_a_cloud_that_does_not_answer_leaves_what_was_known(page: FamilySettings, family: FakeFamily) -> None:
    await arrive(page, family)
    family.troubles["household"] = Offline("The cloud does not answer.", next_step="Try again later.")
    page.on_shown()
    await turns()
    assert page.computers.words.text() == "As last known. The cloud does not answer. Try again later."
    assert row_of(page, "Ida's desktop")
    family.troubles.clear()
    page.on_shown()
    await turns()
    assert not page.computers.words.isVisible()


async def test_a_full_cloud_is_red(page: FamilySettings, family: FakeFamily) -> None:
    family.household_ = replace(HOUSEHOLD, used_bytes=HOUSEHOLD.quota_bytes + 5)
    await arrive(page, family)
    assert page.audio.share.text() == "Full"
    assert page.audio.bar._tone is Tone.BAD


async def test_keep_everything_pause_and_limit_take_effect_at_once(
    page: FamilySettings, family: FakeFamily, vault: FakeVault
) -> None:
    await arrive(page, family)
    page.audio.keep.click()
    assert vault.keeps_everything
    page.audio.pause.click()
    assert vault.is_paused
    assert page.audio.pause.text() == "Go on"
    page.audio.pause.click()
    assert not vault.is_paused
    page.audio.limit.click()
    (menu,) = page.audio.findChildren(QMenu)
    (choice,) = [one for one in menu.actions() if one.text() == "At most 512 KB/s"]
    choice.trigger()
    menu.close()
    assert vault.limit_kib_s == 512
    assert page.audio.limit.text() == "At most 512 KB/s"


async def test_what_moves_is_told_while_it_moves(page: FamilySettings, family: FakeFamily, vault: FakeVault) -> None:
    await arrive(page, family)
    vault.be(VaultStatus(VaultState.WORKING, sending=12, sending_bytes=214 << 20, speed_bps=2_244_000.0))
    await turns()
    assert page.audio.moving.text() == "12 files to send, 214 MB · 2.1 MB/s · about 2 minutes left"


def test_the_words_on_the_vault_name_what_stands_in_the_way() -> None:
    full = CloudFull("The cloud is full.", next_step="Make room.")
    assert moving_words(VaultStatus()) == "Everything that is here is in the cloud."
    assert moving_words(VaultStatus(VaultState.PAUSED, fetching=1, fetching_bytes=1 << 20)) == (
        "Paused · 1 file to fetch, 1.0 MB"
    )
    assert moving_words(VaultStatus(VaultState.FULL, sending=2, sending_bytes=2 << 20, trouble=full)) == (
        "The cloud is full. Make room. 2 files to send, 2.0 MB"
    )
    assert [limit_words(one) for one in (0, 128, 4096)] == ["As fast as it can", "At most 128 KB/s", "At most 4 MB/s"]


async def test_signing_out_here_asks_nothing_and_everywhere_asks(page: FamilySettings, family: FakeFamily) -> None:
    await arrive(page, family)
    page.safety.everywhere.click()
    await answer(page, "Sign out everywhere")
    assert family.calls[-1] == ("sign_out_everywhere",)
    assert page.connection.connect_button.text() == "Sign in…"
    family.join_up()
    await turns()
    page.safety.sign_out_button.click()
    await turns()
    assert family.calls[-1] == ("sign_out",)


@pytest.mark.parametrize("state", [FamilyState.MEMBER, FamilyState.EXPIRED])
async def test_disconnecting_says_that_the_library_stays(
    page: FamilySettings, family: FakeFamily, state: FamilyState
) -> None:
    family.join_up(state=state)
    await turns()
    part = page.safety if state is FamilyState.MEMBER else page.connection
    part.disconnect_button.click()  # type: ignore[attr-defined]
    (sheet,) = [one for one in page.window().findChildren(Sheet) if one.isVisible()]
    assert "The library on this computer stays as it is." in words(sheet)
    await answer(page, "Disconnect")
    assert family.state is FamilyState.NONE
    assert not page.safety.isVisible()


@pytest.mark.parametrize(("has", "on", "off"), [(None, True, True), (False, True, False), (True, False, True)])
async def test_the_second_proof_can_be_turned_to_what_it_is_not(
    page: FamilySettings, family: FakeFamily, has: bool | None, on: bool, off: bool
) -> None:
    family.has_second_factor = has
    await arrive(page, family)
    assert (page.safety.factor_on.isVisible(), page.safety.factor_off.isVisible()) == (on, off)


async def test_the_second_proof_is_turned_off_after_a_question(page: FamilySettings, family: FakeFamily) -> None:
    family.has_second_factor = True
    await arrive(page, family)
    page.safety.factor_off.click()
    await answer(page, "Turn it off")
    assert family.has_second_factor is False
    assert page.safety.factor_on.isVisible()


async def test_what_fails_is_told_by_the_window(qtbot: QtBot, look: Look, family: FakeFamily, vault: Any) -> None:
    window = Troubled()
    made = FamilySettings(family, vault, look)  # type: ignore[arg-type]
    window.setCentralWidget(made)
    qtbot.addWidget(window)
    window.show()
    family.join_up()
    family.troubles["sign_out"] = Trouble("The keychain is locked.")
    made.safety.sign_out_button.click()
    await turns()
    assert [one.message for one in window.troubles] == ["The keychain is locked."]


async def test_a_session_that_cannot_be_kept_says_so(page: FamilySettings, family: FakeFamily) -> None:
    family.unkept = NoSecretStore("It could not be saved.", next_step="You will be asked again.")
    await arrive(page, family)
    assert "It could not be saved. You will be asked again." in words(page.connection)
    family.enter(FamilyState.SIGNED_OUT)
    await turns()
    assert "It could not be saved. You will be asked again." in words(page.connection)


async def test_every_control_has_a_name(page: FamilySettings, family: FakeFamily) -> None:
    await arrive(page, family)
    assert unnamed_controls(page) == []
