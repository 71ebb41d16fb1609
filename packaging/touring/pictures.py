"""The numbered pictures of a tour, and the line that each step prints."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QWidget

from desktop.ui.look import Look, Preference
from tests.helpers import journey_sight as sight

GAP = 12  # pixels between two windows in one picture
MISSED = "missed"  # so begins the name of a picture of what did not come
TURNS = 12  # of the loop, until what has just been asked for is drawn


class Pictures:
    """Saves what the window shows. `at` is a suffix for another scale ("@2x"), where only key steps are kept."""

    def __init__(self, folder: Path, *, at: str = "") -> None:
        self._folder, self._at = folder, at
        self._number = 0
        self._began = time.monotonic()
        self.looks: list[Look] = []

    async def take(self, name: str, *windows: QWidget, said: str, is_key: bool = False) -> None:
        """Save this step's picture, several windows side by side, a key step's in dark as well; print what it took."""
        took_s = time.monotonic() - self._began
        self._number += 1
        await settle()
        if is_key or not self._at:
            self._save(windows, name)
        if is_key and not self._at:
            await self._change_look(Preference.DARK)
            self._save(windows, f"{name}-dark")
            await self._change_look(Preference.LIGHT)
        print(f"{self._number:02d}  {took_s:5.1f} s  {said}", flush=True)
        self._began = time.monotonic()

    def missed(self, name: str, window: QWidget) -> None:
        """Keep what the screen showed when something was waited for in vain; other pictures are of no concern here."""
        if not name.startswith(MISSED):
            return
        self._number += 1
        self._save([window], MISSED)

    async def _change_look(self, preference: Preference) -> None:
        for look in self.looks:
            look.set_preference(preference)
        await settle()

    def _save(self, windows: Sequence[QWidget], name: str) -> None:
        picture = side_by_side([sight.picture(window) for window in windows])
        picture.save(str(self._folder / f"{self._number:02d}-{name}{self._at}.png"))


def side_by_side(pictures: Sequence[QPixmap]) -> QPixmap:
    """Return one picture of several, with a gap between them."""
    if len(pictures) == 1:
        return pictures[0]
    scale = pictures[0].devicePixelRatio()
    wide = round(sum(one.width() for one in pictures) + GAP * scale * (len(pictures) - 1))
    whole = QPixmap(wide, max(one.height() for one in pictures))
    whole.setDevicePixelRatio(scale)
    whole.fill(Qt.GlobalColor.gray)
    painter = QPainter(whole)
    left = 0.0
    for one in pictures:
        painter.drawPixmap(QPointF(left, 0.0), one)
        left += one.width() / scale + GAP
    painter.end()
    return whole


async def settle() -> None:
    """Let the loop go round until what was asked for is on the screen."""
    for _ in range(TURNS):
        await asyncio.sleep(0.01)
