"""The cards' page: all cards of the family as a grid, one of them in detail."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from desktop.model.errors import Trouble
from desktop.model.names import CardId
from desktop.model.player import Player
from desktop.services.studio import Studio
from desktop.store.changes import Changes
from desktop.ui.bind import Refresh, follow, spawn
from desktop.ui.cards.detail import CardDetail
from desktop.ui.cards.grid import CardGrid
from desktop.ui.cards.play import choices
from desktop.ui.format import count
from desktop.ui.lists.choosing import tie
from desktop.ui.lists.menus import Choice, open_menu
from desktop.ui.lists.pages import Notify, page_column, room
from desktop.ui.look import Look
from desktop.ui.models.cards import CardsModel, Whose
from desktop.ui.theme import Space
from desktop.ui.widgets.buttons import Button, IconButton, Kind
from desktop.ui.widgets.empty import EmptyState
from desktop.ui.widgets.header import PageHeader
from desktop.ui.widgets.search import SearchField
from desktop.ui.widgets.segmented import SegmentedControl
from desktop.ui.widgets.selection import SelectAllBar


class CardsPage(QWidget):
    """Shows own and family cards from what is kept, with or without a network."""

    playlist_opened = Signal(str)  # playlist key: show it in its editor
    sign_in_requested = Signal()

    def __init__(self, studio: Studio, look: Look, *, notify: Notify, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = "Cards"
        self._studio, self._look, self._notify = studio, look, notify
        self._library = studio.library
        self._is_refreshing = False
        self.model = CardsModel(self._library, parent=self)
        self.search = SearchField(look, placeholder="Search cards")
        self.reload = IconButton("refresh", look, name="Fetch the cards from Yoto")
        self.reload.clicked.connect(self.fetch)
        self.header = PageHeader("Cards", actions=(self.search, self.reload))
        self.whose = SegmentedControl(
            look,
            name="Whose cards",
            choices=[(Whose.ALL, "All", None), (Whose.OWN, "My cards", None), (Whose.FAMILY, "Family", None)],
        )
        self.bar = SelectAllBar(look, noun="card", rest=self.whose)
        self._edit = Button("Open as playlists", look, icon="edit", is_small=True)
        self._edit.clicked.connect(self.open_chosen_as_playlists)
        self.bar.add_action(self._edit)
        self.grid = CardGrid(self.model, self._library, look)
        self.detail = CardDetail(studio, look, notify=notify)
        self._sign_in = Button("Sign in to Yoto", look, kind=Kind.PRIMARY, icon="sign-in")
        self._sign_in.clicked.connect(self.sign_in_requested)
        self._empty = EmptyState("card", look, title="", text="", actions=(self._sign_in,))
        self._inner = room(self.grid, self._empty)
        self._outer = QStackedWidget()
        self._outer.addWidget(self._make_overview())
        self._outer.addWidget(self.detail)
        column = page_column(self)
        column.addWidget(self._outer, 1)
        self._later = Refresh(self, self.refresh)
        self._wire()
        self.refresh()

    def refresh(self) -> None:
        """Read the cards anew, keeping what is chosen."""
        self.model.show(search=self.search.text().strip(), whose=Whose(self.whose.value()))
        self._settle()

    def focus_list(self) -> None:
        """Put the keyboard into the grid, or the card that is shown."""
        (self.detail.table if self._outer.currentWidget() is self.detail else self.grid).setFocus()

    def focus_search(self) -> None:
        """Put the keyboard into the search field."""
        self.show_overview()
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def show_card(self, card_id: str) -> None:
        """Show one card in detail."""
        self.detail.show_card(CardId(card_id))
        self._outer.setCurrentWidget(self.detail)
        self.detail.table.setFocus()

    def show_overview(self) -> None:
        """Go back to the grid."""
        if self._outer.currentIndex():
            self._outer.setCurrentIndex(0)
            self.grid.setFocus()

    def fetch(self) -> None:
        """Ask Yoto for the cards."""
        if not self._is_refreshing:
            spawn(self, self._fetch())

    def open_chosen_as_playlists(self) -> None:
        """Make playlists of the chosen own cards and show the first."""
        cards = [self._library.cards.get(CardId(key)) for key in self.grid.chosen_keys()]
        own = [card.id for card in cards if card is not None and card.is_own]
        if own:
            spawn(self, self._open_as_playlists(own))

    def on_library_changed(self, changes: Changes) -> None:
        if "card" in changes or "artwork" in changes:
            self._later()

    async def _fetch(self) -> None:
        self._is_refreshing = True
        self._settle()
        try:
            await self._studio.cards.refresh()
        finally:
            self._is_refreshing = False
            self._settle()

    async def _open_as_playlists(self, cards: list[CardId]) -> None:
        keys, troubles = [], []
        for card_id in cards:
            try:
                keys.append(await self._studio.cards.open_as_playlist(card_id))
            except Trouble as trouble:
                troubles.append(trouble)
        if keys:
            self.grid.clearSelection()
            self._notify(f"Opened {count(len(keys), 'card')} as {'a playlist' if len(keys) == 1 else 'playlists'}.")
            self.playlist_opened.emit(keys[0])
        if troubles:
            raise troubles[0]

    def _wire(self) -> None:
        tie(self.bar, self.grid, self.model)
        self.search.searched.connect(lambda _text: self.refresh())
        self.whose.chosen.connect(lambda _value: self.refresh())
        self.grid.opened.connect(self.show_card)
        self.grid.menu_requested.connect(self._open_menu)
        self.grid.chosen_changed.connect(self._settle_edit)
        self.detail.back_wanted.connect(self.show_overview)
        self.detail.playlist_opened.connect(self.playlist_opened)
        follow(self, self._library.subscribe, self.on_library_changed)
        follow(self, self._studio.session.subscribe, lambda _state: self._settle())

    def _settle(self) -> None:
        everything = self._library.cards.all()
        own = sum(card.is_own for card in everything)
        caption = f"{count(len(everything), 'card')}, {own} of them yours" if everything else ""
        self.header.set_caption("Fetching the cards…" if self._is_refreshing else caption)
        self._inner.setCurrentWidget(self.grid if self.model.rowCount() else self._empty)
        self.bar.setVisible(bool(everything))
        self.search.setVisible(bool(everything))
        is_signed_in = self._studio.session.is_signed_in
        self.reload.setVisible(is_signed_in)
        self.reload.setEnabled(not self._is_refreshing)
        self._sign_in.setVisible(not everything and not is_signed_in)
        if everything:
            self._empty.set_words(title="No card fits", text="Search for something else, or show all cards.")
        elif is_signed_in:
            self._empty.set_words(
                title="No cards yet",
                text="Publish a playlist and it becomes your first card. Cards bought from Yoto appear here too.",
            )
        else:
            self._empty.set_words(
                title="Your cards live here",
                text="Sign in to see every card of your family, with covers, and to publish your own. They stay "
                "readable without a network afterwards.",
            )

    def _settle_edit(self) -> None:
        rows = (self.model.value_of(key) for key in self.grid.chosen_keys())
        self._edit.setEnabled(any(card is not None and card.is_own for card in rows))

    def _open_menu(self, at: QPointF) -> None:
        index = self.grid.currentIndex()
        card = self.model.value_at(index.row()) if index.isValid() else None
        if card is None:
            return

        def play(player: Player) -> None:
            self._studio.players.play_card(player.id, card.id)
            self._notify(f"Asked {player.name} to play “{card.title}”.")

        show = Choice("Show its tracks", lambda: self.show_card(card.id), icon="list", key="Enter")
        lines: list[Choice | None] = [show]
        if card.is_own:
            lines.append(
                Choice("Open as playlist", lambda: spawn(self, self._open_as_playlists([card.id])), icon="edit")
            )
        lines += [None, *choices(self._studio.players, play=play)]
        open_menu(self.grid, self._look, choices=lines, at=at.toPoint(), name="Card")

    def _make_overview(self) -> QWidget:
        overview = QWidget()
        column = QVBoxLayout(overview)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.M)
        column.addWidget(self.header)
        column.addWidget(self.bar)
        column.addWidget(self._inner, 1)
        return overview
