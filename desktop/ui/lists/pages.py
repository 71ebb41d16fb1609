"""What every page is handed besides the studio: a way to tell the person what has just been done."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.ui.theme import Space


class Notify(Protocol):
    """Shows a toast; with `undo` it offers to take the last change back."""

    def __call__(self, text: str, *, undo: bool = False) -> None: ...


def page_column(page: QWidget) -> QVBoxLayout:
    """Give a page its margins and return the column to fill."""
    page.setObjectName("page")
    column = QVBoxLayout(page)
    column.setContentsMargins(Space.XXL, Space.XL, Space.XXL, 0)
    column.setSpacing(Space.M)
    return column
