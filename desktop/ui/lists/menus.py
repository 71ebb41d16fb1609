"""Menus that pages open: a list of named actions, shown without waiting for the choice."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from desktop.ui.look import Look


@dataclass(frozen=True, slots=True)
class Choice:
    """One line of a menu; `None` for `run` makes it a line that cannot be chosen."""

    text: str
    run: Callable[[], object] | None
    icon: str | None = None
    key: str = ""  # shown at the right, as a reminder
    is_checked: bool | None = None


def open_menu(
    owner: QWidget, look: Look, *, choices: Iterable[Choice | None], at: QPoint, name: str = "Actions"
) -> QMenu:
    """Show a menu at `at` (on the screen) and return it; None is a separating line. It goes when it closes."""
    menu = QMenu(owner)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    menu.setAccessibleName(name)
    for choice in choices:
        if choice is None:
            menu.addSeparator()
            continue
        text = choice.text.replace("&", "&&")
        action = QAction(f"{text}\t{choice.key}" if choice.key else text, menu)
        if choice.icon is not None:
            action.setIcon(look.icons.icon(choice.icon, size=18))
        if choice.is_checked is not None:
            action.setCheckable(True)
            action.setChecked(choice.is_checked)
        if choice.run is None:
            action.setEnabled(False)
        else:
            action.triggered.connect(_called(choice.run))
        menu.addAction(action)
    menu.popup(at)
    return menu


def below(widget: QWidget) -> QPoint:
    """Return where a menu that hangs from `widget` opens."""
    return widget.mapToGlobal(QPoint(0, widget.height() + 4))


def _called(run: Callable[[], object]) -> Callable[[], None]:
    def on_triggered() -> None:
        run()

    return on_triggered
