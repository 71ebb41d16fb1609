"""The bundled typeface: Inter, the same on a bare machine as anywhere."""

from __future__ import annotations

from PySide6.QtCore import QByteArray
from PySide6.QtGui import QFont, QFontDatabase

from desktop.ui.resources import RESOURCES
from desktop.ui.theme import Size

FAMILY = "Inter"


def load_fonts() -> tuple[str, ...]:
    """Add the bundled fonts to the running application; return their families. Needs a QGuiApplication."""
    families: list[str] = []
    for file in sorted((RESOURCES / "fonts").glob("*.ttf")):
        number = QFontDatabase.addApplicationFontFromData(QByteArray(file.read_bytes()))
        families += QFontDatabase.applicationFontFamilies(number)
    return tuple(dict.fromkeys(families))


def font(size: int = Size.BODY, *, weight: QFont.Weight = QFont.Weight.Normal, is_tabular: bool = False) -> QFont:
    """Return the app's font at `size` pixels; tabular figures keep running numbers from dancing."""
    made = QFont(FAMILY)
    made.setPixelSize(size)
    made.setWeight(weight)
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return tabular(made) if is_tabular else made


def tabular(base: QFont) -> QFont:
    """Return `base` with figures of equal width."""
    made = QFont(base)
    made.setFeature(QFont.Tag("tnum"), 1)
    return made
