"""Draws the app's icon: a card whose sound wave smiles."""

from pathlib import Path
from typing import Final

from PySide6.QtCore import QByteArray, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

SIZES: Final = (16, 24, 32, 48, 64, 128, 256, 512)
SMALL: Final = 32

# Each bar of the wave: x, y of its top, height; they hang in a curve.
BARS: Final = ((150, 196, 84), (198, 190, 132), (246, 186, 168), (294, 190, 132), (342, 196, 84))

FRAME: Final = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 512 512">
<defs>
<linearGradient id="warm" x1="0" y1="0" x2="0.35" y2="1">
<stop offset="0" stop-color="#ff9a4a"/><stop offset="1" stop-color="#ee5a24"/>
</linearGradient>
<linearGradient id="card" x1="0" y1="0" x2="0" y2="1">
<stop offset="0" stop-color="#fffdf8"/><stop offset="1" stop-color="#ffeeda"/>
</linearGradient>
</defs>
{content}
</svg>
"""


def write_app_icon(folder: Path) -> None:
    """Writes `icon.svg` and `icon-<size>.png`; the smallest sizes have a simpler drawing."""
    folder.mkdir(parents=True, exist_ok=True)
    large, small = FRAME.format(content=_large()), FRAME.format(content=_small())
    (folder / "icon.svg").write_text(large, encoding="utf-8")
    for size in SIZES:
        _render(small if size <= SMALL else large, size).save(str(folder / f"icon-{size}.png"))


def _large() -> str:
    bars = "".join(
        f'<rect x="{x}" y="{y}" width="28" height="{height}" rx="14" fill="#f2662c"/>' for x, y, height in BARS
    )
    return (
        '<rect x="16" y="16" width="480" height="480" rx="116" fill="url(#warm)"/>'
        '<g fill="#b73c10">'
        '<rect x="120" y="92" width="272" height="340" rx="40" fill-opacity="0.35" transform="rotate(9 256 256)"/>'
        '<rect x="112" y="84" width="288" height="352" rx="42" fill-opacity="0.18" transform="rotate(-6 256 256)"/>'
        "</g>"
        '<g transform="rotate(-6 256 256)"><rect x="114" y="78" width="284" height="348" rx="40" fill="url(#card)"/>'
        f'<g transform="translate(-4 0)">{bars}</g></g>'
    )


def _small() -> str:
    bars = "".join(
        f'<rect x="{x}" y="{y}" width="64" height="{height}" rx="32" fill="#f2662c"/>'
        for x, y, height in ((128, 192, 96), (224, 160, 192), (320, 192, 96))
    )
    return (
        '<rect width="512" height="512" rx="120" fill="url(#warm)"/>'
        f'<rect x="96" y="64" width="320" height="384" rx="56" fill="url(#card)"/>{bars}'
    )


def _render(drawing: str, size: int) -> QImage:
    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    QSvgRenderer(QByteArray(drawing.encode())).render(painter)
    painter.end()
    return image
