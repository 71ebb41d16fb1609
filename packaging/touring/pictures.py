"""The numbered pictures of a tour, and the line that each step prints."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

from PySide6.QtWidgets import QWidget

from desktop.ui.look import Look, Preference
from tests.helpers import journey_sight as sight

TURNS = 12  # of the loop, until what has just been asked for is drawn


class Pictures:
    """Saves what the window shows. `at` is a suffix for another scale ("@2x"), where only key steps are kept."""

    def __init__(self, folder: Path, *, at: str = "") -> None:
        self._folder, self._at = folder, at
        self._number = 0
        self._began = time.monotonic()
        self.look: Look | None = None

    async def take(self, name: str, window: QWidget, *, said: str, is_key: bool = False) -> None:
        """Save this step's picture, a key step's in dark as well, and print what it took to get here."""
        took_s = time.monotonic() - self._began
        self._number += 1
        await settle()
        if is_key or not self._at:
            self._save(window, name)
        if is_key and not self._at and self.look is not None:
            self.look.set_preference(Preference.DARK)
            await settle()
            self._save(window, f"{name}-dark")
            self.look.set_preference(Preference.LIGHT)
            await settle()
        print(f"{self._number:02d}  {took_s:5.1f} s  {said}", flush=True)
        self._began = time.monotonic()

    def missed(self, _name: str, window: QWidget) -> None:
        """Keep what the screen showed when something was waited for in vain."""
        self._number += 1
        self._save(window, "missed")

    def _save(self, window: QWidget, name: str) -> None:
        sight.picture(window).save(str(self._folder / f"{self._number:02d}-{name}{self._at}.png"))


async def settle() -> None:
    """Let the loop go round until what was asked for is on the screen."""
    for _ in range(TURNS):
        await asyncio.sleep(0.01)
