"""The connect sheet's questions for codes: from an e-mail, from an authenticator app, for a new password."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from desktop.model.cloud import Cloud, CloudKind
from desktop.model.errors import Trouble
from desktop.ui.family.letter_box import LetterBox
from desktop.ui.family.password import PasswordRule, objection_to
from desktop.ui.family.step import Step
from desktop.ui.look import Look
from desktop.ui.widgets.buttons import Button, Kind
from desktop.ui.widgets.fields import CodeEdit, Field, PasswordEdit

DIGITS = "0123456789"
CODE_LENGTH = 6


class CodeStep(Step):
    """Takes six digits."""

    busy = "Checking…"

    def __init__(self, look: Look, *, title: str, label: str, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(look, title=title, text=text, parent=parent)
        self._editor = CodeEdit(length=CODE_LENGTH, letters=DIGITS)
        self._editor.setPlaceholderText("123456")
        self._editor.setMaximumWidth(160)
        self._editor.setInputMethodHints(Qt.InputMethodHint.ImhDigitsOnly)
        self.code = self.add_field(Field(label, look, editor=self._editor))

    @property
    def is_settled(self) -> bool:
        return self._editor.is_whole

    def clear(self) -> None:
        self.code.editor.clear()


class MailCodeStep(CodeStep):
    """Takes the code that proves the e-mail address. `again_wanted` asks for another."""

    again_wanted = Signal()

    def __init__(self, look: Look, *, parent: QWidget | None = None) -> None:
        super().__init__(look, title="Check your e-mail", label="Code from the e-mail", parent=parent)
        self.again = Button("Send another code", look, kind=Kind.PLAIN, icon="mail", is_small=True)
        self.again.clicked.connect(self.again_wanted)
        self.column.addWidget(self.again, 0, Qt.AlignmentFlag.AlignLeft)
        self.letter = LetterBox(look)
        self.letter.taken.connect(self.code.editor.setText)
        self.column.addWidget(self.letter)
        self.column.addStretch(1)

    def show_sent(self, cloud: Cloud, *, email: str) -> None:
        """Say where the code went."""
        self.set_text(sent_words(cloud, email=email))
        has_mail = cloud.kind is CloudKind.AWS
        self.title = "Check your e-mail" if has_mail else "Confirm the address"
        self.code.set_label("Code from the e-mail" if has_mail else "Code")
        self.clear()
        self.changed.emit()


class ForgottenStep(Step):
    """Takes the address to which a code is sent for a new password."""

    go = "Send the code"
    busy = "Sending…"

    def __init__(self, look: Look, *, parent: QWidget | None = None) -> None:
        text = "You get a code, with which you choose a new one. Your library is not touched."
        super().__init__(look, title="Forgotten password", text=text, parent=parent)
        self.email = self.add_field(Field("E-mail", look))
        self.column.addStretch(1)


class NewPasswordStep(Step):
    """Takes the code and the new password."""

    go = "Set the password"
    busy = "Setting it…"

    def __init__(self, look: Look, *, parent: QWidget | None = None) -> None:
        super().__init__(look, title="A new password", parent=parent)
        self._editor = CodeEdit(length=CODE_LENGTH, letters=DIGITS)
        self._editor.setMaximumWidth(160)
        self.code = self.add_field(Field("Code", look, editor=self._editor))
        self.password = self.add_field(Field("New password", look, editor=PasswordEdit(look)))
        self.rule = PasswordRule(look)
        self.password.editor.textChanged.connect(self.rule.show_password)
        self.column.addWidget(self.rule)
        self.letter = LetterBox(look)
        self.letter.taken.connect(self.code.editor.setText)
        self.column.addWidget(self.letter)
        self.column.addStretch(1)

    @property
    def is_settled(self) -> bool:
        return self._editor.is_whole and bool(self.password.editor.text())

    def show_sent(self, cloud: Cloud, *, email: str) -> None:
        self.set_text(sent_words(cloud, email=email))
        self.code.editor.clear()
        self.password.editor.clear()

    def objection(self) -> bool:
        wrong = objection_to(self.password.editor.text())
        if wrong:
            self.password.fail(wrong)
        return bool(wrong)

    def field_of(self, trouble: Trouble) -> Field | None:
        return self.password if "password" in trouble.sentence().casefold() else self.code


def sent_words(cloud: Cloud, *, email: str) -> str:
    """Return where the code is to be found."""
    if cloud.kind is CloudKind.AWS:
        return f"A code is on its way to {email}. It may take a minute; look into the spam folder too."
    if cloud.kind is CloudKind.HOME:
        return f"Your server shows a code for {email} where it was started."
    return f"The demo sends no e-mail: the code for {email} arrives below."
