"""The widget kit: what each control promises."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QColor, QImage, QPaintEvent, QRegion
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from desktop.model.playlist import Firmness, Limit
from desktop.ui.look import Look
from desktop.ui.theme import Tone, contrast
from desktop.ui.widgets.buttons import Button, IconButton, Kind
from desktop.ui.widgets.covers import CoverCache, initials, placeholder_colours
from desktop.ui.widgets.labels import ElidedLabel
from desktop.ui.widgets.overlay import Overlay
from desktop.ui.widgets.progress import ProgressLine, limit_tone, limit_words
from desktop.ui.widgets.search import SearchField
from desktop.ui.widgets.segmented import SegmentedControl
from desktop.ui.widgets.selection import SelectAllBar
from desktop.ui.widgets.sheet import Sheet
from desktop.ui.widgets.slider import Slider
from desktop.ui.widgets.toast import Offer, ToastHost


def test_a_line_without_room_shows_itself_whole_as_a_tool_tip(qtbot: QtBot, look: Look) -> None:
    label = ElidedLabel("A title that is much too long\nfor the room")
    qtbot.addWidget(label)
    label.resize(60, 20)
    label.show()
    assert label.toolTip() == "A title that is much too long for the room"
    label.resize(900, 20)
    assert label.toolTip() == ""


def test_markup_in_a_title_is_shown_as_it_is(qtbot: QtBot, look: Look) -> None:
    label = ElidedLabel("<b>Bold</b>")
    qtbot.addWidget(label)
    assert label.textFormat() is Qt.TextFormat.PlainText


def test_an_icon_button_is_named_by_what_it_does_now(qtbot: QtBot, look: Look) -> None:
    button = IconButton("play", look, name="Play")
    qtbot.addWidget(button)
    button.set_name("Pause")
    assert (button.accessibleName(), button.toolTip()) == ("Pause", "Pause")


def test_a_search_is_announced_once_typing_rests(qtbot: QtBot, look: Look) -> None:
    field = SearchField(look, placeholder="Search titles…")
    qtbot.addWidget(field)
    found: list[str] = []
    field.searched.connect(found.append)
    for letters in ("a", "ab", "abc "):
        field.setText(letters)
    assert found == []
    qtbot.waitUntil(lambda: bool(found))
    assert found == ["abc"]


def test_escape_empties_a_search(qtbot: QtBot, look: Look) -> None:
    field = SearchField(look, placeholder="Search titles…")
    qtbot.addWidget(field)
    found: list[str] = []
    field.searched.connect(found.append)
    field.setText("abc")
    QTest.keyClick(field, Qt.Key.Key_Return)
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert found == ["abc", ""]


def test_a_click_on_a_slider_goes_there(qtbot: QtBot, look: Look) -> None:
    slider = Slider(look, name="Volume", most=16)
    qtbot.addWidget(slider)
    slider.resize(174, 24)  # ten pixels a step
    slider.show()
    chosen: list[int] = []
    slider.chosen.connect(chosen.append)
    QTest.mouseClick(slider, Qt.MouseButton.LeftButton, pos=QPoint(7 + 90, 12))
    assert chosen == [9]
    assert slider.value() == 9


def test_the_arrows_choose_too(qtbot: QtBot, look: Look) -> None:
    slider = Slider(look, name="Volume", most=16)
    qtbot.addWidget(slider)
    slider.show_value(5)
    chosen: list[int] = []
    slider.chosen.connect(chosen.append)
    QTest.keyClick(slider, Qt.Key.Key_Right)
    assert chosen == [6]


def test_what_the_world_says_does_not_move_a_held_slider(qtbot: QtBot, look: Look) -> None:
    slider = Slider(look, name="Position", most=100)
    qtbot.addWidget(slider)
    slider.resize(214, 24)
    slider.show()
    chosen: list[int] = []
    slider.chosen.connect(chosen.append)
    QTest.mousePress(slider, Qt.MouseButton.LeftButton, pos=QPoint(107, 12))
    slider.show_value(3)
    assert slider.value() == 50
    QTest.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=QPoint(107, 12))
    slider.show_value(3)
    assert slider.value() == 3
    assert chosen == [50]


def test_select_all_has_three_states_and_counts(qtbot: QtBot, look: Look) -> None:
    bar = SelectAllBar(look, noun="track")
    remove = Button("Remove", look)
    bar.add_action(remove)
    qtbot.addWidget(bar)
    bar.show()
    seen = []
    for selected in (0, 3, 41):
        bar.show_counts(selected, 41)
        seen.append((bar.check.checkState(), bar.count.text(), remove.isVisible()))
    assert seen == [
        (Qt.CheckState.Unchecked, "", False),
        (Qt.CheckState.PartiallyChecked, "3 of 41 selected", True),
        (Qt.CheckState.Checked, "41 of 41 selected", True),
    ]


def test_select_all_asks_for_all_then_for_none(qtbot: QtBot, look: Look) -> None:
    bar = SelectAllBar(look, noun="track")
    qtbot.addWidget(bar)
    wishes: list[str] = []
    bar.all_wanted.connect(lambda: wishes.append("all"))
    bar.none_wanted.connect(lambda: wishes.append("none"))
    bar.show_counts(3, 41)
    bar.check.click()
    bar.show_counts(41, 41)
    bar.check.click()
    assert wishes == ["all", "none"]
    assert bar.check.checkState() is Qt.CheckState.Checked


def test_select_all_of_nothing_is_off(qtbot: QtBot, look: Look) -> None:
    bar = SelectAllBar(look, noun="track")
    qtbot.addWidget(bar)
    assert not bar.check.isEnabled()


def test_a_segment_that_a_person_picks_is_announced(qtbot: QtBot, look: Look) -> None:
    control = SegmentedControl(look, name="Theme", choices=[("light", "Light", None), ("dark", "Dark", "moon")])
    qtbot.addWidget(control)
    control.show()
    chosen: list[str] = []
    control.chosen.connect(chosen.append)
    control.set_value("dark")
    assert (chosen, control.value()) == ([], "dark")
    light = control.childAt(20, 18)
    assert light is not None
    QTest.mouseClick(light, Qt.MouseButton.LeftButton)
    assert (chosen, control.value()) == (["light"], "light")


def test_the_arrows_choose_among_segments(qtbot: QtBot, look: Look) -> None:
    choices = [(name, name.title(), None) for name in ("system", "light", "dark")]
    control = SegmentedControl(look, name="Theme", choices=choices)
    qtbot.addWidget(control)
    control.show()
    chosen: list[str] = []
    control.chosen.connect(chosen.append)
    system, dark = control.childAt(20, 18), control.childAt(control.width() - 20, 18)
    assert system is not None
    assert dark is not None
    system.setFocus()
    for _ in range(3):
        focused = control.focusWidget()
        assert focused is not None
        QTest.keyClick(focused, Qt.Key.Key_Right)
    assert (chosen, control.focusWidget()) == (["light", "dark"], dark)
    QTest.keyClick(dark, Qt.Key.Key_Left)
    assert (chosen[-1], control.value()) == ("light", "light")


def test_progress_stays_between_nothing_and_all(qtbot: QtBot, look: Look) -> None:
    line = ProgressLine(look, name="Upload")
    qtbot.addWidget(line)
    line.show_share(7.5)
    assert line.value() == line.maximum()
    line.show_share(-1)
    assert line.value() == 0


@pytest.mark.parametrize(
    ("used", "firmness", "tone"),
    [
        (50, Firmness.FIRM, Tone.GOOD),
        (95, Firmness.FIRM, Tone.WARNING),
        (101, Firmness.FIRM, Tone.BAD),
        (101, Firmness.ADVICE, Tone.WARNING),
    ],
)
def test_only_a_firm_limit_turns_red(used: float, firmness: Firmness, tone: Tone) -> None:
    assert limit_tone(Limit("Tracks", "tracks", used, 100, firmness)) is tone


def test_limits_are_said_in_their_own_units() -> None:
    said = [
        limit_words(Limit("Tracks", "tracks", 78, 100, Firmness.FIRM)),
        limit_words(Limit("Size", "bytes", 412 * 1024**2, 500 * 1024**2, Firmness.FIRM)),
        limit_words(Limit("Length", "seconds", 15_000, 18_000, Firmness.ADVICE)),
    ]
    assert said == ["78 of 100", "412 MB of 500 MB", "4 h 10 min of 5 h"]


def test_a_toast_offers_a_way_back_once(qtbot: QtBot, look: Look) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(800, 600)
    window.show()
    host = ToastHost(look, window=window)
    undone: list[bool] = []
    toast = host.say("Removed 3 tracks.", offer=Offer("Undo", lambda: undone.append(True)))
    assert host.geometry().bottom() < window.height()
    toast.accept()
    assert undone == [True]
    assert host.toasts() == []


@pytest.mark.parametrize(
    ("text", "most_lines"),
    [("WWW " * 16, 2), ("It is narrow, and it fits until its limit: lilies, illicit.", 1), ("word " * 40, 5)],
)
def test_a_toast_shows_all_of_its_words_in_few_lines(qtbot: QtBot, look: Look, text: str, most_lines: int) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(900, 600)
    window.show()
    toast = ToastHost(look, window=window).say(text.strip())
    qtbot.waitUntil(toast.isVisible)
    (words,) = [one for one in toast.findChildren(QLabel) if one.text() == text.strip()]
    metrics = words.fontMetrics()
    needed = metrics.boundingRect(words.rect(), int(Qt.TextFlag.TextWordWrap), words.text())
    assert needed.height() <= most_lines * metrics.lineSpacing()
    assert words.rect().width() >= needed.width()
    assert words.rect().height() >= needed.height()


def test_return_presses_a_sheets_main_button(qtbot: QtBot, look: Look) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(800, 600)
    window.show()
    sheet = Sheet(look, window=window, title="Rename")
    field = QLineEdit()
    sheet.body.addWidget(field)
    sheet.add_button("Cancel", answers=False)
    sheet.add_button("Rename", kind=Kind.PRIMARY, answers=True)
    answers: list[int] = []
    sheet.finished.connect(answers.append)
    sheet.open()
    assert sheet.geometry() == window.rect()
    assert window.focusWidget() is field
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert answers == [1]


def test_a_sheet_closes_in_peace_when_what_had_the_keyboard_is_gone(qtbot: QtBot, look: Look) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    field = QLineEdit(window)
    window.show()
    field.setFocus()
    sheet = Sheet(look, window=window, title="Connect")
    answers: list[int] = []
    sheet.finished.connect(answers.append)
    sheet.open()
    delete(field)
    sheet.accept()
    assert answers == [1]


def test_a_sheet_fills_the_window_that_grows(qtbot: QtBot, look: Look) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(800, 600)
    window.show()
    sheet = Sheet(look, window=window, title="Rename")
    sheet.open()
    window.resize(1000, 700)
    assert sheet.geometry() == window.rect()


@pytest.mark.parametrize(
    ("title", "letters"),
    [
        ("The Gruffalo", "TG"),
        ("Rain", "R"),
        ("小さな冒険 🎧 Bedtime", "小"),
        ("", "♪"),
        ("🎧 !", "♪"),
        ("“Žižkův” p", "ŽP"),
    ],
)
def test_a_cover_without_a_picture_shows_initials(title: str, letters: str) -> None:
    assert initials(title) == letters


def test_a_drawn_cover_is_always_the_same_for_a_title() -> None:
    assert placeholder_colours("Rain") == placeholder_colours("Rain")
    several = {placeholder_colours(f"Title {number}")[0].name() for number in range(40)}
    assert len(several) > 8


def test_white_initials_can_be_read_on_every_drawn_cover() -> None:
    colours = {colour.name() for number in range(400) for colour in placeholder_colours(f"Title {number}")}
    assert all(contrast(colour, "#FFFFFF") >= 3 for colour in colours)


def test_covers_are_cropped_scaled_and_kept(tmp_path: Path, look: Look) -> None:
    path = tmp_path / "cover.png"
    picture = QImage(400, 200, QImage.Format.Format_RGB32)
    picture.fill(QColor("#3366CC"))
    picture.save(str(path))
    cache = CoverCache(most=1)
    made = cache.pixmap(path, edge=56, scale=2.0)
    assert made is not None
    assert (made.width(), made.height()) == (112, 112)
    path.unlink()
    assert cache.pixmap(path, edge=56, scale=2.0) is made
    cache.pixmap(tmp_path / "other.png", edge=56)
    assert cache.pixmap(path, edge=56, scale=2.0) is None


def test_a_file_that_is_no_picture_has_no_cover(tmp_path: Path, look: Look) -> None:
    path = tmp_path / "cover.jpg"
    path.write_bytes(b"not a picture")
    cache = CoverCache()
    assert cache.pixmap(path, edge=56) is None
    assert cache.pixmap(None, edge=56) is None


def test_a_panel_that_shrinks_leaves_no_shadow_behind(qtbot: QtBot, look: Look) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(700, 600)
    window.show()
    overlay = Overlay(look, window=window, width=400)
    painted = PaintedRegion(overlay)
    overlay.panel.setFixedHeight(400)
    overlay.open()
    qtbot.waitUntil(lambda: painted.region.boundingRect() == overlay.rect())
    shadow = overlay.panel.geometry().adjusted(-16, -10, 16, 22)
    painted.region = QRegion()
    overlay.panel.setFixedHeight(100)
    qtbot.waitUntil(lambda: painted.region.boundingRect().contains(shadow))


class PaintedRegion(QObject):
    """Where a widget is painted from now on."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.region = QRegion()
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  # Qt's own name
        if isinstance(event, QPaintEvent):
            self.region = self.region.united(event.region())
        return super().eventFilter(watched, event)
