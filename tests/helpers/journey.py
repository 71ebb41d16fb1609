"""The real app in one process: its window, its services, and a simulated Yoto on loopback sockets."""

from __future__ import annotations

import asyncio
import contextlib
import json
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import httpx
import keyring
import keyring.backend
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication, QWidget

from backend.simulator.control import Control
from backend.simulator.simulation import Ready, Simulation, SimulationOptions
from desktop import app
from desktop.compose import folder_of_session
from desktop.gateways.keychain import EncryptedTokenStore
from desktop.life import Life
from desktop.model.account import Endpoints, Tokens
from desktop.options import Options
from desktop.services.ports import Clock
from desktop.services.session import CLIENT_ID
from desktop.services.studio import Studio
from desktop.store.library import Library
from desktop.ui import application
from desktop.ui.assembly import Screen
from desktop.ui.look import Look, Preference
from tests.helpers.journey_person import PATIENCE_S, Person

QUICK = SimulationOptions(transcode_seconds=(0.2, 0.4), auto_approve=True, card_start_ack_s=(0.1, 0.2))


class FileKeyring(keyring.backend.KeyringBackend):
    """A keychain in a file of the test's own folder: journeys leave the person's keychain alone."""

    priority = 1.0

    def __init__(self, path: Path) -> None:
        self._path = path

    def get_password(self, service: str, username: str) -> str | None:
        return self._kept().get(f"{service} {username}")

    def set_password(self, service: str, username: str, password: str) -> None:
        self._path.write_text(json.dumps(self._kept() | {f"{service} {username}": password}), encoding="utf-8")

    def delete_password(self, service: str, username: str) -> None:
        kept = self._kept()
        del kept[f"{service} {username}"]
        self._path.write_text(json.dumps(kept), encoding="utf-8")

    def _kept(self) -> dict[str, str]:
        return dict(json.loads(self._path.read_text(encoding="utf-8"))) if self._path.exists() else {}


@dataclass(slots=True)
class Journey:
    """A running app and the person at it. `simulation` is the one that a test has made; a demo brings its own."""

    person: Person
    look: Look
    simulation: Simulation | None
    lives: list[Life] = field(default_factory=list)

    @property
    def life(self) -> Life:
        return self.lives[-1]

    @property
    def studio(self) -> Studio:
        return self.life.parts.studio

    @property
    def screen(self) -> Screen:
        return self.life.screen

    @property
    def control(self) -> Control:
        """The controls of the simulated Yoto that the app is connected to."""
        simulation = self.life.simulation or self.simulation
        assert simulation is not None, "there is no simulated Yoto yet"
        return simulation.control

    async def has_keyboard(self) -> None:
        """Wait until the window is up and in front."""
        window = self.screen.window
        window.activateWindow()
        await self.person.waits_for(window.isActiveWindow, "the window in front")

    async def becomes_ready(self) -> None:
        """Wait until the demo's library is full and its players are live."""
        library = self.studio.library
        await self.person.waits_for(lambda: len(library.playlists.all()) == 12, "the demo's playlists", within_s=60.0)
        await self.is_connected()
        await self.has_keyboard()

    async def is_connected(self) -> None:
        """Wait until the players are live and the cards are here."""
        person, studio = self.person, self.studio
        await person.waits_for(lambda: studio.players.link.is_connected, "the connection to the players")
        await person.waits_for(studio.players.players, "the players")
        await person.waits_for(studio.library.cards.all, "the cards")


class Opening(Protocol):
    """Opens the app for the length of a test: `async with demo() as journey`.

    It is open inside the test alone: between the parts of a test Qt goes on without asyncio's loop.
    """

    def __call__(
        self, *, simulation: SimulationOptions | Simulation | None = ..., is_signed_in: bool = ...
    ) -> AbstractAsyncContextManager[Journey]: ...


@contextlib.asynccontextmanager
async def begun(
    folder: Path,
    *,
    simulation: SimulationOptions | Simulation | None = None,
    is_demo: bool = False,
    is_signed_in: bool = False,
    keychain: Path | None = None,
    clock: Clock | None = None,
    take_picture: Callable[[str, QWidget], None] = lambda _name, _window: None,
) -> AsyncIterator[Journey]:
    """Start the app on an empty `folder` and close it at the end as a person would.

    With `simulation` there is a Yoto to sign in to, by a browser that agrees to everything, or one that runs already
    and goes on running; `is_signed_in` leaves the session of an earlier start. `clock` is the computer's.
    """
    house = Simulation(simulation) if isinstance(simulation, SimulationOptions) else None
    if house is not None:
        await asyncio.to_thread(house.start)
    yoto = simulation if isinstance(simulation, Simulation) else house
    ready = yoto.ready if yoto is not None else None
    running = QApplication.instance()
    assert isinstance(running, QApplication)
    look = application.make_look(running, preference=Preference.LIGHT)
    lives: list[Life] = []
    journey = Journey(Person(lambda: lives[-1].screen, take_picture=take_picture), look, yoto, lives)
    options = Options(is_demo=is_demo, folder=folder, endpoints=endpoints_of(ready) if ready else Endpoints())
    hook, kept = sys.excepthook, keyring.get_keyring()
    secrets = FileKeyring(keychain or keychain_of(folder))
    keyring.set_keyring(secrets)
    if ready is not None and is_signed_in:
        await leave_session(folder, ready, keychain=secrets)
    opened = asyncio.get_running_loop().create_future()

    def on_open(life: Life) -> None:
        lives.append(life)
        if not opened.done():
            opened.set_result(None)

    living = app.live(options, look, open_browser=agree_in_browser, on_open=on_open, clock=clock)
    running_app = asyncio.ensure_future(living)
    try:
        async with asyncio.timeout(PATIENCE_S):
            await asyncio.wait({opened, running_app}, return_when=asyncio.FIRST_COMPLETED)
        await journey.has_keyboard()
        yield journey
    finally:
        if lives:
            lives[-1].screen.window.close()
        await asyncio.wait_for(running_app, PATIENCE_S)
        if house is not None:
            await asyncio.to_thread(house.stop)
        look.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        keyring.set_keyring(kept)
        sys.excepthook = hook
        asyncio.get_running_loop().set_exception_handler(None)


def keychain_of(folder: Path) -> Path:
    """Return where the keychain of the app in this folder is."""
    return folder.parent / f"{folder.name} keychain.json"


async def leave_session(folder: Path, ready: Ready, *, keychain: FileKeyring) -> None:
    """Leave behind what a person who has signed in leaves: their client id, and the tokens behind the keychain."""
    session = folder_of_session(folder)
    session.mkdir(parents=True)
    tokens = Tokens(ready.access_token, ready.refresh_token, expires_at=time.time() + 28_800)
    await EncryptedTokenStore(session, open_keychain=lambda: keychain).save(tokens)
    library = Library.open(folder)
    library.transact("Sign in", lambda tx: tx.set_preference(CLIENT_ID, ready.client_id), undoable=False)
    library.transact("Welcome", lambda tx: tx.set_preference("welcomed", True), undoable=False)
    library.close()


def endpoints_of(ready: Ready) -> Endpoints:
    """Return where the app finds this simulated Yoto."""
    return Endpoints(
        auth_url=ready.auth_url,
        api_url=ready.api_url,
        mqtt_host=ready.mqtt.host,
        mqtt_port=ready.mqtt.port,
        mqtt_path=ready.mqtt.path,
        mqtt_tls=False,
    )


def agree_in_browser(url: str) -> asyncio.Future[object]:
    """Be the system's browser: open the sign-in page, which agrees at once, and follow where it leads."""
    return asyncio.ensure_future(asyncio.to_thread(httpx.get, url, follow_redirects=True))
