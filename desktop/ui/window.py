"""The main window: sidebar, pages, bottom bar, and what lies over them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QByteArray, Qt, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QKeyEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QMainWindow,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop.model.errors import Trouble
from desktop.model.names import PlayerId
from desktop.store.changes import Changes
from desktop.store.library import Library
from desktop.ui.actions import Actions
from desktop.ui.app_menu import open_app_menu
from desktop.ui.banner import Banner
from desktop.ui.bind import follow
from desktop.ui.brand import NAME
from desktop.ui.drops import DropVeil, paths_of
from desktop.ui.look import Look
from desktop.ui.notices import Notices
from desktop.ui.pages import Arriving, Listing, Page, Searchable, ShowsPlayer
from desktop.ui.sidebar import Players, Sidebar
from desktop.ui.theme import Space, Tone
from desktop.ui.undoing import Undoing
from desktop.ui.widgets.overlay import Overlay
from desktop.ui.widgets.stops import go_round, stops_in
from desktop.ui.widgets.toast import ToastHost

NARROW_BELOW = 1040
PREFERENCE = "window"  # where geometry and page are remembered
PLAYERS_PAGE = "players"
UPLOADS_PAGE = "uploads"


class MainWindow(QMainWindow):
    """The one window. Pages are added from outside; it asks for what it cannot do itself by signals.

    Closing it only calls `on_close`: the app ends when its services have stopped.
    """

    dropped = Signal(list)  # paths (Path) to import

    def __init__(self, library: Library, players: Players, look: Look, *, on_close: Callable[[], None]) -> None:
        super().__init__()
        self._library, self._look, self._on_close = library, look, on_close
        self._pages: dict[str, Page] = {}
        self._page_id = ""
        self._player = ""  # the one whose page is shown
        self._players = players
        self.action_table = Actions()
        self.setWindowTitle(NAME)
        self.setMinimumSize(880, 600)
        self.setAcceptDrops(True)
        self.sidebar = Sidebar(players, look, card=library.cards.get)
        self.sidebar.page_chosen.connect(self.show_page)
        self.sidebar.player_chosen.connect(self.show_player)
        self.sidebar.menu_button.clicked.connect(self.open_menu)
        self.banner = Banner(look)
        self.stack = QStackedWidget()
        self.stack.setObjectName("pages")
        self._content = QWidget()
        self._content.setObjectName("page")
        content = QVBoxLayout(self._content)
        content.setContentsMargins(0, 0, 0, 0)
        content.setSpacing(0)
        self.notices = Notices()
        self.notices.add(self.banner)
        content.addWidget(self.notices)
        content.addWidget(self.stack, 1)
        self._below = QVBoxLayout()
        self._below.setContentsMargins(Space.XXL, 0, Space.XXL, 0)
        content.addLayout(self._below)
        across = QHBoxLayout()
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(0)
        across.addWidget(self.sidebar)
        across.addWidget(self._content, 1)
        self._foot = QFrame()
        self._foot.setAccessibleName("Now playing")
        self._foot_row = QHBoxLayout(self._foot)
        self._foot_row.setContentsMargins(0, 0, 0, 0)
        self._foot.hide()
        self._everyday = QWidget()
        column = QVBoxLayout(self._everyday)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(across, 1)
        column.addWidget(self._foot)
        self._root = QStackedWidget()
        self._root.setObjectName("pages")
        self._root.setAccessibleName(NAME)
        self._root.setFocusPolicy(Qt.FocusPolicy.ClickFocus)  # a place for the focus that shows no ring
        self._root.addWidget(self._everyday)
        self.setCentralWidget(self._root)
        self.toasts = ToastHost(look, window=self)
        self.undoing = Undoing(library, self.toasts, parent=self)
        self.drop_veil = DropVeil(look, window=self)
        self.resize(1240, 800)
        self._root.setFocus()
        follow(self, library.subscribe, self._on_library_changed)

    # Pages

    def add_page(self, page: Page) -> None:
        """Add a page; the first one is shown until another is asked for."""
        self._pages[page.id] = page
        if isinstance(page.widget, QWidget):
            self.place(page.widget)
        if page.is_listed:
            self.sidebar.add_page(page.id, title=page.title, icon=page.icon, is_at_foot=page.is_at_foot)
        if len(self._pages) == 1:
            self.show_page(page.id)
        if page.id == UPLOADS_PAGE:
            self._show_counts()

    def place(self, widget: QWidget) -> None:
        """Give a page's widget its place among the pages, unless it has it."""
        if self.stack.indexOf(widget) < 0:
            self.stack.addWidget(widget)

    def widget(self, page_id: str) -> QWidget:
        """Return a page's widget, made now if nobody has needed it so far."""
        widget = self._pages[page_id].widget
        made = widget if isinstance(widget, QWidget) else widget()
        self.place(made)
        return made

    def pages(self) -> list[Page]:
        return list(self._pages.values())

    @property
    def page(self) -> Page:
        """Return the page that is shown."""
        return self._pages[self._page_id]

    def show_page(self, page_id: str) -> None:
        """Bring a page to the front."""
        self.end_welcome()
        widget = self.widget(page_id)
        focused = QApplication.focusWidget()
        if focused is not None and self.stack.isAncestorOf(focused) and not widget.isAncestorOf(focused):
            self._root.setFocus()  # Qt would give it to the first field of the page that comes
        self._page_id, self._player = page_id, ""
        self.stack.setCurrentWidget(widget)
        self.sidebar.mark_page(page_id)
        self.setWindowTitle(f"{self.page.title} – {NAME}")
        if isinstance(widget, Arriving):
            widget.on_shown()

    def go_to(self, page_id: str) -> None:
        """Bring a page to the front and put the keyboard into its list."""
        self.show_page(page_id)
        page = self.widget(page_id)
        if isinstance(page, Listing):
            page.focus_list()

    def show_player(self, player: str) -> None:
        """Bring a player's page to the front."""
        self.show_page(PLAYERS_PAGE)
        page = self.widget(PLAYERS_PAGE)
        if isinstance(page, ShowsPlayer):
            page.show_player(player)
        self._player = player
        self.sidebar.mark_player(PlayerId(player))
        self.setWindowTitle(f"{self._known_players().get(player, self.page.title)} – {NAME}")

    def set_bottom_bar(self, bar: QWidget) -> None:
        """Put the bar at the foot of the window."""
        self._foot_row.addWidget(bar)
        self._foot.show()
        self._settle()

    def add_panel(self, panel: QWidget) -> None:
        """Give a panel its place under every page; it comes and goes by itself."""
        self._below.addWidget(panel)

    def welcome(self, page: QWidget) -> None:
        """Show `page` instead of everything else until `end_welcome`."""
        self._root.addWidget(page)
        self._root.setCurrentWidget(page)
        self._root.setFocus()

    def end_welcome(self) -> None:
        self._root.setCurrentWidget(self._everyday)

    @property
    def is_welcoming(self) -> bool:
        return self._root.currentWidget() is not self._everyday

    def focus_search(self) -> None:
        """Put the keyboard into the page's search field, if it has one."""
        page = self.widget(self._page_id)
        if isinstance(page, Searchable):
            page.focus_search()

    # Telling

    def notify(self, text: str, *, undo: bool = False) -> None:
        """Say what has just been done; `undo` offers to take the library's last change back."""
        if undo:
            self.undoing.tell(text)
        else:
            self.toasts.say(text)

    def show_trouble(self, trouble: Trouble) -> None:
        """Say what went wrong and what to do about it."""
        self.toasts.say(trouble.sentence(), tone=Tone.BAD)

    def say_banner(self, text: str, *, icon: str, button: str = "", run: Callable[[], object] | None = None) -> None:
        """Keep a sentence above the page until `clear_banner`."""
        self.banner.say(text, icon=icon, button=button, run=run)

    def clear_banner(self) -> None:
        self.banner.hide()

    def dismiss_toast(self) -> None:
        """Put the newest toast away."""
        toasts = self.toasts.toasts()
        if toasts:
            toasts[-1].dismiss()

    def open_menu(self) -> None:
        """Open the app's menu under its button."""
        open_app_menu(self, self.action_table, self._look, button=self.sidebar.menu_button)

    @property
    def is_asking(self) -> bool:
        """Return whether a sheet or the palette is open."""
        return bool(self.open_sheets())

    def open_sheets(self) -> list[Overlay]:
        """Return the sheets that lie over the window, the palette included."""
        return [overlay for overlay in self.findChildren(Overlay) if overlay.isVisibleTo(self)]

    # Remembering

    def remembered(self) -> dict[str, str]:
        """Return what makes the window as it is now."""
        geometry = bytes(self.saveGeometry().toBase64().data()).decode("ascii")
        return {"geometry": geometry, "page": self._page_id, "player": self._player}

    def restore(self) -> None:
        """Be as at the end of the last run."""
        kept = self._library.preferences.get(PREFERENCE)
        if isinstance(kept, dict):
            self.restoreGeometry(QByteArray.fromBase64(QByteArray(str(kept.get("geometry", "")).encode("ascii"))))
            page, player = str(kept.get("page", "")), str(kept.get("player", ""))
            if player in self._known_players():
                self.show_player(player)
            elif page in self._pages and self._pages[page].is_listed:
                self.show_page(page)

    # Qt's events

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Go round as the window reads: sidebar, page, bar, toasts."""
        focused = QApplication.focusWidget()
        if focused is not None and not focused.isVisible():  # it has just gone: nobody has pressed Tab
            self._root.setFocus()
            return True
        if self.is_welcoming:
            return go_round(stops_in(self._root), is_forward=forward)
        beside = (self._content, self._foot, self.toasts)
        stops = [*self.sidebar.stops(), *(stop for part in beside for stop in stops_in(part))]
        return go_round(stops, is_forward=forward)

    def closeEvent(self, event: QCloseEvent) -> None:
        remembered = self.remembered()
        self._library.transact(
            "Remember the window", lambda tx: tx.set_preference(PREFERENCE, remembered), undoable=False
        )
        event.ignore()
        self._on_close()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.dismiss_toast()
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._settle()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        paths = paths_of(event.mimeData())
        if paths and not self.is_asking:
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            self.drop_veil.rise(paths)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        if self.drop_veil.isVisible():
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self.drop_veil.hide()
        super().dragLeaveEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        self.drop_veil.hide()
        paths: list[Path] = paths_of(event.mimeData())
        if paths:
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            self.dropped.emit(paths)

    def _on_library_changed(self, changes: Changes) -> None:
        if "upload" in changes:
            self._show_counts()

    def _known_players(self) -> dict[str, str]:
        return {player.id: player.name for player in self._players.players()}

    def _show_counts(self) -> None:
        if UPLOADS_PAGE in self._pages:
            self.sidebar.show_count(UPLOADS_PAGE, len(self._library.uploads.active()))

    def _settle(self) -> None:
        self.sidebar.set_narrow(self.width() < NARROW_BELOW)
        foot = self._foot.sizeHint().height() if self._foot.isVisibleTo(self) else 0
        self.toasts.set_foot(foot + Space.S)
