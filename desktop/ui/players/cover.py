"""A square cover, as large as a view wants it."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from desktop.ui.look import Look
from desktop.ui.players.scene import Scene
from desktop.ui.theme import Radius
from desktop.ui.widgets.covers import paint_cover


class CoverView(QWidget):
    """Draws the cover of a scene, or the drawn one for a title without a picture."""

    def __init__(self, look: Look, *, edge: int, radius: float = Radius.M, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look, self._edge, self._radius = look, edge, radius
        self._scene = Scene(name="", icon="player", title="", caption="")
        self.setFixedSize(edge, edge)
        self.setAccessibleName("Cover")

    def show_scene(self, scene: Scene) -> None:
        if (scene.cover, scene.title) != (self._scene.cover, self._scene.title):
            self._scene = scene
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        picture = self._look.covers.pixmap(self._scene.cover, edge=self._edge, scale=self.devicePixelRatioF())
        painter = QPainter(self)
        paint_cover(painter, QRectF(self.rect()), pixmap=picture, title=self._scene.title, radius=self._radius)
