"""What a publish will change, before it changes it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from desktop.model.publication import Plan, Weight
from desktop.ui.look import Look
from desktop.ui.publish.notice import Notice
from desktop.ui.publish.words import Group, groups, headline
from desktop.ui.theme import Space, Tone
from desktop.ui.widgets.buttons import Button, Kind
from desktop.ui.widgets.labels import Caption, ElidedLabel, Heading, Role

MOST_LINES = 40  # titles that one group lists; the rest is counted


class SummaryView(QWidget):
    """Shows a Plan: the headline, what warns or stops, and the difference."""

    other_wanted = Signal()  # another card than this one

    def __init__(self, look: Look, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.headline = Heading(role=Role.SECTION)
        self.target = Caption()
        other = Button("Another card", look, kind=Kind.PLAIN, is_small=True)
        other.clicked.connect(self.other_wanted)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setAccessibleName("What will change")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.XS)
        column.addWidget(self.headline)
        line = QHBoxLayout()
        line.addWidget(self.target, 1)
        line.addWidget(other)
        column.addLayout(line)
        column.addSpacing(Space.M)
        column.addWidget(self._area, 1)

    def show_plan(self, plan: Plan) -> None:
        """Show what `plan` will do."""
        self.headline.setText(headline(plan))
        self.target.setText(f"To the card “{plan.card_title}”" if plan.card_id is not None else "To a new card")
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, Space.S, 0)
        column.setSpacing(Space.M)
        if plan.changed_elsewhere:
            column.addWidget(
                Notice(
                    "This card was changed elsewhere since it was last published from here.",
                    self._look,
                    tone=Tone.WARNING,
                    next_step="Overwrite it, or look at the card's own version first. What is replaced is kept.",
                )
            )
        for finding in plan.findings:
            tone = Tone.BAD if finding.weight is Weight.STOPS else Tone.WARNING
            column.addWidget(Notice(finding.sentence, self._look, tone=tone, next_step=finding.next_step))
        for group in groups(plan.difference):
            column.addWidget(self._group(group))
        if plan.difference.is_empty:
            column.addWidget(Caption("Nothing on the card will be different."))
        column.addStretch(1)
        self._area.setWidget(inside)

    def _group(self, group: Group) -> QWidget:
        part = QWidget()
        grid = QVBoxLayout(part)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(Space.XS)
        head = QHBoxLayout()
        head.setSpacing(Space.S)
        mark = QLabel()
        colour = self._look.theme.colours.strong(group.tone)
        mark.setPixmap(self._look.icons.pixmap(group.icon, colour=colour, size=18, scale=self.devicePixelRatioF()))
        head.addWidget(mark)
        head.addWidget(Heading(group.heading, role=Role.STRONG), 1)
        grid.addLayout(head)
        lines = list(group.lines[:MOST_LINES])
        if len(group.lines) > MOST_LINES:
            lines.append(f"and {len(group.lines) - MOST_LINES:,} more")
        for text in lines:
            line = ElidedLabel(text, role=Role.SMALL)
            line.setContentsMargins(26, 0, 0, 0)
            grid.addWidget(line)
        return part
