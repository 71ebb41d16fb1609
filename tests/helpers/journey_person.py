"""A person at the app: what they see, what they do, and how long they wait for it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QSlider, QWidget

from desktop.ui.assembly import Screen
from tests.helpers import journey_hands as hands
from tests.helpers import journey_sight as sight

PATIENCE_S = 30.0
LOOK_EVERY_S = 0.02


class Person:
    """The vocabulary of the journeys. `screen` gives the window in use, which changes when a profile does."""

    def __init__(self, screen: Callable[[], Screen], *, take_picture: Callable[[str, QWidget], None]) -> None:
        self._screen = screen
        self._take_picture = take_picture

    @property
    def window(self) -> QWidget:
        return self._screen().window

    # What they see

    def seen(self) -> list[str]:
        """Return all words on the screen."""
        return sight.texts(self.window)

    def sees(self, *words: str) -> bool:
        """Return whether each of these is part of something on the screen."""
        seen = self.seen()
        return all(any(text in one for one in seen) for text in words)

    def rows(self, view: QAbstractItemView) -> list[str]:
        return sight.rows(view)

    def finds(self, name: str) -> QWidget:
        """Return the button or field on the screen with this text or name: of several, the one that lies on top."""
        found = [
            one
            for one in sight.visible(self.window)
            if name in (one.accessibleName(), one.text() if isinstance(one, QAbstractButton) else "")
        ]
        assert found, f"there is no “{name}” on the screen: {sight.texts(self.window)}"
        return next((one for one in reversed(found) if _is_on_top(one)), found[-1])

    async def waits_for(self, is_so: Callable[[], object], what: str, *, within_s: float = PATIENCE_S) -> None:
        """Wait until something is so, while the app goes on."""
        deadline = time.monotonic() + within_s
        while not is_so():
            if time.monotonic() > deadline:
                self.screenshot(f"missed {what}")
                seen = "\n  ".join(dict.fromkeys(sight.texts(self.window)))
                raise AssertionError(f"waited {within_s:.0f} s for {what}; on the screen:\n  {seen}")
            await asyncio.sleep(LOOK_EVERY_S)

    async def waits_to_see(self, *words: str, within_s: float = PATIENCE_S) -> None:
        await self.waits_for(lambda: self.sees(*words), " and ".join(f"“{one}”" for one in words), within_s=within_s)

    def screenshot(self, name: str) -> None:
        """Save what the screen shows, where somebody wants pictures."""
        self._take_picture(name, self.window)

    # What they do

    def clicks(self, what: QWidget | str) -> None:
        hands.click(self.finds(what) if isinstance(what, str) else what)

    def clicks_row(self, view: QAbstractItemView, title: str) -> None:
        hands.click_row(view, title)

    def double_clicks_row(self, view: QAbstractItemView, title: str) -> None:
        hands.click_row(view, title, is_double=True)

    async def chooses(self, text: str) -> None:
        """Choose a line of the menu that is open, or about to be."""
        await self.waits_for(sight.open_menu, f"a menu with “{text}”")
        menu = sight.open_menu()
        assert menu is not None
        hands.choose(menu, text)
        await self.waits_for(lambda: sight.open_menu() is None, "the menu to close")
        self.window.activateWindow()  # without a screen nobody gives the window its place in front back

    def slides(self, slider: QSlider, value: int) -> None:
        hands.slide(slider, value)

    def presses(self, keys: str) -> None:
        hands.press(self.window, keys)

    def types(self, text: str) -> None:
        hands.type_text(self.window, text)

    def drops(self, paths: Iterable[Path], *, over: QWidget | None = None) -> None:
        hands.drop(self.window, paths, over=over)

    def holds(self, paths: Iterable[Path]) -> None:
        """Hold files over the window without letting go."""
        hands.hold(self.window, hands.files(paths))

    def leaves(self) -> None:
        """Take what is held out of the window again."""
        hands.leave(self.window)

    def puts_toasts_away(self) -> None:
        """Dismiss what has been read."""
        while self.sees("Dismiss"):
            self.clicks("Dismiss")

    async def calls(self, action: str) -> None:
        """Do something by the command palette."""
        self.presses("Ctrl+K")
        await self.waits_for(self._has_palette, "the command palette")
        self.types(action)
        self.presses("Return")

    def _has_palette(self) -> bool:
        return any(one.accessibleName() == "Command palette" for one in sight.visible(self.window))


def _is_on_top(widget: QWidget) -> bool:
    window = widget.window()
    met = window.childAt(widget.mapTo(window, widget.rect().center()))
    return met is not None and (met is widget or widget.isAncestorOf(met))
