"""The assembled window over a real library, with stand-ins for what needs a network."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, QObject
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QWidget

from desktop.model.names import PlayerId
from desktop.model.player import Player, Reported
from desktop.model.upload import Stage
from desktop.services.announcer import Announcer
from desktop.services.fleet import Failure
from desktop.services.session import SessionState
from desktop.ui.assembly import Screen, assemble
from desktop.ui.backstage import Backstage
from desktop.ui.look import Look
from desktop.ui.sound import Sound
from desktop.ui.switchboard import Switchboard
from tests.desktop.ui import household
from tests.desktop.ui.players.remote import ObedientPlayers, keep_card, kitchen, playing
from tests.desktop.ui.workshop import make_workshop
from tests.desktop.ui.world import FakeConnectivity, note_history

Role = QAccessible.Role
CONTROLS = (
    Role.Button,
    Role.PushButton,
    Role.CheckBox,
    Role.RadioButton,
    Role.EditableText,
    Role.Slider,
    Role.Table,
    Role.List,
    Role.ComboBox,
    Role.ButtonMenu,
    Role.ProgressBar,
)


class PlayersOfAFamily(ObedientPlayers):
    """Players of which a test may say that a command failed."""

    def __init__(self) -> None:
        super().__init__()
        self.failures: Announcer[Failure] = Announcer()

    def subscribe_failures(self, listener: Callable[[Failure], None]) -> Callable[[], None]:
        return self.failures.subscribe(listener)


def furnish(studio: Any) -> None:
    """Fill the library: recordings, playlists, cards, players, uploads, history."""
    library = studio.library
    pictures = household.covers(library)
    keys = household.some_recordings(library, times=1, pictures=pictures)
    household.make_playlist(library, "Bedtime Fables", keys[:5], cover=pictures[0])
    household.make_playlist(library, "Lullabies", keys[5:8])
    cards = [
        household.make_card(number, title, is_own=number < 2) for number, title in enumerate(("Sea", "Sky", "Zoo"))
    ]
    library.transact("Cards", lambda tx: tx.save_cards(cards, complete=True), undoable=False)
    keep_card(library)
    stages = (Stage.SENDING, Stage.PAUSED, Stage.FAILED)
    waiting = [household.make_recording(900 + number, title=f"Chapter {number + 1}") for number in range(len(stages))]
    household.add_recordings(library, waiting)
    household.save_uploads(
        library, [household.make_upload(one, stage=at, share=0.5) for one, at in zip(waiting, stages, strict=True)]
    )
    note_history(library)
    studio.session.state = SessionState.SIGNED_IN
    kitchen(studio.players, playing())
    studio.players.add(Player(PlayerId("y-Gran"), "Grandma's", family="mini"), Reported(is_online=False))


@contextmanager
def open_studio(folder: Path) -> Iterator[Any]:
    """A studio for the whole window; its library is closed at the end."""
    studio = make_workshop(folder)
    studio.players = PlayersOfAFamily()
    studio.connectivity = FakeConnectivity()
    yield studio
    studio.library.close()


@contextmanager
def open_screen(studio: Any, look: Look, *, is_demo: bool = True) -> Iterator[Screen]:
    """The finished window, shown; it goes at the end as at the end of the app."""
    backstages: list[Backstage] = []

    def open_backstage() -> Backstage:
        backstages.append(Backstage(studio, look, screen=screen, board=board, is_demo=is_demo))
        return backstages[-1]

    def open_sound(parent: QObject) -> Sound:
        return Sound(parent)

    screen = assemble(studio, look, on_close=lambda: None, open_backstage=open_backstage, open_sound=open_sound)
    board = Switchboard(studio, screen, look, is_demo=is_demo)
    screen.window.restore()
    screen.window.show()
    for _ in screen.finish():
        QCoreApplication.processEvents()
    try:
        yield screen
    finally:
        screen.window.hide()
        for widget in (screen.welcome, screen.window):
            widget.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def controls(widget: QWidget) -> Iterator[tuple[QAccessible.Role, str, str]]:
    """Yield (role, name, object's class) of every visible control in `widget`, as a screen reader walks them."""
    waiting = [QAccessible.queryAccessibleInterface(widget)]
    while waiting:
        one = waiting.pop()
        if one is None or one.state().invisible:
            continue
        if one.role() in CONTROLS or (one.state().focusable and one.object() is not None):
            parent = one.parent().object() if one.parent() is not None else None
            made_of = f"{type(one.object()).__name__} in {type(parent).__name__}"
            yield one.role(), one.text(QAccessible.Text.Name), made_of
        if one.role() not in (Role.Table, Role.List):
            waiting.extend(one.child(number) for number in range(one.childCount()))


def read_rows(view: Any, count: int = 3) -> list[str]:
    """Return what a screen reader says of the first rows of a list."""
    interface = QAccessible.queryAccessibleInterface(view)
    children = (interface.child(number) for number in range(interface.childCount()))
    rows = (one for one in children if one is not None and one.role() in (Role.Cell, Role.ListItem))
    return [row.text(QAccessible.Text.Name) for row in islice(rows, count)]
