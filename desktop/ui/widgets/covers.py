"""Covers: pictures scaled once for the screen, and a drawn one for what has none."""

from __future__ import annotations

import unicodedata
import zlib
from collections import OrderedDict
from pathlib import Path

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QImageReader, QLinearGradient, QPainter, QPainterPath, QPixmap

from desktop.ui import fonts
from desktop.ui.theme import contrast

LARGE_TEXT_CONTRAST = 3.0
_HUES = (12, 28, 44, 96, 142, 168, 190, 208, 230, 256, 282, 322, 346)  # spread over the wheel, without muddy ones


class CoverCache:
    """Pictures from files, centre-cropped to a square and scaled for one edge and screen; the last used are kept."""

    def __init__(self, *, most: int = 600) -> None:
        self._most = most
        self._pictures: OrderedDict[tuple[Path, int], QPixmap] = OrderedDict()

    def pixmap(self, path: Path | None, *, edge: int, scale: float = 1.0) -> QPixmap | None:
        """Return the picture at `edge` logical pixels, or None where there is no readable one."""
        if path is None:
            return None
        pixels = round(edge * scale)
        key = (path, pixels)
        if key not in self._pictures:
            self._pictures[key] = _load(path, pixels)
            while len(self._pictures) > self._most:
                self._pictures.popitem(last=False)
        self._pictures.move_to_end(key)
        picture = self._pictures[key]
        return None if picture.isNull() else picture


def paint_cover(painter: QPainter, rect: QRectF, *, pixmap: QPixmap | None, title: str, radius: float = 10) -> None:
    """Draw a cover with round corners; without a picture, colours and initials that are always the same for a title."""
    painter.save()
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
    shape = QPainterPath()
    shape.addRoundedRect(rect, radius, radius)
    if pixmap is not None and not pixmap.isNull():
        painter.setClipPath(shape)
        painter.drawPixmap(rect, pixmap, QRectF(pixmap.rect()))
    else:
        _paint_placeholder(painter, rect, shape=shape, title=title)
    painter.restore()


def placeholder_colours(title: str) -> tuple[QColor, QColor]:
    """Return the two ends of a title's own gradient; white stands on both with at least 3:1 (large text)."""
    seed = zlib.crc32(unicodedata.normalize("NFC", title).encode())
    hue = _HUES[seed % len(_HUES)]
    other = (hue + 24 + (seed >> 8) % 28) % 360
    return _under_white(hue, lightness=136), _under_white(other, lightness=104)


def _under_white(hue: int, *, lightness: int) -> QColor:
    """Return a colour of this hue, as light as white initials allow."""
    colour = QColor.fromHsl(hue, 150, lightness)
    while contrast(colour.name(), "#ffffff") < LARGE_TEXT_CONTRAST:
        lightness -= 4
        colour = QColor.fromHsl(hue, 150, lightness)
    return colour


def initials(title: str) -> str:
    """Return one or two letters for a title: "The Gruffalo" gives "TG", "小さな冒険" gives "小"."""
    words = ["".join(letter for letter in word if letter.isalnum()) for word in title.split()]
    words = [word for word in words if word]
    if not words:
        return "♪"
    if len(words) == 1 or ord(words[0][0]) > 0x2E80:
        return words[0][0].upper()
    return (words[0][0] + words[1][0]).upper()


def _paint_placeholder(painter: QPainter, rect: QRectF, *, shape: QPainterPath, title: str) -> None:
    start, end = placeholder_colours(title)
    gradient = QLinearGradient(rect.topLeft(), rect.bottomRight())
    gradient.setColorAt(0, start)
    gradient.setColorAt(1, end)
    painter.fillPath(shape, gradient)
    painter.setClipPath(shape)
    painter.setPen(Qt.PenStyle.NoPen)
    seed = zlib.crc32(title.encode("utf-8", "replace"))
    edge = rect.width()
    for turn in range(2):
        bits = seed >> (turn * 8)
        centre = QPointF(
            rect.left() + edge * (0.1 + (bits & 15) / 18), rect.top() + edge * (0.15 + ((bits >> 4) & 15) / 18)
        )
        painter.setBrush(QColor(255, 255, 255, 30))
        painter.drawEllipse(centre, edge * (0.42 - turn * 0.14), edge * (0.42 - turn * 0.14))
    painter.setPen(QColor("white"))
    painter.setFont(fonts.font(max(9, round(edge * 0.34)), weight=QFont.Weight.DemiBold))
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, initials(title))


def _load(path: Path, pixels: int) -> QPixmap:
    reader = QImageReader(str(path))
    reader.setAutoTransform(True)
    reader.setDecideFormatFromContent(True)
    full = reader.size()
    if full.isValid() and not full.isEmpty():
        ratio = pixels / min(full.width(), full.height())
        wanted = QSize(max(pixels, round(full.width() * ratio)), max(pixels, round(full.height() * ratio)))
        reader.setScaledSize(wanted)
    picture = reader.read()
    if picture.isNull():
        return QPixmap()
    edge = min(picture.width(), picture.height())
    square = picture.copy((picture.width() - edge) // 2, (picture.height() - edge) // 2, edge, edge)
    return QPixmap.fromImage(square)
