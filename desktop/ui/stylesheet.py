"""One style sheet for the whole application, made from a theme's tokens."""

from __future__ import annotations

from string import Template

from desktop.ui.theme import Radius, Size, Space, Theme

_RULES = Template(
    """
* { outline: none; }
QMainWindow, #pages, #page, QDialog { background: $window; }
QToolTip { background: $ink; color: $on_ink; border: none; padding: 5px 8px; font-size: ${caption}px; }

ElidedLabel, QLabel { color: $text; background: transparent; }
ElidedLabel[role="page"] { font-size: ${page}px; font-weight: 700; }
ElidedLabel[role="title"], QLabel[role="title"] { font-size: ${title}px; font-weight: 700; }
ElidedLabel[role="section"], QLabel[role="section"] { font-size: ${section}px; font-weight: 600; }
ElidedLabel[role="strong"], QLabel[role="strong"] { font-size: ${body}px; font-weight: 600; }
ElidedLabel[role="caption"], QLabel[role="caption"] { color: $text_muted; font-size: ${body}px; }
ElidedLabel[role="small"], QLabel[role="small"] { color: $text_muted; font-size: ${small}px; }
ElidedLabel[role="bad"], QLabel[role="bad"] { color: $on_bad_soft; font-size: ${small}px; }
ElidedLabel[role="overline"], QLabel[role="overline"] {
  color: $text_muted; font-size: ${caption}px; font-weight: 600; }
QLabel[role="key"] { background: $neutral_soft; color: $on_neutral_soft; border-radius: ${s}px; padding: 3px 8px;
  font-size: ${caption}px; font-weight: 600; }
QLabel:disabled, ElidedLabel:disabled { color: $text_disabled; }

Button { font-size: ${body}px; font-weight: 600; border-radius: ${m}px; border: 2px solid transparent;
  padding: 0 14px; min-height: 34px; max-height: 34px; }
Button[kind="primary"] { background: $accent_fill; color: $on_accent_fill; border-color: $accent_fill; }
Button[kind="primary"]:hover { background: $accent_fill_hover; border-color: $accent_fill_hover; }
Button[kind="primary"]:pressed { background: $accent_fill; border-color: $accent_fill; }
Button[kind="primary"]:focus { border-color: $text; }
Button[kind="quiet"] { background: $surface; color: $text; border: 1px solid $border_strong; padding: 0 15px;
  min-height: 36px; max-height: 36px; }
Button[kind="quiet"]:hover { background: $hover; }
Button[kind="quiet"]:pressed { background: $pressed; }
Button[kind="quiet"]:focus { border: 2px solid $focus; padding: 0 14px; min-height: 34px; max-height: 34px; }
Button[kind="plain"] { background: transparent; color: $on_accent_soft; }
Button[kind="plain"]:hover { background: $hover; }
Button[kind="plain"]:pressed { background: $pressed; }
Button[kind="plain"]:focus { border-color: $focus; }
Button[kind="danger"] { background: $bad_fill; color: $on_bad_fill; border-color: $bad_fill; }
Button[kind="danger"]:hover { background: $bad_fill_hover; border-color: $bad_fill_hover; }
Button[kind="danger"]:focus { border-color: $text; }
Button:disabled { background: $neutral_soft; color: $text_disabled; border-color: $neutral_soft; }
Button[kind="plain"]:disabled { background: transparent; border-color: transparent; }
Button[extent="small"] { font-size: ${small}px; padding: 0 10px; min-height: 26px; max-height: 26px;
  border-radius: ${s}px; }
Button[extent="small"][kind="quiet"] { padding: 0 11px; min-height: 28px; max-height: 28px; }
Button[extent="small"][kind="quiet"]:focus { padding: 0 10px; min-height: 26px; max-height: 26px; }

IconButton { background: transparent; border: 2px solid transparent; border-radius: ${m}px; }
IconButton:hover { background: $hover; }
IconButton:pressed, IconButton:checked { background: $pressed; }
IconButton:focus { border-color: $focus; }
IconButton[kind="round"] { background: $ink; }
IconButton[kind="round"]:focus { border-color: $focus; }
IconButton[kind="round"]:disabled { background: $neutral_soft; }

QLineEdit, QPlainTextEdit, QSpinBox { background: $surface; color: $text; border: 1px solid $border_strong;
  border-radius: ${m}px; padding: 0 11px; min-height: 36px; font-size: ${body}px;
  selection-background-color: $accent_soft; selection-color: $on_accent_soft; }
QPlainTextEdit { padding: 8px 11px; }
QLineEdit:focus, QPlainTextEdit:focus, QSpinBox:focus { border: 2px solid $focus; padding: 0 10px; min-height: 34px; }
QLineEdit:disabled { color: $text_disabled; background: $window; }
QLineEdit[is_wrong="true"] { border: 2px solid $bad; padding: 0 10px; min-height: 34px; }
SearchField { border-radius: 18px; padding: 0 8px; }
SearchField:focus { border-radius: 18px; padding: 0 7px; }

QScrollArea, QScrollArea > QWidget > QWidget { background: transparent; border: none; }
QAbstractItemView { background: transparent; border: none; color: $text; outline: none;
  selection-background-color: $accent_soft; selection-color: $on_accent_soft; }
QHeaderView::section { background: $surface; color: $text_muted; border: none; padding: 4px 8px; }
QScrollBar:vertical { background: transparent; width: 12px; margin: 2px 2px 2px 3px; }
QScrollBar:horizontal { background: transparent; height: 12px; margin: 3px 2px 2px 2px; }
QScrollBar::handle { background: $border_strong; border-radius: 3px; }
QScrollBar::handle:vertical { min-height: 40px; }
QScrollBar::handle:horizontal { min-width: 40px; }
QScrollBar::handle:hover { background: $text_muted; }
QScrollBar::handle:disabled { background: transparent; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }

QMenu { background: $raised; color: $text; border: 1px solid $border_strong; padding: 6px; }
QMenu::item { padding: 7px 24px 7px 12px; border-radius: ${s}px; }
QMenu::item:selected { background: $hover; }
QMenu::item:disabled { color: $text_disabled; }
QMenu::separator { height: 1px; background: $border; margin: 6px 8px; }
QMenu::icon { padding-left: 10px; }

#card { background: $surface; border: 1px solid $border; border-radius: ${l}px; }
#sidebar { background: $sidebar; border: none; border-right: 1px solid $border; }
#bottom-bar { background: $sidebar; border: none; border-top: 1px solid $border; }
#rule { background: $border; border: none; max-height: 1px; min-height: 1px; }
#notice { background: $warning_soft; border-radius: ${m}px; }
#letter { background: $neutral_soft; border-radius: ${m}px; }
#letter QLabel { color: $on_neutral_soft; font-size: ${small}px; }
#notice QLabel { color: $on_warning_soft; font-size: ${small}px; }
#bulk-bar { background: $accent_soft; border-radius: ${m}px; }
#bulk-bar[is_active="false"] { background: transparent; }
"""
)


def stylesheet(theme: Theme) -> str:
    """Return the rules for `theme`."""
    colours = {name: getattr(theme.colours, name) for name in theme.colours.__slots__}
    sizes = {size.name.lower(): int(size) for size in Size}
    radii = {radius.name.lower(): int(radius) for radius in Radius}
    spaces = {f"space_{space.name.lower()}": int(space) for space in Space}
    return _RULES.substitute(colours | sizes | spaces | radii)
