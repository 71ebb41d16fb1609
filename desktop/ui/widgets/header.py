"""The head of a page: title, caption, and what can be done there."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop.ui.theme import Space
from desktop.ui.widgets.labels import Caption, Heading, Role


class PageHeader(QWidget):
    """Title and caption on the left, controls on the right. The caption's line is kept even while it is empty."""

    def __init__(
        self, title: str, *, caption: str = " ", actions: tuple[QWidget, ...] = (), parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.title = Heading(title, role=Role.PAGE)
        self.caption = Caption(caption)
        self.caption.setMinimumHeight(20)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self.title)
        words.addWidget(self.caption)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(Space.M)
        self._row.addLayout(words, 1)
        for action in actions:
            self.add_action(action)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def add_action(self, control: QWidget) -> None:
        """Put a control to the right end."""
        self._row.addWidget(control, 0, Qt.AlignmentFlag.AlignVCenter)

    def set_title(self, title: str) -> None:
        self.title.setText(title)

    def set_caption(self, caption: str) -> None:
        self.caption.setText(caption or " ")
