"""One section of the Settings page: a heading, a sentence, and rows of settings."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.ui.theme import Space
from desktop.ui.widgets.labels import Heading, Role, paragraph
from desktop.ui.widgets.surface import Surface, rule


class Section(Surface):
    """Fill it with `add_row` and `add`."""

    def __init__(
        self, title: str, *, text: str = "", control: QWidget | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(padding=Space.XL, parent=parent)
        self.setAccessibleName(title)
        self.column.setSpacing(Space.L)
        head = QVBoxLayout()
        head.setSpacing(Space.XS)
        top = QHBoxLayout()
        top.addLayout(head, 1)
        if control is not None:
            top.addWidget(control, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(Heading(title))
        if text:
            head.addWidget(paragraph(text, role=Role.SMALL))
        self.column.addLayout(top)
        self._rows = 0

    def add_row(self, title: str, *controls: QWidget, text: str = "") -> QWidget:
        """Add a setting: its name and a sentence on the left, its controls on the right; return the row."""
        words = QWidget()
        column = QVBoxLayout(words)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(paragraph(title, role=Role.STRONG))
        if text:
            column.addWidget(paragraph(text, role=Role.SMALL))
        return self.add_row_of(words, *controls)

    def add_row_of(self, words: QWidget, *controls: QWidget) -> QWidget:
        """Add a row of ready words on the left and controls on the right; return it."""
        if self._rows:
            self.column.addWidget(rule())
        self._rows += 1
        row = QWidget()
        across = QHBoxLayout(row)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(Space.L)
        across.addWidget(words, 1)
        for control in controls:
            across.addWidget(control, 0, Qt.AlignmentFlag.AlignVCenter)
        self.column.addWidget(row)
        return row

    def add(self, widget: QWidget) -> None:
        self.column.addWidget(widget)
