"""The connect sheet's last steps: found a family or join one, and what happens now."""

from __future__ import annotations

import re

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from desktop.model.errors import Trouble
from desktop.ui.family.step import Step
from desktop.ui.family.words import tidy_invite
from desktop.ui.format import count
from desktop.ui.look import Look
from desktop.ui.theme import Space
from desktop.ui.widgets.empty import Emblem
from desktop.ui.widgets.fields import Field
from desktop.ui.widgets.labels import Heading, Role, paragraph
from desktop.ui.widgets.segmented import SegmentedControl

FOUND, JOIN = "found", "join"
_TEXTS = {
    FOUND: "Are you the first of your family? Give it a name; you can invite the other parent afterwards. If somebody "
    "has invited you, join with their code.",
    JOIN: "The other parent makes a code in Settings, with “Invite the other parent”. It works once.",
}
INVITE_LETTERS = 12
_INVITE = re.compile(r"([A-Z0-9]{4}-){2}[A-Z0-9]{4}\Z", re.ASCII | re.IGNORECASE)


class FamilyStep(Step):
    """Takes a name for a new family, or the code of an invite."""

    def __init__(self, look: Look, *, parent: QWidget | None = None) -> None:
        super().__init__(look, title="Your family", parent=parent)
        self.mode = SegmentedControl(
            look, name="Family", choices=[(FOUND, "Start a family", "home"), (JOIN, "Join with a code", "key")]
        )
        self.mode.chosen.connect(lambda _: self._settle())
        self.column.addWidget(self.mode)
        self.name = self.add_field(Field("The family's name", look))
        self.name.editor.setPlaceholderText("The Maple family")
        self.name.editor.setMaxLength(80)
        self.code = self.add_field(Field("Invite code", look))
        self.code.editor.setPlaceholderText("ABCD-EFGH-JKLM")
        self.code.editor.setMaxLength(40)
        self.column.addStretch(1)
        self._settle()

    @property
    def is_joining(self) -> bool:
        return self.mode.value() == JOIN

    @property
    def invite(self) -> str:
        return tidy_invite(self.code.text())

    @property
    def is_settled(self) -> bool:
        return bool(self.invite if self.is_joining else self.name.text())

    def show_mode(self, mode: str) -> None:
        self.mode.set_value(mode)
        self._settle()

    def objection(self) -> bool:
        if self.is_joining and len(self.invite.replace("-", "")) != INVITE_LETTERS:
            self.code.fail("An invite code has twelve letters and digits, like ABCD-EFGH-JKLM.")
        elif not self.is_joining and _INVITE.match(self.name.text().strip()):
            self.name.fail("This looks like an invite code. Choose “Join with a code” for it.")
        else:
            return False
        return True

    def field_of(self, trouble: Trouble) -> Field | None:
        del trouble
        return self.code if self.is_joining else self.name

    def first_field(self) -> QWidget | None:
        return self.code.editor if self.is_joining else self.name.editor

    def _settle(self) -> None:
        is_joining = self.is_joining
        self.name.setVisible(not is_joining)
        self.code.setVisible(is_joining)
        self.set_text(_TEXTS[JOIN if is_joining else FOUND])
        self.go = "Join the family" if is_joining else "Start the family"
        self.busy = "Joining…" if is_joining else "Starting it…"
        self.ease()
        self.changed.emit()


class DoneStep(Step):
    """Says that this computer is connected, and what comes of it."""

    go = "Done"

    def __init__(self, look: Look, *, parent: QWidget | None = None) -> None:
        super().__init__(look, title="", parent=parent)
        self.heading = Heading("Connected", role=Role.TITLE)
        self.heading.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.what = paragraph()
        self.what.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.next = paragraph(role=Role.SMALL)
        self.next.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.column.addStretch(2)
        self.column.addWidget(Emblem("cloud-done", look, edge=72), 0, Qt.AlignmentFlag.AlignHCenter)
        self.column.addSpacing(Space.S)
        self.column.addWidget(self.heading)
        self.column.addWidget(self.what)
        self.column.addWidget(self.next)
        self.column.addStretch(3)

    @property
    def is_settled(self) -> bool:
        return True

    def show_end(self, *, family: str, recordings: int, playlists: int, is_first: bool, is_back: bool) -> None:
        """Say what is united. `is_first`: nobody else is in the family yet; `is_back`: it was connected before."""
        self.heading.setText(f"Connected to “{family}”" if family else "Connected")
        held = ((recordings, "recording"), (playlists, "playlist"))
        here = " and ".join(count(number, noun) for number, noun in held if number)
        is_one = recordings + playlists == 1
        if is_back:
            self.what.setText("What has changed meanwhile, here and on the other computers, is exchanged now.")
        elif not recordings and not playlists:
            self.what.setText(
                "What you add here goes to the cloud, while you do something else."
                if is_first
                else "The family's library arrives now, while you do something else."
            )
        elif is_first:
            self.what.setText(f"{here} {'goes' if is_one else 'go'} to the cloud, while you do something else.")
        else:
            self.what.setText(f"{here} will be united with what the family has. Nothing is lost on either side.")
        self.next.setText(
            "Invite the other parent in Settings whenever you like."
            if is_first
            else "Audio of the others stays in the cloud until it is wanted; Settings can keep all of it here."
        )
