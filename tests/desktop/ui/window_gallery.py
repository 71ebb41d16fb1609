"""Saves pictures of the window, light and dark: `python tests/desktop/ui/window_gallery.py DIR` (developers' tool)."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.model.account import Account
from desktop.services.session import SessionState
from desktop.ui.activity.page import ActivityPage
from desktop.ui.application import make_application, make_look
from desktop.ui.conditions import Conditions
from desktop.ui.everyday import add_everyday_actions, open_palette, palette_sources
from desktop.ui.look import Look, Preference
from desktop.ui.pages import Page
from desktop.ui.palette import Palette
from desktop.ui.settings.page import SettingsPage
from desktop.ui.theme import Space, Tone
from desktop.ui.welcome.page import WelcomePage
from desktop.ui.widgets.buttons import Button, Kind
from desktop.ui.widgets.empty import EmptyState
from desktop.ui.widgets.header import PageHeader
from desktop.ui.widgets.search import SearchField
from desktop.ui.widgets.toast import Offer
from desktop.ui.window import MainWindow
from tests.desktop.ui.world import NOW, fill, make_studio, note_history

PAGES = (("library", "Library"), ("playlists", "Playlists"), ("cards", "Cards"), ("uploads", "Uploads"))


class Stand(QWidget):
    """A page that stands in for one that another module owns."""

    def __init__(self, icon: str, title: str, look: Look) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.XXL, Space.XL, Space.XXL, 0)
        self.search = SearchField(look, placeholder=f"Search {title.lower()}…")
        add = Button("Add audio", look, kind=Kind.PRIMARY, icon="add")
        column.addWidget(PageHeader(title, caption="Nothing here yet", actions=(self.search, add)))
        text = "Drop files or folders anywhere on this window. A folder becomes a playlist, in its natural order."
        empty = EmptyState(icon, look, title=f"Your {title.lower()} start here", text=text)
        column.addWidget(empty, 1)

    def focus_search(self) -> None:
        self.search.setFocus()


def make_window(studio: Any, look: Look) -> MainWindow:
    """Return the window with stand-ins for the pages of others."""
    window = MainWindow(studio.library, studio.players, look, on_close=lambda: None)
    for page_id, title in PAGES:
        icon = {"playlists": "playlist", "cards": "card", "uploads": "upload"}.get(page_id, page_id)
        window.add_page(Page(page_id, title, icon, Stand(icon, title, look)))
    activity = ActivityPage(studio.library, look, now=lambda: NOW)
    window.add_page(Page("activity", "Activity", "activity", activity))
    settings = SettingsPage(studio.library, studio.session, look, version="0.1.0")
    window.add_page(Page("settings", "Settings", "settings", settings, is_at_foot=True))
    players = Stand("player", "Players", look)
    window.add_page(Page("players", "Players", "player", players, is_listed=False))
    sources = palette_sources(
        window,
        studio.library,
        studio.players,
        open_playlist=print,
        open_card=print,
        play_recording=print,
    )
    add_everyday_actions(
        window,
        studio.library,
        look,
        open_palette=lambda: open_palette(window, look, sources),
        add_files=lambda: None,
        add_folder=lambda: None,
    )
    window.action_table.bind_shortcuts(window)
    Conditions(
        window,
        session=studio.session,
        connectivity=studio.connectivity,
        sign_in=lambda: window.show_page("settings"),
    )
    window.sidebar.show_count("uploads", 12)
    return window


def scenes(studio: Any, window: MainWindow, look: Look) -> list[tuple[str, Callable[[], object]]]:
    """Return what to picture: a name, and what brings it about."""

    def toasts() -> None:
        window.show_page("playlists")
        window.toasts.say("Removed 3 tracks from “Bedtime”.", offer=Offer("Undo", lambda: None))
        window.toasts.say("Kitchen did not answer. It may be switched off.", tone=Tone.BAD)

    def palette(text: str) -> None:
        window.dismiss_toast()
        window.dismiss_toast()
        window.action_table.get("palette").trigger()
        for sheet in window.open_sheets():
            if isinstance(sheet, Palette):
                sheet.field.setText(text)

    def veil() -> None:
        window.drop_veil.rise([Path("/music/Bedtime stories")])

    def welcome() -> None:
        window.drop_veil.hide()
        window.welcome(WelcomePage(look))

    def signed_in() -> None:
        studio.session.enter(SessionState.SIGNED_IN, Account("1", name="Robin", email="robin@example.org"))
        studio.connectivity.switch(False)
        window.show_page("settings")

    return [
        ("library", lambda: window.show_page("library")),
        ("player", lambda: window.show_player("k1")),
        ("toasts", toasts),
        ("activity", lambda: window.show_page("activity")),
        ("settings", lambda: window.show_page("settings")),
        ("settings-in", signed_in),
        ("palette", lambda: palette("")),
        ("veil", veil),
        ("welcome", welcome),
    ]


def main(folder: Path) -> None:
    """Save all pictures into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    app = make_application()
    look = make_look(app)
    for preference in (Preference.LIGHT, Preference.DARK):
        with tempfile.TemporaryDirectory() as place:
            look.set_preference(preference)
            studio = make_studio(Path(place))
            fill(studio.library)
            note_history(studio.library)
            window = make_window(studio, look)
            window.show()
            for name, bring_about in scenes(studio, window, look):
                bring_about()
                for _ in range(3):
                    app.processEvents()
                window.grab().save(str(folder / f"{name}-{preference}-{app.devicePixelRatio():g}x.png"))
                for sheet in window.open_sheets():
                    sheet.reject()
            window.action_table.get("keys").trigger()
            app.processEvents()
            window.grab().save(str(folder / f"keys-{preference}-{app.devicePixelRatio():g}x.png"))
            studio.library.close()
            window.hide()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
