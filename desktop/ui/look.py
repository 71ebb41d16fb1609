"""How the app looks right now: the theme in force, its icons, and the person's preference."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Protocol

from PySide6.QtCore import QObject, Qt, Signal, SignalInstance
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QStyleFactory

from desktop.ui import fonts
from desktop.ui.icons import Icons
from desktop.ui.stylesheet import stylesheet
from desktop.ui.theme import Theme
from desktop.ui.widgets.covers import CoverCache


class SchemeSource(Protocol):
    """What of QStyleHints is needed: the system's colour scheme, and word of its change."""

    @property
    def colorSchemeChanged(self) -> SignalInstance: ...  # Qt's own names

    def colorScheme(self) -> Qt.ColorScheme: ...


class Preference(StrEnum):
    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class Look(QObject):
    """The theme in force. Every widget that draws gets it; `changed` says that the theme is another one now."""

    changed = Signal()

    def __init__(
        self,
        *,
        preference: Preference = Preference.SYSTEM,
        hints: SchemeSource | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._hints = hints or QGuiApplication.styleHints()
        self._preference = preference
        self.covers = CoverCache()
        self._themes = {theme.name: (theme, Icons(theme)) for theme in (Theme.light(), Theme.dark())}
        self._name = self._wanted()
        self._hints.colorSchemeChanged.connect(self._settle)

    @property
    def theme(self) -> Theme:
        return self._themes[self._name][0]

    @property
    def icons(self) -> Icons:
        return self._themes[self._name][1]

    @property
    def preference(self) -> Preference:
        return self._preference

    def set_preference(self, preference: Preference) -> None:
        """Follow the system, or stay light or dark."""
        self._preference = preference
        self._settle()

    def _wanted(self) -> str:
        if self._preference is not Preference.SYSTEM:
            return self._preference.value
        return "dark" if self._hints.colorScheme() is Qt.ColorScheme.Dark else "light"

    def _settle(self) -> None:
        wanted = self._wanted()
        if wanted != self._name:
            self._name = wanted
            self.changed.emit()


def apply(app: QApplication, theme: Theme) -> None:
    """Dress the whole application: base style, font, palette, style sheet."""
    if app.style().objectName() != "fusion":
        app.setStyle(QStyleFactory.create("Fusion"))
    app.setFont(fonts.font())
    app.setPalette(theme.palette())
    app.setStyleSheet(stylesheet(theme))


def follow_look(look: Look, dress: Callable[[], None]) -> None:
    """Call `dress` (a method of a widget, so that the tie ends with it) now and at every change of the look."""
    dress()
    look.changed.connect(dress)
