"""The head of a playlist's editor: cover, title, what is in it, and what can be done with it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QStyle, QStyleOptionFrame, QVBoxLayout, QWidget

from desktop.model.playlist import MAX_TITLE_LENGTH, Playlist
from desktop.store.library import Library
from desktop.ui.format import count, length, relative, size
from desktop.ui.look import Look, follow_look
from desktop.ui.playlists.cover import CoverButton
from desktop.ui.theme import Size, Space
from desktop.ui.widgets.buttons import Button, IconButton, Kind
from desktop.ui.widgets.labels import Caption, Role


class TitleField(QLineEdit):
    """A title that becomes a field when it is touched. `entered` brings a new one; Escape brings back the old."""

    entered = Signal(str)

    def __init__(self, look: Look, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._shown = ""
        self.setMaxLength(MAX_TITLE_LENGTH)
        self.setAccessibleName("Title of the playlist")
        self.setPlaceholderText("Untitled")
        self.editingFinished.connect(self._on_editing_finished)
        follow_look(look, self._dress)

    def show_title(self, title: str) -> None:
        """Show `title`, unless somebody is typing another one."""
        if title != self._shown or not self.hasFocus():
            self._shown = title
            self.setText(title)
            self.setCursorPosition(0)

    def paintEvent(self, event: QPaintEvent) -> None:
        room = self.width() - 20
        if self.hasFocus() or self.fontMetrics().horizontalAdvance(self.text()) <= room:
            super().paintEvent(event)
            return
        painter = QPainter(self)
        frame = QStyleOptionFrame()
        self.initStyleOption(frame)
        self.style().drawPrimitive(QStyle.PrimitiveElement.PE_PanelLineEdit, frame, painter, self)
        painter.setPen(self._look.theme.colour("text"))
        shown = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room)
        painter.drawText(self.rect().adjusted(10, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, shown)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.setText(self._shown)
            self.clearFocus()
            return
        super().keyPressEvent(event)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.clearFocus()

    def _on_editing_finished(self) -> None:
        title = self.text().strip()
        if not title:
            self.setText(self._shown)
        elif title != self._shown:
            self._shown = title
            self.entered.emit(title)
        self.setCursorPosition(0)

    def _dress(self) -> None:
        colours = self._look.theme.colours
        self.setStyleSheet(
            f"QLineEdit {{ background: transparent; color: {colours.text}; border: 2px solid transparent;"
            f" border-radius: 8px; padding: 0 6px; min-height: 34px;"
            f" font-size: {int(Size.TITLE)}px; font-weight: 700; }}"
            f"QLineEdit:hover {{ background: {colours.hover}; }}"
            f"QLineEdit:focus {{ background: {colours.surface}; border-color: {colours.focus}; }}"
        )


class EditorHead(QWidget):
    """Shows a playlist's own fields. It changes nothing: it asks by signals."""

    title_entered = Signal(str)
    publish_wanted = Signal()
    add_wanted = Signal()
    more_wanted = Signal()

    def __init__(self, library: Library, look: Look, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._library = library
        self.cover = CoverButton(look, edge=128)
        self.title = TitleField(look)
        self.title.entered.connect(self.title_entered)
        self._contents = Caption()
        self._state = Caption(role=Role.SMALL)
        self.publish = Button("Publish", look, kind=Kind.PRIMARY, icon="publish")
        self.publish.clicked.connect(self.publish_wanted)
        self.add = Button("Add tracks", look, icon="add")
        self.add.clicked.connect(self.add_wanted)
        self.more = IconButton("more", look, name="More for this playlist")
        self.more.clicked.connect(self.more_wanted)
        buttons = QHBoxLayout()
        buttons.setContentsMargins(8, 0, 0, 0)
        buttons.setSpacing(Space.S)
        for button in (self.publish, self.add, self.more):
            buttons.addWidget(button)
        buttons.addStretch(1)
        words = QVBoxLayout()
        words.setContentsMargins(10, 0, 0, 0)
        words.setSpacing(2)
        words.addWidget(self._contents)
        words.addWidget(self._state)
        column = QVBoxLayout()
        column.setSpacing(2)
        column.addWidget(self.title)
        column.addLayout(words)
        column.addStretch(1)
        column.addLayout(buttons)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.M)
        row.addWidget(self.cover, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(column, 1)

    def show_playlist(self, playlist: Playlist, *, has_changes: bool, now: float) -> None:
        """Show this playlist; `has_changes` says that its card is behind it, `now` is epoch seconds."""
        path = self._library.artwork.path(playlist.cover) if playlist.cover is not None else None
        self.cover.show_cover(path, title=playlist.title)
        self.title.show_title(playlist.title)
        if playlist.entry_count:
            parts = (count(playlist.entry_count, "track"), length(playlist.duration_s), size(playlist.size_bytes))
            self._contents.setText(" · ".join(parts))
        else:
            self._contents.setText("No tracks yet")
        state = self._state_of(playlist, now=now)
        is_behind = has_changes and playlist.card_id is not None
        self._state.setText(f"{state} · has changes to publish" if is_behind else state)
        self.publish.setEnabled(playlist.entry_count > 0)
        self.publish.setText("Update card" if playlist.card_id is not None else "Publish")

    def _state_of(self, playlist: Playlist, *, now: float) -> str:
        if playlist.card_id is None:
            return "Not on a card yet"
        card = self._library.cards.get(playlist.card_id)
        where = f"On the card “{card.title}”" if card is not None and card.title != playlist.title else "On a card"
        if playlist.published_at is None:
            return where
        return f"{where}, published {relative(playlist.published_at, now=now)}"
