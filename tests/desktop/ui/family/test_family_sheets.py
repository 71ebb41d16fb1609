"""The sheets on the family: inviting, the password, the second proof, many deletions."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from desktop.model.cloud import CloudKind
from desktop.model.doomed import Doomed
from desktop.model.errors import Offline, Refused
from desktop.services.sync_status import Deletions
from desktop.ui.family.deletion_sheet import DeletionSheet
from desktop.ui.family.invite_sheet import InviteSheet
from desktop.ui.family.password_sheet import PasswordSheet
from desktop.ui.family.second_factor_sheet import SecondFactorSheet
from desktop.ui.look import Look
from desktop.ui.publish.notice import Notice
from tests.desktop.ui.cloud import CLOUD, NOW, FakeFamily
from tests.desktop.ui.workshop import shown, turns, unnamed_controls


@pytest.fixture
def family() -> FakeFamily:
    made = FakeFamily()
    made.join_up()
    return made


@pytest.fixture
def window(qtbot: QtBot, look: Look) -> Iterator[QWidget]:
    made = shown(qtbot, QWidget())
    yield made
    made.deleteLater()


def words(part: QWidget) -> str:
    return "\n".join(label.text() for label in part.findChildren(QLabel) if label.isVisible())


async def test_an_invite_is_a_code_to_copy_that_says_how_long_it_works(
    family: Any, look: Look, window: QWidget
) -> None:
    sheet = InviteSheet(family, look, window=window)
    sheet.open()
    await turns()
    assert sheet.code.text() == "ABCD-EFGH-JKLM"
    until = datetime.datetime.fromtimestamp(NOW + 7 * 86400).astimezone()
    assert sheet.expiry.text() == f"Works once, until {until:%A}, {until.day} {until:%B}, {until:%H:%M}."
    sheet.copy.click()
    assert QGuiApplication.clipboard().text() == "ABCD-EFGH-JKLM"
    assert sheet.copy.text() == "Copied"
    assert not sheet.findChildren(Notice)
    sheet.address.click()
    assert QGuiApplication.clipboard().text() == CLOUD.url
    assert unnamed_controls(sheet) == []


@pytest.mark.parametrize(
    ("kind", "url", "said", "step"),
    [
        (CloudKind.HOME, "http://127.0.0.1:8710", "works on this computer only", "“--host 0.0.0.0” and a certificate"),
        (CloudKind.HOME, "http://[::1]:8710", "works on this computer only", "by the address that it prints"),
        (CloudKind.DEMO, "http://127.0.0.1:8123", "ends with the app", "a server at home"),
    ],
)
async def test_an_address_that_works_on_this_computer_only_is_not_given_out_but_told(
    family: Any, look: Look, window: QWidget, kind: CloudKind, url: str, said: str, step: str
) -> None:
    family.cloud = replace(CLOUD, kind=kind, url=url)
    sheet = InviteSheet(family, look, window=window)
    sheet.open()
    await turns()
    assert sheet.code.text() == "ABCD-EFGH-JKLM"
    assert not sheet.address.isVisible()
    (notice,) = sheet.findChildren(Notice)
    assert said in notice.accessibleName()
    assert step in notice.accessibleName()


async def test_an_invite_that_fails_can_be_tried_again(family: Any, look: Look, window: QWidget) -> None:
    family.troubles["invite"] = Offline("The cloud does not answer.", next_step="Try again later.")
    sheet = InviteSheet(family, look, window=window)
    sheet.open()
    await turns()
    assert [one.accessibleName() for one in sheet.findChildren(Notice)] == [
        "The cloud does not answer. Try again later."
    ]
    assert not sheet.copy.isVisible()
    assert QApplication.focusWidget() is sheet.again
    family.troubles.clear()
    sheet.again.click()
    await turns()
    assert sheet.code.text() == "ABCD-EFGH-JKLM"
    assert not sheet.again.isVisible()


async def test_a_password_is_changed_once_the_new_one_is_long_enough(family: Any, look: Look, window: QWidget) -> None:
    sheet = PasswordSheet(family, look, window=window)
    sheet.open()
    assert not sheet.go.isEnabled()
    QTest.keyClicks(sheet.old.editor, "the old one")
    QTest.keyClicks(sheet.new.editor, "short")
    sheet.go.click()
    assert sheet.new.error == "The password is too short. Add 7 more characters."
    QTest.keyClicks(sheet.new.editor, " but now longer")
    sheet.go.click()
    await turns()
    assert family.calls == [("change_password", "the old one", "short but now longer")]
    assert not sheet.isVisible()


async def test_a_wrong_old_password_is_told_at_its_field(family: Any, look: Look, window: QWidget) -> None:
    family.troubles["change_password"] = Refused("This is not the password.", next_step="Try again.")
    sheet = PasswordSheet(family, look, window=window)
    sheet.open()
    QTest.keyClicks(sheet.old.editor, "wrong")
    QTest.keyClicks(sheet.new.editor, "four plain words")
    sheet.go.click()
    await turns()
    assert sheet.old.error == "This is not the password. Try again."
    assert sheet.go.isEnabled()
    assert unnamed_controls(sheet) == []


async def test_an_authenticator_app_is_tied_by_its_first_code(family: Any, look: Look, window: QWidget) -> None:
    sheet = SecondFactorSheet(family, look, window=window)
    sheet.open()
    await turns()
    assert sheet.secret.text().startswith("JBSW Y3DP EHPK")
    assert sheet.picture._grid
    sheet.copy.click()
    assert QGuiApplication.clipboard().text().startswith("JBSWY3DPEHPK")
    family.troubles["finish_second_factor"] = Refused("This is not the code.", next_step="Take the next one.")
    QTest.keyClicks(sheet.code.editor, "111111")
    sheet.go.click()
    await turns()
    assert sheet.code.error == "This is not the code. Take the next one."
    family.troubles.clear()
    QTest.keyClicks(sheet.code.editor, "222222")
    sheet.go.click()
    await turns()
    assert family.calls[-1] == ("finish_second_factor", "222222")
    assert not sheet.isVisible()
    assert family.has_second_factor


async def test_a_second_proof_that_cannot_begin_says_why(family: Any, look: Look, window: QWidget) -> None:
    family.troubles["begin_second_factor"] = Offline("The cloud does not answer.", next_step="Try again later.")
    sheet = SecondFactorSheet(family, look, window=window)
    sheet.open()
    await turns()
    assert "The cloud does not answer." in words(sheet)
    assert not sheet.go.isEnabled()
    assert not sheet.picture.isVisible()


@pytest.mark.parametrize(
    ("origin", "text", "delete"),
    [
        (Deletions.ELSEWHERE, "Another computer of the family has deleted them.", "Delete them here too"),
        (Deletions.HERE, "They were deleted on this computer", "Delete for everybody"),
    ],
)
async def test_many_deletions_ask_with_examples_and_the_keyboard_on_keeping(
    look: Look, window: QWidget, qtbot: QtBot, origin: Deletions, text: str, delete: str
) -> None:
    sheet = DeletionSheet(
        look,
        window=window,
        doomed=Doomed(playlists=1, recordings=290, places=21),
        number=312,
        origin=origin,
        examples=("Bedtime", "小さな冒険 🎧"),
    )
    sheet.open()
    assert sheet.title.text() == "Delete 1 playlist and 290 recordings?"
    assert text in words(sheet)
    assert sheet.delete.text() == delete
    assert "小さな冒険 🎧" in words(sheet)
    assert "and 289 more, and 21 places in playlists" in words(sheet)
    assert QApplication.focusWidget() is sheet.keep
    with qtbot.assertNotEmitted(sheet.deleted), qtbot.assertNotEmitted(sheet.kept):
        sheet.later.click()
    with qtbot.waitSignal(sheet.deleted):
        sheet.delete.click()


@pytest.mark.parametrize(
    ("doomed", "title", "foot"),
    [
        (Doomed(recordings=18, places=18), "Delete 18 recordings?", "and 16 more, and 18 places in playlists"),
        (Doomed(recordings=40), "Delete 40 recordings?", "and 38 more"),
        (Doomed(playlists=2, places=1), "Delete 2 playlists?", "and 1 place in playlists"),
        (Doomed(places=36), "Delete 36 places in playlists?", "and 34 more"),
        (Doomed(), "Delete 36 things?", "and 34 more"),
    ],
)
async def test_what_would_go_is_said_by_kinds(
    look: Look, window: QWidget, doomed: Doomed, title: str, foot: str
) -> None:
    sheet = DeletionSheet(look, window=window, doomed=doomed, number=36, origin=None, examples=("Bedtime", "Rain"))
    sheet.open()
    assert sheet.title.text() == title
    assert words(sheet).splitlines()[-1] == foot
