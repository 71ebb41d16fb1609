"""Where the window's publishes come together: opens their sheets and tells how those in the background ended."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from desktop.model.names import PlaylistKey
from desktop.model.publication import Publication, PublishStage
from desktop.services.studio import Studio
from desktop.ui.bind import follow
from desktop.ui.lists.pages import Notify
from desktop.ui.look import Look
from desktop.ui.publish.sheet import PublishSheet


class PublishDesk(QObject):
    """One for the window: `open` shows the sheet of a playlist."""

    card_wanted = Signal(str)  # card id
    sign_in_wanted = Signal()

    def __init__(self, studio: Studio, look: Look, *, window: QWidget, notify: Notify) -> None:
        super().__init__(window)
        self._studio, self._look, self._window, self._notify = studio, look, window, notify
        self._sheet: PublishSheet | None = None
        self._shown: PlaylistKey | None = None
        follow(self, studio.publisher.subscribe, self._on_publication)

    def open(self, key: str) -> None:
        """Show the publish sheet of a playlist."""
        playlist = self._studio.library.playlists.get(PlaylistKey(key))
        if playlist is None or self._sheet is not None:
            return
        sheet = PublishSheet(self._studio, self._look, window=self._window, playlist=playlist)
        sheet.card_wanted.connect(self.card_wanted)
        sheet.sign_in_wanted.connect(self.sign_in_wanted)
        sheet.played.connect(lambda name: self._notify(f"Asked {name} to play it."))
        sheet.finished.connect(self._on_sheet_finished)
        self._sheet, self._shown = sheet, playlist.key
        sheet.open()

    def _on_sheet_finished(self) -> None:
        if self._sheet is not None:
            self._sheet.deleteLater()
        self._sheet, self._shown = None, None

    def _on_publication(self, publication: Publication) -> None:
        if publication.playlist == self._shown:
            return
        playlist = self._studio.library.playlists.get(publication.playlist)
        title = playlist.title if playlist is not None else "The playlist"
        if publication.stage is PublishStage.DONE:
            self._notify(f"“{title}” is on its card.")
        elif publication.stage is PublishStage.FAILED:
            self._notify(f"“{title}” was not published. {publication.problem}")
