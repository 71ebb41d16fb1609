"""Fields of a form: a caption, something to type into, and a line beneath that helps or says what is wrong."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from desktop.ui.look import Look, follow_look
from desktop.ui.theme import Space
from desktop.ui.widgets.buttons import IconButton
from desktop.ui.widgets.labels import ElidedLabel, Role, paragraph

MOST_LETTERS = 500


class Field(QWidget):
    """One line of a form. `label` names the editor for a screen reader too; an error is its description."""

    def __init__(
        self, label: str, look: Look, *, editor: QLineEdit | None = None, hint: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._look, self._hint = look, hint
        self.editor = editor or QLineEdit()
        if self.editor.maxLength() > MOST_LETTERS:
            self.editor.setMaxLength(MOST_LETTERS)
        self.label = ElidedLabel(label, role=Role.STRONG)
        self._mark = QLabel()
        self._mark.setFixedSize(QSize(16, 18))
        self.line = paragraph("", role=Role.SMALL)
        below = QHBoxLayout()
        below.setSpacing(6)
        below.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignTop)
        below.addWidget(self.line, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.label)
        column.addWidget(self.editor)
        column.addLayout(below)
        self.set_label(label)
        self.editor.textEdited.connect(self.ease)
        self.ease()
        follow_look(look, self._dress)

    @property
    def error(self) -> str:
        """Return what is said to be wrong, "" for nothing."""
        return self.line.text() if self.line.property("role") == Role.BAD.value else ""

    def text(self) -> str:
        """Return what was typed, without spaces around it; a password is read from `editor` as it is."""
        return self.editor.text().strip()

    def set_label(self, label: str) -> None:
        self.label.setText(label)
        self.editor.setAccessibleName(label)

    def set_hint(self, hint: str) -> None:
        """Help with another line from now on."""
        self._hint = hint
        if not self.error:
            self.ease()

    def fail(self, sentence: str) -> None:
        """Say what is wrong with what was typed; it stays until the person types again."""
        self._say(sentence, role=Role.BAD)

    def ease(self) -> None:
        """Take back what was said to be wrong."""
        self._say(self._hint, role=Role.SMALL)

    def _say(self, words: str, *, role: Role) -> None:
        is_wrong = role is Role.BAD
        self.line.setText(words)
        self.line.setVisible(bool(words))
        self.line.setProperty("role", role.value)
        self._mark.setVisible(is_wrong)
        self.editor.setAccessibleDescription(words)
        self.editor.setProperty("is_wrong", is_wrong)
        for widget in (self.line, self.editor):
            widget.style().unpolish(widget)
            widget.style().polish(widget)

    def _dress(self) -> None:
        scale = self.devicePixelRatioF()
        self._mark.setPixmap(self._look.icons.pixmap("error-fill", colour="on_bad_soft", size=16, scale=scale))


class PasswordEdit(QLineEdit):
    """A password, hidden until the button in the field is pressed."""

    def __init__(self, look: Look, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setInputMethodHints(
            Qt.InputMethodHint.ImhHiddenText
            | Qt.InputMethodHint.ImhNoPredictiveText
            | Qt.InputMethodHint.ImhNoAutoUppercase
        )
        self.eye = IconButton("eye", look, name="Show the password", size=30, icon_size=18, colour="text_muted")
        self.eye.setParent(self)
        self.eye.clicked.connect(self.toggle)
        self.setTextMargins(0, 0, 32, 0)

    @property
    def is_shown(self) -> bool:
        return self.echoMode() is QLineEdit.EchoMode.Normal

    def toggle(self) -> None:
        """Show the letters, or hide them again."""
        is_shown = not self.is_shown
        self.setEchoMode(QLineEdit.EchoMode.Normal if is_shown else QLineEdit.EchoMode.Password)
        self.eye.set_name("Hide the password" if is_shown else "Show the password")
        self.eye.set_icon("eye-off" if is_shown else "eye")

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.eye.move(self.width() - self.eye.width() - Space.XS, (self.height() - self.eye.height()) // 2)


class CodeEdit(QLineEdit):
    """A short code: what is pasted may have spaces in it. `letters` are the characters it may be of, None for any."""

    def __init__(self, *, length: int, letters: str | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._length, self._letters = length, letters
        self.setMaxLength(length * 3)
        self.textEdited.connect(self._tidy)

    @property
    def is_whole(self) -> bool:
        return len(self.text()) == self._length

    def _tidy(self, text: str) -> None:
        kept = "".join(one for one in text.upper() if not one.isspace() and self._letters_allow(one))[: self._length]
        if kept != text:
            place = self.cursorPosition()
            self.setText(kept)
            self.setCursorPosition(min(place, len(kept)))

    def _letters_allow(self, one: str) -> bool:
        return self._letters is None or one in self._letters
