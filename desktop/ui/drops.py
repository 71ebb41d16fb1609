"""The veil that says where dropped files go: the whole window takes them."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData, QRectF, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from desktop.ui import fonts
from desktop.ui.look import Look
from desktop.ui.theme import Radius, Size, Space


def paths_of(mime: QMimeData) -> list[Path]:
    """Return the local files and folders that a drag carries; what is somewhere else is left out."""
    return [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()] if mime.hasUrls() else []


class DropVeil(QWidget):
    """Lies over the window while files are held above it. It never takes the pointer."""

    def __init__(self, look: Look, *, window: QWidget) -> None:
        super().__init__(window)
        self._look, self._window = look, window
        self._text = ""
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()

    def rise(self, paths: list[Path]) -> None:
        """Show it over the whole window."""
        only = paths[0].name if len(paths) == 1 else ""
        self._text = f"“{only}”" if only else f"{len(paths):,} files and folders"
        self.setAccessibleName("Drop to add to your library")
        self.setGeometry(self._window.rect())
        self.show()
        self.raise_()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme = self._look.theme
        veil = theme.colour("window")
        veil.setAlpha(235)
        painter.fillRect(self.rect(), veil)
        field = QRectF(self.rect()).adjusted(Space.L, Space.L, -Space.L, -Space.L)
        soft = theme.colour("accent_soft")
        soft.setAlpha(90 if theme.is_dark else 150)
        painter.setBrush(soft)
        painter.setPen(QPen(theme.colour("accent"), 2, Qt.PenStyle.DashLine))
        painter.drawRoundedRect(field, Radius.XL, Radius.XL)
        middle = field.center()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("accent_fill"))
        painter.drawEllipse(QRectF(middle.x() - 44, middle.y() - 104, 88, 88))
        self._look.icons.paint(
            painter, QRectF(middle.x() - 20, middle.y() - 80, 40, 40), "download", colour="on_accent_fill"
        )
        self._write(painter, middle.y() + 8, "Drop to add to your library", size=Size.TITLE, colour="text")
        self._write(painter, middle.y() + 42, self._text, size=Size.BODY, colour="on_accent_soft")
        self._write(painter, middle.y() + 66, "A folder becomes a playlist.", size=Size.BODY, colour="text_muted")

    def _write(self, painter: QPainter, top: float, text: str, *, size: Size, colour: str) -> None:
        weight = QFont.Weight.Bold if size is Size.TITLE else QFont.Weight.Normal
        painter.setFont(fonts.font(size, weight=weight))
        painter.setPen(self._look.theme.colour(colour))
        room = QRectF(Space.XXL * 2, top, self.width() - Space.XXL * 4, 30)
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideMiddle, int(room.width()))
        painter.drawText(room, Qt.AlignmentFlag.AlignCenter, shown)
