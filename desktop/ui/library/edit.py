"""The sheet in which a recording's title, artist, album and tags are edited."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QFormLayout, QLineEdit, QWidget

from desktop.model.recording import Recording
from desktop.ui.format import count
from desktop.ui.look import Look
from desktop.ui.theme import Space
from desktop.ui.widgets.buttons import Kind
from desktop.ui.widgets.labels import Caption
from desktop.ui.widgets.sheet import Sheet

SEVERAL = "Different values: leave empty to keep them"


class EditSheet(Sheet):
    """Edits one recording, or what several have in common. Read `changes()` when it was accepted."""

    def __init__(self, recordings: Sequence[Recording], look: Look, *, window: QWidget) -> None:
        is_one = len(recordings) == 1
        super().__init__(
            look, window=window, title="Edit details" if is_one else f"Edit {count(len(recordings), 'recording')}"
        )
        self._recordings = recordings
        self._fields: dict[str, QLineEdit] = {}
        form = QFormLayout()
        form.setVerticalSpacing(Space.M)
        form.setHorizontalSpacing(Space.L)
        for name, label in (("title", "Title"), ("artist", "Artist"), ("album", "Album"), ("tags", "Tags")):
            if name != "title" or is_one:
                caption = Caption(label)
                caption.setMinimumHeight(38)
                form.addRow(caption, self._field(name, label))
        self._fields["tags"].setToolTip("Words for finding it again, separated by commas")
        self.body.addLayout(form)
        self.add_button("Cancel", answers=False)
        self._save = self.add_button("Save", kind=Kind.PRIMARY, answers=True)
        if is_one:
            self._fields["title"].textChanged.connect(lambda text: self._save.setEnabled(bool(text.strip())))

    def changes(self) -> dict[str, str | tuple[str, ...]]:
        """Return the fields that the person changed: title, artist, album as text, tags as a tuple."""
        changed: dict[str, str | tuple[str, ...]] = {}
        for name, field in self._fields.items():
            if not field.isModified():
                continue
            text = field.text().strip()
            if name == "tags":
                changed[name] = tuple(dict.fromkeys(tag.strip() for tag in text.split(",") if tag.strip()))
            elif text or name != "title":
                changed[name] = text
        return changed

    def _field(self, name: str, label: str) -> QLineEdit:
        values = {_text_of(recording, name) for recording in self._recordings}
        field = QLineEdit()
        field.setAccessibleName(label)
        field.setMaxLength(500)
        if len(values) == 1:
            field.setText(values.pop())
            field.setCursorPosition(0)
        else:
            field.setPlaceholderText(SEVERAL)
        self._fields[name] = field
        return field


def _text_of(recording: Recording, name: str) -> str:
    match name:
        case "title":
            return recording.title
        case "artist":
            return recording.artist
        case "album":
            return recording.album
        case _:
            return ", ".join(recording.tags)
