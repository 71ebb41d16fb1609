"""The library's page: every recording, searched, sorted, chosen and put to use."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtWidgets import QWidget

from desktop.model.names import PlaylistKey, RecordingKey, UploadKey
from desktop.model.recording import Recording
from desktop.services.studio import Studio
from desktop.store.changes import Changes
from desktop.ui.bind import Refresh, follow
from desktop.ui.format import count, length, size
from desktop.ui.library.add import choose_files, choose_folder, offer_adding
from desktop.ui.library.delegate import RecordingDelegate
from desktop.ui.library.edit import EditSheet
from desktop.ui.library.sorting import SortButton
from desktop.ui.lists.choosing import tie
from desktop.ui.lists.keeping import away_choices
from desktop.ui.lists.menus import Choice, open_menu
from desktop.ui.lists.pages import Notify, page_column, room
from desktop.ui.lists.sheets import put_question
from desktop.ui.lists.table import KeyedTable
from desktop.ui.look import Look
from desktop.ui.models.away import away_by
from desktop.ui.models.recordings import RecordingsModel
from desktop.ui.playlists.pick_playlist import PlaylistPicker
from desktop.ui.widgets.buttons import Button, Kind
from desktop.ui.widgets.empty import EmptyState
from desktop.ui.widgets.header import PageHeader
from desktop.ui.widgets.search import SearchField
from desktop.ui.widgets.selection import SelectAllBar


class LibraryPage(QWidget):
    """Shows the recordings. What concerns other parts of the window it asks for by signals."""

    play_requested = Signal(str)  # recording key: play it on this computer
    import_requested = Signal(list)  # paths
    playlist_opened = Signal(str)  # playlist key: show it in its editor

    def __init__(self, studio: Studio, look: Look, *, notify: Notify, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = "Library"
        self._studio, self._look, self._notify = studio, look, notify
        self._library = studio.library
        self.model = RecordingsModel(
            self._library, live=studio.uploads.live, away=away_by(self._library, studio.vault), parent=self
        )
        self.search = SearchField(look, placeholder="Search titles, artists…")
        self._add = Button("Add audio", look, kind=Kind.PRIMARY, icon="add")
        self._add.clicked.connect(self._on_add_clicked)
        self.header = PageHeader("Library", actions=(self.search, self._add))
        self.sort = SortButton(look)
        self.bar = SelectAllBar(look, noun="recording", rest=self.sort)
        for text, icon, run in (
            ("Add to playlist…", "playlist", self.add_to_playlist),
            ("New playlist", "add", self.make_playlist),
            ("Upload", "upload", self.upload),
            ("Remove", "trash", self.remove),
        ):
            button = Button(text, look, icon=icon, is_small=True)
            button.clicked.connect(run)
            self.bar.add_action(button)
        self.table = KeyedTable(self.model, look, name="Recordings", noun="recording")
        self._rows = RecordingDelegate(self._library, look, self.table)
        self.table.show_rows(self._rows)
        self.table.setDragEnabled(True)
        self._empty = self._make_empty()
        self._nothing = EmptyState("search", look, title="Nothing found", text="")
        self._stack = room(self.table, self._empty, self._nothing)
        column = page_column(self)
        column.addWidget(self.header)
        column.addWidget(self.bar)
        column.addWidget(self._stack, 1)
        self._totals = self._library.recordings.totals()  # kept: a keystroke must not add up 100,000 rows
        self._later = Refresh(self, self.refresh)
        self._rest = QTimer(self, singleShot=True, interval=120)
        self._rest.timeout.connect(self._complete)
        self._wire()
        self._show_search("")

    def refresh(self) -> None:
        """Read the list anew, keeping what is chosen and where it is scrolled to."""
        self._totals = self._library.recordings.totals()
        self.model.complete()
        self._settle()

    def focus_list(self) -> None:
        """Put the keyboard into the list."""
        self.table.setFocus()

    def focus_search(self) -> None:
        """Put the keyboard into the search field."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def show_playing(self, key: RecordingKey | None) -> None:
        """Mark the recording that this computer plays."""
        self._rows.playing = key
        self.table.viewport().update()

    # What can be done with the chosen ones

    def chosen(self) -> list[RecordingKey]:
        return [RecordingKey(key) for key in self.table.chosen_keys()]

    def add_to_playlist(self) -> None:
        keys = self.chosen()
        if not keys:
            return
        picker = PlaylistPicker(self._library, self._look, window=self, tracks=len(keys))
        picker.playlist_picked.connect(lambda key: self._add_to(PlaylistKey(key), keys))
        picker.new_wanted.connect(self.make_playlist)
        picker.finished.connect(picker.deleteLater)
        picker.open()

    def make_playlist(self) -> None:
        keys = self.chosen()
        playlist = self._studio.playlists.create(self._title_for(keys), recordings=keys)
        self._notify(f"Made a playlist of {count(len(keys), 'track')}.", undo=True)
        self.playlist_opened.emit(playlist)

    def upload(self) -> None:
        recordings = [one for one in self._recordings(self.chosen()) if one.medium is None]
        if not recordings:
            self._notify("Yoto has these already.")
            return
        self._studio.uploads.want([one.key for one in recordings])
        self._notify(f"{count(len(recordings), 'recording')} on the way to Yoto. Uploads shows how far they are.")

    def remove(self) -> None:
        keys = self.chosen()
        if keys:
            self._studio.recordings.remove(keys)
            self._notify(f"Removed {count(len(keys), 'recording')} from the library.", undo=True)

    def edit(self) -> None:
        recordings = self._recordings(self.chosen())
        if recordings:
            sheet = EditSheet(recordings, self._look, window=self)
            put_question(sheet, lambda: self._save(recordings, sheet))

    def play(self, key: str) -> None:
        self.play_requested.emit(key)

    # Reactions

    def on_library_changed(self, changes: Changes) -> None:
        if "recording" in changes or "upload" in changes or "artwork" in changes:
            self.model.refresh([*changes.of("recording"), *self.model.recordings_of(changes.of("upload"))])
        if "recording" in changes:
            self._later()

    def on_uploads_moved(self, keys: frozenset[UploadKey]) -> None:
        if self.isVisible():
            self.model.refresh(self.model.recordings_of(keys))

    def on_audio_moved(self, recordings: frozenset[RecordingKey]) -> None:
        """Audio came, or left for the cloud: draw just those rows, and say how much is elsewhere."""
        if recordings:
            self.model.refresh(recordings)
        self._settle()

    def _wire(self) -> None:
        tie(self.bar, self.table, self.model)
        self.search.searched.connect(self._show_search)
        self.sort.order_chosen.connect(lambda _order: self._show_search(self.search.text().strip()))
        self.table.opened.connect(self.play)
        self.table.edit_requested.connect(self._on_edit_requested)
        self.table.remove_requested.connect(self.remove)
        self.table.menu_requested.connect(self._open_menu)
        follow(self, self._library.subscribe, self.on_library_changed)
        follow(self, self._studio.uploads.subscribe, self.on_uploads_moved)
        follow(self, self._studio.vault.subscribe, self.on_audio_moved)

    def _show_search(self, text: str) -> None:
        self.model.show(search=text, order=self.sort.order)
        self._settle()
        if not self.model.is_complete:
            self._rest.start()

    def _complete(self) -> None:
        self.model.complete()
        self._settle()

    def _settle(self) -> None:
        total, seconds, size_bytes = self._totals
        caption = f"{count(total, 'recording')} · {length(seconds)} · {size(size_bytes)}" if total else ""
        if total and (away := self._studio.vault.away):
            caption += f" · {away:,} in the cloud"
        if self.model.search:
            found = f"{self.model.rowCount():,}" + ("" if self.model.is_complete else "+")
            caption = f"{found} of {count(total, 'recording')}"
            self._nothing.set_words(
                title=f"Nothing found for “{self.model.search}”",
                text="Titles, artists, albums, playlists and tags are searched; a word's first letters are enough.",
            )
        self.header.set_caption(caption)
        shown = self._empty if not total else self.table if self.model.rowCount() else self._nothing
        self._stack.setCurrentWidget(shown)
        self.bar.setVisible(shown is self.table)
        self.search.setVisible(bool(total))
        self._add.setVisible(bool(total))

    def _on_add_clicked(self) -> None:
        offer_adding(self._add, self._look, on_paths=self.import_requested.emit)

    def _on_edit_requested(self, key: str) -> None:
        if key not in self.table.chosen_keys():
            self.table.choose([key])
        self.edit()

    def _open_menu(self, at: QPoint) -> None:
        keys = self.chosen()
        if not keys:
            return
        is_one = len(keys) == 1
        choices: list[Choice | None] = [
            Choice("Play on this computer", lambda: self.play(keys[0]), icon="play", key="Enter") if is_one else None,
            Choice("Edit details…", self.edit, icon="edit", key="F2"),
            None,
            *away_choices(self, self._studio, self._recordings(keys), notify=self._notify),
            Choice("Add to playlist…", self.add_to_playlist, icon="playlist"),
            Choice(f"New playlist from {count(len(keys), 'recording')}", self.make_playlist, icon="add"),
            Choice("Upload to Yoto", self.upload, icon="upload"),
            None,
            Choice("Remove from the library", self.remove, icon="trash", key="Del"),
        ]
        open_menu(self.table, self._look, choices=choices if is_one else choices[1:], at=at, name="Track")

    def _add_to(self, playlist: PlaylistKey, keys: list[RecordingKey]) -> None:
        self._studio.playlists.add_recordings(playlist, keys)
        found = self._library.playlists.get(playlist)
        title = f"“{found.title}”" if found is not None else "the playlist"
        self._notify(f"Added {count(len(keys), 'track')} to {title}.", undo=True)

    def _save(self, recordings: list[Recording], sheet: EditSheet) -> None:
        changes = sheet.changes()
        if not changes:
            return
        self._studio.recordings.edit_all([one.key for one in recordings], **changes)
        self._notify(f"Changed {count(len(recordings), 'recording')}.", undo=True)

    def _title_for(self, keys: list[RecordingKey]) -> str:
        albums = {one.album for one in self._recordings(keys)}
        return albums.pop() or "New playlist" if len(albums) == 1 else "New playlist"

    def _recordings(self, keys: list[RecordingKey]) -> list[Recording]:
        return self._library.recordings.rows(keys)

    def _make_empty(self) -> EmptyState:
        files = Button("Choose files", self._look, kind=Kind.PRIMARY, icon="file-audio")
        folder = Button("Choose a folder", self._look, icon="folder")
        files.clicked.connect(lambda: choose_files(self.window(), on_paths=self.import_requested.emit))
        folder.clicked.connect(lambda: choose_folder(self.window(), on_paths=self.import_requested.emit))
        return EmptyState(
            "library",
            self._look,
            title="Your library starts here",
            text="Drop audio files or whole folders anywhere on this window. A folder becomes a playlist, in the right "
            "order, with covers and clean titles. Nothing goes to Yoto until you publish it.",
            actions=(files, folder),
        )
