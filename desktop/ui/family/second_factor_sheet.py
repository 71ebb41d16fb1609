"""The sheet that ties an authenticator app to the account."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING
from urllib.parse import quote

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from desktop.model.errors import Trouble
from desktop.ui.bind import spawn
from desktop.ui.family.code_steps import CODE_LENGTH, DIGITS
from desktop.ui.family.qr import QrView
from desktop.ui.look import Look
from desktop.ui.publish.notice import Notice
from desktop.ui.theme import Space, Tone
from desktop.ui.widgets.buttons import Button, Kind
from desktop.ui.widgets.fields import CodeEdit, Field
from desktop.ui.widgets.labels import Role, paragraph
from desktop.ui.widgets.sheet import Sheet

if TYPE_CHECKING:
    from desktop.services.family import Family

ISSUER = "Yoto Smart Stream"
WHY = (
    "With it, nobody gets in with your password alone. Scan the picture with an authenticator app on your phone, then "
    "enter the six digits that it shows."
)


class SecondFactorSheet(Sheet):
    """Accepted when the app's first code was right: from then on each sign-in asks for one."""

    def __init__(self, family: Family, look: Look, *, window: QWidget) -> None:
        super().__init__(look, window=window, title="A second proof at sign-in", text=WHY, width=560)
        self._family = family
        self._secret = ""
        self._work: asyncio.Task[object] | None = None
        self._notice: Notice | None = None
        self.picture = QrView(look, name="Picture for the authenticator app")
        self.secret = paragraph("", role=Role.STRONG)
        self.secret.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.secret.setAccessibleName("Key for the authenticator app")
        self.copy = Button("Copy the key", look, kind=Kind.PLAIN, icon="copy", is_small=True)
        self.copy.clicked.connect(self.copy_secret)
        self._editor = CodeEdit(length=CODE_LENGTH, letters=DIGITS)
        self._editor.setPlaceholderText("123456")
        self.code = Field("Code from the app", look, editor=self._editor)
        self._editor.textChanged.connect(self._settle)
        words = QVBoxLayout()
        words.setSpacing(Space.XS)
        words.addWidget(paragraph("No camera? Type this key into the app:", role=Role.SMALL))
        words.addWidget(self.secret)
        words.addWidget(self.copy, 0, Qt.AlignmentFlag.AlignLeft)
        words.addStretch(1)
        words.addWidget(self.code)
        self._body = QFrame()
        row = QHBoxLayout(self._body)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.XL)
        row.addWidget(self.picture, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        self.body.addWidget(self._body)
        self.add_button("Cancel", answers=False)
        self.go = self.add_button("Turn it on", kind=Kind.PRIMARY)
        self.go.clicked.connect(self._on_go_clicked)
        self._settle()
        spawn(self, self._begin())

    def copy_secret(self) -> None:
        QGuiApplication.clipboard().setText(self._secret)
        self.copy.setText("Copied")

    def first_focus(self) -> QWidget | None:
        return self._editor

    async def _begin(self) -> None:
        try:
            self._secret = await self._family.begin_second_factor()
        except Trouble as trouble:
            self._notice = Notice(trouble.message, self._look, tone=Tone.BAD, next_step=trouble.next_step)
            self._body.hide()
            self.body.addWidget(self._notice)
            return
        self.secret.setText(" ".join(self._secret[at : at + 4] for at in range(0, len(self._secret), 4)))
        self.picture.show_text(enrolment_url(self._secret, email=self._family.email))
        self._settle()

    def _on_go_clicked(self) -> None:
        if self._work is None and self.go.isEnabled():
            self._work = spawn(self, self._finish())
            self._settle()

    async def _finish(self) -> None:
        try:
            await self._family.finish_second_factor(self._editor.text())
        except Trouble as trouble:
            self._work = None
            self._settle()
            self.code.fail(trouble.sentence())
            self._editor.setFocus()
            self._editor.selectAll()
        else:
            self.accept()

    def _settle(self) -> None:
        is_busy = self._work is not None
        self.go.setText("Checking…" if is_busy else "Turn it on")
        self.go.setEnabled(bool(self._secret) and self._editor.is_whole and not is_busy)
        self.copy.setEnabled(bool(self._secret))
        self.code.setEnabled(not is_busy)


def enrolment_url(secret: str, *, email: str) -> str:
    """Return what authenticator apps read from the picture (the key URI format of Google Authenticator)."""
    return f"otpauth://totp/{quote(f'{ISSUER}:{email}')}?secret={secret}&issuer={quote(ISSUER)}"
