"""Connecting as a person does it: address, account, codes, family; every failure at its field."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from desktop.model.cloud import CloudKind
from desktop.model.errors import NotConfirmed, Offline, OwnerCodeNeeded, Refused, Trouble, Unencrypted
from desktop.services.family import FamilyState
from desktop.ui.family.account_step import CREATE, SIGN_IN
from desktop.ui.family.connect_sheet import ConnectSheet
from desktop.ui.family.family_steps import JOIN
from desktop.ui.look import Look
from desktop.ui.publish.notice import Notice
from desktop.ui.widgets.fields import Field, PasswordEdit
from tests.desktop.ui.cloud import DEMO, HOME, HOUSEHOLD, FakeFamily
from tests.desktop.ui.workshop import shown, turns, unnamed_controls

EMAIL, PASSWORD = "robin@example.org", "four plain words"


@pytest.fixture
def family() -> FakeFamily:
    return FakeFamily()


@pytest.fixture
def window(qtbot: QtBot, look: Look) -> Iterator[QWidget]:
    made = shown(qtbot, QWidget())
    yield made
    made.deleteLater()


def opened(family: Any, look: Look, window: QWidget, *, demo: Any = None) -> ConnectSheet:
    sheet = ConnectSheet(family, look, window=window, counts=lambda: (1204, 32), open_demo_cloud=demo)
    sheet.open()
    return sheet


@pytest.fixture
def sheet(family: FakeFamily, look: Look, window: QWidget) -> ConnectSheet:
    return opened(family, look, window)


def type_into(field: Field, text: str) -> None:
    field.editor.selectAll()
    QTest.keyClicks(field.editor, text)


async def go(sheet: ConnectSheet) -> None:
    """Press the button that answers the question, and let it be carried out."""
    assert sheet.go.isEnabled()
    sheet.go.click()
    await turns()


async def at_account(sheet: ConnectSheet, *, mode: str) -> None:
    type_into(sheet.steps.address.address, "cloud.example.org/")
    await go(sheet)
    sheet.steps.account.show_mode(mode)
    type_into(sheet.steps.account.email, EMAIL)
    type_into(sheet.steps.account.password, PASSWORD)


async def test_a_new_family_is_connected_from_the_address_to_the_end(sheet: ConnectSheet, family: FakeFamily) -> None:
    await at_account(sheet, mode=CREATE)
    await go(sheet)
    assert "on its way to robin@example.org" in sheet.step.text.text()
    type_into(sheet.steps.mail_code.code, "123 456")
    await go(sheet)
    assert sheet.step is sheet.steps.family
    type_into(sheet.steps.family.name, "The Maple family")
    await go(sheet)
    assert sheet.steps.done.heading.text() == "Connected to “The Maple family”"
    assert (
        sheet.steps.done.what.text()
        == "1,204 recordings and 32 playlists go to the cloud, while you do something else."
    )
    assert family.calls == [
        ("find", "cloud.example.org", False),
        ("sign_up", EMAIL, PASSWORD, ""),
        ("confirm", EMAIL, "123456"),
        ("sign_in", EMAIL, PASSWORD),
        ("found", "The Maple family"),
    ]
    sheet.go.click()
    assert not sheet.isVisible()


async def test_the_other_parent_joins_with_a_code_however_it_is_typed(sheet: ConnectSheet, family: FakeFamily) -> None:
    await at_account(sheet, mode=SIGN_IN)
    await go(sheet)
    sheet.steps.family.show_mode(JOIN)
    type_into(sheet.steps.family.code, "abcd efgh jklm")
    await go(sheet)
    assert family.calls[-1] == ("join", "ABCD-EFGH-JKLM")
    assert "1,204 recordings and 32 playlists will be united" in sheet.steps.done.what.text()


async def test_a_code_that_is_too_short_is_told_before_anybody_is_asked(
    sheet: ConnectSheet, family: FakeFamily
) -> None:
    await at_account(sheet, mode=SIGN_IN)
    await go(sheet)
    sheet.steps.family.show_mode(JOIN)
    type_into(sheet.steps.family.code, "abcd")
    await go(sheet)
    assert sheet.steps.family.code.error.startswith("An invite code has twelve letters")
    assert "join" not in [call[0] for call in family.calls]


async def test_an_invite_code_is_no_name_of_a_family(sheet: ConnectSheet, family: FakeFamily) -> None:
    await at_account(sheet, mode=SIGN_IN)
    await go(sheet)
    type_into(sheet.steps.family.name, "ABCD-efgh-23KM")
    await go(sheet)
    assert "Join with a code" in sheet.steps.family.name.error
    assert "found" not in [call[0] for call in family.calls]


async def test_who_signs_in_again_hears_of_no_uniting(family: FakeFamily, look: Look, window: QWidget) -> None:
    family.join_up()
    family.enter(FamilyState.EXPIRED)
    sheet = ConnectSheet(family, look, window=window, counts=lambda: (1204, 32), is_back=True)
    sheet.open()
    type_into(sheet.steps.account.password, PASSWORD)
    family.last_household = HOUSEHOLD
    await go(sheet)
    assert sheet.step is sheet.steps.done
    assert "changed meanwhile" in sheet.steps.done.what.text()


async def test_an_address_where_nothing_answers_is_told_to_be_checked(sheet: ConnectSheet, family: FakeFamily) -> None:
    family.troubles["find"] = Offline("Your family's cloud cannot be reached.", next_step="Check the internet.")
    type_into(sheet.steps.address.address, "http://127.0.0.1:8711")
    await go(sheet)
    assert sheet.steps.address.address.error == (
        "Nothing answers at this address. Check it letter by letter, and that the cloud is switched on."
    )


async def test_the_demos_library_goes_to_no_real_family(family: FakeFamily, look: Look, window: QWidget) -> None:
    async def demo() -> str:
        return DEMO.url

    family.found_cloud = HOME
    sheet = opened(family, look, window, demo=demo)
    type_into(sheet.steps.address.address, HOME.url)
    await go(sheet)
    assert sheet.step is sheet.steps.address
    assert "demo's library" in sheet.steps.address.address.error


async def test_who_has_a_family_already_is_through_after_signing_in(sheet: ConnectSheet, family: FakeFamily) -> None:
    family.last_household = HOUSEHOLD
    await at_account(sheet, mode=SIGN_IN)
    await go(sheet)
    assert sheet.step is sheet.steps.done


async def test_a_second_factor_is_asked_for(sheet: ConnectSheet, family: FakeFamily) -> None:
    family.is_code_needed = True
    await at_account(sheet, mode=SIGN_IN)
    await go(sheet)
    assert sheet.step is sheet.steps.second_factor
    assert not sheet.go.isEnabled()
    type_into(sheet.steps.second_factor.code, "1234x56")
    await go(sheet)
    assert family.calls[-1] == ("answer_code", "123456")
    assert sheet.step is sheet.steps.family


async def test_an_account_that_waits_for_its_code_gets_a_fresh_one(sheet: ConnectSheet, family: FakeFamily) -> None:
    family.troubles["sign_in"] = NotConfirmed("The account waits for its code.")
    await at_account(sheet, mode=SIGN_IN)
    await go(sheet)
    assert sheet.step is sheet.steps.mail_code
    assert family.calls[-1] == ("send_code_again", EMAIL)


async def test_a_forgotten_password_is_replaced_by_a_code(sheet: ConnectSheet, family: FakeFamily) -> None:
    await at_account(sheet, mode=SIGN_IN)
    sheet.steps.account.forgot.click()
    assert sheet.steps.forgotten.email.text() == EMAIL
    await go(sheet)
    type_into(sheet.steps.new_password.code, "654321")
    type_into(sheet.steps.new_password.password, "a wholly new one")
    await go(sheet)
    assert family.calls[-3:] == [
        ("forgot_password", EMAIL),
        ("set_password", EMAIL, "654321", "a wholly new one"),
        ("sign_in", EMAIL, "a wholly new one"),
    ]
    assert sheet.step is sheet.steps.family


async def test_the_first_account_of_a_home_server_needs_the_owners_code(
    sheet: ConnectSheet, family: FakeFamily
) -> None:
    family.found_cloud = HOME
    family.troubles["sign_up"] = OwnerCodeNeeded("This server has no accounts yet.", next_step="Enter the code.")
    await at_account(sheet, mode=CREATE)
    assert sheet.steps.account.owner_code.isHidden()
    await go(sheet)
    assert sheet.steps.account.owner_code.error == "This server has no accounts yet. Enter the code."
    family.troubles.clear()
    family.is_ready_at_once = True
    type_into(sheet.steps.account.owner_code, "OWNER1")
    await go(sheet)
    assert family.calls[-2:] == [("sign_up", EMAIL, PASSWORD, "OWNER1"), ("sign_in", EMAIL, PASSWORD)]
    assert sheet.step is sheet.steps.family


async def test_an_unencrypted_way_needs_the_persons_word(sheet: ConnectSheet, family: FakeFamily) -> None:
    family.troubles["find"] = Unencrypted("Not encrypted.", next_step="Only at home.")
    type_into(sheet.steps.address.address, "http://nas.local:8123")
    await go(sheet)
    assert sheet.go.text() == "Connect anyway"
    family.troubles.clear()
    await go(sheet)
    assert family.calls[-1] == ("find", "http://nas.local:8123", True)


async def test_another_address_is_not_trusted_because_the_one_before_was(
    sheet: ConnectSheet, family: FakeFamily
) -> None:
    family.troubles["find"] = Unencrypted("Not encrypted.", next_step="Only at home.")
    type_into(sheet.steps.address.address, "http://nas.local:8123")
    await go(sheet)
    type_into(sheet.steps.address.address, "http://other.local")
    assert sheet.go.text() == "Continue"
    await go(sheet)
    assert family.calls[-1] == ("find", "http://other.local", False)


async def test_the_demos_cloud_is_one_click_away_and_its_letters_arrive(
    family: FakeFamily, look: Look, window: QWidget
) -> None:
    async def demo() -> str:
        return DEMO.url

    family.found_cloud = DEMO
    sheet = opened(family, look, window, demo=demo)
    sheet.steps.address.demo.click()
    await turns()
    assert family.calls == [("find", DEMO.url, False)]
    type_into(sheet.steps.account.email, EMAIL)
    type_into(sheet.steps.account.password, PASSWORD)
    await go(sheet)
    sheet.show_letter("402817")
    sheet.steps.mail_code.letter.use.click()
    assert sheet.steps.mail_code.code.text() == "402817"
    await go(sheet)
    assert sheet.step is sheet.steps.family


async def test_without_a_demo_nobody_is_offered_its_cloud(sheet: ConnectSheet) -> None:
    assert not sheet.steps.address.demo.isVisible()


FAILURES: list[tuple[str, str, Trouble, str]] = [
    (CREATE, "sign_up", Refused("There is an account with this e-mail.", next_step="Sign in."), "email"),
    (CREATE, "sign_up", Refused("This password is too common.", next_step="Take another."), "password"),
    (SIGN_IN, "sign_in", Refused("E-mail and password do not match.", next_step="Try again."), "password"),
]


@pytest.mark.parametrize(("mode", "intent", "trouble", "field"), FAILURES)
async def test_a_refusal_stands_at_its_field_with_what_to_do_and_goes_when_one_types(
    sheet: ConnectSheet, family: FakeFamily, mode: str, intent: str, trouble: Trouble, field: str
) -> None:
    family.troubles[intent] = trouble
    await at_account(sheet, mode=mode)
    await go(sheet)
    wrong: Field = getattr(sheet.steps.account, field)
    assert wrong.error == trouble.sentence()
    assert wrong.editor.accessibleDescription() == trouble.sentence()
    assert QApplication.focusWidget() is wrong.editor
    QTest.keyClicks(wrong.editor, "x")
    assert wrong.error == ""


async def test_a_network_that_is_away_is_no_fields_fault(sheet: ConnectSheet, family: FakeFamily) -> None:
    family.troubles["sign_in"] = Offline("The cloud does not answer.", next_step="Check the network.")
    await at_account(sheet, mode=SIGN_IN)
    await go(sheet)
    (notice,) = [one for one in sheet.step.findChildren(Notice) if one.isVisible()]
    assert notice.accessibleName() == "The cloud does not answer. Check the network."
    assert sheet.steps.account.password.error == ""
    family.troubles.clear()
    await go(sheet)
    assert sheet.step is sheet.steps.family


@pytest.mark.parametrize("typed", ["robin", "robin@", "@example.org", "robin@example", "ro bin@example.org"])
async def test_what_is_no_e_mail_address_is_told_at_once(sheet: ConnectSheet, family: FakeFamily, typed: str) -> None:
    await at_account(sheet, mode=SIGN_IN)
    type_into(sheet.steps.account.email, typed)
    await go(sheet)
    assert sheet.steps.account.email.error == "This is not an e-mail address. It looks like you@example.org."
    assert [call[0] for call in family.calls] == ["find"]


async def test_a_short_password_is_told_how_much_is_missing_but_only_a_new_one(
    sheet: ConnectSheet, family: FakeFamily
) -> None:
    await at_account(sheet, mode=CREATE)
    type_into(sheet.steps.account.password, "bedtime")
    assert not sheet.steps.account.rule.is_kept
    await go(sheet)
    assert sheet.steps.account.password.error == "The password is too short. Add 5 more characters."
    sheet.steps.account.show_mode(SIGN_IN)
    await go(sheet)
    assert family.calls[-1] == ("sign_in", EMAIL, "bedtime")


async def test_a_password_is_taken_as_it_is_typed_and_not_kept(sheet: ConnectSheet, family: FakeFamily) -> None:
    await at_account(sheet, mode=SIGN_IN)
    type_into(sheet.steps.account.password, "  spaces count  ")
    await go(sheet)
    assert family.calls[-1] == ("sign_in", EMAIL, "  spaces count  ")
    assert sheet.steps.account.secret == ""


async def test_while_it_works_nothing_can_be_pressed_twice_and_stop_stops(
    sheet: ConnectSheet, family: FakeFamily, window: QWidget
) -> None:
    await at_account(sheet, mode=SIGN_IN)
    family.held["sign_in"] = asyncio.Event()
    await go(sheet)
    assert (sheet.go.text(), sheet.leave.text()) == ("Signing in…", "Stop")
    assert not sheet.go.isEnabled()
    assert not sheet.steps.account.isEnabled()
    QTest.keyClick(QApplication.focusWidget() or window, Qt.Key.Key_Escape)
    await turns()
    assert sheet.isVisible()
    assert sheet.go.isEnabled()
    assert sheet.steps.account.secret == PASSWORD
    QTest.keyClick(sheet, Qt.Key.Key_Escape)
    assert not sheet.isVisible()


async def test_a_second_return_while_it_works_stops_nothing(
    sheet: ConnectSheet, family: FakeFamily, window: QWidget
) -> None:
    await at_account(sheet, mode=SIGN_IN)
    family.held["sign_in"] = asyncio.Event()
    QTest.keyClick(sheet.steps.account.password.editor, Qt.Key.Key_Return)
    await turns()
    QTest.keyClick(QApplication.focusWidget() or window, Qt.Key.Key_Return)
    await turns()
    assert sheet.is_busy
    family.held["sign_in"].set()
    await turns()
    assert sheet.step is sheet.steps.family


async def test_what_is_here_is_counted_without_what_is_not(family: FakeFamily, look: Look, window: QWidget) -> None:
    family.join_up()
    sheet = ConnectSheet(family, look, window=window, counts=lambda: (1, 0))  # type: ignore[arg-type]
    sheet.open()
    assert sheet.steps.done.what.text().startswith("1 recording will be united")


async def test_back_leads_to_the_question_before_until_one_is_signed_in(
    sheet: ConnectSheet, family: FakeFamily
) -> None:
    assert not sheet.back.isVisible()
    await at_account(sheet, mode=SIGN_IN)
    sheet.steps.account.forgot.click()
    sheet.back.click()
    assert sheet.step is sheet.steps.account
    sheet.back.click()
    assert sheet.step is sheet.steps.address
    await go(sheet)
    await at_account_again(sheet)
    assert sheet.step is sheet.steps.family
    assert not sheet.back.isVisible()


async def at_account_again(sheet: ConnectSheet) -> None:
    sheet.steps.account.show_mode(SIGN_IN)
    await go(sheet)


async def test_return_goes_on_and_the_keyboard_is_where_one_types_next(sheet: ConnectSheet) -> None:
    assert QApplication.focusWidget() is sheet.steps.address.address.editor
    QTest.keyClicks(sheet.steps.address.address.editor, "cloud.example.org")
    QTest.keyClick(sheet.steps.address.address.editor, Qt.Key.Key_Return)
    await turns()
    assert QApplication.focusWidget() is sheet.steps.account.email.editor
    QTest.keyClicks(sheet.steps.account.email.editor, EMAIL)
    sheet.steps.account.show_mode(SIGN_IN)
    QTest.keyClick(sheet.steps.account.email.editor, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is sheet.steps.account.password.editor
    QTest.keyClicks(sheet.steps.account.password.editor, PASSWORD)
    QTest.keyClick(sheet.steps.account.password.editor, Qt.Key.Key_Return)
    await turns()
    assert QApplication.focusWidget() is sheet.steps.family.name.editor


@pytest.mark.parametrize(
    ("state", "step"),
    [
        (FamilyState.SIGNED_OUT, "account"),
        (FamilyState.EXPIRED, "account"),
        (FamilyState.REVOKED, "account"),
        (FamilyState.HOMELESS, "family"),
        (FamilyState.MEMBER, "done"),
    ],
)
async def test_it_begins_with_the_first_question_that_is_open(
    family: FakeFamily, look: Look, window: QWidget, state: FamilyState, step: str
) -> None:
    family.join_up(state=state)
    sheet = opened(family, look, window)
    assert sheet.step is getattr(sheet.steps, step)
    assert sheet.steps.account.email.text() == (family.email if step == "account" else "")


async def test_another_code_can_be_sent(sheet: ConnectSheet, family: FakeFamily) -> None:
    await at_account(sheet, mode=CREATE)
    await go(sheet)
    sheet.steps.mail_code.again.click()
    await turns()
    assert family.calls[-1] == ("send_code_again", EMAIL)
    assert sheet.step is sheet.steps.mail_code


@pytest.mark.parametrize(("kind", "words"), [(CloudKind.HOME, "Your server shows a code"), (CloudKind.DEMO, "demo")])
async def test_where_the_code_is_to_be_found_depends_on_the_cloud(
    sheet: ConnectSheet, family: FakeFamily, kind: CloudKind, words: str
) -> None:
    family.found_cloud = HOME if kind is CloudKind.HOME else DEMO
    await at_account(sheet, mode=CREATE)
    await go(sheet)
    assert words in sheet.step.text.text()


async def test_a_password_can_be_seen_and_hidden_by_keyboard(sheet: ConnectSheet) -> None:
    editor = sheet.steps.account.password.editor
    assert isinstance(editor, PasswordEdit)
    assert editor.echoMode() is QLineEdit.EchoMode.Password
    QTest.keyClick(editor.eye, Qt.Key.Key_Return)
    assert editor.echoMode() is QLineEdit.EchoMode.Normal
    assert editor.eye.accessibleName() == "Hide the password"
    QTest.keyClick(editor.eye, Qt.Key.Key_Space)
    assert not editor.is_shown


async def test_every_control_of_every_step_has_a_name(sheet: ConnectSheet) -> None:
    for step in sheet.steps.all():
        sheet._show(step)
        assert unnamed_controls(sheet) == []
        assert sheet.accessibleName()
