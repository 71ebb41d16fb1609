"""The line above a page that says what is wrong with the connection or the account, and what to do."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from desktop.ui.look import Look, follow_look
from desktop.ui.theme import Space
from desktop.ui.widgets.buttons import Button, Kind
from desktop.ui.widgets.labels import ElidedLabel


class Banner(QFrame):
    """One sentence, perhaps one button; hidden while there is nothing to say."""

    def __init__(self, look: Look, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("notice")
        self._look = look
        self._icon_name = "offline"
        self._run: Callable[[], object] | None = None
        self._mark = QLabel()
        self.words = ElidedLabel()
        self.button = Button("More", look, kind=Kind.PLAIN, is_small=True)
        self.button.clicked.connect(self._on_clicked)
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.M, 6, Space.S, 6)
        row.setSpacing(Space.M)
        row.addWidget(self._mark)
        row.addWidget(self.words, 1)
        row.addWidget(self.button)
        self.setFixedHeight(42)
        self.hide()
        follow_look(look, self._dress)

    def say(self, text: str, *, icon: str, button: str = "", run: Callable[[], object] | None = None) -> None:
        """Show a sentence; `button` does `run`."""
        self.words.setText(text)
        self.setAccessibleName(text)
        self._icon_name, self._run = icon, run
        self.button.setText(button)
        self.button.setVisible(bool(button))
        self._dress()
        self.show()

    def _on_clicked(self) -> None:
        if self._run is not None:
            self._run()

    def _dress(self) -> None:
        scale = self.devicePixelRatioF()
        self._mark.setPixmap(self._look.icons.pixmap(self._icon_name, colour="on_warning_soft", size=18, scale=scale))
