"""The sheet of keyboard shortcuts (F1)."""

from __future__ import annotations

from itertools import groupby

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop.ui.actions import Actions, shortcut_text
from desktop.ui.look import Look
from desktop.ui.theme import Space
from desktop.ui.widgets.labels import ElidedLabel, Role
from desktop.ui.widgets.sheet import Sheet

Lines = list[tuple[str, tuple[str, ...]]]
Group = tuple[str, Lines]

IN_LISTS = (
    ("Select all that is shown", ("Ctrl+A",)),
    ("Open or play", ("Return",)),
    ("Edit", ("F2",)),
    ("Remove", ("Del",)),
    ("Move in a playlist", ("Alt+Up", "Alt+Down")),
)


class KeysSheet(Sheet):
    """All shortcuts by group, in two columns."""

    def __init__(self, actions: Actions, look: Look, *, window: QWidget) -> None:
        super().__init__(look, window=window, title="Keyboard shortcuts", width=760)
        groups: list[Group] = []
        known = [action for action in actions.all() if action.shortcuts]
        known.sort(key=lambda action: action.group)
        for group, members in groupby(known, key=lambda action: action.group):
            groups.append((group, [(action.text, action.shortcuts[:2]) for action in members]))
        groups.append(("In lists", list(IN_LISTS)))
        columns = QHBoxLayout()
        columns.setSpacing(Space.XXL)
        for half in _halves(groups):
            column = QVBoxLayout()
            column.setSpacing(Space.XL)
            for title, lines in half:
                column.addLayout(_group(title, lines))
            column.addStretch(1)
            columns.addLayout(column, 1)
        self.body.addLayout(columns)


def _group(title: str, lines: Lines) -> QGridLayout:
    grid = QGridLayout()
    grid.setVerticalSpacing(Space.S)
    grid.setColumnStretch(0, 1)
    grid.addWidget(ElidedLabel(title.upper(), role=Role.OVERLINE), 0, 0, 1, 2)
    for row, (text, keys) in enumerate(lines, start=1):
        grid.addWidget(ElidedLabel(text), row, 0)
        caps = QLabel(" or ".join(shortcut_text(one) for one in keys))
        caps.setProperty("role", "key")
        caps.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        grid.addWidget(caps, row, 1, Qt.AlignmentFlag.AlignRight)
    return grid


def _halves(
    groups: list[Group],
) -> tuple[list[Group], list[Group]]:
    """Return the groups in two columns of about the same height."""
    total = sum(len(lines) + 2 for _, lines in groups)
    height = 0
    for place, (_, lines) in enumerate(groups):
        height += len(lines) + 2
        if height >= total / 2:
            return groups[: place + 1], groups[place + 1 :]
    return groups, []
