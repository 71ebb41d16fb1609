"""The section of Settings on the connection itself: which cloud, whose account, which family; or how to connect."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.model.cloud import Role as FamilyRole
from desktop.services.family import FamilyState
from desktop.ui.bind import spawn
from desktop.ui.family.asking import ask_disconnect
from desktop.ui.family.cloud_line import CloudLine
from desktop.ui.family.words import WHAT_IT_IS, role_words
from desktop.ui.lists.sheets import put_question
from desktop.ui.look import Look
from desktop.ui.settings.section import Section
from desktop.ui.theme import Space, Tone
from desktop.ui.widgets.buttons import Button, Kind
from desktop.ui.widgets.fields import Field
from desktop.ui.widgets.labels import ElidedLabel, Role, paragraph
from desktop.ui.widgets.pill import Pill
from desktop.ui.widgets.sheet import Sheet

if TYPE_CHECKING:
    from desktop.services.family import Family

_STATES = {
    FamilyState.NONE: (WHAT_IT_IS, "Connect…"),
    FamilyState.SIGNED_OUT: ("You are signed out. The library on this computer is untouched.", "Sign in…"),
    FamilyState.HOMELESS: ("One step is left: start a family here, or join the one that invited you.", "Go on…"),
    FamilyState.EXPIRED: ("Your sign-in has ended. The library on this computer is untouched.", "Sign in again…"),
    FamilyState.REVOKED: (
        "The family took this computer off its list. The library here is untouched; sign in to come back.",
        "Sign in again…",
    ),
}


class ConnectionSection(Section):
    """`connect_wanted` asks for the sheet that connects."""

    connect_wanted = Signal()

    def __init__(self, family: Family, look: Look, *, parent: QWidget | None = None) -> None:
        super().__init__("Family", parent=parent)
        self._family, self._look = family, look
        self.cloud = CloudLine(look)
        self.words = paragraph("", role=Role.SMALL)
        self.connect_button = Button("Connect…", look, kind=Kind.PRIMARY, icon="cloud")
        self.connect_button.clicked.connect(self.connect_wanted)
        self.disconnect_button = Button("Disconnect…", look)
        self.disconnect_button.clicked.connect(lambda _=False: ask_disconnect(self, look, family))
        self._out = QWidget()
        out = QHBoxLayout(self._out)
        out.setContentsMargins(0, 0, 0, 0)
        out.setSpacing(Space.L)
        out.addWidget(self.words, 1)
        out.addWidget(self.disconnect_button)
        out.addWidget(self.connect_button)
        self.name = ElidedLabel("", role=Role.STRONG)
        self.pill = Pill("Owner", look, tone=Tone.NEUTRAL)
        self.email = ElidedLabel("", role=Role.SMALL)
        self.unkept = paragraph("", role=Role.SMALL)
        self.rename_button = Button("Rename…", look, icon="edit", is_small=True)
        self.rename_button.clicked.connect(self.rename)
        self._in = self._make_in()
        for part in (self.cloud, self._out, self._in):
            self.add(part)
        self.refresh()

    def refresh(self) -> None:
        """Show the connection as it is."""
        family = self._family
        is_member = family.state is FamilyState.MEMBER
        self.cloud.setVisible(family.cloud is not None)
        if family.cloud is not None:
            self.cloud.show_cloud(family.cloud)
        self._out.setVisible(not is_member)
        self._in.setVisible(is_member)
        if not is_member:
            words, button = _STATES[family.state]
            unkept = family.unkept
            self.words.setText(unkept.sentence() if unkept is not None else words)
            self.connect_button.setText(button)
            self.disconnect_button.setVisible(family.state not in (FamilyState.NONE, FamilyState.HOMELESS))
            return
        household = family.last_household
        self.name.setText(household.name if household is not None else "Your family")
        self.pill.setVisible(household is not None)
        self.rename_button.setVisible(household is not None and household.role is FamilyRole.OWNER)
        if household is not None:
            self.pill.show_state(role_words(household.role), tone=Tone.NEUTRAL)
        self.email.setText(f"Signed in as {family.email}")
        self.unkept.setVisible(family.unkept is not None)
        self.unkept.setText(family.unkept.sentence() if family.unkept is not None else "")

    def rename(self) -> None:
        """Ask for another name of the family."""
        sheet = Sheet(self._look, window=self, title="Rename the family")
        field = Field("The family's name", self._look)
        field.editor.setMaxLength(80)
        field.editor.setText(self.name.text())
        field.editor.selectAll()
        sheet.body.addWidget(field)
        sheet.add_button("Cancel", answers=False)
        save = sheet.add_button("Save", kind=Kind.PRIMARY, answers=True)
        field.editor.textChanged.connect(lambda text: save.setEnabled(bool(text.strip())))
        put_question(sheet, lambda: self._rename(field.text()))

    def _rename(self, name: str) -> None:
        spawn(self, self._family.rename(name))

    def _make_in(self) -> QWidget:
        part = QWidget()
        first = QHBoxLayout()
        first.setSpacing(Space.S)
        first.addWidget(self.name)
        first.addWidget(self.pill)
        first.addStretch(1)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addLayout(first)
        words.addWidget(self.email)
        words.addWidget(self.unkept)
        row = QHBoxLayout(part)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.L)
        row.addLayout(words, 1)
        row.addWidget(self.rename_button)
        return part
