"""The sheet in which the account's password is changed."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from desktop.model.errors import Trouble
from desktop.ui.bind import spawn
from desktop.ui.family.password import PasswordRule, objection_to
from desktop.ui.look import Look
from desktop.ui.widgets.buttons import Kind
from desktop.ui.widgets.fields import Field, PasswordEdit
from desktop.ui.widgets.sheet import Sheet

if TYPE_CHECKING:
    from desktop.services.family import Family


class PasswordSheet(Sheet):
    """Accepted when the password is changed."""

    def __init__(self, family: Family, look: Look, *, window: QWidget) -> None:
        super().__init__(look, window=window, title="Change the password", text=f"Of the account {family.email}.")
        self._family = family
        self._work: asyncio.Task[object] | None = None
        self.old = Field("Password until now", look, editor=PasswordEdit(look))
        self.new = Field("New password", look, editor=PasswordEdit(look))
        self.rule = PasswordRule(look)
        self.new.editor.textChanged.connect(self.rule.show_password)
        for part in (self.old, self.new, self.rule):
            self.body.addWidget(part)
        self.add_button("Cancel", answers=False)
        self.go = self.add_button("Change it", kind=Kind.PRIMARY)
        self.go.clicked.connect(self.change)
        for field in (self.old, self.new):
            field.editor.textChanged.connect(self._settle)
        self._settle()

    def change(self) -> None:
        """Change it, once it keeps the rules."""
        wrong = objection_to(self.new.editor.text())
        if wrong:
            self.new.fail(wrong)
        elif self._work is None and self.go.isEnabled():
            self._work = spawn(self, self._change())
            self._settle()

    async def _change(self) -> None:
        try:
            await self._family.change_password(old=self.old.editor.text(), new=self.new.editor.text())
        except Trouble as trouble:
            self._work = None
            self._settle()
            (self.new if "new password" in trouble.sentence().casefold() else self.old).fail(trouble.sentence())
        else:
            self.accept()

    def _settle(self) -> None:
        is_busy = self._work is not None
        self.go.setText("Changing it…" if is_busy else "Change it")
        self.go.setEnabled(not is_busy and bool(self.old.editor.text() and self.new.editor.text()))
        for field in (self.old, self.new):
            field.setEnabled(not is_busy)
