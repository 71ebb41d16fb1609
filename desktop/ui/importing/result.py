"""The sheet that says what became of each file of an import."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from desktop.services.import_outcome import ImportResult
from desktop.store.library import Library
from desktop.ui.format import count
from desktop.ui.importing.words import title
from desktop.ui.look import Look
from desktop.ui.publish.notice import Notice
from desktop.ui.theme import Space, Tone
from desktop.ui.widgets.buttons import Kind
from desktop.ui.widgets.labels import ElidedLabel, Role, paragraph
from desktop.ui.widgets.sheet import Sheet

MOST_LINES = 200
LIST_HEIGHT = 220


class ResultSheet(Sheet):
    """Shows an ImportResult. `playlist_wanted` brings the key of the playlist to show."""

    playlist_wanted = Signal(str)

    def __init__(self, result: ImportResult, library: Library, look: Look, *, window: QWidget) -> None:
        super().__init__(look, window=window, title=title(result), width=520)
        self._result = result
        if result.stopped:
            self.body.addWidget(Notice(result.stopped, look, tone=Tone.BAD))
        for number, icon, tone, words in self._lines(library):
            if number:
                self.body.addLayout(self._line(icon, tone, words))
        if result.unreadable:
            self.body.addWidget(self._reasons())
        self._add_buttons(library)

    def _lines(self, library: Library) -> list[tuple[int, str, Tone, str]]:
        result = self._result
        playlists = [found.title for key in result.playlists if (found := library.playlists.get(key)) is not None]
        made = f"Made the playlist “{playlists[0]}”" if len(playlists) == 1 else f"Made {len(playlists)} playlists"
        known = count(len(result.known), "recording")
        here = "was" if len(result.known) == 1 else "were"
        return [
            (len(result.added), "check-circle-fill", Tone.GOOD, f"{count(len(result.added), 'recording')} added"),
            (len(playlists), "playlist", Tone.ACCENT, made),
            (len(result.known), "library", Tone.NEUTRAL, f"{known} {here} here already"),
            (len(result.not_audio), "file-audio", Tone.NEUTRAL, self._left_aside()),
            (len(result.unreadable), "warning-fill", Tone.WARNING, self._unreadable()),
        ]

    def _left_aside(self) -> str:
        return f"{count(len(self._result.not_audio), 'file')} left aside: no audio that we know"

    def _unreadable(self) -> str:
        return f"{count(len(self._result.unreadable), 'file')} could not be read"

    def _line(self, icon: str, tone: Tone, words: str) -> QHBoxLayout:
        mark = QLabel()
        colour = self._look.theme.colours.strong(tone)
        mark.setPixmap(self._look.icons.pixmap(icon, colour=colour, size=20, scale=self.devicePixelRatioF()))
        row = QHBoxLayout()
        row.setSpacing(Space.M)
        row.addWidget(mark)
        row.addWidget(ElidedLabel(words), 1)
        return row

    def _reasons(self) -> QScrollArea:
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(32, 0, Space.S, 0)
        column.setSpacing(Space.S)
        for name, reason in self._result.unreadable[:MOST_LINES]:
            column.addWidget(ElidedLabel(name, role=Role.STRONG, mode=Qt.TextElideMode.ElideMiddle))
            column.addWidget(paragraph(reason, role=Role.SMALL))
        column.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setAccessibleName("Files that could not be read")
        area.setWidget(inside)
        area.setFixedHeight(min(LIST_HEIGHT, 52 * len(self._result.unreadable) + Space.S))
        return area

    def _add_buttons(self, library: Library) -> None:
        keys = [key for key in self._result.playlists if library.playlists.get(key) is not None]
        if not keys:
            self.add_button("Done", kind=Kind.PRIMARY, answers=True)
            return
        self.add_button("Done", answers=True)
        show = self.add_button("Show playlist" if len(keys) == 1 else "Show playlists", kind=Kind.PRIMARY)

        def on_show_clicked() -> None:
            self.accept()
            self.playlist_wanted.emit(keys[0])

        show.clicked.connect(on_show_clicked)
