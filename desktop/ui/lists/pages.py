"""What every page is handed besides the studio: a way to tell the person what has just been done."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtWidgets import QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from desktop.ui.theme import Space

LEAST_LIST = 120  # pixels of a list that is still of use


class Notify(Protocol):
    """Shows a toast; with `undo` it offers to take the last change back."""

    def __call__(self, text: str, *, undo: bool = False) -> None: ...


def room(*views: QWidget) -> QStackedWidget:
    """Return a stack of views that asks for little height, so that a small window still holds the page."""
    stack = QStackedWidget()
    for view in views:
        stack.addWidget(view)
    stack.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)
    stack.setMinimumHeight(LEAST_LIST)
    return stack


def page_column(page: QWidget) -> QVBoxLayout:
    """Give a page its margins and return the column to fill."""
    page.setObjectName("page")
    column = QVBoxLayout(page)
    column.setContentsMargins(Space.XXL, Space.XL, Space.XXL, 0)
    column.setSpacing(Space.M)
    return column
