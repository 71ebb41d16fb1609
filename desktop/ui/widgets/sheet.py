"""Sheets: the app's dialogs, drawn inside the window over a veil."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.ui.look import Look
from desktop.ui.theme import Space
from desktop.ui.widgets.buttons import Button, IconButton, Kind
from desktop.ui.widgets.labels import Heading, Role, paragraph
from desktop.ui.widgets.overlay import Overlay


class Sheet(Overlay):
    """A title, a body and a row of buttons over the whole window, which waits meanwhile.

    Fill `body` (a QVBoxLayout), call `add_button`, then `open()` or `await bind.ask(sheet)`; `finished` brings the
    answer. Escape and the cross mean no.
    """

    def __init__(self, look: Look, *, window: QWidget, title: str, text: str = "", width: int = 480) -> None:
        super().__init__(look, window=window, width=width)
        self.setAccessibleName(title)
        column = QVBoxLayout(self.panel)
        column.setContentsMargins(Space.XL, Space.XL, Space.XL, Space.XL)
        column.setSpacing(0)
        self.title = Heading(title, role=Role.TITLE)
        self.cross = IconButton("close", look, name="Close", size=32, icon_size=18, colour="text_muted")
        self.cross.clicked.connect(self.reject)
        head = QHBoxLayout()
        head.addWidget(self.title, 1)
        head.addWidget(self.cross)
        column.addLayout(head)
        if text:
            column.addSpacing(Space.XS)
            column.addWidget(paragraph(text))
        self.body = QVBoxLayout()
        self.body.setSpacing(Space.M)
        column.addSpacing(Space.L)
        column.addLayout(self.body)
        self.footer = QHBoxLayout()
        self.footer.setSpacing(Space.M)
        self.footer.addStretch(1)
        column.addSpacing(Space.XL)
        column.addLayout(self.footer)

    def add_button(
        self, text: str, *, kind: Kind = Kind.QUIET, icon: str | None = None, answers: bool | None = None
    ) -> Button:
        """Add a button to the right end; `answers` True accepts, False rejects, None leaves `clicked` to the caller.

        The primary or danger one is pressed by Return.
        """
        button = Button(text, self._look, kind=kind, icon=icon)
        if kind in (Kind.PRIMARY, Kind.DANGER):
            button.setDefault(True)
        if answers is True:
            button.clicked.connect(self.accept)
        elif answers is False:
            button.clicked.connect(self.reject)
        self.footer.addWidget(button)
        return button

    def first_focus(self) -> QWidget | None:
        """Return the first field to type in, or the default button."""
        defaults = [button for button in self.panel.findChildren(Button) if button.isDefault()]
        return super().first_focus() or (defaults[0] if defaults else None)
