"""The order of the library's list: its names, and the button that changes it."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.ui.lists.menus import Choice, below, open_menu
from desktop.ui.look import Look
from desktop.ui.models.recordings import Order
from desktop.ui.widgets.buttons import Button, Kind

SORTINGS: dict[Order, str] = {
    "added": "Recently added",
    "title": "Title",
    "artist": "Artist",
    "duration": "Length",
}


class SortButton(Button):
    """Shows the order in force; a click offers the others."""

    order_chosen = Signal(str)

    def __init__(self, look: Look, *, parent: QWidget | None = None) -> None:
        super().__init__(SORTINGS["added"], look, kind=Kind.PLAIN, icon="sort", is_small=True, parent=parent)
        self._look = look
        self.order: Order = "added"
        self.setAccessibleName("Sort by: Recently added")
        self.clicked.connect(self._on_clicked)

    def choose(self, order: Order) -> None:
        """Sort by `order` from now on."""
        self.order = order
        self.setText(SORTINGS[order])
        self.setAccessibleName(f"Sort by: {SORTINGS[order]}")
        self.order_chosen.emit(order)

    def _on_clicked(self) -> None:
        choices = [
            Choice(text, partial(self.choose, order), is_checked=order == self.order)
            for order, text in SORTINGS.items()
        ]
        open_menu(self, self._look, choices=choices, at=below(self), name="Sort by")
