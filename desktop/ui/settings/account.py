"""The section of the Yoto account: the client id, signing in and out."""

from __future__ import annotations

import asyncio

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from desktop.services.session import Session, SessionState
from desktop.ui.bind import follow, spawn
from desktop.ui.look import Look
from desktop.ui.settings.section import Section
from desktop.ui.theme import Space, Tone
from desktop.ui.widgets.buttons import Button, Kind
from desktop.ui.widgets.labels import ElidedLabel, Role, paragraph
from desktop.ui.widgets.pill import Pill

HOW_TO = (
    "Yoto gives every app a client id. Make your own, once: open the Yoto developer dashboard, create an app of the "
    "kind “public client”, enter http://127.0.0.1:8787/callback as its callback address, and paste its client id here."
)
DASHBOARD = "https://dashboard.yoto.dev"


class AccountSection(Section):
    """Who is signed in, or how to sign in."""

    def __init__(self, session: Session, look: Look, *, parent: QWidget | None = None) -> None:
        dashboard = Button("Open the dashboard", look, kind=Kind.PLAIN, icon="external-link", is_small=True)
        dashboard.clicked.connect(lambda: QDesktopServices.openUrl(QUrl(DASHBOARD)))
        super().__init__("Yoto account", control=dashboard, parent=parent)
        self._dashboard = dashboard
        self._session = session
        self._work: asyncio.Task[object] | None = None
        self.client_id = QLineEdit(session.client_id)
        self.client_id.setPlaceholderText("Paste the client id of your Yoto app")
        self.client_id.setAccessibleName("Client id")
        self.sign_in_button = Button("Sign in", look, kind=Kind.PRIMARY, icon="sign-in")
        self.cancel_button = Button("Cancel", look)
        self.sign_out_button = Button("Sign out", look, icon="sign-out")
        self.state_words = paragraph("", role=Role.SMALL)
        self.copy_button = Button("Copy the link", look, kind=Kind.PLAIN, icon="copy", is_small=True)
        self.copy_button.setToolTip("For a browser that did not open by itself")
        self.copy_button.clicked.connect(self.copy_link)
        self.name = ElidedLabel("", role=Role.STRONG)
        self.mail = ElidedLabel("", role=Role.SMALL)
        self.pill = Pill("Signed in", look, tone=Tone.GOOD)
        self.sign_in_button.clicked.connect(self.sign_in)
        self.client_id.returnPressed.connect(self.sign_in)
        self.cancel_button.clicked.connect(self.cancel)
        self.sign_out_button.clicked.connect(self.sign_out)
        self._out = self._make_out()
        self._in = self._make_in()
        self.add(self._out)
        self.add(self._in)
        follow(self, session.subscribe, self._on_session_changed)
        self.refresh()

    def refresh(self) -> None:
        """Show the session as it is."""
        session = self._session
        is_in = session.state is SessionState.SIGNED_IN
        is_busy = session.state is SessionState.SIGNING_IN
        self._out.setVisible(not is_in)
        self._in.setVisible(is_in)
        self._dashboard.setVisible(not is_in)
        account = session.account
        self.name.setText((account.name or account.email or "Your Yoto account") if account else "")
        kept = "" if session.is_kept else "Kept only until the app is closed: this computer has no keychain."
        self.mail.setText(kept or (account.email if account and account.name else "") or "Cards and players are here.")
        self.sign_in_button.setText("Waiting for the browser…" if is_busy else "Sign in")
        self.sign_in_button.setEnabled(not is_busy)
        self.client_id.setEnabled(not is_busy)
        self.cancel_button.setVisible(is_busy)
        self.copy_button.setVisible(is_busy and session.sign_in_url is not None)
        words = {
            SessionState.SIGNING_IN: "Finish signing in in your browser, then come back here.",
            SessionState.EXPIRED: "Your Yoto session has ended. Please sign in again; your library is untouched.",
        }
        self.state_words.setText(words.get(session.state, ""))
        self.state_words.setVisible(session.state in words)

    def sign_in(self) -> None:
        """Open the browser and wait for the person to come back."""
        self._work = spawn(self, self._session.sign_in(self.client_id.text()))

    def cancel(self) -> None:
        """Stop waiting for the browser."""
        if self._work is not None:
            self._work.cancel()

    def copy_link(self) -> None:
        """Put the address of the sign-in page into the clipboard."""
        if self._session.sign_in_url is not None:
            QGuiApplication.clipboard().setText(self._session.sign_in_url)

    def sign_out(self) -> None:
        spawn(self, self._session.sign_out())

    def focus_client_id(self) -> None:
        """Put the keyboard where signing in begins."""
        (self.sign_in_button if self.client_id.text() else self.client_id).setFocus()

    def _on_session_changed(self, _: SessionState) -> None:
        self.refresh()

    def _make_out(self) -> QWidget:
        page = QWidget()
        field = QHBoxLayout()
        field.setSpacing(Space.M)
        field.addWidget(self.client_id, 1)
        field.addWidget(self.cancel_button)
        field.addWidget(self.sign_in_button)
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.M)
        column.addWidget(paragraph(HOW_TO, role=Role.SMALL))
        column.addLayout(field)
        state = QHBoxLayout()
        state.addWidget(self.state_words, 1)
        state.addWidget(self.copy_button)
        column.addLayout(state)
        return page

    def _make_in(self) -> QWidget:
        page = QWidget()
        words = QVBoxLayout()
        words.setSpacing(2)
        first = QHBoxLayout()
        first.setSpacing(Space.M)
        first.addWidget(self.name)
        first.addWidget(self.pill)
        first.addStretch(1)
        words.addLayout(first)
        words.addWidget(self.mail)
        row = QHBoxLayout(page)
        row.setContentsMargins(0, 0, 0, 0)
        row.addLayout(words, 1)
        row.addWidget(self.sign_out_button)
        return page
