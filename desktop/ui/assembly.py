"""Puts the window together: every page, the bottom bar, and what remembers and what restores."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from desktop.services.studio import Studio
from desktop.ui.activity.page import ActivityPage
from desktop.ui.cards.page import CardsPage
from desktop.ui.importing.panel import ImportPanel
from desktop.ui.library.page import LibraryPage
from desktop.ui.listening import Listening
from desktop.ui.look import Look
from desktop.ui.pages import Page
from desktop.ui.players.bar import PlayerBar
from desktop.ui.players.players_page import PlayersPage
from desktop.ui.playlists.page import PlaylistsPage
from desktop.ui.publish.desk import PublishDesk
from desktop.ui.settings.appearance import recall_appearance
from desktop.ui.settings.page import SettingsPage
from desktop.ui.uploads.page import UploadsPage
from desktop.ui.welcome.page import WelcomePage
from desktop.ui.window import PLAYERS_PAGE, MainWindow


@dataclass(frozen=True, slots=True)
class Screen:
    """The window and its parts, as the composition root and the journeys need them."""

    window: MainWindow
    welcome: WelcomePage
    listening: Listening
    bar: PlayerBar
    library: LibraryPage
    playlists: PlaylistsPage
    cards: CardsPage
    uploads: UploadsPage
    publish: PublishDesk
    importing: ImportPanel
    players: PlayersPage
    activity: ActivityPage
    settings: SettingsPage


def assemble(studio: Studio, look: Look, *, version: str, is_demo: bool, on_close: Callable[[], None]) -> Screen:
    """Return the finished window, not yet shown; its parts do not talk to each other yet (switchboard.py)."""
    recall_appearance(studio.library, look)
    window = MainWindow(studio.library, studio.players, look, on_close=on_close)
    listening = Listening(window)
    screen = Screen(
        window=window,
        welcome=WelcomePage(look),
        listening=listening,
        bar=PlayerBar(studio, look, listening),
        library=LibraryPage(studio, look, notify=window.notify),
        playlists=PlaylistsPage(studio, look, notify=window.notify),
        cards=CardsPage(studio, look, notify=window.notify),
        uploads=UploadsPage(studio, look, notify=window.notify),
        publish=PublishDesk(studio, look, window=window, notify=window.notify),
        importing=ImportPanel(studio, look, notify=window.notify),
        players=PlayersPage(studio, look),
        activity=ActivityPage(studio.library, look),
        settings=SettingsPage(studio.library, studio.session, look, version=version, is_demo=is_demo),
    )
    for page in (
        Page("library", "Library", "library", screen.library),
        Page("playlists", "Playlists", "playlist", screen.playlists),
        Page("cards", "Cards", "card", screen.cards),
        Page("uploads", "Uploads", "upload", screen.uploads),
        Page(PLAYERS_PAGE, "Players", "player", screen.players, is_listed=False),
        Page("activity", "Activity", "activity", screen.activity),
        Page("settings", "Settings", "settings", screen.settings, is_at_foot=True),
    ):
        window.add_page(page)
    window.add_panel(screen.importing)
    window.set_bottom_bar(screen.bar)
    return screen
