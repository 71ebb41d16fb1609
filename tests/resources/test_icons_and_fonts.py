"""The bundled icons, fonts and the app's icon can be drawn by Qt anywhere."""

import re
from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QFont, QFontDatabase, QFontInfo, QFontMetrics, QImage, QPainter, QRawFont
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication

RESOURCES = Path(__file__).resolve().parents[2] / "resources"
ICONS = sorted((RESOURCES / "icons").glob("*.svg"))
NOUNS = [
    "library",
    "playlist",
    "card",
    "player",
    "player-mini",
    "upload",
    "activity",
    "settings",
    "search",
    "add",
    "play",
    "pause",
    "stop",
    "next",
    "previous",
    "volume",
    "volume-low",
    "volume-mute",
    "sleep",
    "moon",
    "sun",
    "battery-full",
    "battery-high",
    "battery-medium",
    "battery-low",
    "battery-charging",
    "wifi",
    "wifi-low",
    "wifi-off",
    "offline",
    "cloud",
    "cloud-off",
    "computer",
    "check",
    "check-circle",
    "warning",
    "error",
    "info",
    "close",
    "more",
    "edit",
    "trash",
    "undo",
    "redo",
    "drag-handle",
    "chevron-left",
    "chevron-right",
    "chevron-up",
    "chevron-down",
    "folder",
    "file-audio",
    "image",
    "tag",
    "clock",
    "link",
    "sign-in",
    "sign-out",
    "refresh",
    "eye",
    "copy",
    "filter",
    "sort",
    "list",
    "grid",
    "heart",
    "star",
    "keyboard",
    "command",
    "download",
    "pause-circle",
    "headphones",
    "bluetooth",
    "power",
    "publish",
    "insert-card",
    "retry",
    "history",
    "shield",
    "bell",
    "globe",
    "lamp",
    "music-note",
]
RED_BGR = bytes((0, 0, 255))
TABULAR_DIGITS = QFont.Tag("tnum")


def drawn(drawing: str, *, size: int) -> QImage:
    renderer = QSvgRenderer(QByteArray(drawing.encode()))
    assert renderer.isValid()
    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    renderer.render(painter, QRectF(0, 0, size, size))
    painter.end()
    return image


@pytest.mark.parametrize("noun", NOUNS)
def test_each_noun_of_the_app_has_a_regular_and_a_filled_icon(noun: str) -> None:
    assert (RESOURCES / "icons" / f"{noun}.svg").is_file()
    assert (RESOURCES / "icons" / f"{noun}-fill.svg").is_file()


@pytest.mark.parametrize("path", ICONS, ids=lambda path: path.stem)
def test_an_icon_has_one_colour_that_the_app_can_choose(path: Path) -> None:
    drawing = path.read_text(encoding="utf-8")
    colours = re.findall(r'(?:fill|stroke|stop-color)\s*[=:]\s*"?([^";]+)', drawing)
    assert set(colours) - {"none"} == {"currentColor"}
    tinted = drawn(drawing.replace("currentColor", "#ff0000"), size=96)
    pixels = bytes(tinted.constBits())
    assert {pixels[at : at + 3] for at in range(0, len(pixels), 4) if pixels[at + 3] == 255} == {RED_BGR}


@pytest.mark.parametrize(
    ("file", "weight"),
    [("Regular", 400), ("Medium", 500), ("SemiBold", 600), ("Bold", 700)],
    ids=str,
)
def test_inter_loads_in_each_weight(qapp: QApplication, file: str, weight: int) -> None:
    number = QFontDatabase.addApplicationFont(str(RESOURCES / "fonts" / f"Inter-{file}.ttf"))
    try:
        assert "Inter" in QFontDatabase.applicationFontFamilies(number)
        info = QFontInfo(QFont("Inter", 12, weight))
        assert (info.family(), info.weight(), info.exactMatch()) == ("Inter", weight, True)
    finally:
        QFontDatabase.removeApplicationFont(number)


def test_inter_has_digits_of_one_width_and_the_letters_of_europe(qapp: QApplication) -> None:
    number = QFontDatabase.addApplicationFont(str(RESOURCES / "fonts" / "Inter-Regular.ttf"))
    try:
        font = QFont("Inter", 12)
        glyphs = QRawFont.fromFont(font).glyphIndexesForString("ŽížkůvÜłßñΕλληνικάПривітȘț–“”…→⌘⌥⇧✓€")
        assert 0 not in glyphs
        font.setFeature(TABULAR_DIGITS, 1)
        assert QFontMetrics(font).horizontalAdvance("1:11:11") == QFontMetrics(font).horizontalAdvance("4:48:20")
    finally:
        QFontDatabase.removeApplicationFont(number)


def test_the_app_icon_exists_in_every_size() -> None:
    drawn((RESOURCES / "app" / "icon.svg").read_text(encoding="utf-8"), size=64)
    for size in (16, 24, 32, 48, 64, 128, 256, 512):
        image = QImage(str(RESOURCES / "app" / f"icon-{size}.png"))
        assert (image.width(), image.height()) == (size, size)
        assert image.pixelColor(0, 0).alpha() == 0
        assert image.pixelColor(size // 2, size // 8).alpha() == 255


def test_licences_lie_beside_what_they_cover() -> None:
    assert "SIL OPEN FONT LICENSE" in (RESOURCES / "fonts" / "OFL.txt").read_text(encoding="utf-8").upper()
    assert "Phosphor Icons" in (RESOURCES / "icons" / "LICENSE.txt").read_text(encoding="utf-8")
    assert "public domain" in (RESOURCES / "demo" / "LICENSE.md").read_text(encoding="utf-8")
