"""The tokens: every pair of text and ground can be read, in both themes."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QTreeWidget
from pytestqt.qtbot import QtBot

from desktop.ui.stylesheet import stylesheet
from desktop.ui.theme import Colours, Theme, Tone, contrast

THEMES = [Theme.light(), Theme.dark()]
GROUNDS = ("window", "surface", "raised", "sidebar", "hover")
PAIRS = [
    *[(text, ground) for text in ("text", "text_muted") for ground in GROUNDS],
    *[("on_accent_soft", ground) for ground in (*GROUNDS, "accent_soft")],
    ("on_accent_fill", "accent_fill"),
    ("on_accent_fill", "accent_fill_hover"),
    ("on_bad_fill", "bad_fill"),
    ("on_bad_fill", "bad_fill_hover"),
    ("on_bad_soft", "surface"),
    ("on_bad_soft", "window"),
    *[(text, "ink") for text in ("on_ink", "on_ink_accent", "on_ink_good", "on_ink_warning", "on_ink_bad")],
    ("text_muted", "accent_soft"),
]


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_text_can_be_read_on_its_ground(theme: Theme, text: str, ground: str) -> None:
    assert contrast(getattr(theme.colours, text), getattr(theme.colours, ground)) >= 4.5


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
@pytest.mark.parametrize("tone", list(Tone))
def test_every_tone_has_readable_words_on_its_soft_ground(theme: Theme, tone: Tone) -> None:
    ground, text = theme.colours.soft(tone)
    assert contrast(ground, text) >= 4.5


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
@pytest.mark.parametrize("ground", ["window", "surface", "sidebar"])
def test_marks_and_focus_rings_stand_out(theme: Theme, ground: str) -> None:
    """Non-text contrast, WCAG 1.4.11."""
    for mark in ("accent", "focus"):
        assert contrast(getattr(theme.colours, mark), getattr(theme.colours, ground)) >= 2.9
    assert contrast(theme.colours.focus, getattr(theme.colours, ground)) >= 3


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_the_style_sheet_has_a_value_for_every_token(theme: Theme) -> None:
    rules = stylesheet(theme)
    assert "$" not in rules
    assert theme.colours.accent_fill in rules


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_the_header_of_qts_own_lists_is_painted_in_the_themes_colours(qtbot: QtBot, theme: Theme) -> None:
    """Qt's own dialog for files has one, where the system has none to offer."""
    files = QTreeWidget()
    files.setHeaderLabels(["Name"])
    files.setStyleSheet(stylesheet(theme))
    qtbot.addWidget(files)
    files.show()
    header = files.header()
    assert header.grab().toImage().pixelColor(header.width() - 4, header.height() // 2) == theme.colour("surface")


def test_both_themes_name_every_colour_as_six_digits() -> None:
    for theme in THEMES:
        for name in Colours.__slots__:
            value = getattr(theme.colours, name)
            assert len(value) == 7
            assert int(value[1:], 16) >= 0
