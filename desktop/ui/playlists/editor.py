"""The editor of one playlist: its head, its measure against a card, and its tracks in order."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

from PySide6.QtCore import QPoint, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.model.errors import Unreadable
from desktop.model.names import EntryKey, PlaylistKey, RecordingKey, UploadKey
from desktop.services.studio import Studio
from desktop.store.changes import Changes
from desktop.ui.bind import follow, spawn
from desktop.ui.format import count
from desktop.ui.lists.choosing import tie
from desktop.ui.lists.keeping import away_choices
from desktop.ui.lists.menus import below, open_menu
from desktop.ui.lists.pages import Notify, room
from desktop.ui.look import Look
from desktop.ui.models.away import away_by
from desktop.ui.models.entries import EntriesModel, entry_keys
from desktop.ui.playlists.capacity import CapacityPanel
from desktop.ui.playlists.choose_picture import choose_picture
from desktop.ui.playlists.editor_menus import cover_choices, playlist_choices, track_choices
from desktop.ui.playlists.entry_table import EntryTable
from desktop.ui.playlists.head import EditorHead
from desktop.ui.playlists.pick_recordings import RecordingPicker
from desktop.ui.theme import Space
from desktop.ui.widgets.buttons import Button, IconButton, Kind
from desktop.ui.widgets.empty import EmptyState
from desktop.ui.widgets.search import SearchField
from desktop.ui.widgets.selection import SelectAllBar

COMPACT_BELOW = 470  # pixels of the editor's height
SEARCH_FROM = 12  # entries from which on a filter is worth its room


class PlaylistEditor(QWidget):
    """Edits the playlist that `show_playlist` names."""

    publish_requested = Signal(str)  # playlist key
    import_requested = Signal(list, str, str)  # paths, playlist key, entry key to stand before ("": at the end)
    play_requested = Signal(str)  # recording key
    remove_requested = Signal()  # the whole playlist

    def __init__(self, studio: Studio, look: Look, *, notify: Notify, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._studio, self._look, self._notify = studio, look, notify
        self._library = studio.library
        self.key: PlaylistKey | None = None
        self.model = EntriesModel(
            self._library, live=studio.uploads.live, away=away_by(self._library, studio.vault), parent=self
        )
        self.head = EditorHead(self._library, look)
        self.capacity = CapacityPanel(look)
        self.search = SearchField(look, placeholder="Filter tracks")
        self.bar = SelectAllBar(look, noun="track", rest=self.search)
        self.table = EntryTable(self.model, self._library, look)
        self._fill_bar()
        self._empty = self._make_empty()
        self._nothing = EmptyState("search", look, title="No track fits", text="")
        self._stack = room(self.table, self._empty, self._nothing)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.M)
        column.addWidget(self.head)
        column.addSpacing(Space.XS)
        column.addWidget(self.capacity)
        column.addWidget(self.bar)
        column.addWidget(self._stack, 1)
        self.setAcceptDrops(True)
        self._wire()

    def show_playlist(self, key: PlaylistKey) -> None:
        """Edit another playlist, or read the present one anew."""
        if key != self.key:
            self.search.clear()
            self.key = key
            self.model.show(key)
            self.table.scrollToTop()
        else:
            self.model.show(key, search=self.model.search)
        self._settle()

    # What can be done with the chosen tracks

    def chosen(self) -> list[EntryKey]:
        return entry_keys(self.table.chosen_keys())

    def step(self, step: int) -> None:
        """Move the chosen tracks one place up (-1) or down (1), or to the top (-2) or the bottom (2)."""
        if self.key is None or self.search.text():
            return
        chosen = self.table.chosen_keys()
        if abs(step) == 2:
            rest = [key for key in self.model.keys() if key not in set(chosen)]  # noqa: SIM118 - not a dict
            asked = (chosen, rest[0] if step < 0 and rest else "")
        else:
            moved = self.model.before_after_step(chosen, step=step)
            if moved is None:
                return
            asked = moved
        self.move_entries(asked[0], asked[1])
        self.table.scrollTo(self.model.index(self.model.row_of(chosen[0 if step < 0 else -1]) or 0, 0))

    def move_entries(self, keys: list[str], before: str) -> None:
        if self.key is not None and keys:
            order = self.model.keys()
            self._studio.playlists.move_entries(self.key, entry_keys(keys), EntryKey(before) if before else None)
            if self.model.keys() != order:
                self._notify(f"Moved {count(len(keys), 'track')}.", undo=True)

    def remove_chosen(self) -> None:
        keys = self.chosen()
        if self.key is not None and keys:
            self._studio.playlists.remove_entries(self.key, keys)
            self._notify(f"Took {count(len(keys), 'track')} out of the playlist.", undo=True)

    def rename_chosen(self) -> None:
        keys = self.table.chosen_keys()
        if len(keys) == 1:
            self.table.rename(keys[0])

    def add_recordings(self, recordings: list[RecordingKey], before: str = "") -> None:
        if self.key is None or not recordings:
            return
        added = self._studio.playlists.add_recordings(self.key, recordings, EntryKey(before) if before else None)
        self._notify(f"Added {count(len(recordings), 'track')}.", undo=True)
        self.table.choose(added)

    def pick_recordings(self) -> None:
        """Open the sheet in which recordings are picked."""
        playlist = self._library.playlists.get(self.key) if self.key is not None else None
        if playlist is None:
            return
        picker = RecordingPicker(
            self._library,
            self._look,
            window=self,
            playlist=playlist.title,
            away=away_by(self._library, self._studio.vault),
            on_picked=self.add_recordings,
        )
        picker.finished.connect(picker.deleteLater)
        picker.open()

    # Reactions

    def on_library_changed(self, changes: Changes) -> None:
        if self.key is None:
            return
        if self.key in changes.of("playlist") or "entry" in changes:
            self.show_playlist(self.key)
        elif "recording" in changes:
            self.model.refresh(self.model.keys_of(changes.of("recording")))
        if "upload" in changes:
            self._refresh_uploads(changes.of("upload"))
        if "card" in changes or "artwork" in changes:
            self._settle()

    def on_uploads_moved(self, keys: frozenset[UploadKey]) -> None:
        if self.isVisible():
            self._refresh_uploads(keys)

    def on_audio_moved(self, recordings: frozenset[RecordingKey]) -> None:
        """Audio came, or left for the cloud: draw just those rows."""
        if recordings:
            self.model.refresh(self.model.keys_of(recordings))

    def _wire(self) -> None:
        tie(self.bar, self.table, self.model)
        self.head.title_entered.connect(self._on_title_entered)
        self.head.publish_wanted.connect(lambda: self.publish_requested.emit(self.key or ""))
        self.head.add_wanted.connect(self.pick_recordings)
        self.head.more_wanted.connect(self._open_playlist_menu)
        self.head.cover.clicked.connect(self._open_cover_menu)
        self.head.cover.picture_file_dropped.connect(lambda name: self._take_picture(Path(name)))
        self.head.cover.picture_dropped.connect(self._set_cover)
        self.search.searched.connect(self._on_searched)
        self.table.opened.connect(self.play)
        self.table.edit_requested.connect(self.table.rename)
        self.table.remove_requested.connect(self.remove_chosen)
        self.table.menu_requested.connect(self._open_menu)
        self.table.step_requested.connect(self.step)
        self.table.chosen_changed.connect(self._on_chosen_changed)
        self.table.rows.renamed.connect(self._on_renamed)
        self.model.move_requested.connect(self.move_entries)
        self.model.recordings_dropped.connect(self.add_recordings)
        self.model.files_dropped.connect(self._on_files_dropped)
        follow(self, self._library.subscribe, self.on_library_changed)
        follow(self, self._studio.uploads.subscribe, self.on_uploads_moved)
        follow(self, self._studio.vault.subscribe, self.on_audio_moved)

    def _settle(self) -> None:
        playlist = self._library.playlists.get(self.key) if self.key is not None else None
        if playlist is None:
            return
        has_changes = playlist.card_id is not None and self._studio.publisher.has_changes(playlist.key)
        self.head.show_playlist(playlist, has_changes=has_changes, now=time.time())
        self.capacity.show_playlist(playlist, durations_s=self.model.durations_s())
        has_entries = playlist.entry_count > 0
        fits = self.model.rowCount() > 0
        self._stack.setCurrentWidget(self.table if fits else self._nothing if has_entries else self._empty)
        self._nothing.set_words(title=f"No track fits “{self.model.search}”", text="Escape shows them all again.")
        self.capacity.setVisible(has_entries)
        self.bar.setVisible(has_entries)
        self.search.setVisible(playlist.entry_count >= SEARCH_FROM and not self.table.chosen_count())

    def _on_searched(self, text: str) -> None:
        if self.key is not None:
            self.model.show(self.key, search=text)
            self._settle()

    def _on_title_entered(self, title: str) -> None:
        if self.key is not None:
            self._studio.playlists.rename(self.key, title)
            self._notify(f"Renamed the playlist to “{title}”.", undo=True)

    def _on_renamed(self, key: str, title: str) -> None:
        self._studio.playlists.rename_entry(EntryKey(key), title)
        self._notify("Renamed the track in this playlist.", undo=True)

    def play(self, key: str) -> None:
        row = self.model.value_of(key)
        if row is not None and row.recording is not None:
            self.play_requested.emit(row.recording.key)
        elif row is not None:
            self._notify("This track is only on the card: its audio is not on this computer.")

    def _on_files_dropped(self, paths: list[Path], before: str) -> None:
        self.import_requested.emit(paths, self.key or "", before)

    def _on_chosen_changed(self) -> None:
        self._rename.setEnabled(self.table.chosen_count() == 1)
        if not self.table.chosen_count():
            self._settle()

    def _refresh_uploads(self, keys: frozenset[UploadKey] | frozenset[str]) -> None:
        uploads = (self._library.uploads.get(UploadKey(key)) for key in keys)
        moved = frozenset(one.recording for one in uploads if one is not None)
        self.model.refresh(self.model.keys_of(moved))

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.capacity.set_compact(self.height() < COMPACT_BELOW)
        super().resizeEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self.key is not None and self.model.takes(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        self.model.drop_at_end(event.mimeData())
        event.acceptProposedAction()

    def _open_menu(self, at: QPoint) -> None:
        keys = self.table.chosen_keys()
        if keys:
            rows = (self.model.value_of(key) for key in keys)
            recordings = [row.recording for row in rows if row is not None and row.recording is not None]
            away = away_choices(self, self._studio, recordings, notify=self._notify)
            open_menu(self.table, self._look, choices=track_choices(self, keys, away=away), at=at, name="Track")

    def _open_playlist_menu(self) -> None:
        open_menu(self, self._look, choices=playlist_choices(self), at=below(self.head.more), name="Playlist")

    def _open_cover_menu(self) -> None:
        playlist = self._library.playlists.get(self.key) if self.key is not None else None
        has_cover = playlist is not None and playlist.cover is not None
        choices = cover_choices(self, has_cover=has_cover)
        open_menu(self, self._look, choices=choices, at=below(self.head.cover), name="Cover")

    def focus_title(self) -> None:
        self.head.title.setFocus()
        self.head.title.selectAll()

    def duplicate(self) -> None:
        if self.key is not None:
            self._studio.playlists.duplicate(self.key)
            self._notify("Made a copy that belongs to no card.", undo=True)

    def ask_removal(self) -> None:
        self.remove_requested.emit()

    def choose_cover(self) -> None:
        """Ask for a picture with the system's dialog."""
        choose_picture(self.window(), on_path=self._take_picture)

    def _take_picture(self, path: Path) -> None:
        spawn(self, self._read_cover(path))

    async def _read_cover(self, path: Path) -> None:
        try:
            picture = await asyncio.to_thread(path.read_bytes)
        except OSError as error:
            raise Unreadable("This picture cannot be opened.", next_step="Choose another one.") from error
        await self._keep_cover(picture)

    def _set_cover(self, picture: bytes) -> None:
        spawn(self, self._keep_cover(picture))

    async def _keep_cover(self, picture: bytes) -> None:
        if self.key is not None:
            await self._studio.playlists.set_cover(self.key, picture)
            self._notify("Changed the cover.", undo=True)

    def remove_cover(self) -> None:
        if self.key is not None:
            self._studio.playlists.remove_cover(self.key)
            self._notify("Removed the cover.", undo=True)

    def _fill_bar(self) -> None:
        self._rename = Button("Rename", self._look, icon="edit", is_small=True)
        self._rename.clicked.connect(self.rename_chosen)
        up = IconButton("arrow-up", self._look, name="Move up (Alt+Up)", size=32, icon_size=18)
        up.clicked.connect(lambda: self.step(-1))
        down = IconButton("arrow-down", self._look, name="Move down (Alt+Down)", size=32, icon_size=18)
        down.clicked.connect(lambda: self.step(1))
        remove = Button("Take out", self._look, icon="trash", is_small=True)
        remove.clicked.connect(self.remove_chosen)
        for control in (up, down, self._rename, remove):
            self.bar.add_action(control)

    def _make_empty(self) -> EmptyState:
        add = Button("Add tracks", self._look, kind=Kind.PRIMARY, icon="add")
        add.clicked.connect(self.pick_recordings)
        return EmptyState(
            "playlist",
            self._look,
            title="Nothing in it yet",
            text="Pick tracks from your library, or drop audio files right here: they go into the library and "
            "into this playlist.",
            actions=(add,),
        )
