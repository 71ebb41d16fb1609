"""One question of the sheet that connects this computer with the family's cloud."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.model.errors import Trouble
from desktop.ui.look import Look
from desktop.ui.publish.notice import Notice
from desktop.ui.theme import Space, Tone
from desktop.ui.widgets.fields import Field
from desktop.ui.widgets.labels import Role, paragraph


class Step(QWidget):
    """A sentence and a few fields. `go` are the words of the button that answers it, `busy` those while it works.

    `changed` says that the step may read otherwise now: another `go`, settled or not.
    """

    changed = Signal()
    go = "Continue"
    busy = "One moment…"

    def __init__(self, look: Look, *, title: str, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look, self.title = look, title
        self._fields: list[Field] = []
        self.text = paragraph(text)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(Space.M)
        self.column.addWidget(self.text)
        self.text.setVisible(bool(text))
        self._notice: Notice | None = None

    @property
    def is_settled(self) -> bool:
        """Return whether everything has been typed that is needed to go on."""
        return all(field.text() for field in self._fields if not field.isHidden())

    def objection(self) -> bool:
        """Say at its field what cannot be right, before anybody is asked; return whether there is anything."""
        return False

    def field_of(self, trouble: Trouble) -> Field | None:
        """Return the field that a refusal is about, None for the whole step."""
        del trouble
        return self._fields[-1] if self._fields else None

    def fail(self, trouble: Trouble, *, is_general: bool) -> None:
        """Show what went wrong: at its field, or under the fields when it is about none of them (`is_general`)."""
        field = None if is_general else self.field_of(trouble)
        if field is not None:
            field.fail(trouble.sentence())
            field.editor.setFocus()
            field.editor.selectAll()
            return
        self._notice = Notice(trouble.message, self._look, tone=Tone.BAD, next_step=trouble.next_step)
        end = self.column.count() - (1 if self._has_stretch() else 0)
        self.column.insertWidget(end, self._notice)

    def ease(self) -> None:
        """Take back what was said to be wrong."""
        for field in self._fields:
            field.ease()
        if self._notice is not None:
            self._notice.hide()
            self._notice.deleteLater()
            self._notice = None

    def first_field(self) -> QWidget | None:
        """Return where the keyboard belongs: the first field that is still empty, else the last one."""
        fields = [field.editor for field in self._fields if not field.isHidden()]
        empty = [editor for editor in fields if not editor.text()]
        return next(iter(empty or fields[-1:]), None)

    def _has_stretch(self) -> bool:
        last = self.column.itemAt(self.column.count() - 1)
        return last is not None and last.spacerItem() is not None

    def set_text(self, text: str) -> None:
        self.text.setText(text)
        self.text.setVisible(bool(text))

    def add_field(self, field: Field) -> Field:
        """Put a field under the others."""
        self._fields.append(field)
        self.column.addWidget(field)
        field.editor.textChanged.connect(self.changed)
        return field

    def add_words(self, text: str) -> None:
        """Put a quiet sentence under the fields."""
        self.column.addWidget(paragraph(text, role=Role.SMALL))
