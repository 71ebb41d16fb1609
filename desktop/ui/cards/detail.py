"""One card: its cover, what is on it, and what can be done with it."""

from __future__ import annotations

import asyncio
import time
from functools import partial

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QVBoxLayout, QWidget

from desktop.model.card import Card, Place
from desktop.model.errors import Trouble
from desktop.model.names import CardId
from desktop.model.player import Player
from desktop.services.studio import Studio
from desktop.store.changes import Changes
from desktop.ui.bind import follow, spawn
from desktop.ui.cards.place_delegate import PlaceDelegate
from desktop.ui.cards.play import choices, label, offer
from desktop.ui.cards.words import contents, last_played
from desktop.ui.lists.covers import cover_path
from desktop.ui.lists.menus import below, open_menu
from desktop.ui.lists.pages import Notify, room
from desktop.ui.lists.table import KeyedTable
from desktop.ui.look import Look
from desktop.ui.models.places import PlacesModel
from desktop.ui.theme import Radius, Space, Tone
from desktop.ui.widgets.buttons import Button, Kind
from desktop.ui.widgets.covers import paint_cover
from desktop.ui.widgets.empty import EmptyState
from desktop.ui.widgets.labels import Caption, Heading, Role, paragraph
from desktop.ui.widgets.pill import Pill

COVER = 184


class Cover(QWidget):
    """A cover, nothing more."""

    def __init__(self, studio: Studio, look: Look, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._library, self._look = studio.library, look
        self._card: Card | None = None
        self.setFixedSize(QSize(COVER, COVER))

    def show_card(self, card: Card) -> None:
        self._card = card
        self.setAccessibleName(f"Cover of {card.title}")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        if self._card is None:
            return
        path = cover_path(self._library, self._card)
        picture = self._look.covers.pixmap(path, edge=COVER, scale=self.devicePixelRatioF())
        painter = QPainter(self)
        paint_cover(painter, QRectF(self.rect()), pixmap=picture, title=self._card.title, radius=Radius.L)


class CardDetail(QWidget):
    """Shows the card that `show_card` names, from what is kept; its content is fetched where the network is there."""

    back_wanted = Signal()
    playlist_opened = Signal(str)  # playlist key

    def __init__(self, studio: Studio, look: Look, *, notify: Notify, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._studio, self._look, self._notify = studio, look, notify
        self.card_id: CardId | None = None
        self._card: Card | None = None
        self._fetching: asyncio.Task[object] | None = None
        self.back = Button("All cards", look, kind=Kind.PLAIN, icon="arrow-left", is_small=True)
        self.back.clicked.connect(self.back_wanted)
        self.cover = Cover(studio, look)
        self.heading = Heading(role=Role.PAGE)
        self.author = Caption()
        self.told = Caption(role=Role.SMALL)
        self.description = paragraph(role=Role.SMALL)
        self.description.setMaximumHeight(56)
        self.whose = Pill("", look)
        self.play = Button("Play on…", look, kind=Kind.PRIMARY, icon="play")
        self.play.clicked.connect(self._on_play_clicked)
        self.edit = Button("Open as playlist", look, icon="edit")
        self.edit.clicked.connect(self._on_edit_clicked)
        self.model = PlacesModel()
        self.model.setParent(self)
        self.table = KeyedTable(self.model, look, name="Tracks of the card")
        self.table.show_rows(PlaceDelegate(look, self.table))
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self._empty = EmptyState("card", look, title="", text="")
        self._stack = room(self.table, self._empty)
        self._lay_out()
        self.table.opened.connect(self._on_track_opened)
        self.table.menu_requested.connect(self._open_menu)
        follow(self, studio.library.subscribe, self.on_library_changed)
        follow(self, studio.players.subscribe, lambda _players: self._settle_play())

    def show_card(self, card_id: CardId) -> None:
        """Show this card, and fetch its content afresh."""
        self.card_id = card_id
        self.refresh()
        if self._studio.session.is_signed_in:
            if self._fetching is not None:
                self._fetching.cancel()
            self._fetching = spawn(self, self._fetch(card_id))
            self._settle_list()

    def refresh(self) -> None:
        """Show what is kept of the card."""
        card = self._studio.library.cards.get(self.card_id) if self.card_id is not None else None
        if card is None:
            return
        self._card = card
        self.cover.show_card(card)
        self.heading.setText(card.title)
        self.author.setText(card.author)
        self.author.setVisible(bool(card.author))
        parts = (contents(card), last_played(card, now=time.time()))
        self.told.setText(" · ".join(part for part in parts if part) or " ")
        self.description.setText(card.description)
        self.description.setVisible(bool(card.description))
        self.whose.show_state("My card" if card.is_own else "Family", tone=Tone.ACCENT if card.is_own else Tone.NEUTRAL)
        self.edit.setVisible(card.is_own)
        self.model.show(card)
        self._settle_list()
        self._settle_play()

    def on_library_changed(self, changes: Changes) -> None:
        if self.card_id is not None and (self.card_id in changes.of("card") or "artwork" in changes):
            self.refresh()

    async def _fetch(self, card_id: CardId) -> None:
        try:
            await self._studio.cards.open(card_id)
        except Trouble as trouble:
            if self._card is None or self._card.chapters is None:
                self._empty.set_words(title="Its tracks are not here yet", text=trouble.sentence())
        finally:
            self._fetching = None
            if card_id == self.card_id:
                self._settle_list()

    def _settle_list(self) -> None:
        is_known = self._card is not None and self._card.chapters is not None
        self._stack.setCurrentWidget(self.table if is_known else self._empty)
        if is_known:
            return
        if self._fetching is not None:
            self._empty.set_words(title="Fetching its tracks…", text="This takes a moment the first time.")
        elif not self._studio.session.is_signed_in:
            self._empty.set_words(title="Its tracks are not here yet", text="Sign in to Yoto to fetch them once.")

    def _settle_play(self) -> None:
        self.play.setText(label(self._studio.players))

    def _on_play_clicked(self) -> None:
        offer(self._studio.players, self._look, owner=self.play, at=below(self.play), play=self._play)

    def _on_track_opened(self, key: str) -> None:
        row = self.model.value_of(key)
        if row is None:
            return
        at = self.table.viewport().mapToGlobal(self.table.visualRect(self.table.currentIndex()).center())
        play = partial(self._play, place=row.place)
        offer(self._studio.players, self._look, owner=self.table, at=at, play=play)

    def _open_menu(self, at: QPoint) -> None:
        key = self.table.current_key()
        row = self.model.value_of(key) if key is not None else None
        if row is not None:
            play = partial(self._play, place=row.place)
            open_menu(self.table, self._look, choices=choices(self._studio.players, play=play), at=at, name="Track")

    def _play(self, player: Player, place: Place | None = None) -> None:
        if self.card_id is None:
            return
        if place is None:
            self._studio.players.play_card(player.id, self.card_id)
        else:
            self._studio.players.play_card(
                player.id, self.card_id, chapter_key=place.chapter.key, track_key=place.track.key
            )
        self._notify(f"Asked {player.name} to play it.")

    def _on_edit_clicked(self) -> None:
        if self.card_id is not None:
            spawn(self, self._open_as_playlist(self.card_id))

    async def _open_as_playlist(self, card_id: CardId) -> None:
        self.edit.setEnabled(False)
        try:
            self.playlist_opened.emit(await self._studio.cards.open_as_playlist(card_id))
        finally:
            self.edit.setEnabled(True)

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(Space.S)
        buttons.addWidget(self.play)
        buttons.addWidget(self.edit)
        buttons.addStretch(1)
        names = QVBoxLayout()
        names.setSpacing(2)
        names.addWidget(self.whose)
        names.addSpacing(Space.XS)
        names.addWidget(self.heading)
        names.addWidget(self.author)
        names.addWidget(self.told)
        names.addWidget(self.description)
        names.addStretch(1)
        names.addLayout(buttons)
        head = QHBoxLayout()
        head.setSpacing(Space.XL)
        head.addWidget(self.cover, 0, Qt.AlignmentFlag.AlignTop)
        head.addLayout(names, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.L)
        column.addWidget(self.back, 0, Qt.AlignmentFlag.AlignLeft)
        column.addLayout(head)
        column.addWidget(self._stack, 1)
