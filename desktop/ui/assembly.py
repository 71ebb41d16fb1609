"""Puts together what the first paint shows; the parts behind it are made when they are first needed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from desktop.services.studio import Studio
from desktop.ui.library.page import LibraryPage
from desktop.ui.listening import Listening
from desktop.ui.look import Look
from desktop.ui.pages import Page
from desktop.ui.players.bar import PlayerBar
from desktop.ui.settings.appearance import recall_appearance
from desktop.ui.welcome.page import WelcomePage
from desktop.ui.window import PLAYERS_PAGE, MainWindow

if TYPE_CHECKING:
    from desktop.ui.activity.page import ActivityPage
    from desktop.ui.backstage import Backstage
    from desktop.ui.cards.page import CardsPage
    from desktop.ui.family.desk import FamilyDesk
    from desktop.ui.importing.panel import ImportPanel
    from desktop.ui.players.players_page import PlayersPage
    from desktop.ui.playlists.page import PlaylistsPage
    from desktop.ui.publish.desk import PublishDesk
    from desktop.ui.settings.page import SettingsPage
    from desktop.ui.sound import Sound
    from desktop.ui.uploads.page import UploadsPage


class Screen:
    """The window and its parts, as the composition root and the journeys need them.

    An attribute is there from the start. A property is made by the backstage when somebody first asks for it, or by
    `finish` after the first paint, whichever comes first. `open_backstage` and `open_sound` load what they return.
    """

    def __init__(
        self,
        studio: Studio,
        look: Look,
        *,
        on_close: Callable[[], None],
        open_backstage: Callable[[], Backstage],
        open_sound: Callable[[QObject], Sound],
    ) -> None:
        self.window = MainWindow(studio.library, studio.players, look, on_close=on_close)
        self.welcome = WelcomePage(look)
        self.listening = Listening(open_sound, self.window)
        self.bar = PlayerBar(studio, look, self.listening)
        self.library = LibraryPage(studio, look, notify=self.window.notify)
        self._open_backstage = open_backstage
        self._opened: Backstage | None = None

    @property
    def _backstage(self) -> Backstage:
        if self._opened is None:
            self._opened = self._open_backstage()
        return self._opened

    @property
    def playlists(self) -> PlaylistsPage:
        return self._backstage.playlists

    @property
    def cards(self) -> CardsPage:
        return self._backstage.cards

    @property
    def uploads(self) -> UploadsPage:
        return self._backstage.uploads

    @property
    def publish(self) -> PublishDesk:
        return self._backstage.publish

    @property
    def importing(self) -> ImportPanel:
        return self._backstage.importing

    @property
    def players(self) -> PlayersPage:
        return self._backstage.players

    @property
    def family(self) -> FamilyDesk:
        return self._backstage.family

    @property
    def activity(self) -> ActivityPage:
        return self._backstage.activity

    @property
    def settings(self) -> SettingsPage:
        return self._backstage.settings

    def finish(self) -> Iterator[object]:
        """Make what nobody has asked for yet, one part a step: the loop should turn between them."""
        for make in (
            lambda: self.family,
            lambda: self.importing,
            lambda: self.publish,
            lambda: self.playlists,
            lambda: self.cards,
            lambda: self.uploads,
            lambda: self.players,
            lambda: self.activity,
            lambda: self.settings,
        ):
            yield make()


def assemble(
    studio: Studio,
    look: Look,
    *,
    on_close: Callable[[], None],
    open_backstage: Callable[[], Backstage],
    open_sound: Callable[[QObject], Sound],
) -> Screen:
    """Return the window with all its pages, not yet shown; its parts do not talk to each other yet (switchboard.py)."""
    recall_appearance(studio.library, look)
    screen = Screen(studio, look, on_close=on_close, open_backstage=open_backstage, open_sound=open_sound)
    for page in (
        Page("library", "Library", "library", screen.library),
        Page("playlists", "Playlists", "playlist", lambda: screen.playlists),
        Page("cards", "Cards", "card", lambda: screen.cards),
        Page("uploads", "Uploads", "upload", lambda: screen.uploads),
        Page(PLAYERS_PAGE, "Players", "player", lambda: screen.players, is_listed=False),
        Page("activity", "Activity", "activity", lambda: screen.activity),
        Page("settings", "Settings", "settings", lambda: screen.settings, is_at_foot=True),
    ):
        screen.window.add_page(page)
    screen.window.set_bottom_bar(screen.bar)
    return screen
