"""Saves pictures of every control, light and dark: `python tests/desktop/ui/gallery.py DIR` (developers' tool)."""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from desktop.model.playlist import MIB, capacity
from desktop.ui import fonts
from desktop.ui.look import Look, Preference, apply
from desktop.ui.theme import Tone
from desktop.ui.widgets.buttons import Button, IconButton, Kind
from desktop.ui.widgets.checks import CheckBox
from desktop.ui.widgets.covers import paint_cover
from desktop.ui.widgets.empty import EmptyState
from desktop.ui.widgets.header import PageHeader
from desktop.ui.widgets.pill import Pill
from desktop.ui.widgets.progress import Meter, ProgressLine
from desktop.ui.widgets.search import SearchField
from desktop.ui.widgets.segmented import SegmentedControl
from desktop.ui.widgets.selection import SelectAllBar
from desktop.ui.widgets.sheet import Sheet
from desktop.ui.widgets.slider import Slider
from desktop.ui.widgets.surface import Surface
from desktop.ui.widgets.toast import Offer, ToastHost

TITLES = ["The Gruffalo", "Žižkův příběh", "小さな冒険 🎧", "Peter Rabbit", "Rain", "Matilda, Chapter 1", "", "🎧"]


class Covers(QWidget):
    """A row of drawn covers."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(90)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  # Qt's own name
        painter = QPainter(self)
        for place, title in enumerate(TITLES):
            paint_cover(painter, QRectF(place * 100, 5, 80, 80), pixmap=None, title=title)


def controls(look: Look) -> QWidget:
    """Return a page with every control."""
    page = QWidget()
    page.setObjectName("page")
    page.resize(1000, 980)
    column = QVBoxLayout(page)
    column.setContentsMargins(32, 28, 32, 24)
    column.setSpacing(16)
    search = SearchField(look, placeholder="Search titles, artists…")
    add = Button("Add audio", look, kind=Kind.PRIMARY, icon="add")
    column.addWidget(PageHeader("Library", caption="8 tracks · 9 h 42 min · 412 MB", actions=(search, add)))
    bar = SelectAllBar(look, noun="tracks", rest=IconButton("sort", look, name="Sort"))
    bar.add_action(Button("Add to playlist", look, icon="playlist", is_small=True))
    bar.add_action(Button("Remove", look, icon="trash", is_small=True))
    bar.show_counts(3, 41)
    column.addWidget(bar)
    row = QHBoxLayout()
    for kind in Kind:
        row.addWidget(Button(kind.value.title(), look, kind=kind, icon="publish"))
        row.addWidget(Button("Small", look, kind=kind, is_small=True))
    off = Button("Disabled", look, kind=Kind.PRIMARY, icon="trash")
    off.setEnabled(False)
    row.addWidget(off)
    row.addStretch()
    column.addLayout(row)
    row = QHBoxLayout()
    for tone in Tone:
        row.addWidget(Pill(tone.value.title(), look, tone=tone))
    for name in ("play", "pause-circle-fill", "volume", "sleep", "battery-high", "wifi", "more", "trash"):
        row.addWidget(IconButton(name, look, name=name))
    row.addStretch()
    column.addLayout(row)
    grid = QGridLayout()
    grid.setHorizontalSpacing(32)
    for place, limit in enumerate(capacity(tracks=78, size_bytes=480 * MIB, duration_s=6 * 3600)):
        meter = Meter(look, name=limit.name)
        meter.show_limit(limit)
        grid.addWidget(meter, 0, place)
    column.addLayout(grid)
    line = ProgressLine(look, name="Upload")
    line.show_share(0.62)
    column.addWidget(line)
    row = QHBoxLayout()
    for asked in (False, True):
        slider = Slider(look, name="Volume", most=16)
        slider.show_value(9, is_asked=asked)
        slider.show_cap(12)
        row.addWidget(slider)
    for state in Qt.CheckState:
        box = CheckBox("Check", look, is_tristate=True)
        box.setCheckState(state)
        row.addWidget(box)
    column.addLayout(row)
    row = QHBoxLayout()
    choices = [("system", "System", "computer"), ("light", "Light", "sun"), ("dark", "Dark", "moon")]
    row.addWidget(SegmentedControl(look, name="Theme", choices=choices))
    row.addWidget(QLineEdit("Some words"))
    column.addLayout(row)
    column.addWidget(Covers())
    surface = Surface()
    surface.column.addWidget(
        EmptyState(
            "library",
            look,
            title="Your library is empty",
            text="Drop files or folders anywhere on this window. A folder becomes a playlist, in its natural order.",
            actions=(Button("Add audio", look, kind=Kind.PRIMARY, icon="add"), Button("Try the demo", look)),
        )
    )
    column.addWidget(surface, 1)
    return page


def sheet_page(look: Look) -> QWidget:
    """Return a page under an open sheet, with toasts."""
    page = controls(look)
    toasts = ToastHost(look, window=page)
    page.show()
    toasts.say("3 tracks removed from “Bedtime”", offer=Offer("Undo", lambda: None))
    toasts.say("Kitchen did not answer. It may be switched off.", tone=Tone.BAD)
    toasts.say("On the card. Insert it, or play it on Kitchen.", tone=Tone.GOOD, offer=Offer("Play", lambda: None))
    return page


def open_sheet(look: Look) -> QWidget:
    page = controls(look)
    page.show()
    sheet = Sheet(
        look, window=page, title="Publish “Bedtime stories”", text="11 tracks are new, 214 MB will be uploaded first."
    )
    sheet.body.addWidget(QLineEdit("Bedtime stories"))
    sheet.add_button("Cancel", answers=False)
    sheet.add_button("Publish", kind=Kind.PRIMARY, icon="publish", answers=True)
    sheet.open()
    return page


def main(folder: Path) -> None:
    """Save all pictures into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    app = QApplication([])
    fonts.load_fonts()
    look = Look()
    for preference in (Preference.LIGHT, Preference.DARK):
        look.set_preference(preference)
        apply(app, look.theme)
        for name, make in (("controls", controls), ("toasts", sheet_page), ("sheet", open_sheet)):
            page = make(look)
            page.show()
            app.processEvents()
            page.grab().save(str(folder / f"{name}-{preference}-{app.devicePixelRatio():g}x.png"))
            page.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
