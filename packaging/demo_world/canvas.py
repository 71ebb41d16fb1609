"""Draws flat picture-book shapes: skies, hills, moons, stars, clouds, trees."""

import io
import math
import random
from collections.abc import Iterable, Sequence
from typing import Final

from PIL import Image, ImageChops
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QLinearGradient, QPainter, QPainterPath, QPen, QRadialGradient

SIZE: Final = 480
SCALE: Final = 3
GRAIN: Final = 5

Point = tuple[float, float]
Fill = str | tuple[str, str]


class Canvas:
    """A square of 480 units, y downwards. A fill is a colour (`#rrggbb` or `#aarrggbb`) or a pair, top to bottom."""

    def __init__(self) -> None:
        self._image = QImage(SIZE * SCALE, SIZE * SCALE, QImage.Format.Format_ARGB32_Premultiplied)
        self._image.fill(Qt.GlobalColor.white)
        self._painter = QPainter(self._image)
        self._painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._painter.scale(SCALE, SCALE)

    def finish(self) -> Image.Image:
        """The picture with a breath of paper grain, 480 x 480 RGB."""
        self._painter.end()
        data = QByteArray()
        buffer = QBuffer(data)
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        self._image.save(buffer, "PNG")  # type: ignore[call-overload]  # the stub wants bytes for the format
        picture = Image.open(io.BytesIO(data.data())).convert("RGB").resize((SIZE, SIZE), Image.Resampling.LANCZOS)
        noise = random.Random(SIZE)
        grain = Image.new("L", (SIZE // 2, SIZE // 2))
        grain.putdata([noise.randint(0, GRAIN) for _ in range((SIZE // 2) ** 2)])
        paper = Image.merge("RGB", [grain.resize((SIZE, SIZE), Image.Resampling.BILINEAR)] * 3)
        return ImageChops.subtract(picture, paper)

    def sky(self, *colours: str) -> None:
        """Fills everything with an even gradient from top to bottom."""
        gradient = QLinearGradient(0, 0, 0, SIZE)
        for index, colour in enumerate(colours):
            gradient.setColorAt(index / max(1, len(colours) - 1), QColor(colour))
        self._painter.fillRect(QRectF(0, 0, SIZE, SIZE), gradient)

    def path(self, path: QPainterPath, fill: Fill) -> None:
        self._painter.setPen(Qt.PenStyle.NoPen)
        self._painter.setBrush(_brush(fill, path.boundingRect()))
        self._painter.drawPath(path)

    def ellipse(self, x: float, y: float, rx: float, ry: float, fill: Fill, *, angle: float = 0) -> None:
        """An ellipse around (x, y), turned clockwise by `angle` degrees."""
        self._painter.save()
        self._painter.translate(x, y)
        self._painter.rotate(angle)
        path = QPainterPath()
        path.addEllipse(QPointF(0, 0), rx, ry)
        self.path(path, fill)
        self._painter.restore()

    def circle(self, x: float, y: float, radius: float, fill: Fill) -> None:
        self.ellipse(x, y, radius, radius, fill)

    def box(self, x: float, y: float, width: float, height: float, fill: Fill, *, radius: float = 0) -> None:
        path = QPainterPath()
        path.addRoundedRect(QRectF(x, y, width, height), radius, radius)
        self.path(path, fill)

    def polygon(self, points: Sequence[Point], fill: Fill) -> None:
        path = QPainterPath(QPointF(*points[0]))
        for point in points[1:]:
            path.lineTo(QPointF(*point))
        path.closeSubpath()
        self.path(path, fill)

    def blob(self, points: Sequence[Point], fill: Fill) -> None:
        """A smooth closed shape through the points."""
        self.path(smooth(points, closed=True), fill)

    def stroke(self, points: Sequence[Point], width: float, colour: str) -> None:
        """A smooth open line through the points, with round ends."""
        pen = QPen(QColor(colour), width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
        self._painter.setPen(pen)
        self._painter.setBrush(Qt.BrushStyle.NoBrush)
        self._painter.drawPath(smooth(points, closed=False))

    def ring(self, x: float, y: float, radius: float, width: float, colour: str, *, start: float, span: float) -> None:
        """An arc of `span` degrees from `start` degrees (0 is three o'clock, counter-clockwise)."""
        self._painter.setPen(QPen(QColor(colour), width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        self._painter.setBrush(Qt.BrushStyle.NoBrush)
        square = QRectF(x - radius, y - radius, 2 * radius, 2 * radius)
        self._painter.drawArc(square, round(start * 16), round(span * 16))

    def glow(self, x: float, y: float, radius: float, colour: str, strength: float = 0.6) -> None:
        """Light that fades to nothing at `radius`."""
        inner, outer = QColor(colour), QColor(colour)
        inner.setAlphaF(strength)
        outer.setAlphaF(0)
        gradient = QRadialGradient(QPointF(x, y), radius)
        gradient.setColorAt(0, inner)
        gradient.setColorAt(1, outer)
        self._painter.setPen(Qt.PenStyle.NoPen)
        self._painter.setBrush(QBrush(gradient))
        self._painter.drawEllipse(QPointF(x, y), radius, radius)

    def ridge(self, y: float, swing: float, fill: Fill, *, seed: int, length: float = 300) -> None:
        """Rolling land from about `y` down to the bottom edge."""
        self.path(ridge_path(y, swing, seed=seed, length=length), fill)

    def stars(self, count: int, *, seed: int, below: float = 0, above: float = 260, colour: str = "#fff4d6") -> None:
        """Scatters small stars between the heights `below` and `above`."""
        sky = random.Random(seed)
        for _ in range(count):
            radius = sky.choice((0.9, 1.2, 1.6, 2.2))
            self.circle(sky.uniform(8, SIZE - 8), sky.uniform(below + 8, above), radius, colour)

    def sparkle(self, x: float, y: float, radius: float, colour: str = "#fff4d6") -> None:
        """A star with four thin rays."""
        waist = radius * 0.2
        path = QPainterPath(QPointF(x, y - radius))
        for px, py in ((x + radius, y), (x, y + radius), (x - radius, y), (x, y - radius)):
            at = path.currentPosition()
            corner = QPointF(
                x + math.copysign(waist, px + at.x() - 2 * x), y + math.copysign(waist, py + at.y() - 2 * y)
            )
            path.quadTo(corner, QPointF(px, py))
        self.path(path, colour)

    def star(self, x: float, y: float, radius: float, fill: Fill, *, angle: float = 0) -> None:
        """A plump star with five points."""
        points = []
        for index in range(10):
            reach = radius if index % 2 == 0 else radius * 0.52
            turn = math.radians(angle - 90 + 36 * index)
            points.append((x + reach * math.cos(turn), y + reach * math.sin(turn)))
        self.polygon(points, fill)
        self.soften(points, radius * 0.16, fill if isinstance(fill, str) else fill[0])

    def soften(self, points: Sequence[Point], width: float, colour: str) -> None:
        """Rounds a polygon's corners by drawing round its edge."""
        pen = QPen(QColor(colour), width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
        self._painter.setPen(pen)
        for (ax, ay), (bx, by) in zip(points, [*points[1:], points[0]], strict=True):
            self._painter.drawLine(QPointF(ax, ay), QPointF(bx, by))

    def cloud(self, x: float, y: float, width: float, fill: Fill) -> None:
        """A cloud with a flat foot, its middle at (x, y)."""
        path = QPainterPath()
        path.addRoundedRect(QRectF(x - width / 2, y - width * 0.02, width, width * 0.2), width * 0.1, width * 0.1)
        for dx, dy, radius in ((-0.2, 0.0, 0.16), (0.04, -0.08, 0.22), (0.26, 0.02, 0.14)):
            puff = QPainterPath()
            puff.addEllipse(QPointF(x + dx * width, y + dy * width + width * 0.03), radius * width, radius * width)
            path = path.united(puff)
        foot = QPainterPath()
        foot.addRect(QRectF(x - width, y - width, 2 * width, width * 1.18))
        self.path(path.intersected(foot), fill)

    def pine(self, x: float, y: float, height: float, fill: Fill, *, trunk: str | None = None) -> None:
        """A fir tree with its foot at (x, y)."""
        if trunk is not None:
            self.box(x - height * 0.035, y - height * 0.14, height * 0.07, height * 0.14, trunk)
        for level, (top, bottom, half) in enumerate(((0.0, 0.46, 0.17), (0.22, 0.70, 0.24), (0.46, 0.90, 0.31))):
            tip, foot, reach = y - height * (1 - top), y - height * (1 - bottom), height * half
            path = QPainterPath(QPointF(x, tip))
            path.quadTo(QPointF(x + reach * 0.35, foot - height * 0.1), QPointF(x + reach, foot))
            path.quadTo(QPointF(x, foot + height * 0.05), QPointF(x - reach, foot))
            path.quadTo(QPointF(x - reach * 0.35, foot - height * 0.1), QPointF(x, tip))
            self.path(path, fill if isinstance(fill, str) else fill[min(level, 1)])

    def bush(self, x: float, y: float, height: float, fill: Fill, *, trunk: str) -> None:
        """A round tree with its foot at (x, y)."""
        self.box(x - height * 0.04, y - height * 0.45, height * 0.08, height * 0.45, trunk, radius=height * 0.03)
        self.ellipse(x, y - height * 0.62, height * 0.30, height * 0.38, fill)

    def crescent(self, x: float, y: float, radius: float, fill: Fill) -> None:
        """A waxing moon that is open to the upper right."""
        disc, shade = QPainterPath(), QPainterPath()
        disc.addEllipse(QPointF(x, y), radius, radius)
        shade.addEllipse(QPointF(x + radius * 0.42, y - radius * 0.26), radius * 0.84, radius * 0.84)
        self.path(disc.subtracted(shade), fill)

    def sleeping_face(self, x: float, y: float, size: float, ink: str, blush: str) -> None:
        """Closed eyes, red cheeks and a small smile; `size` is half the distance between the eyes."""
        for side in (-1, 1):
            self.ring(x + side * size, y - size * 0.12, size * 0.36, size * 0.12, ink, start=200, span=140)
            self.ellipse(x + side * size * 1.35, y + size * 0.5, size * 0.34, size * 0.22, blush)
        self.ring(x, y + size * 0.32, size * 0.26, size * 0.12, ink, start=205, span=130)


def ridge_path(y: float, swing: float, *, seed: int, length: float) -> QPainterPath:
    """The outline of rolling land: two sines of random phase, closed along the bottom edge."""
    land = random.Random(seed)
    phase, second = land.uniform(0, 6.28), land.uniform(0, 6.28)
    path = QPainterPath(QPointF(-10, SIZE + 10))
    for x in range(-10, SIZE + 11, 5):
        wave = math.sin(x * 2 * math.pi / length + phase) + 0.4 * math.sin(x * 4.6 * math.pi / length + second)
        path.lineTo(QPointF(x, y - swing * wave))
    path.lineTo(QPointF(SIZE + 10, SIZE + 10))
    path.closeSubpath()
    return path


def smooth(points: Sequence[Point], *, closed: bool) -> QPainterPath:
    """A Catmull-Rom curve through the points."""
    count = len(points)
    path = QPainterPath(QPointF(*points[0]))

    def at(index: int) -> Point:
        return points[index % count] if closed else points[max(0, min(count - 1, index))]

    for index in range(count if closed else count - 1):
        (ax, ay), (bx, by), (cx, cy), (dx, dy) = (at(index + step) for step in (-1, 0, 1, 2))
        path.cubicTo(
            QPointF(bx + (cx - ax) / 6, by + (cy - ay) / 6),
            QPointF(cx - (dx - bx) / 6, cy - (dy - by) / 6),
            QPointF(cx, cy),
        )
    if closed:
        path.closeSubpath()
    return path


def mirrored(points: Iterable[Point], *, axis: float) -> list[Point]:
    """The points and their mirror images across the vertical line x = `axis`, as one closed outline."""
    half = list(points)
    return half + [(2 * axis - x, y) for x, y in reversed(half)]


def _brush(fill: Fill, bounds: QRectF) -> QBrush:
    if isinstance(fill, str):
        return QBrush(QColor(fill))
    gradient = QLinearGradient(bounds.topLeft(), bounds.bottomLeft())
    gradient.setColorAt(0, QColor(fill[0]))
    gradient.setColorAt(1, QColor(fill[1]))
    return QBrush(gradient)
