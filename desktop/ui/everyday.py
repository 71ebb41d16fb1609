"""The actions that the window has from the start, and what the palette finds besides."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from desktop.model.names import CardId, PlaylistKey, RecordingKey
from desktop.store.library import Library
from desktop.ui.actions import Action
from desktop.ui.keys import KeysSheet
from desktop.ui.look import Look, Preference
from desktop.ui.palette import Candidate, Palette, Source, action_candidates
from desktop.ui.settings.appearance import choose_appearance
from desktop.ui.sidebar import Players
from desktop.ui.window import MainWindow

FOUND_RECORDINGS = 12


def add_everyday_actions(
    window: MainWindow,
    library: Library,
    look: Look,
    *,
    open_palette: Callable[[], None],
    add_files: Callable[[], object],
    add_folder: Callable[[], object],
) -> None:
    """Fill the window's table: pages first, then editing, then the app."""
    table = window.action_table

    listed = [page for page in window.pages() if page.is_listed]
    for number, page in enumerate(listed, start=1):
        keys = ("Ctrl+,", f"Ctrl+{number}") if page.id == "settings" else (f"Ctrl+{number}",)
        table.add(
            Action(
                f"go.{page.id}",
                page.title,
                partial(window.go_to, page.id),
                icon=page.icon,
                shortcuts=keys,
                group="Go to",
            )
        )
    for action in (
        Action(
            "add.files",
            "Add audio files…",
            add_files,
            icon="file-audio",
            shortcuts=("Ctrl+O",),
            group="Library",
            more_words="import mp3",
        ),
        Action(
            "add.folder",
            "Add a folder…",
            add_folder,
            icon="folder",
            shortcuts=("Ctrl+Shift+O",),
            group="Library",
            more_words="import playlist",
        ),
        Action(
            "undo",
            "Undo",
            window.undoing.undo,
            icon="undo",
            shortcuts=("Ctrl+Z",),
            group="Edit",
            is_enabled=lambda: library.can_undo,
        ),
        Action(
            "redo",
            "Redo",
            window.undoing.redo,
            icon="redo",
            shortcuts=("Ctrl+Shift+Z", "Ctrl+Y"),
            group="Edit",
            is_enabled=lambda: library.can_redo,
        ),
        Action("find", "Search this page", window.focus_search, icon="search", shortcuts=("Ctrl+F",), group="Edit"),
        Action("palette", "Command palette…", open_palette, icon="command", shortcuts=("Ctrl+K",)),
        Action(
            "keys",
            "Keyboard shortcuts",
            lambda: _open_keys(window, look),
            icon="keyboard",
            shortcuts=("F1",),
            more_words="help",
        ),
        Action("quit", "Quit", window.close, icon="power", shortcuts=("Ctrl+Q",)),
    ):
        table.add(action)
    for preference, text, icon in (
        (Preference.SYSTEM, "Theme: follow the system", "computer"),
        (Preference.LIGHT, "Theme: light", "sun"),
        (Preference.DARK, "Theme: dark", "moon"),
    ):
        run = partial(choose_appearance, library, look, preference)
        table.add(Action(f"theme.{preference}", text, run, icon=icon, group="Appearance"))


def palette_sources(
    window: MainWindow,
    library: Library,
    players: Players,
    *,
    open_playlist: Callable[[PlaylistKey], object],
    open_card: Callable[[CardId], object],
    play_recording: Callable[[RecordingKey], object],
) -> list[Source]:
    """Return what the palette searches: actions, players, playlists, cards, and recordings by full text."""

    def actions(_: str) -> list[Candidate]:
        return [one for one in action_candidates(window.action_table) if one.text != "Command palette…"]

    def everyone(_: str) -> list[Candidate]:
        return [
            Candidate(player.name, partial(window.show_player, player.id), "player", kind="Player", rank=1)
            for player in players.players()
        ]

    def playlists(text: str) -> list[Candidate]:
        return [
            Candidate(one.title, partial(open_playlist, one.key), "playlist", kind="Playlist")
            for one in (library.playlists.all() if text else [])
        ]

    def cards(text: str) -> list[Candidate]:
        return [
            Candidate(one.title, partial(open_card, one.id), "card", kind="Card", more_words=one.author)
            for one in (library.cards.all() if text else [])
        ]

    def recordings(text: str) -> list[Candidate]:
        if len(text) < 2:
            return []
        found = library.recordings.rows(library.recordings.keys(text, limit=FOUND_RECORDINGS))
        return [
            Candidate(
                one.title,
                partial(play_recording, one.key),
                "music-note",
                kind="Play on this computer",
                more_words=f"{one.artist} {one.album} {text}",
                rank=-1,
            )
            for one in found
        ]

    return [actions, everyone, playlists, cards, recordings]


def open_palette(window: MainWindow, look: Look, sources: list[Source]) -> None:
    """Open the palette over the window."""
    palette = Palette(look, window=window, sources=sources)
    palette.finished.connect(palette.deleteLater)
    palette.open()


def _open_keys(window: MainWindow, look: Look) -> None:
    sheet = KeysSheet(window.action_table, look, window=window)
    sheet.finished.connect(sheet.deleteLater)
    sheet.open()
