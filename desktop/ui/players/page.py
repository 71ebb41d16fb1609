"""A player's page: what it plays, the card's tracks to jump in, and what it says of itself."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop.model.card import Card
from desktop.model.errors import Trouble
from desktop.model.names import CardId, PlayerId
from desktop.model.player import Model, Player, Reported
from desktop.services.studio import Studio
from desktop.ui.bind import Refresh, follow, show_trouble, spawn
from desktop.ui.lists.menus import Choice, below, open_menu
from desktop.ui.lists.pages import page_column
from desktop.ui.lists.table import KeyedTable
from desktop.ui.look import Look, follow_look
from desktop.ui.players.facts import Fact, battery_fact, facts
from desktop.ui.players.now_playing import NowPlaying
from desktop.ui.players.places import PlaceDelegate, PlacesModel, key_of
from desktop.ui.players.target import PlayerTarget
from desktop.ui.theme import Space
from desktop.ui.widgets.buttons import Button, Kind
from desktop.ui.widgets.header import PageHeader
from desktop.ui.widgets.labels import ElidedLabel, Heading, paragraph
from desktop.ui.widgets.surface import Surface

TICK_MS = 100
FACTS_WIDTH = 324
ROOM_FOR_FACTS = 860  # a narrower page leaves them out; its caption says the most important ones


class FactsView(Surface):
    """The list of facts; a row each with an icon."""

    def __init__(self, look: Look, *, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._look = look
        self._shown: list[Fact] = []
        self.column.addWidget(Heading("About this player"))
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(Space.M)
        self._grid.setVerticalSpacing(Space.M)
        self._grid.setColumnStretch(2, 1)
        self.column.addLayout(self._grid)
        self.column.addStretch(1)
        self._rows: list[tuple[QLabel, QLabel, ElidedLabel]] = []
        follow_look(look, self._dress)

    def show_facts(self, found: list[Fact]) -> None:
        """Show these and no others."""
        if found == self._shown:
            return
        self._shown = found
        while len(self._rows) < len(found):
            self._add_row()
        for row, widgets in enumerate(self._rows):
            for widget in widgets:
                widget.setVisible(row < len(found))
        self._dress()

    def _add_row(self) -> None:
        name = QLabel()
        name.setProperty("role", "small")
        widgets = (QLabel(), name, ElidedLabel())
        for column, widget in enumerate(widgets):
            self._grid.addWidget(widget, len(self._rows), column)
        self._rows.append(widgets)

    def _dress(self) -> None:
        for fact, (icon, name, text) in zip(self._shown, self._rows, strict=False):
            scale = self.devicePixelRatioF()
            icon.setPixmap(self._look.icons.pixmap(fact.icon, colour="text_muted", size=18, scale=scale))
            name.setText(fact.name)
            text.setText(fact.text)


class PlayerPage(QWidget):
    """Everything about one player. `card_opened` asks the window to show a card."""

    card_opened = Signal(str)

    def __init__(self, studio: Studio, look: Look, player: PlayerId, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._studio, self._look, self._player = studio, look, player
        self._target = PlayerTarget(studio, player)
        self._fetched: CardId | None = None
        self.title = "Player"
        self.play_card = Button("Play a card", look, kind=Kind.PRIMARY, icon="card")
        self.header = PageHeader("Player", actions=(self.play_card,))
        self.now = NowPlaying(self._target, look)
        self.facts = FactsView(look)
        self.facts.setFixedWidth(FACTS_WIDTH)
        self.places = PlacesModel(parent=self)
        self.tracks = KeyedTable(self.places, look, name="Tracks of the card")
        self._rows = PlaceDelegate(look, self.tracks)
        self.tracks.show_rows(self._rows)
        self.tracks.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self._tracks_title = Heading("On this card")
        self._hint = paragraph()
        self._lay_out()
        self._refresh = Refresh(self, self.refresh)
        self._tick = QTimer(self, interval=TICK_MS)
        self._tick.timeout.connect(self._refresh_now)
        self.play_card.clicked.connect(self._open_cards)
        self.tracks.opened.connect(self._on_track_opened)
        follow(self, studio.players.subscribe, self._on_players_changed)
        follow(self, studio.players.subscribe_link, self._refresh)
        follow(self, studio.library.subscribe, self._refresh)
        self.refresh()

    @property
    def player(self) -> PlayerId:
        return self._player

    def refresh(self) -> None:
        """Draw everything as it is now."""
        player = self._studio_player()
        reported = self._studio.players.shown(self._player).reported
        self.title = player.name if player else "Player"
        self.header.set_title(self.title)
        self.header.set_caption(_kind(player, reported))
        self.play_card.setEnabled(bool(reported.is_online))
        self.facts.show_facts(facts(player, reported))
        card = self._refresh_now()
        self._show_tracks(card)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.facts.setVisible(self.width() >= ROOM_FOR_FACTS)

    def _refresh_now(self) -> Card | None:
        shown = self._studio.players.shown(self._player)
        card = self._studio.library.cards.get(shown.reported.card_id) if shown.reported.card_id else None
        self.now.refresh(card_title=card.title if card else "")
        if (shown.is_playing or shown.sleep_s) and self.isVisible():
            self._tick.start()
        else:
            self._tick.stop()
        return card

    def _show_tracks(self, card: Card | None) -> None:
        shown = self._studio.players.shown(self._player)
        chapters = card.chapters if card else None
        self.places.show(chapters)
        self._rows.current = key_of(shown.reported.chapter_key, shown.reported.track_key)
        is_playing = shown.is_playing and bool(shown.reported.is_online)
        self._rows.is_playing = is_playing
        self.places.mark(self._rows.current, is_playing=is_playing)
        self.tracks.viewport().update()
        self.tracks.setVisible(bool(chapters))
        self._hint.setVisible(not chapters)
        self._tracks_title.setText(f"On “{card.title}”" if card else "Nothing playing")
        self._hint.setText(_hint(card, is_online=bool(shown.reported.is_online)))
        if card is not None and chapters is None and self._fetched != card.id:
            self._fetched = card.id
            spawn(self, self._fetch(card.id))

    async def _fetch(self, card_id: CardId) -> None:
        await self._studio.cards.open(card_id)

    def _on_track_opened(self, key: str) -> None:
        row = self.places.value_of(key)
        card_id = self._studio.players.shown(self._player).reported.card_id
        if row is None or card_id is None:
            return
        place = row.place
        self._do(
            lambda: self._studio.players.play_card(
                self._player, card_id, chapter_key=place.chapter.key, track_key=place.track.key, seconds_in=0
            )
        )

    def _open_cards(self) -> None:
        cards = self._studio.library.cards.all()
        choices = [Choice(card.title, partial(self._play, card.id)) for card in cards]
        nothing = [Choice("No cards yet. Publish a playlist, or sign in to Yoto.", None)]
        open_menu(self, self._look, choices=choices or nothing, at=below(self.play_card), name="Play a card")

    def _play(self, card_id: CardId) -> None:
        self._do(lambda: self._studio.players.play_card(self._player, card_id))

    def _do(self, intent: Callable[[], object]) -> None:
        try:
            intent()
        except Trouble as trouble:
            show_trouble(self, trouble)

    def _on_players_changed(self, players: set[PlayerId]) -> None:
        if self._player in players:
            self._refresh()

    def _studio_player(self) -> Player | None:
        return next((one for one in self._studio.players.players() if one.id == self._player), None)

    def _lay_out(self) -> None:
        main = QVBoxLayout()
        main.setSpacing(Space.M)
        main.addWidget(self.now)
        main.addSpacing(Space.S)
        main.addWidget(self._tracks_title)
        main.addWidget(self._hint)
        main.addWidget(self.tracks, 1)
        main.addStretch(0)
        row = QHBoxLayout()
        row.setSpacing(Space.XL)
        row.addLayout(main, 1)
        side = QVBoxLayout()
        side.addWidget(self.facts)
        side.addStretch(1)
        row.addLayout(side)
        column = page_column(self)
        column.addWidget(self.header)
        column.addLayout(row, 1)


def _kind(player: Player | None, reported: Reported) -> str:
    """Return the player's kind and what matters most of its state, also for windows without room for the facts."""
    if player is None:
        return ""
    parts = [
        "Yoto Mini" if player.model is Model.MINI else "Yoto Player",
        "online" if reported.is_online else "offline",
    ]
    if reported.is_online and reported.battery_percent is not None:
        parts.append(f"battery {battery_fact(reported).text}")
    return " · ".join(parts)


def _hint(card: Card | None, *, is_online: bool) -> str:
    if not is_online:
        return "This player is switched off or has no Wi-Fi. Its state comes back by itself once it is online."
    if card is None:
        return "Choose “Play a card”, or put a card into the player."
    return "The tracks of this card are being fetched."
