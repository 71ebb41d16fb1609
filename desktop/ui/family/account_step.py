"""The connect sheet's question for the person: an account that exists, or a new one."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from desktop.model.cloud import Cloud
from desktop.model.errors import OwnerCodeNeeded, Trouble
from desktop.ui.family.cloud_line import CloudLine
from desktop.ui.family.password import PasswordRule, objection_to
from desktop.ui.family.step import Step
from desktop.ui.look import Look
from desktop.ui.widgets.buttons import Button, Kind
from desktop.ui.widgets.fields import Field, PasswordEdit
from desktop.ui.widgets.segmented import SegmentedControl

SIGN_IN, CREATE = "sign_in", "create"


class AccountStep(Step):
    """Takes e-mail and password. `forgotten` asks for the way without the password."""

    forgotten = Signal()

    def __init__(self, look: Look, *, parent: QWidget | None = None) -> None:
        super().__init__(look, title="Who are you?", parent=parent)
        self.cloud = CloudLine(look)
        self.column.addWidget(self.cloud)
        self.mode = SegmentedControl(
            look,
            name="Account",
            choices=[(CREATE, "Create an account", "user"), (SIGN_IN, "Sign in", "sign-in")],
        )
        self.mode.chosen.connect(lambda _: self._settle())
        self.column.addWidget(self.mode)
        self.email = self.add_field(Field("E-mail", look))
        self.email.editor.setPlaceholderText("you@example.org")
        self.email.editor.setInputMethodHints(Qt.InputMethodHint.ImhEmailCharactersOnly)
        self.password = self.add_field(Field("Password", look, editor=PasswordEdit(look)))
        self.rule = PasswordRule(look)
        self.password.editor.textChanged.connect(self.rule.show_password)
        self.column.addWidget(self.rule)
        self.owner_code = self.add_field(
            Field(
                "Owner code",
                look,
                hint="A new server at home asks for it once: it was shown where the server was started.",
            )
        )
        self.forgot = Button("Forgotten your password?", look, kind=Kind.PLAIN, is_small=True)
        self.forgot.clicked.connect(self.forgotten)
        self.column.addWidget(self.forgot, 0, Qt.AlignmentFlag.AlignLeft)
        self.column.addStretch(1)
        self._is_first = False  # the cloud asks for the owner's code: nobody has an account yet
        self._settle()

    @property
    def is_new(self) -> bool:
        return self.mode.value() == CREATE

    @property
    def secret(self) -> str:
        """Return the password as it was typed, spaces and all."""
        return self.password.editor.text()

    @property
    def is_settled(self) -> bool:
        return bool(self.email.text() and self.secret)

    def show_cloud(self, cloud: Cloud) -> None:
        """Ask for an account of this cloud."""
        self.cloud.show_cloud(cloud)
        self._is_first = False
        self._settle()

    def show_mode(self, mode: str, *, email: str = "") -> None:
        """Sign in, or create an account."""
        self.mode.set_value(mode)
        if email:
            self.email.editor.setText(email)
        self._settle()

    def objection(self) -> bool:
        name, at, host = self.email.text().rpartition("@")
        if not (name and at and "." in host.strip(".")) or " " in self.email.text():
            self.email.fail("This is not an e-mail address. It looks like you@example.org.")
        elif self.is_new and (wrong := objection_to(self.secret)):
            self.password.fail(wrong)
        else:
            return False
        return True

    def field_of(self, trouble: Trouble) -> Field | None:
        if isinstance(trouble, OwnerCodeNeeded):
            self._is_first = True
            self.owner_code.show()
            return self.owner_code
        is_on_password = not self.is_new or "password" in trouble.sentence().casefold()
        return self.password if is_on_password else self.email

    def forget_password(self) -> None:
        """Empty the field: nothing keeps a password longer than needed."""
        self.password.editor.clear()

    def first_field(self) -> QWidget | None:
        wanted: QLineEdit = self.password.editor if self.email.text() else self.email.editor
        return wanted

    def _settle(self) -> None:
        self.go = "Create the account" if self.is_new else "Sign in"
        self.busy = "Creating it…" if self.is_new else "Signing in…"
        self.rule.setVisible(self.is_new)
        self.forgot.setVisible(not self.is_new)
        self.owner_code.setVisible(self.is_new and self._is_first)
        self.ease()
        self.changed.emit()
