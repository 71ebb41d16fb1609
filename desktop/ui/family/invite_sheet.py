"""The sheet that shows a single-use code for the other parent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from desktop.model.cloud import Cloud, CloudKind, Invite
from desktop.model.errors import Trouble
from desktop.ui import fonts
from desktop.ui.bind import spawn
from desktop.ui.family.words import expiry_words
from desktop.ui.look import Look
from desktop.ui.publish.notice import Notice
from desktop.ui.theme import Size, Space, Tone
from desktop.ui.widgets.buttons import Button, Kind
from desktop.ui.widgets.labels import Role, paragraph
from desktop.ui.widgets.sheet import Sheet

if TYPE_CHECKING:
    from desktop.services.family import Family

HOW = (
    "On the other computer: install the app, choose “Connect to the family's cloud” in Settings, paste the address, "
    "create an account of their own, and enter this code. Both of you then have the same library."
)


class InviteSheet(Sheet):
    """Asks for a code as soon as it opens. A code that was shown stays good when the sheet closes."""

    def __init__(self, family: Family, look: Look, *, window: QWidget) -> None:
        super().__init__(look, window=window, title="Invite the other parent", text=HOW, width=520)
        self._family = family
        self._invite: Invite | None = None
        self._notice: Notice | None = None
        self._box = QFrame()
        self._box.setObjectName("letter")
        self.code = QLabel("Making a code…")
        self.code.setFont(fonts.font(Size.TITLE, weight=QFont.Weight.Bold, is_tabular=True))
        self.code.setStyleSheet(f"font-size: {int(Size.TITLE)}px; font-weight: 700;")
        self.code.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.copy = Button("Copy", look, icon="copy", is_small=True)
        self.copy.clicked.connect(self.copy_code)
        row = QHBoxLayout(self._box)
        row.setContentsMargins(Space.L, Space.M, Space.M, Space.M)
        row.addWidget(self.code, 1)
        row.addWidget(self.copy)
        self.address = Button("Copy the address", look, kind=Kind.PLAIN, icon="link", is_small=True)
        self.address.clicked.connect(self.copy_address)
        self.expiry = paragraph("", role=Role.SMALL)
        below = QHBoxLayout()
        below.addWidget(self.expiry, 1)
        below.addWidget(self.address, 0, Qt.AlignmentFlag.AlignTop)
        self.body.addWidget(self._box)
        self.body.addLayout(below)
        if family.cloud is not None and family.cloud.is_on_this_computer:
            self.address.hide()
            self.body.addWidget(_no_way_here(family.cloud, look))
        self.again = self.add_button("Try again")
        self.again.clicked.connect(self.ask)
        self.add_button("Done", kind=Kind.PRIMARY, answers=True)
        self.ask()

    def ask(self) -> None:
        """Ask the cloud for a code."""
        self.again.hide()
        self.copy.hide()
        self.code.setText("Making a code…")
        if self._notice is not None:
            self._notice.deleteLater()
            self._notice = None
        spawn(self, self._ask())

    def copy_code(self) -> None:
        if self._invite is not None:
            QGuiApplication.clipboard().setText(self._invite.code)
            self.copy.setText("Copied")
            self.copy.set_icon("check")

    def copy_address(self) -> None:
        """Put the cloud's address into the clipboard: the other computer needs it too."""
        if self._family.cloud is not None:
            QGuiApplication.clipboard().setText(self._family.cloud.url)
            self.address.setText("Copied the address")

    def first_focus(self) -> QWidget | None:
        return self.copy if self._invite is not None else self.cross

    async def _ask(self) -> None:
        try:
            self._invite = await self._family.invite()
        except Trouble as trouble:
            self._fail(trouble)
        else:
            self.code.setText(self._invite.code)
            self.expiry.setText(expiry_words(self._invite.expires_at))
            self.copy.setAccessibleName(f"Copy the code {self._invite.code}")
            self.copy.show()
            self.copy.setFocus()

    def _fail(self, trouble: Trouble) -> None:
        self._notice = Notice(trouble.message, self._look, tone=Tone.BAD, next_step=trouble.next_step)
        self.code.setText("No code yet")
        self.body.addWidget(self._notice)
        self.again.show()
        self.again.setFocus()


def _no_way_here(cloud: Cloud, look: Look) -> Notice:
    """Return what has to be done before another computer can reach this cloud."""
    if cloud.kind is CloudKind.DEMO:
        said = "The demo's cloud works on this computer only, and ends with the app."
        step = "To share a library, connect to a server at home or to a cloud of your own."
    else:
        said = "This server's address works on this computer only."
        step = (
            "Start it again with “--host 0.0.0.0” and a certificate (“--help” says how). Then connect every computer, "
            "this one too, by the address that it prints."
        )
    return Notice(said, look, tone=Tone.WARNING, next_step=step)
