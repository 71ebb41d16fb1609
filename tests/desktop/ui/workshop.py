"""A studio for the tests of the pages: a real library and real intents on it, stand-ins for what needs a network."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget
from pytestqt.qtbot import QtBot

from desktop.model.errors import Trouble
from desktop.model.names import CardId, PlayerId, PlaylistKey, RecordingKey, UploadKey
from desktop.model.player import Player, Reported
from desktop.model.publication import Plan, Publication, PublishStage
from desktop.model.upload import Stage, Upload
from desktop.services.announcer import Announcer
from desktop.services.import_outcome import ImportProgress, ImportResult
from desktop.services.playlists import Playlists
from desktop.services.recordings import Recordings
from desktop.services.session import SessionState
from desktop.store.library import Library
from desktop.store.transaction import Transaction
from tests.desktop.ui.cloud import FakeFamily, FakeSync, FakeVault
from tests.desktop.ui.world import FakePlayers, FakeSession


class FakeUploads:
    """An upload queue whose rows are real and whose line is invented."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._announcer: Announcer[frozenset[UploadKey]] = Announcer()
        self.sent: dict[UploadKey, int] = {}
        self.wanted: list[RecordingKey] = []
        self.speed_bps = 0.0
        self.waiting = ""

    def subscribe(self, listener: Callable[[frozenset[UploadKey]], None]) -> Callable[[], None]:
        return self._announcer.subscribe(listener)

    def move(self, key: UploadKey, *, sent: int) -> None:
        """Let bytes of one upload leave."""
        self.sent[key] = sent
        self._announcer.announce(frozenset({key}))

    def live(self, key: UploadKey) -> int:
        found = self._library.uploads.get(key)
        return self.sent.get(key, found.sent_bytes if found is not None else 0)

    def want(self, recordings: Iterable[RecordingKey]) -> list[UploadKey]:
        self.wanted += recordings
        return []

    def speed_of(self, key: UploadKey) -> float:
        return self.speed_bps

    def eta_s(self, key: UploadKey) -> float | None:
        return 40.0 if self.speed_bps else None

    @property
    def total_eta_s(self) -> float | None:
        return 200.0 if self.speed_bps else None

    def remaining_bytes(self, uploads: Iterable[Upload]) -> int:
        moving = (one for one in uploads if one.stage in (Stage.WAITING, Stage.SENDING))
        return sum(one.total_bytes - self.live(one.key) for one in moving)

    def pause(self, keys: Iterable[UploadKey]) -> None:
        self._set(keys, Stage.PAUSED)

    def resume(self, keys: Iterable[UploadKey]) -> None:
        self._set(keys, Stage.WAITING)

    def retry(self, keys: Iterable[UploadKey]) -> None:
        self._set(keys, Stage.WAITING)

    def cancel(self, keys: Iterable[UploadKey]) -> None:
        self._set(keys, Stage.CANCELLED)

    def clear_done(self) -> None:
        done = [one.key for one in self._library.uploads.all() if one.stage is Stage.DONE]

        def change(tx: Transaction) -> None:
            for key in done:
                tx.remove_upload(key)

        self._library.transact("Clear", change, undoable=False)

    def _set(self, keys: Iterable[UploadKey], stage: Stage) -> None:
        rows = [row for key in keys if (row := self._library.uploads.get(key)) is not None]

        def change(tx: Transaction) -> None:
            for row in rows:
                tx.save_upload(replace(row, stage=stage))

        self._library.transact("Uploads", change, undoable=False)


class FakePublisher:
    """A publisher that draws up the plan it was given, and goes as far as a test says."""

    def __init__(self) -> None:
        self._announcer: Announcer[Publication] = Announcer()
        self._publications: dict[PlaylistKey, Publication] = {}
        self.plan_: Plan | Trouble | None = None
        self.asked: list[CardId | None] = []
        self.started: list[tuple[Plan, bool]] = []
        self.cancelled: list[PlaylistKey] = []

    def subscribe(self, listener: Callable[[Publication], None]) -> Callable[[], None]:
        return self._announcer.subscribe(listener)

    async def plan(self, playlist: PlaylistKey, card_id: CardId | None) -> Plan:
        self.asked.append(card_id)
        await asyncio.sleep(0)
        assert self.plan_ is not None
        if isinstance(self.plan_, Trouble):
            raise self.plan_
        return replace(self.plan_, playlist=playlist)

    def start(self, plan: Plan, overwrite: bool = False) -> None:
        self.started.append((plan, overwrite))
        self.show(Publication(plan.playlist, PublishStage.UPLOADING, plan.card_id))

    def show(self, publication: Publication) -> None:
        """Be as far as this."""
        self._publications[publication.playlist] = publication
        self._announcer.announce(publication)

    def current(self, playlist: PlaylistKey) -> Publication | None:
        return self._publications.get(playlist)

    def dismiss(self, playlist: PlaylistKey) -> None:
        self._publications.pop(playlist, None)

    def cancel(self, playlist: PlaylistKey) -> None:
        self.cancelled.append(playlist)

    def has_changes(self, playlist: PlaylistKey) -> bool:
        return True


class FakeJob:
    """An import that a test moves and ends."""

    def __init__(self, paths: Sequence[Path]) -> None:
        self._announcer: Announcer[ImportProgress] = Announcer()
        self.paths = list(paths)
        self.progress = ImportProgress()
        self.finished: asyncio.Future[ImportResult] = asyncio.get_running_loop().create_future()
        self.is_cancelled = False

    def subscribe(self, listener: Callable[[ImportProgress], None]) -> Callable[[], None]:
        return self._announcer.subscribe(listener)

    def move(self, progress: ImportProgress) -> None:
        self.progress = progress
        self._announcer.announce(progress)

    def cancel(self) -> None:
        self.is_cancelled = True


class FakeImporter:
    def __init__(self) -> None:
        self.jobs: list[FakeJob] = []

    def start(self, paths: Sequence[Path], *, makes_playlists: bool = True) -> FakeJob:
        self.jobs.append(FakeJob(paths))
        return self.jobs[-1]


class FakeCards:
    """Yoto's library as a test has it; `trouble` is raised by every call."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self.trouble: Trouble | None = None
        self.opened: list[CardId] = []
        self.refreshes = 0

    async def refresh(self) -> None:
        self.refreshes += 1
        await asyncio.sleep(0)
        if self.trouble is not None:
            raise self.trouble

    async def open(self, card_id: CardId) -> None:
        self.opened.append(card_id)
        await asyncio.sleep(0)
        if self.trouble is not None:
            raise self.trouble

    async def open_as_playlist(self, card_id: CardId) -> PlaylistKey:
        await asyncio.sleep(0)
        if self.trouble is not None:
            raise self.trouble
        card = self._library.cards.get(card_id)
        return Playlists(self._library).create(card.title if card is not None else "Card")


class RemotePlayers(FakePlayers):
    """Players that remember what they were asked to play."""

    def __init__(self) -> None:
        super().__init__()
        self.played: list[tuple[PlayerId, CardId, str | None, str | None]] = []

    def play_card(
        self,
        player: PlayerId,
        card_id: CardId,
        *,
        chapter_key: str | None = None,
        track_key: str | None = None,
        seconds_in: int | None = None,
    ) -> str:
        self.played.append((player, card_id, chapter_key, track_key))
        return "request"

    def add_named(self, *names: str, offline: tuple[str, ...] = ()) -> None:
        for name in names:
            player = Player(PlayerId(f"y-{name}"), name, family="v3", is_online=name not in offline)
            self.add(player, Reported(is_online=player.is_online))


class PageSession(FakeSession):
    @property
    def is_signed_in(self) -> bool:
        return self.state is SessionState.SIGNED_IN


def make_workshop(folder: Path) -> Any:
    """Return a studio over an empty library in `folder`."""
    library = Library.open(folder)
    return SimpleNamespace(
        library=library,
        session=PageSession(),
        recordings=Recordings(library),
        importer=FakeImporter(),
        playlists=Playlists(library),
        cards=FakeCards(library),
        uploads=FakeUploads(library),
        publisher=FakePublisher(),
        players=RemotePlayers(),
        family=FakeFamily(),
        sync=FakeSync(),
        vault=FakeVault(),
    )


class Notes(list[str]):
    """A `notify` that keeps what it was told; what can be undone ends in "↶"."""

    def __call__(self, text: str, *, undo: bool = False) -> None:
        self.append(f"{text} ↶" if undo else text)


@contextmanager
def open_workshop(folder: Path) -> Iterator[Any]:
    """A workshop whose library is closed at the end."""
    made = make_workshop(folder)
    yield made
    made.library.close()


def shown(qtbot: QtBot, page: QWidget, *, width: int = 1000, height: int = 700) -> QMainWindow:
    """Put a page into a window, show it with the keyboard in it, and have it closed at the end of the test.

    The caller holds on to the window: Python lets go of it otherwise, and Qt of the page with it.
    """
    window = QMainWindow()
    window.setCentralWidget(page)
    window.resize(width, height)
    qtbot.addWidget(window)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    return window


async def turns(number: int = 6) -> None:
    """Let Qt and the loop go round a few times."""
    for _ in range(number):
        QApplication.processEvents()
        await asyncio.sleep(0)


def rows(model: Any) -> list[str]:
    """Return the titles that a list shows."""
    return [str(model.data(model.index(row, 0))) for row in range(model.rowCount())]


def unnamed_controls(page: QWidget) -> list[str]:
    """Return the focusable controls of a page that a screen reader could not name."""
    controls = [one for one in page.findChildren(QWidget) if one.focusPolicy() & Qt.FocusPolicy.TabFocus]
    return [
        f"{type(one).__name__} {one.objectName()}"
        for one in controls
        if not QAccessible.queryAccessibleInterface(one).text(QAccessible.Text.Name)
    ]
