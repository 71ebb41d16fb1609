"""Makes the pages behind the first one, each when it is first needed; loaded after the first paint."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import cached_property
from importlib.metadata import version
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtWidgets import QWidget

from desktop.services.studio import Studio
from desktop.ui.activity.page import ActivityPage
from desktop.ui.cards.page import CardsPage
from desktop.ui.family.desk import FamilyDesk
from desktop.ui.family.settings import FamilySettings
from desktop.ui.importing.panel import ImportPanel
from desktop.ui.look import Look
from desktop.ui.players.players_page import PlayersPage
from desktop.ui.playlists.page import PlaylistsPage
from desktop.ui.publish.desk import PublishDesk
from desktop.ui.settings.page import SettingsPage
from desktop.ui.uploads.page import UploadsPage

if TYPE_CHECKING:
    from desktop.ui.assembly import Screen
    from desktop.ui.switchboard import Switchboard

P = TypeVar("P", bound=QWidget)


class Backstage:
    """Each part is made once, put into the window, and tied to the switchboard that answers its requests.

    `open_demo_cloud` starts the demo's own cloud and returns its address; None outside of the demo.
    """

    def __init__(
        self,
        studio: Studio,
        look: Look,
        *,
        screen: Screen,
        board: Switchboard,
        is_demo: bool,
        open_demo_cloud: Callable[[], Awaitable[str]] | None = None,
    ) -> None:
        self._open_demo_cloud = open_demo_cloud
        self._studio, self._look, self._screen, self._board = studio, look, screen, board
        self._window = screen.window
        self._is_demo = is_demo

    @cached_property
    def playlists(self) -> PlaylistsPage:
        page = self._placed(PlaylistsPage(self._studio, self._look, notify=self._window.notify))
        page.play_requested.connect(self._board.play_here)
        page.import_requested.connect(self._board.import_paths)
        page.publish_requested.connect(self.publish.open)
        return page

    @cached_property
    def cards(self) -> CardsPage:
        page = self._placed(CardsPage(self._studio, self._look, notify=self._window.notify))
        page.playlist_opened.connect(self._board.open_playlist)
        page.sign_in_requested.connect(self._board.open_sign_in)
        return page

    @cached_property
    def uploads(self) -> UploadsPage:
        return self._placed(UploadsPage(self._studio, self._look, notify=self._window.notify))

    @cached_property
    def publish(self) -> PublishDesk:
        desk = PublishDesk(self._studio, self._look, window=self._window, notify=self._window.notify)
        desk.card_wanted.connect(self._board.open_card)
        desk.sign_in_wanted.connect(self._board.open_sign_in)
        return desk

    @cached_property
    def importing(self) -> ImportPanel:
        panel = ImportPanel(self._studio, self._look, notify=self._window.notify)
        panel.playlist_wanted.connect(self._board.open_playlist)
        self._window.add_panel(panel)
        return panel

    @cached_property
    def players(self) -> PlayersPage:
        page = self._placed(PlayersPage(self._studio, self._look))
        page.player_shown.connect(self._screen.bar.choose)
        return page

    @cached_property
    def family(self) -> FamilyDesk:
        return FamilyDesk(self._studio, self._look, window=self._window, open_demo_cloud=self._open_demo_cloud)

    @cached_property
    def activity(self) -> ActivityPage:
        page = self._placed(ActivityPage(self._studio.library, self._look, name_of=self._studio.sync.name_of))
        page.put_back.connect(lambda sentence: self._window.notify(sentence, undo=True))
        return page

    @cached_property
    def settings(self) -> SettingsPage:
        studio = self._studio
        family = FamilySettings(studio.family, studio.vault, self._look)
        family.connect_wanted.connect(self.family.connect_cloud)
        family.invite_wanted.connect(self.family.invite)
        family.password_wanted.connect(self.family.change_password)
        family.second_factor_wanted.connect(lambda: self.family.begin_second_factor(family.refresh))
        return self._placed(
            SettingsPage(
                studio.library,
                studio.session,
                self._look,
                version=version("yoto-smart-stream"),
                is_demo=self._is_demo,
                family=family,
            )
        )

    def _placed(self, page: P) -> P:
        self._window.place(page)
        return page
