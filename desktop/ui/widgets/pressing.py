"""Return presses a button that has the keyboard: Qt lets only Space do so, and a dialog's Return press another one."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton


def pressed_by(button: QAbstractButton, event: QKeyEvent) -> bool:
    """Press `button` if the key is Return; return whether it was."""
    is_return = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
    if is_return and not event.isAutoRepeat():
        event.accept()
        button.click()
    return is_return
