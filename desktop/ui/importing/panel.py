"""The slim panel that shows imports under way and leaves when they have ended."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.model.names import EntryKey, PlaylistKey
from desktop.services.import_job import Import
from desktop.services.import_outcome import ImportResult
from desktop.services.studio import Studio
from desktop.ui.bind import spawn
from desktop.ui.format import count
from desktop.ui.importing.result import ResultSheet
from desktop.ui.importing.words import caption, heading, share, together
from desktop.ui.lists.pages import Notify
from desktop.ui.look import Look
from desktop.ui.theme import Space
from desktop.ui.widgets.buttons import Button
from desktop.ui.widgets.labels import Caption, ElidedLabel, Role
from desktop.ui.widgets.progress import ProgressLine
from desktop.ui.widgets.surface import Surface


class ImportPanel(Surface):
    """Starts imports and shows them; hidden while there are none. `playlist_wanted` asks to show a playlist."""

    playlist_wanted = Signal(str)
    import_ended = Signal(object)  # ImportResult

    def __init__(self, studio: Studio, look: Look, *, notify: Notify, parent: QWidget | None = None) -> None:
        super().__init__(padding=Space.L, parent=parent)
        self._studio, self._look, self._notify = studio, look, notify
        self._jobs: list[Import] = []
        self.heading = ElidedLabel(role=Role.STRONG)
        self.caption = Caption(role=Role.SMALL)
        self.line = ProgressLine(look, name="Import")
        self.cancel = Button("Cancel", look, is_small=True)
        self.cancel.clicked.connect(self.cancel_all)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self.heading)
        words.addWidget(self.caption)
        row = QHBoxLayout()
        row.setSpacing(Space.M)
        row.addLayout(words, 1)
        row.addWidget(self.cancel)
        self.column.setSpacing(Space.S)
        self.column.addLayout(row)
        self.column.addWidget(self.line)
        self.setAccessibleName("Import")
        self.hide()

    def start(self, paths: Sequence[Path], playlist: str = "", before: str = "") -> None:
        """Import files and folders; with `playlist` into that one, in front of the entry `before` ("": at the end)."""
        if playlist:
            spawn(self, self._into_playlist(list(paths), PlaylistKey(playlist), before=before))
        else:
            spawn(self, self._by_themselves(list(paths)))

    def cancel_all(self) -> None:
        """Stop all imports; what is in the library already stays."""
        for job in self._jobs:
            job.cancel()
        self.cancel.setEnabled(False)

    async def _by_themselves(self, paths: list[Path]) -> None:
        before = self._studio.library.undo_step
        result = await self._import(paths)
        is_undoable = self._studio.library.undo_step != before  # not when the family had all of it
        sheet = ResultSheet(result, self._studio.library, self._look, window=self.window())
        sheet.playlist_wanted.connect(self.playlist_wanted)
        sheet.finished.connect(sheet.deleteLater)
        if result.added:
            words = f"Imported {count(len(result.added), 'recording')}."
            sheet.finished.connect(lambda: self._notify(words, undo=is_undoable))
        sheet.open()

    async def _into_playlist(self, paths: list[Path], playlist: PlaylistKey, *, before: str) -> None:
        result = await self._import(paths, makes_playlists=False)
        recordings = result.in_order
        if recordings and self._studio.library.playlists.get(playlist) is not None:
            entry = self._studio.library.playlists.entry(EntryKey(before)) if before else None
            self._studio.playlists.add_recordings(playlist, recordings, entry.key if entry is not None else None)
            self._notify(f"Added {count(len(recordings), 'track')} to the playlist.", undo=True)
        if result.unreadable or result.stopped or not recordings:
            sheet = ResultSheet(result, self._studio.library, self._look, window=self.window())
            sheet.finished.connect(sheet.deleteLater)
            sheet.open()

    async def _import(self, paths: list[Path], *, makes_playlists: bool = True) -> ImportResult:
        job = self._studio.importer.start(paths, makes_playlists=makes_playlists)
        self._jobs.append(job)
        unsubscribe = job.subscribe(lambda _progress: self._refresh())
        self.cancel.setEnabled(True)
        self._refresh()
        try:
            result = await asyncio.shield(job.finished)
        finally:
            unsubscribe()
            self._jobs.remove(job)
        self._refresh()
        self.import_ended.emit(result)
        return result

    def _refresh(self) -> None:
        self.setVisible(bool(self._jobs))
        if not self._jobs:
            return
        progress = together([job.progress for job in self._jobs])
        self.heading.setText(heading(progress))
        self.caption.setText(caption(progress) or " ")
        self.line.show_share(share(progress))
