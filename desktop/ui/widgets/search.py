"""The search field of a page."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QWidget

from desktop.ui.look import Look, follow_look

PAUSE_MS = 80  # shorter than the gap between two quick key strokes, long enough to skip work in between

WIDTH = 280


class SearchField(QLineEdit):
    """A search field. `searched` gives the trimmed text once typing rests; Escape clears it."""

    searched = Signal(str)

    def __init__(self, look: Look, *, placeholder: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.setPlaceholderText(placeholder)
        self.setAccessibleName(placeholder.rstrip("…."))
        self.setMinimumWidth(160)
        self.setMaximumWidth(WIDTH)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._lens = QAction("Search", self)
        self._lens.triggered.connect(self.setFocus)
        self._clear = QAction("Clear the search", self)
        self._clear.triggered.connect(self.clear)
        self.addAction(self._lens, QLineEdit.ActionPosition.LeadingPosition)
        self.addAction(self._clear, QLineEdit.ActionPosition.TrailingPosition)
        self._clear.setVisible(False)
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self._announce)
        self._announced = ""
        self.textChanged.connect(self._on_text_changed)
        self.returnPressed.connect(self._announce)
        follow_look(look, self._dress)

    def sizeHint(self) -> QSize:
        return QSize(WIDTH, super().sizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
            self._announce()
            return
        super().keyPressEvent(event)

    def _on_text_changed(self, text: str) -> None:
        self._clear.setVisible(bool(text))
        self._pause.start()

    def _announce(self) -> None:
        self._pause.stop()
        text = self.text().strip()
        if text != self._announced:
            self._announced = text
            self.searched.emit(text)

    def _dress(self) -> None:
        self._lens.setIcon(self._look.icons.icon("search", colour="text_muted", size=18))
        self._clear.setIcon(self._look.icons.icon("close", colour="text_muted", size=16))
