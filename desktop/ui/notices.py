"""The room above a page for what concerns all pages: the banner, imports under way."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.ui.theme import Space


class Notices(QWidget):
    """A column of notices, each of which shows and hides itself; without any it takes no room."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._notices: list[QWidget] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(Space.XXL, Space.L, Space.XXL, 0)
        self._column.setSpacing(Space.S)
        self.hide()

    def add(self, notice: QWidget) -> None:
        """Give a notice its place, below the others."""
        self._notices.append(notice)
        self._column.addWidget(notice)
        notice.installEventFilter(self)
        self._settle()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.ShowToParent, QEvent.Type.HideToParent):
            self._settle()
        return super().eventFilter(watched, event)

    def _settle(self) -> None:
        self.setVisible(any(not notice.isHidden() for notice in self._notices))
