"""The playlists' page: all of them on the left, the chosen one's editor beside."""

from __future__ import annotations

from PySide6.QtCore import QItemSelectionModel, QPoint, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.model.names import PlaylistKey, RecordingKey
from desktop.services.studio import Studio
from desktop.store.changes import Changes
from desktop.ui.bind import Refresh, follow
from desktop.ui.format import count
from desktop.ui.lists.choosing import tie
from desktop.ui.lists.dropping import DropTable, Where
from desktop.ui.lists.menus import Choice, open_menu
from desktop.ui.lists.pages import Notify, page_column, room
from desktop.ui.look import Look
from desktop.ui.models.playlists import PlaylistsModel
from desktop.ui.playlists.delegate import PlaylistDelegate
from desktop.ui.playlists.editor import PlaylistEditor
from desktop.ui.theme import Space
from desktop.ui.widgets.buttons import Button, IconButton, Kind
from desktop.ui.widgets.empty import EmptyState
from desktop.ui.widgets.header import PageHeader
from desktop.ui.widgets.search import SearchField
from desktop.ui.widgets.selection import SelectAllBar

LIST_WIDTH = 288
NARROW_LIST_WIDTH = 220
NARROW_BELOW = 900  # pixels of the page
_CHOSEN = "playlist"  # the preference that holds the one last shown


class PlaylistsPage(QWidget):
    """Shows the playlists. What concerns other parts of the window it asks for by signals."""

    publish_requested = Signal(str)  # playlist key
    import_requested = Signal(list, str, str)  # paths, playlist key, entry key to stand before ("": at the end)
    play_requested = Signal(str)  # recording key: play it on this computer

    def __init__(self, studio: Studio, look: Look, *, notify: Notify, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = "Playlists"
        self._studio, self._look, self._notify = studio, look, notify
        self._library = studio.library
        self.model = PlaylistsModel(self._library, parent=self)
        self.search = SearchField(look, placeholder="Search playlists")
        self._new = Button("New playlist", look, kind=Kind.PRIMARY, icon="add")
        self._new.clicked.connect(self.make_playlist)
        self.header = PageHeader("Playlists", actions=(self.search, self._new))
        self.bar = SelectAllBar(look, noun="playlist")
        remove = IconButton("trash", look, name="Remove the selected playlists", size=32, icon_size=18)
        remove.clicked.connect(self.remove)
        self.bar.add_action(remove)
        self.table = DropTable(self.model, look, where=Where.ONTO, name="Playlists", noun="playlist")
        self.table.show_rows(PlaylistDelegate(self._library, look, self.table))
        self.editor = PlaylistEditor(studio, look, notify=notify)
        self._body = self._make_body()
        self._empty = self._make_empty()
        self._nothing = EmptyState("search", look, title="Nothing found", text="")
        self._stack = room(self._body, self._empty, self._nothing)
        column = page_column(self)
        column.setSpacing(Space.L)
        column.addWidget(self.header)
        column.addWidget(self._stack, 1)
        self._later = Refresh(self, self.refresh)
        self._wire()
        self.refresh()

    def refresh(self) -> None:
        """Read the playlists anew, keeping what is chosen."""
        self.model.show(search=self.search.text().strip())
        self._settle()

    def focus_list(self) -> None:
        """Put the keyboard into the list."""
        self.table.setFocus()

    def focus_search(self) -> None:
        """Put the keyboard into the search field."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def show_playlist(self, key: str) -> None:
        """Open a playlist in the editor, whatever was searched for, with the keyboard on its tracks."""
        if self.model.row_of(key) is None:
            self.search.clear()
            self.model.show()
        self._settle()
        self.table.choose([key])
        self.editor.table.setFocus()

    def make_playlist(self) -> None:
        """Make an empty playlist and put the keyboard on its title."""
        key = self._studio.playlists.create("New playlist")
        self.refresh()
        self.show_playlist(key)
        self._notify("Made a playlist. Type its title.", undo=True)
        self.editor.focus_title()

    def remove(self) -> None:
        keys = [PlaylistKey(key) for key in self.table.chosen_keys()]
        if keys:
            self._studio.playlists.remove(keys)
            self._notify(f"Removed {count(len(keys), 'playlist')}. The recordings stay in the library.", undo=True)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._list.setFixedWidth(NARROW_LIST_WIDTH if self.width() < NARROW_BELOW else LIST_WIDTH)
        super().resizeEvent(event)

    def on_library_changed(self, changes: Changes) -> None:
        if "playlist" in changes or "artwork" in changes:
            self._later()

    def _wire(self) -> None:
        tie(self.bar, self.table, self.model, least=2)
        self.search.searched.connect(lambda _text: self.refresh())
        self.table.selectionModel().currentChanged.connect(self._on_current_changed)
        self.table.opened.connect(lambda _key: self.editor.table.setFocus())
        self.table.edit_requested.connect(lambda _key: self.editor.focus_title())
        self.table.remove_requested.connect(self.remove)
        self.table.menu_requested.connect(self._open_menu)
        self.model.recordings_dropped.connect(self._on_recordings_dropped)
        self.model.files_dropped.connect(lambda key, paths: self.import_requested.emit(paths, key, ""))
        self.editor.publish_requested.connect(self.publish_requested)
        self.editor.import_requested.connect(self.import_requested)
        self.editor.play_requested.connect(self.play_requested)
        self.editor.remove_requested.connect(self.remove)
        follow(self, self._library.subscribe, self.on_library_changed)

    def _settle(self) -> None:
        shown, searched = self.model.rowCount(), bool(self.model.search)
        is_empty = not shown and not searched
        self._stack.setCurrentWidget(self._body if shown else self._empty if is_empty else self._nothing)
        self._nothing.set_words(
            title=f"Nothing found for “{self.model.search}”",
            text="Escape shows all playlists again.",
        )
        self.header.set_caption("" if is_empty else count(shown, "playlist"))
        self.search.setVisible(not is_empty)
        self._new.setVisible(not is_empty)
        if shown and self.table.current_key() is None:
            remembered = self.model.row_of(str(self._library.preferences.get(_CHOSEN)))
            first = self.model.index(remembered or 0, 0)
            self.table.selectionModel().setCurrentIndex(first, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        key = self.table.current_key()
        if key is not None:
            self.editor.show_playlist(PlaylistKey(key))

    def _on_current_changed(self) -> None:
        key = self.table.current_key()
        if key is not None:
            self.editor.show_playlist(PlaylistKey(key))
            self._remember(key)

    def _remember(self, key: str) -> None:
        if self._library.preferences.get(_CHOSEN) != key:
            self._library.transact("Choose playlist", lambda tx: tx.set_preference(_CHOSEN, key), undoable=False)

    def _on_recordings_dropped(self, key: str, recordings: list[str]) -> None:
        self._studio.playlists.add_recordings(PlaylistKey(key), [RecordingKey(one) for one in recordings])
        self._notify(f"Added {count(len(recordings), 'track')}.", undo=True)

    def _open_menu(self, at: QPoint) -> None:
        keys = self.table.chosen_keys()
        if not keys:
            return
        one: list[Choice | None] = [
            Choice("Publish…", lambda: self.publish_requested.emit(keys[0]), icon="publish"),
            Choice("Rename", self.editor.focus_title, icon="edit", key="F2"),
            Choice("Make a copy", lambda: self._duplicate(keys[0]), icon="copy"),
            None,
        ]
        remove = Choice(f"Remove {count(len(keys), 'playlist')}", self.remove, icon="trash", key="Del")
        choices = [*one, remove] if len(keys) == 1 else [remove]
        open_menu(self.table, self._look, choices=choices, at=at, name="Playlist")

    def _duplicate(self, key: str) -> None:
        copy = self._studio.playlists.duplicate(PlaylistKey(key))
        self.refresh()
        self.show_playlist(copy)
        self._notify("Made a copy that belongs to no card.", undo=True)

    def _make_body(self) -> QWidget:
        left = QVBoxLayout()
        left.setSpacing(Space.S)
        left.addWidget(self.bar)
        left.addWidget(self.table, 1)
        self._list = QWidget()
        self._list.setLayout(left)
        left.setContentsMargins(0, 0, 0, 0)
        body = QWidget()
        row = QHBoxLayout(body)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.XL)
        row.addWidget(self._list)
        row.addWidget(self.editor, 1)
        return body

    def _make_empty(self) -> EmptyState:
        new = Button("New playlist", self._look, kind=Kind.PRIMARY, icon="add")
        new.clicked.connect(self.make_playlist)
        return EmptyState(
            "playlist",
            self._look,
            title="No playlists yet",
            text="A playlist is what goes onto one card. Make an empty one here, or drop a folder of audio on this "
            "window: it becomes a playlist by itself.",
            actions=(new,),
        )
