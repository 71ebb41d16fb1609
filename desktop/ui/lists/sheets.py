"""How a page puts a question: a sheet over the window, whose answer arrives as a call."""

from __future__ import annotations

from collections.abc import Callable

from desktop.ui.widgets.sheet import Sheet


def put_question(sheet: Sheet, on_yes: Callable[[], None]) -> None:
    """Open `sheet`; call `on_yes` when it is accepted. It is deleted afterwards."""
    sheet.accepted.connect(on_yes)
    sheet.finished.connect(sheet.deleteLater)
    sheet.open()
