"""The sleep timer's menu: when a player shall fall silent."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu, QWidget

from desktop.ui.lists.menus import Choice, open_menu
from desktop.ui.look import Look

MINUTES = (5, 10, 15, 20, 30, 45, 60)


def open_sleep_menu(
    owner: QWidget, look: Look, *, at: QPoint, is_running: bool, choose: Callable[[int], None]
) -> QMenu:
    """Show a menu that calls `choose` with seconds; 0 switches the timer off."""
    times = [Choice(f"In {minutes} minutes", partial(choose, minutes * 60)) for minutes in MINUTES]
    off = Choice("Off", partial(choose, 0) if is_running else None)
    return open_menu(owner, look, choices=[*times, None, off], at=at, name="Sleep timer")
