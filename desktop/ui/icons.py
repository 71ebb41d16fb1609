"""The bundled icons, tinted with a theme's colours."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from desktop.ui.resources import RESOURCES
from desktop.ui.theme import Theme

SCALES = (1.0, 2.0, 3.0)


class Icons:
    """Icons of one theme by name ("play", "play-fill": resources/icons/README.md), each drawn once.

    `colour` is a token of Colours or "#rrggbb". An unknown name raises FileNotFoundError.
    """

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self._drawings: dict[str, str] = {}
        self._pixmaps: dict[tuple[str, str, int, float, int], QPixmap] = {}
        self._icons: dict[tuple[str, str, int, int], QIcon] = {}

    def icon(self, name: str, *, colour: str = "text", size: int = 20, gap: int = 0) -> QIcon:
        """Return a crisp icon for every screen; `gap` adds empty pixels after it, to hold text off in a button."""
        key = (name, colour, size, gap)
        if key not in self._icons:
            icon = QIcon()
            for scale in SCALES:
                icon.addPixmap(self.pixmap(name, colour=colour, size=size, scale=scale, gap=gap))
                faint = self.pixmap(name, colour="text_disabled", size=size, scale=scale, gap=gap)
                icon.addPixmap(faint, QIcon.Mode.Disabled)
            self._icons[key] = icon
        return self._icons[key]

    def pixmap(self, name: str, *, colour: str = "text", size: int = 20, scale: float = 1.0, gap: int = 0) -> QPixmap:
        """Return one picture, `size` logical pixels high, for a screen of the device pixel ratio `scale`."""
        key = (name, colour, size, scale, gap)
        if key not in self._pixmaps:
            self._pixmaps[key] = self._draw(name, colour=colour, size=size, scale=scale, gap=gap)
        return self._pixmaps[key]

    def paint(self, painter: QPainter, rect: QRectF, name: str, *, colour: str = "text") -> None:
        """Draw an icon into a square of a running painter (delegates, custom widgets)."""
        scale = painter.device().devicePixelRatioF()
        picture = self.pixmap(name, colour=colour, size=round(rect.height()), scale=scale)
        painter.drawPixmap(rect, picture, QRectF(picture.rect()))

    def _draw(self, name: str, *, colour: str, size: int, scale: float, gap: int) -> QPixmap:
        drawing = self._drawing(name).replace("currentColor", self._theme.colour(colour).name())
        picture = QPixmap(round((size + gap) * scale), round(size * scale))
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        QSvgRenderer(QByteArray(drawing.encode())).render(painter, QRectF(0, 0, size * scale, size * scale))
        painter.end()
        picture.setDevicePixelRatio(scale)
        return picture

    def _drawing(self, name: str) -> str:
        if name not in self._drawings:
            self._drawings[name] = (RESOURCES / "icons" / f"{name}.svg").read_text(encoding="utf-8")
        return self._drawings[name]
