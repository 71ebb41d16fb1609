"""Design tokens: the colours, spaces, radii and type sizes from which everything on the screen is made."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, StrEnum

from PySide6.QtGui import QColor, QPalette


class Space(IntEnum):
    """Distances in pixels; nothing on the screen uses any other."""

    XS = 4
    S = 8
    M = 12
    L = 16
    XL = 24
    XXL = 32


class Radius(IntEnum):
    """Corner radii in pixels. Qt draws square corners where a radius exceeds half the height: keep below it."""

    S = 6
    M = 10
    L = 14
    XL = 18


class Size(IntEnum):
    """Type sizes in pixels, so that they are the same on every system."""

    CAPTION = 12
    SMALL = 13
    BODY = 14
    SECTION = 16
    TITLE = 22
    PAGE = 28


class Tone(StrEnum):
    """The meaning that a colour carries."""

    NEUTRAL = "neutral"
    GOOD = "good"
    WARNING = "warning"
    BAD = "bad"
    ACCENT = "accent"


@dataclass(frozen=True, slots=True)
class Colours:
    """Every colour of one theme as "#rrggbb"; `on_x` is the text that stands on `x`."""

    window: str
    surface: str
    raised: str
    sidebar: str
    hover: str
    pressed: str
    border: str
    border_strong: str
    text: str
    text_muted: str
    text_disabled: str
    accent: str  # lines, bars and marks; never behind small text
    accent_fill: str
    accent_fill_hover: str
    on_accent_fill: str
    accent_soft: str
    on_accent_soft: str
    ink: str  # the one strong neutral: the round play button, tool tips
    on_ink: str
    on_ink_accent: str
    on_ink_good: str
    on_ink_warning: str
    on_ink_bad: str
    neutral_soft: str
    on_neutral_soft: str
    good: str
    good_soft: str
    on_good_soft: str
    warning: str
    warning_soft: str
    on_warning_soft: str
    bad: str
    bad_soft: str
    on_bad_soft: str
    bad_fill: str
    bad_fill_hover: str
    on_bad_fill: str
    focus: str
    track: str  # the unfilled part of a slider or a progress line
    scrim: str

    def soft(self, tone: Tone) -> tuple[str, str]:
        """Return the (background, text) of a pill or a notice of this tone."""
        return {
            Tone.NEUTRAL: (self.neutral_soft, self.on_neutral_soft),
            Tone.GOOD: (self.good_soft, self.on_good_soft),
            Tone.WARNING: (self.warning_soft, self.on_warning_soft),
            Tone.BAD: (self.bad_soft, self.on_bad_soft),
            Tone.ACCENT: (self.accent_soft, self.on_accent_soft),
        }[tone]

    def strong(self, tone: Tone) -> str:
        """Return the colour of a mark (dot, bar, icon) of this tone."""
        return {
            Tone.NEUTRAL: self.text_muted,
            Tone.GOOD: self.good,
            Tone.WARNING: self.warning,
            Tone.BAD: self.bad,
            Tone.ACCENT: self.accent,
        }[tone]


LIGHT = Colours(
    window="#F7F5F1",
    surface="#FFFFFF",
    raised="#FFFFFF",
    sidebar="#FDFCFA",
    hover="#F1EEE8",
    pressed="#E8E4DC",
    border="#E8E4DC",
    border_strong="#D3CDC2",
    text="#211E1A",
    text_muted="#6A645B",
    text_disabled="#A8A196",
    accent="#F26419",
    accent_fill="#D04806",
    accent_fill_hover="#B83E04",
    on_accent_fill="#FFFFFF",
    accent_soft="#FEE9DD",
    on_accent_soft="#A93B05",
    ink="#26221E",
    on_ink="#FFFFFF",
    on_ink_accent="#FFA877",
    on_ink_good="#5FCB8C",
    on_ink_warning="#F0B656",
    on_ink_bad="#FF8B84",
    neutral_soft="#EEEAE3",
    on_neutral_soft="#5C564D",
    good="#1F8A4C",
    good_soft="#E1F3E7",
    on_good_soft="#17663A",
    warning="#C77B08",
    warning_soft="#FDEFD2",
    on_warning_soft="#805006",
    bad="#CF3030",
    bad_soft="#FCE5E3",
    on_bad_soft="#A32121",
    bad_fill="#C22F2A",
    bad_fill_hover="#A92521",
    on_bad_fill="#FFFFFF",
    focus="#D9540F",
    track="#E5E0D7",
    scrim="#211E1A",
)

DARK = Colours(
    window="#1B1815",
    surface="#25211D",
    raised="#2D2823",
    sidebar="#201C19",
    hover="#302B26",
    pressed="#3A342E",
    border="#38322C",
    border_strong="#50483F",
    text="#F5F0E9",
    text_muted="#B5AB9E",
    text_disabled="#7A7166",
    accent="#FF8444",
    accent_fill="#FA7C3A",
    accent_fill_hover="#FF9459",
    on_accent_fill="#221206",
    accent_soft="#47291A",
    on_accent_soft="#FFB68F",
    ink="#F5F0E9",
    on_ink="#1B1815",
    on_ink_accent="#B83F06",
    on_ink_good="#17713D",
    on_ink_warning="#8A5605",
    on_ink_bad="#B82823",
    neutral_soft="#3A342E",
    on_neutral_soft="#CFC6BA",
    good="#4CC27E",
    good_soft="#1D3A29",
    on_good_soft="#86DDA9",
    warning="#E9AB47",
    warning_soft="#43331A",
    on_warning_soft="#F3C777",
    bad="#F27069",
    bad_soft="#4A2523",
    on_bad_soft="#FFAAA3",
    bad_fill="#E8615A",
    bad_fill_hover="#F27A73",
    on_bad_fill="#23090A",
    focus="#FF9A63",
    track="#443C35",
    scrim="#0C0A08",
)


@dataclass(frozen=True, slots=True)
class Theme:
    """One look of the whole app: its name, whether it is dark, and its colours."""

    name: str
    is_dark: bool
    colours: Colours

    @staticmethod
    def light() -> Theme:
        return Theme("light", is_dark=False, colours=LIGHT)

    @staticmethod
    def dark() -> Theme:
        return Theme("dark", is_dark=True, colours=DARK)

    def colour(self, name: str) -> QColor:
        """Return a token (a field of Colours) or a "#rrggbb" text as a colour."""
        return QColor(name if name.startswith("#") else getattr(self.colours, name))

    def palette(self) -> QPalette:
        """Return the palette that Qt's own drawing uses, so that what no style rule names still fits."""
        palette = QPalette()
        roles = QPalette.ColorRole
        for role, token in (
            (roles.Window, "window"),
            (roles.WindowText, "text"),
            (roles.Base, "surface"),
            (roles.AlternateBase, "window"),
            (roles.Text, "text"),
            (roles.Button, "surface"),
            (roles.ButtonText, "text"),
            (roles.BrightText, "on_ink"),
            (roles.ToolTipBase, "ink"),
            (roles.ToolTipText, "on_ink"),
            (roles.PlaceholderText, "text_muted"),
            (roles.Highlight, "accent_soft"),
            (roles.HighlightedText, "on_accent_soft"),
            (roles.Link, "on_accent_soft"),
            (roles.Accent, "accent"),
            (roles.Light, "raised"),
            (roles.Midlight, "hover"),
            (roles.Mid, "border"),
            (roles.Dark, "border_strong"),
            (roles.Shadow, "border_strong"),
        ):
            palette.setColor(role, self.colour(token))
        for role in (roles.WindowText, roles.Text, roles.ButtonText, roles.HighlightedText):
            palette.setColor(QPalette.ColorGroup.Disabled, role, self.colour("text_disabled"))
        return palette


def contrast(one: str, other: str) -> float:
    """Return the WCAG 2 contrast ratio of two "#rrggbb" colours, 1.0 to 21.0."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (value / 12.92 if value <= 0.03928 else ((value + 0.055) / 1.055) ** 2.4 for value in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
