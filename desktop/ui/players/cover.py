"""A square cover, as large as a view wants it."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
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
        look.changed.connect(self.update)
        self.setAccessibleName("Cover")

    def show_scene(self, scene: Scene) -> None:
        before = self._scene
        if (scene.cover, scene.title, scene.icon) != (before.cover, before.title, before.icon):
            self._scene = scene
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        if self._scene.is_idle:
            self._paint_idle()
            return
        picture = self._look.covers.pixmap(self._scene.cover, edge=self._edge, scale=self.devicePixelRatioF())
        painter = QPainter(self)
        paint_cover(painter, QRectF(self.rect()), pixmap=picture, title=self._scene.title, radius=self._radius)

    def _paint_idle(self) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._look.theme.colour("neutral_soft"))
        painter.drawRoundedRect(QRectF(self.rect()), self._radius, self._radius)
        inner = self._edge * 0.42
        place = QRectF((self._edge - inner) / 2, (self._edge - inner) / 2, inner, inner)
        self._look.icons.paint(painter, place, self._scene.icon, colour="text_muted")
