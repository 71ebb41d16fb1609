"""A list of people or computers in Settings: a mark, two lines, a pill, and what can be done."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop.ui.look import Look, follow_look
from desktop.ui.theme import Space, Tone
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.labels import ElidedLabel, Role
from desktop.ui.widgets.pill import Pill
from desktop.ui.widgets.surface import rule


@dataclass(frozen=True, slots=True)
class Act:
    """Something that can be done with one of them: a button's text, its name, and what it does."""

    text: str
    name: str
    run: Callable[[], None] = field(compare=False)


@dataclass(frozen=True, slots=True)
class RosterLine:
    """What is shown of one of them, who stays the same by `key`."""

    key: str
    icon: str
    title: str
    caption: str
    pill: str = ""
    tone: Tone = Tone.NEUTRAL
    acts: tuple[Act, ...] = ()


class RosterRow(QWidget):
    """One of them; what can be done stands at the right end."""

    def __init__(self, line: RosterLine, look: Look, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look, self._line = look, line
        self._mark = QLabel()
        self.title = ElidedLabel(line.title, role=Role.STRONG)
        self.pill = Pill(line.pill, look, tone=line.tone)
        self.caption = ElidedLabel(line.caption, role=Role.SMALL)
        self.controls: list[Button] = []
        first = QHBoxLayout()
        first.setSpacing(Space.S)
        first.addWidget(self.title)
        first.addWidget(self.pill)
        first.addStretch(1)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addLayout(first)
        words.addWidget(self.caption)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(Space.M)
        self._row.addWidget(self._mark)
        self._row.addLayout(words, 1)
        self.pill.setVisible(bool(line.pill))
        self._offer(line.acts)
        follow_look(look, self._dress)

    def show_line(self, line: RosterLine) -> None:
        """Say what holds now. A button that stays what it was keeps the keyboard."""
        before, self._line = self._line, line
        self.title.setText(line.title)
        self.caption.setText(line.caption)
        self.pill.show_state(line.pill, tone=line.tone)
        self.pill.setVisible(bool(line.pill))
        if [one.text for one in before.acts] != [one.text for one in line.acts]:
            self._offer(line.acts)
        for control, act in zip(self.controls, line.acts, strict=True):
            control.setAccessibleName(act.name)
        self._dress()

    def _offer(self, acts: Sequence[Act]) -> None:
        for control in self.controls:
            control.hide()
            control.deleteLater()
        self.controls = [Button(act.text, self._look, is_small=True) for act in acts]
        for place, control in enumerate(self.controls):
            control.setAccessibleName(acts[place].name)
            control.clicked.connect(lambda _=False, place=place: self._line.acts[place].run())
            self._row.addWidget(control, 0, Qt.AlignmentFlag.AlignVCenter)

    def _dress(self) -> None:
        scale = self.devicePixelRatioF()
        self._mark.setPixmap(self._look.icons.pixmap(self._line.icon, colour="text_muted", size=22, scale=scale))


class Roster(QWidget):
    """The rows, with hairlines between them. Whoever stays keeps the row, and the keyboard stays where it is."""

    def __init__(self, look: Look, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._rows: dict[str, RosterRow] = {}
        self._lines: tuple[RosterLine, ...] = ()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(Space.M)

    def show_lines(self, lines: Sequence[RosterLine]) -> None:
        """Show these, in this order."""
        before, self._lines = self._lines, tuple(lines)
        for line in lines:
            if (row := self._rows.get(line.key)) is not None:
                row.show_line(line)
            else:
                self._rows[line.key] = RosterRow(line, self._look)
        if [one.key for one in before] != [one.key for one in lines]:
            self._arrange([one.key for one in lines])
        self._order_tabs()

    def _arrange(self, keys: Sequence[str]) -> None:
        for key in self._rows.keys() - set(keys):
            gone = self._rows.pop(key)
            gone.hide()
            gone.deleteLater()
        while (item := self._column.takeAt(0)) is not None:
            line = item.widget()
            if isinstance(line, QFrame):
                line.hide()
                line.deleteLater()
        for place, key in enumerate(keys):
            if place:
                self._column.addWidget(rule())
            self._column.addWidget(self._rows[key])

    def _order_tabs(self) -> None:
        """Let the Tab key come by here, and not after everything that was made before the rows."""
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # without it Qt puts nothing behind this one
        before: QWidget = self
        for line in self._lines:
            for control in self._rows[line.key].controls:
                QWidget.setTabOrder(before, control)
                before = control
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
