"""The app's menu: all of the table of actions by its groups, without the pages, which the sidebar has."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu, QWidget

from desktop.ui.actions import Actions
from desktop.ui.look import Look
from desktop.ui.theme import Space


def open_app_menu(window: QWidget, actions: Actions, look: Look, *, button: QWidget) -> None:
    """Open the menu under `button`. It goes when it closes."""
    menu = QMenu(window)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    menu.setAccessibleName("Menu")
    actions.fill_menu(menu, look, ids=menu_ids(actions))
    menu.popup(button.mapToGlobal(QPoint(0, button.height() + Space.XS)))


def menu_ids(actions: Actions) -> list[str | None]:
    """Return what the menu holds, in order; None is a separating line."""
    ids: list[str | None] = []
    group = ""
    for action in actions.all():
        if action.group == "Go to":
            continue
        if group and action.group != group:
            ids.append(None)
        group = action.group
        ids.append(action.id)
    return ids
