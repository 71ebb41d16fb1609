"""Buttons: with words, with an icon alone."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPushButton, QToolButton, QWidget

from desktop.ui.look import Look, follow_look
from desktop.ui.widgets.pressing import pressed_by


class Kind(StrEnum):
    PRIMARY = "primary"  # the one thing to do here
    QUIET = "quiet"
    PLAIN = "plain"  # words in the accent colour, no box
    DANGER = "danger"


_INK = {Kind.PRIMARY: "on_accent_fill", Kind.QUIET: "text", Kind.PLAIN: "on_accent_soft", Kind.DANGER: "on_bad_fill"}


class Button(QPushButton):
    """A button with words and perhaps an icon. Its accessible name is its text."""

    def __init__(
        self,
        text: str,
        look: Look,
        *,
        kind: Kind = Kind.QUIET,
        icon: str | None = None,
        is_small: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self._look, self._kind, self._icon_name = look, kind, icon
        self._icon_size = 16 if is_small else 18
        self.setProperty("kind", kind.value)
        self.setProperty("extent", "small" if is_small else "normal")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAutoDefault(False)
        follow_look(look, self._dress)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not pressed_by(self, event):
            super().keyPressEvent(event)

    def minimumSizeHint(self) -> QSize:
        """Never cut the words off."""
        return self.sizeHint()

    def set_icon(self, name: str | None) -> None:
        """Show another icon, or none."""
        self._icon_name = name
        self._dress()

    def _dress(self) -> None:
        if self._icon_name is None:
            return
        gap = 5
        self.setIconSize(QSize(self._icon_size + gap, self._icon_size))
        self.setIcon(self._look.icons.icon(self._icon_name, colour=_INK[self._kind], size=self._icon_size, gap=gap))


class IconButton(QToolButton):
    """A button with an icon alone; `name` is what it does, its tool tip and its accessible name."""

    def __init__(
        self,
        icon: str,
        look: Look,
        *,
        name: str,
        size: int = 36,
        icon_size: int = 20,
        colour: str = "text",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._look, self._icon_name, self._colour = look, icon, colour
        self.setFixedSize(size, size)
        self.setIconSize(QSize(icon_size, icon_size))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.set_name(name)
        follow_look(look, self._dress)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not pressed_by(self, event):
            super().keyPressEvent(event)

    def set_name(self, name: str) -> None:
        """Say what it does now ("Play", "Pause")."""
        self.setToolTip(name)
        self.setAccessibleName(name)

    def set_icon(self, icon: str, *, colour: str | None = None) -> None:
        """Show another icon, perhaps in another colour token."""
        if (icon, colour or self._colour) == (self._icon_name, self._colour):
            return
        self._icon_name, self._colour = icon, colour or self._colour
        self._dress()

    def _dress(self) -> None:
        size = self.iconSize().height()
        self.setIcon(self._look.icons.icon(self._icon_name, colour=self._colour, size=size))
