"""What a password of the family's cloud must have, said while it is typed."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from desktop.ui.look import Look, follow_look
from desktop.ui.widgets.labels import Role, paragraph

LEAST_LETTERS = 12  # all that the family's user pool asks for
RULE = f"{LEAST_LETTERS} characters or more: four plain words are a good one."


def objection_to(password: str) -> str:
    """Return what is wrong with a new password, "" for nothing."""
    missing = LEAST_LETTERS - len(password)
    if missing <= 0:
        return ""
    return f"The password is too short. Add {missing} more {'character' if missing == 1 else 'characters'}."


class PasswordRule(QWidget):
    """The rule, with a mark once it is kept."""

    def __init__(self, look: Look, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._is_kept = False
        self._mark = QLabel()
        self._mark.setFixedSize(QSize(16, 18))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(paragraph(RULE, role=Role.SMALL), 1)
        follow_look(look, self._dress)

    @property
    def is_kept(self) -> bool:
        return self._is_kept

    def show_password(self, password: str) -> None:
        """Mark whether this one keeps it."""
        is_kept = not objection_to(password)
        if is_kept != self._is_kept:
            self._is_kept = is_kept
            self._dress()

    def _dress(self) -> None:
        name, colour = ("check-circle-fill", "good") if self._is_kept else ("info", "text_muted")
        scale = self.devicePixelRatioF()
        self._mark.setPixmap(self._look.icons.pixmap(name, colour=colour, size=16, scale=scale))
        self.setAccessibleName("The password is long enough" if self._is_kept else RULE)
