"""Answers what one part of the window asks of another: pages, bar, palette, drops, banners."""

from __future__ import annotations

from pathlib import Path

from desktop.model.errors import Trouble
from desktop.model.names import RecordingKey
from desktop.services.fleet import Failure
from desktop.services.studio import Studio
from desktop.ui.actions import Action
from desktop.ui.assembly import Screen
from desktop.ui.bind import follow
from desktop.ui.conditions import Conditions
from desktop.ui.everyday import add_everyday_actions, open_palette, palette_sources
from desktop.ui.family.actions import family_actions
from desktop.ui.library.add import choose_files, choose_folder
from desktop.ui.look import Look
from desktop.ui.players.target import COMPUTER

_WELCOMED = "welcomed"


class Switchboard:
    """Ties the parts of a screen together for as long as its window lives; backstage.py ties what comes later."""

    def __init__(self, studio: Studio, screen: Screen, look: Look, *, is_demo: bool) -> None:
        self._studio, self._screen, self._look, self._is_demo = studio, screen, look, is_demo
        self._window = screen.window
        self._connect_pages()
        self._connect_players()
        self._connect_welcome()
        self._add_actions()
        Conditions(self._window, session=studio.session, connectivity=studio.connectivity, sign_in=self.open_sign_in)

    # Requests of pages

    def import_paths(self, paths: list[Path], playlist: str = "", before: str = "") -> None:
        """Import what was dropped or chosen, perhaps into a playlist, in front of one of its entries."""
        if self._window.is_welcoming:
            self._on_own_audio_wanted()
        self._screen.importing.start(paths, playlist, before)

    def open_playlist(self, key: str) -> None:
        self._window.show_page("playlists")
        self._screen.playlists.show_playlist(key)

    def play_here(self, key: str) -> None:
        """Play a recording on this computer; next and previous go along the library's list."""
        line = tuple(map(RecordingKey, self._screen.library.model.keys()))
        try:
            self._screen.bar.computer.play(RecordingKey(key), line=line if key in line else ())
        except Trouble as trouble:
            self._window.show_trouble(trouble)
            return
        self._screen.bar.choose(COMPUTER)

    def _connect_pages(self) -> None:
        screen = self._screen
        self._window.dropped.connect(self.import_paths)
        screen.library.import_requested.connect(self.import_paths)
        screen.library.play_requested.connect(self.play_here)
        screen.library.playlist_opened.connect(self.open_playlist)
        screen.listening.changed.connect(self._on_listening_changed)
        screen.listening.failed.connect(self._window.show_trouble)

    def _connect_players(self) -> None:
        self._screen.bar.remarked.connect(self._window.notify)
        follow(self._window, self._studio.players.subscribe_failures, self._on_command_failed)

    def _connect_welcome(self) -> None:
        welcome = self._screen.welcome
        welcome.own_audio_wanted.connect(self._on_own_audio_wanted)
        welcome.sign_in_wanted.connect(self._on_sign_in_wanted)
        welcome.connect_wanted.connect(self._on_connect_wanted)
        library = self._studio.library
        if not self._is_demo and not library.preferences.get(_WELCOMED) and not library.recordings.count():
            self._window.welcome(welcome)

    def _add_actions(self) -> None:
        add_everyday_actions(
            self._window,
            self._studio.library,
            self._look,
            open_palette=self.open_palette,
            add_files=lambda: choose_files(self._window, on_paths=self.import_paths),
            add_folder=lambda: choose_folder(self._window, on_paths=self.import_paths),
        )
        bar = self._screen.bar
        for action in (
            Action("play", "Play or pause", bar.do_toggle, icon="play", shortcuts=("Ctrl+P",), group="Player"),
            Action("next", "Next track", bar.do_next, icon="next", shortcuts=("Ctrl+Right",), group="Player"),
            Action(
                "previous", "Previous track", bar.do_previous, icon="previous", shortcuts=("Ctrl+Left",), group="Player"
            ),
            Action(
                "louder", "Louder", lambda: bar.step_volume(1), icon="volume", shortcuts=("Ctrl+Up",), group="Player"
            ),
            Action(
                "quieter",
                "Quieter",
                lambda: bar.step_volume(-1),
                icon="volume-low",
                shortcuts=("Ctrl+Down",),
                group="Player",
            ),
            Action("mute", "Mute", bar.toggle_mute, icon="volume-mute", group="Player"),
            *family_actions(self._studio.family, lambda: self._screen.family),
        ):
            self._window.action_table.add(action)
        self._window.action_table.bind_shortcuts(self._window)

    def open_palette(self) -> None:
        """Open the command palette over whatever is shown."""
        sources = palette_sources(
            self._window,
            self._studio.library,
            self._studio.players,
            open_playlist=self.open_playlist,
            open_card=self.open_card,
            play_recording=self.play_here,
        )
        open_palette(self._window, self._look, sources)

    def open_card(self, card_id: str) -> None:
        """Show a card's content."""
        self._window.show_page("cards")
        self._screen.cards.show_card(card_id)

    def open_sign_in(self) -> None:
        """Show where to sign in, with the keyboard in place."""
        self._window.show_page("settings")
        self._screen.settings.focus_account()

    # What happens elsewhere

    def _on_listening_changed(self) -> None:
        recording = self._screen.listening.recording
        self._screen.library.show_playing(recording.key if recording else None)

    def _on_command_failed(self, failure: Failure) -> None:
        self._window.show_trouble(Trouble(failure.sentence))

    def _on_own_audio_wanted(self) -> None:
        self._remember_welcome()
        self._window.show_page("library")

    def _on_sign_in_wanted(self) -> None:
        self._remember_welcome()
        self.open_sign_in()

    def _on_connect_wanted(self) -> None:
        self._remember_welcome()
        self._window.show_page("library")
        self._screen.family.connect_cloud()

    def _remember_welcome(self) -> None:
        self._studio.library.transact("Welcome", lambda tx: tx.set_preference(_WELCOMED, True), undoable=False)
