"""The connect sheet's first question: where is the family's cloud?"""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.model.errors import Trouble, Unencrypted
from desktop.ui.family.step import Step
from desktop.ui.family.words import WHAT_IT_IS, tidy_address
from desktop.ui.look import Look
from desktop.ui.publish.notice import Notice
from desktop.ui.theme import Tone
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.fields import Field
from desktop.ui.widgets.labels import ElidedLabel, Role


class AddressStep(Step):
    """Takes an address. `demo_wanted` asks for the demo's own cloud, where there is one."""

    demo_wanted = Signal()
    busy = "Looking for it…"

    def __init__(self, look: Look, *, has_demo: bool, parent: QWidget | None = None) -> None:
        super().__init__(look, title="Connect to the family's cloud", text=WHAT_IT_IS, parent=parent)
        self.trusts_network = False
        self.address = self.add_field(
            Field(
                "Address of the cloud",
                look,
                hint="It was shown when the cloud was set up: https://… or, for a server on this computer, http://…",
            )
        )
        self.address.editor.setPlaceholderText("https://")
        self.address.editor.textEdited.connect(self._distrust)
        self._warning: Notice | None = None
        self.demo = Button("This computer's demo cloud", look, icon="sparkle")
        self.demo.clicked.connect(self.demo_wanted)
        self._or = QWidget()
        row = QHBoxLayout(self._or)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(ElidedLabel("or try it with", role=Role.SMALL))
        row.addWidget(self.demo)
        row.addStretch(1)
        self.column.addWidget(self._or)
        self._or.setVisible(has_demo)  # only now: shown before it has a place, it would be a window of its own
        self.column.addStretch(1)

    @property
    def url(self) -> str:
        return tidy_address(self.address.text())

    def fail(self, trouble: Trouble, *, is_general: bool) -> None:
        if isinstance(trouble, Unencrypted):
            self._warn(trouble)
        else:
            super().fail(trouble, is_general=False)
            del is_general

    def ease(self) -> None:
        super().ease()
        if self._warning is not None:
            self._warning.hide()
            self._warning.deleteLater()
            self._warning = None

    def _warn(self, trouble: Unencrypted) -> None:
        """Ask whether an unencrypted way is all right at home."""
        self._warning = Notice(trouble.message, self._look, tone=Tone.WARNING, next_step=trouble.next_step)
        self.column.insertWidget(2, self._warning)
        self.trusts_network = True
        self.go = "Connect anyway"
        self.changed.emit()

    def _distrust(self) -> None:
        self.trusts_network = False
        self.go = Step.go
        self.ease()
        self.changed.emit()
