"""The button that says which player the bar steers, and opens the choice."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from desktop.ui.look import Look
from desktop.ui.players.scene import Scene
from desktop.ui.widgets.buttons import Button

MOST_WIDTH = 116


class TargetButton(Button):
    """A player's icon and name, shortened where it is long; the icon alone where room is scarce."""

    def __init__(self, look: Look, *, parent: QWidget | None = None) -> None:
        super().__init__("", look, icon="player", is_small=True, parent=parent)
        self.setMaximumWidth(MOST_WIDTH + 46)
        self._name = ""
        self._is_compact = False

    def set_compact(self, is_compact: bool) -> None:
        """Show the icon alone; the tool tip says the name."""
        self._is_compact = is_compact
        self._show_name()

    def show_target(self, scene: Scene) -> None:
        """Show whom the bar steers."""
        self._name = scene.name
        self._show_name()
        self.set_icon(scene.icon)
        name = f"Playing on {scene.name}. Choose another player"
        self.setToolTip(name)
        self.setAccessibleName(name)

    def _show_name(self) -> None:
        shown = self.fontMetrics().elidedText(self._name, Qt.TextElideMode.ElideRight, MOST_WIDTH)
        self.setText("" if self._is_compact else shown.replace("&", "&&"))
