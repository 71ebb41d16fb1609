"""The button that says which player the bar steers, and opens the choice."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QWidget

from desktop.ui.look import Look
from desktop.ui.players.scene import Scene
from desktop.ui.widgets.buttons import Button

MOST_WIDTH = 116


class TargetButton(Button):
    """A player's icon and name, shortened where it is long."""

    def __init__(self, look: Look, *, parent: QWidget | None = None) -> None:
        super().__init__("", look, icon="player", is_small=True, parent=parent)
        self.setMaximumWidth(MOST_WIDTH + 46)

    def show_target(self, scene: Scene) -> None:
        """Show whom the bar steers."""
        metrics = QFontMetrics(self.font())
        self.setText(metrics.elidedText(scene.name, Qt.TextElideMode.ElideRight, MOST_WIDTH).replace("&", "&&"))
        self.set_icon(scene.icon)
        name = f"Playing on {scene.name}. Choose another player"
        self.setToolTip(name)
        self.setAccessibleName(name)
