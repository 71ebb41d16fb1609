"""The Settings page: account, theme, library, demo."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from desktop.model.account import Account
from desktop.services.session import SessionState
from desktop.ui.look import Look, Preference
from desktop.ui.settings.account import AccountSection
from desktop.ui.settings.page import SettingsPage


@pytest.fixture
def page(qtbot: QtBot, studio: Any, look: Look) -> SettingsPage:
    made = SettingsPage(studio.library, studio.session, look, version="1.2.3")
    qtbot.addWidget(made)
    made.show()
    return made


def words(page: SettingsPage) -> str:
    return "\n".join(label.text() for label in page.findChildren(QLabel) if label.isVisible())


async def test_signing_in_takes_the_client_id_and_shows_the_account(page: SettingsPage, studio: Any) -> None:
    page.account.client_id.setText("my-client-id")
    page.account.sign_in_button.click()
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert studio.session.client_id == "my-client-id"
    assert page.account.name.text() == "Robin"
    assert page.account.sign_out_button.isVisible()
    assert not page.account.sign_in_button.isVisible()


async def test_signing_out_asks_for_the_client_id_again(page: SettingsPage, studio: Any) -> None:
    studio.session.enter(SessionState.SIGNED_IN, Account("1", name="Robin"))
    page.account.sign_out_button.click()
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert studio.session.state is SessionState.SIGNED_OUT
    assert page.account.client_id.isVisible()


def test_while_the_browser_is_open_it_can_be_cancelled_and_its_link_copied(page: SettingsPage, studio: Any) -> None:
    account: AccountSection = page.account
    studio.session.sign_in_url = "https://login.example.org/authorize"
    studio.session.enter(SessionState.SIGNING_IN)
    assert account.cancel_button.isVisible()
    assert not account.sign_in_button.isEnabled()
    account.copy_button.click()
    assert QGuiApplication.clipboard().text() == "https://login.example.org/authorize"


def test_an_ended_session_is_explained(page: SettingsPage, studio: Any) -> None:
    studio.session.enter(SessionState.EXPIRED)
    assert "Your Yoto session has ended." in words(page)


def test_a_session_that_cannot_be_kept_says_so(page: SettingsPage, studio: Any) -> None:
    studio.session.is_kept = False
    studio.session.enter(SessionState.SIGNED_IN, Account("1", name="Robin"))
    assert "this computer has no keychain" in words(page)


def test_a_theme_is_put_in_force_and_remembered(page: SettingsPage, studio: Any, look: Look) -> None:
    page.appearance.chosen.emit("dark")
    assert look.theme.is_dark
    assert studio.library.preferences.get("appearance") == "dark"
    look.set_preference(Preference.LIGHT)
    page.on_shown()
    assert page.appearance.value() == "light"


def test_the_page_says_where_the_library_is_and_how_large(page: SettingsPage, studio: Any) -> None:
    assert str(studio.library.folder) in words(page)
    assert "8 recordings · " in words(page)
    assert "1.2.3" in words(page)


def test_the_demo_says_that_nothing_is_real(qtbot: QtBot, studio: Any, look: Look) -> None:
    page = SettingsPage(studio.library, studio.session, look, version="1.2.3", is_demo=True)
    qtbot.addWidget(page)
    page.show()
    assert "You are in the demo" in words(page)
    assert "client id" not in words(page)
