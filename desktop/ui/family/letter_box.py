"""The demo's letter box: it sends no e-mail, so the codes arrive here."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from desktop.ui.look import Look, follow_look
from desktop.ui.theme import Space
from desktop.ui.widgets.buttons import Button, Kind
from desktop.ui.widgets.labels import ElidedLabel


class LetterBox(QFrame):
    """Shows the code that arrived last; `taken` brings it when the person uses it. Hidden until one arrives."""

    taken = Signal(str)

    def __init__(self, look: Look, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("letter")
        self._look = look
        self._code = ""
        self._mark = QLabel()
        self.words = ElidedLabel()
        self.use = Button("Use it", look, kind=Kind.PLAIN, is_small=True)
        self.use.clicked.connect(lambda: self.taken.emit(self._code))
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.M, 6, Space.S, 6)
        row.setSpacing(Space.M)
        row.addWidget(self._mark)
        row.addWidget(self.words, 1)
        row.addWidget(self.use)
        self.setFixedHeight(42)
        self.hide()
        follow_look(look, self._dress)

    def show_code(self, code: str) -> None:
        """Let a letter arrive."""
        self._code = code
        self.words.setText(f"The demo's letter box: your code is {code}")
        self.use.setAccessibleName(f"Use the code {code}")
        self.show()

    def _dress(self) -> None:
        scale = self.devicePixelRatioF()
        self._mark.setPixmap(self._look.icons.pixmap("mail", colour="on_neutral_soft", size=18, scale=scale))
