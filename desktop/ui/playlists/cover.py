"""A playlist's cover: a click changes it, a dropped picture becomes it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QImage,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QAbstractButton, QWidget

from desktop.ui.look import Look
from desktop.ui.models.mime import carried_files
from desktop.ui.theme import Radius
from desktop.ui.widgets.covers import paint_cover
from desktop.ui.widgets.pressing import pressed_by

PICTURE_ENDINGS = (".jpg", ".jpeg", ".png", ".webp", ".gif", ".bmp")


class CoverButton(QAbstractButton):
    """Shows a cover. `clicked` asks to change it; `picture_file_dropped` and `picture_dropped` bring a new one."""

    picture_file_dropped = Signal(str)
    picture_dropped = Signal(bytes)  # PNG

    def __init__(self, look: Look, *, edge: int = 116, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._path: Path | None = None
        self._title = ""
        self._is_landing = False
        self.setFixedSize(QSize(edge, edge))
        self.setAcceptDrops(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setAccessibleName("Change the cover")
        self.setToolTip("Change the cover, or drop a picture here")
        look.changed.connect(self.update)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not pressed_by(self, event):
            super().keyPressEvent(event)

    def show_cover(self, path: Path | None, *, title: str) -> None:
        """Show the picture of this file, or a drawn one for the title."""
        self._path, self._title = path, title
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(self.rect())
        picture = self._look.covers.pixmap(self._path, edge=self.width(), scale=self.devicePixelRatioF())
        paint_cover(painter, rect, pixmap=picture, title=self._title, radius=Radius.L)
        if self.underMouse() or self._is_landing:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(0, 0, 0, 110))
            painter.drawRoundedRect(rect, Radius.L, Radius.L)
            centre = rect.center()
            self._look.icons.paint(painter, QRectF(centre.x() - 16, centre.y() - 16, 32, 32), "image", colour="#ffffff")
        if self.hasFocus() or self._is_landing:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(self._look.theme.colour("focus"), 3))
            painter.drawRoundedRect(rect.adjusted(1.5, 1.5, -1.5, -1.5), Radius.L, Radius.L)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasImage() or _picture_in(event):
            self._land(True)
            event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:  # noqa: ARG002
        self._land(False)

    def dropEvent(self, event: QDropEvent) -> None:
        self._land(False)
        if path := _picture_in(event):
            self.picture_file_dropped.emit(str(path))
        elif event.mimeData().hasImage():
            self.picture_dropped.emit(_png(QImage(event.mimeData().imageData())))
        else:
            return
        event.acceptProposedAction()

    def _land(self, is_landing: bool) -> None:
        self._is_landing = is_landing
        self.update()


def _picture_in(event: QDropEvent) -> Path | None:
    return next((path for path in carried_files(event.mimeData()) if path.suffix.lower() in PICTURE_ENDINGS), None)


def _png(image: QImage) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, b"PNG")
    return bytes(buffer.data().data())
