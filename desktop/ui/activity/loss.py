"""A line of the Activity page on something that was replaced, with the button that puts it back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop.model.loss import Loss
from desktop.store.activity import ActivityLine
from desktop.ui.format import relative
from desktop.ui.look import Look, follow_look
from desktop.ui.theme import Space, Tone
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.labels import Caption, Role, paragraph
from desktop.ui.widgets.pill import Pill


class LossRow(QWidget):
    """`who` is the computer on which the replaced value was typed. `put_back_wanted` asks to restore it."""

    put_back_wanted = Signal()

    def __init__(
        self, loss: Loss, look: Look, *, who: str, now: float, is_put_back: bool, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._look = look
        self._mark = QLabel()
        self._mark.setFixedSize(20, 22)
        self.sentence = paragraph(loss_sentence(loss), role=Role.BODY)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self.sentence)
        words.addWidget(paragraph(loss_detail(loss, who=who), role=Role.SMALL))
        when = Caption(relative(loss.at, now=now), role=Role.SMALL)
        when.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.XL, Space.M, Space.XL, Space.M)
        row.setSpacing(Space.L)
        row.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        if is_put_back:
            row.addWidget(Pill("Put back", look, tone=Tone.GOOD), 0, Qt.AlignmentFlag.AlignVCenter)
        elif loss.is_restorable:
            row.addWidget(self._button(loss), 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(when, 0, Qt.AlignmentFlag.AlignTop)
        follow_look(look, self._dress)

    def _button(self, loss: Loss) -> Button:
        button = Button("Put back", self._look, icon="undo", is_small=True)
        button.setAccessibleName(f"Put back the {loss.field} “{loss.lost}”")
        button.clicked.connect(self.put_back_wanted)
        return button

    def _dress(self) -> None:
        scale = self.devicePixelRatioF()
        self._mark.setPixmap(self._look.icons.pixmap("history", colour="text_muted", size=20, scale=scale))


def together(lines: Sequence[ActivityLine], losses: Sequence[Loss]) -> list[ActivityLine | Loss]:
    """Return both as one list, the newest first. A loss takes the place of the line that only says that it is kept."""
    waiting = sorted(losses, key=lambda loss: -loss.at)
    told: list[ActivityLine | Loss] = []
    for line in lines:
        same = next((loss for loss in waiting if _is_about(line, loss)), None)
        if same is not None:
            waiting.remove(same)
            told.append(replace(same, at=line.at))  # the moment at which it was noticed here
        else:
            told.append(line)
    for loss in waiting:
        place = next((number for number, one in enumerate(told) if one.at <= loss.at), len(told))
        told.insert(place, loss)
    return told


def _is_about(line: ActivityLine, loss: Loss) -> bool:
    return line.kind == "sync" and line.key == loss.record and line.sentence.startswith(f"The {loss.field} of “")


def loss_sentence(loss: Loss) -> str:
    """Return what was replaced by what."""
    if _is_wordless(loss):
        return f"The {loss.field} of “{loss.title}” was replaced by another."
    return f"The {loss.field} “{loss.lost}” was replaced by “{loss.current}”."


def loss_detail(loss: Loss, *, who: str) -> str:
    """Return of what it was, and where it had been typed."""
    is_named = not loss.title or loss.title == loss.current or _is_wordless(loss)
    parts = ["" if is_named else f"“{loss.title}”", f"{'Chosen' if _is_wordless(loss) else 'Typed'} on {who}"]
    return " · ".join(part for part in parts if part)


def _is_wordless(loss: Loss) -> bool:
    """Return whether the two values say nothing to a person: a place, a picture."""
    return loss.lost == loss.current or not loss.current
