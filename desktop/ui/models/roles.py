"""The named roles under which every list of the app answers."""

from __future__ import annotations

from enum import IntEnum

from PySide6.QtCore import QByteArray, Qt


class Role(IntEnum):
    """What can be asked of a row besides Qt's own roles."""

    KEY = Qt.ItemDataRole.UserRole + 1  # the row's key, known without loading the row
    ROW = Qt.ItemDataRole.UserRole + 2  # the whole value that the delegate draws


def role_names() -> dict[int, QByteArray]:
    """Return the names of our roles, for `roleNames`."""
    return {int(role): QByteArray(role.name.lower().encode("ascii")) for role in Role}
