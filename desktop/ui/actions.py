"""One table of what can be done: menus, shortcuts and the palette are three readings of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu, QWidget

from desktop.ui.look import Look


def always() -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Action:
    """One thing to do. `shortcuts` are in Qt's portable words ("Ctrl+K"; Ctrl is the command key on a Mac).

    `more_words` are searched by the palette besides `text`; `group` is its heading in the list of shortcuts.
    """

    id: str
    text: str
    run: Callable[[], object]
    icon: str | None = None
    shortcuts: tuple[str, ...] = ()
    group: str = "App"
    is_enabled: Callable[[], bool] = always
    more_words: str = ""

    def trigger(self) -> None:
        """Do it, if it can be done now."""
        if self.is_enabled():
            self.run()


class Actions:
    """The table. Ids are unique; the order is that of adding."""

    def __init__(self) -> None:
        self._actions: dict[str, Action] = {}

    def add(self, action: Action) -> Action:
        if action.id in self._actions:
            raise ValueError(f"there is an action {action.id!r} already")
        self._actions[action.id] = action
        return action

    def get(self, action_id: str) -> Action:
        return self._actions[action_id]

    def all(self) -> list[Action]:
        return list(self._actions.values())

    def enabled(self) -> list[Action]:
        """Return what can be done now."""
        return [action for action in self._actions.values() if action.is_enabled()]

    def bind_shortcuts(self, window: QWidget) -> None:
        """Make every shortcut work in `window`."""
        for action in self._actions.values():
            for keys in action.shortcuts:
                QShortcut(QKeySequence(keys), window).activated.connect(_slot(action))

    def fill_menu(self, menu: QMenu, look: Look, *, ids: Iterable[str | None]) -> None:
        """Add the named actions to a menu; None is a separating line."""
        for action_id in ids:
            if action_id is None:
                menu.addSeparator()
                continue
            action = self._actions[action_id]
            hint = f"\t{shortcut_text(action.shortcuts[0])}" if action.shortcuts else ""
            item = QAction(action.text.replace("&", "&&") + hint, menu)
            if action.icon is not None:
                item.setIcon(look.icons.icon(action.icon, size=18))
            item.setEnabled(action.is_enabled())
            item.triggered.connect(_slot(action))
            menu.addAction(item)


def _slot(action: Action) -> Callable[[], None]:
    """Return a plain function: Qt cannot hold a method of a value with slots, to which there is no weak reference."""

    def run() -> None:
        action.trigger()

    return run


def shortcut_text(keys: str) -> str:
    """Return a shortcut as this system writes it ("Ctrl+K", "⌘K")."""
    return QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)
