"""The theme in force follows the system and the person."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QApplication, QLabel

from desktop.ui.application import make_look
from desktop.ui.icons import Icons
from desktop.ui.look import Look, Preference
from desktop.ui.settings.appearance import choose_appearance, recall_appearance
from desktop.ui.theme import Theme


class FakeHints(QObject):
    """The system's hints, with a scheme that a test sets."""

    colorSchemeChanged = Signal()  # noqa: N815  # Qt's own name

    def __init__(self) -> None:
        super().__init__()
        self.scheme = Qt.ColorScheme.Unknown

    def colorScheme(self) -> Qt.ColorScheme:  # noqa: N802  # the same
        return self.scheme

    def become(self, scheme: Qt.ColorScheme) -> None:
        self.scheme = scheme
        self.colorSchemeChanged.emit()


def test_an_unknown_system_is_light(dressed: QApplication) -> None:
    assert Look(hints=FakeHints()).theme.name == "light"


def test_the_look_follows_the_system_until_a_person_decides(dressed: QApplication) -> None:
    hints = FakeHints()
    look = Look(hints=hints)
    changes: list[str] = []
    look.changed.connect(lambda: changes.append(look.theme.name))
    hints.become(Qt.ColorScheme.Dark)
    look.set_preference(Preference.LIGHT)
    hints.become(Qt.ColorScheme.Light)
    hints.become(Qt.ColorScheme.Dark)
    assert changes == ["dark", "light"]


def test_an_unknown_preference_counts_as_the_systems(dressed: QApplication) -> None:
    look = make_look(dressed, preference="mauve")
    assert look.preference is Preference.SYSTEM
    look.deleteLater()


def test_the_application_is_dressed_anew_when_the_theme_changes(dressed: QApplication) -> None:
    look = make_look(dressed, preference="light")
    look.set_preference(Preference.DARK)
    assert dressed.palette().window().color().name() == Theme.dark().colours.window.lower()
    look.set_preference(Preference.LIGHT)
    assert dressed.palette().window().color().name() == Theme.light().colours.window.lower()
    look.deleteLater()


def test_icons_are_tinted_and_drawn_once(dressed: QApplication) -> None:
    icons = Icons(Theme.light())
    picture = icons.pixmap("play", colour="accent", size=20, scale=2.0)
    assert (picture.width(), picture.devicePixelRatio()) == (40, 2.0)
    image = picture.toImage()
    tints = {
        image.pixelColor(x, y).name() for x in range(40) for y in range(40) if image.pixelColor(x, y).alpha() > 250
    }
    assert tints == {Theme.light().colours.accent.lower()}
    assert icons.pixmap("play", colour="accent", size=20, scale=2.0) is picture


def test_an_icon_that_does_not_exist_is_a_mistake(dressed: QApplication) -> None:
    with pytest.raises(FileNotFoundError):
        Icons(Theme.light()).pixmap("no-such-icon")


def test_the_bundled_typeface_is_the_one_in_use(dressed: QApplication, look: Look) -> None:
    label = QLabel("Words")
    assert label.fontInfo().family() == "Inter"
    label.deleteLater()


def test_the_chosen_theme_is_remembered(studio: Any, look: Look) -> None:
    choose_appearance(studio.library, look, Preference.DARK)
    look.set_preference(Preference.LIGHT)
    recall_appearance(studio.library, look)
    assert look.theme.name == "dark"


def test_without_a_choice_the_theme_is_the_systems(studio: Any, look: Look) -> None:
    recall_appearance(studio.library, look)
    assert look.preference is Preference.SYSTEM
