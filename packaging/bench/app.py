"""The real app in this process, as a person has it on the screen: its window, its loop, its services."""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, TypeVar

import keyring
import keyring.backend
import qasync
from PySide6.QtWidgets import QApplication

from bench.yoto import endpoints_of
from desktop.compose import folder_of_session
from desktop.gateways.keychain import EncryptedTokenStore
from desktop.life import Life, open_life
from desktop.model.account import Endpoints, Tokens
from desktop.services.session import CLIENT_ID
from desktop.store.library import Library
from desktop.ui import application
from desktop.ui.look import Look

WELCOMED = "welcomed"  # the preference that says that the first start is over
TOKEN_LIFE_S = 28_800
PATIENCE_S = 60.0
LOOK_S = 0.01

T = TypeVar("T")


class MemoryKeyring(keyring.backend.KeyringBackend):
    """A keychain that ends with the process: a measurement leaves the person's own alone."""

    priority = 1.0

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # keyring does not annotate it
        self._kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self._kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self._kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self._kept[service, username]


def in_the_app(work: Callable[[Look], Awaitable[T]]) -> T:
    """Run `work` on the app's kind of loop, once a process."""
    keyring.set_keyring(MemoryKeyring())
    app = QApplication.instance()
    app = app if isinstance(app, QApplication) else application.make_application()
    with qasync.QEventLoop(app) as loop:
        result: T = loop.run_until_complete(work(application.make_look(app)))
    return result


@asynccontextmanager
async def opened(look: Look, ready: dict[str, Any] | None = None) -> AsyncIterator[Life]:
    """Open the app on an empty profile, signed in to the simulated Yoto that said `ready`, and give it when it is calm.

    A mistake in the app, or a failure that it shows, ends the measurement: it would be of something else.
    """
    mistakes: list[Exception] = []
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        _prepare(folder, ready)
        if ready is not None:
            await _sign_in(folder, ready)
        life = open_life(
            folder,
            look,
            endpoints=endpoints_of(ready) if ready else Endpoints(),
            is_demo=False,
            open_browser=lambda _url: None,
            on_bug=lambda _name, bug: mistakes.append(bug),
            first_page="library",
        )
        try:
            await _is_calm(life, is_signed_in=ready is not None)
            yield life
        finally:
            await life.close()
    if mistakes:
        raise mistakes[0]


async def until(condition: Callable[[], object], *, within_s: float = PATIENCE_S, what: str = "") -> None:
    """Wait for something that comes by itself. Raise TimeoutError."""
    deadline = time.monotonic() + within_s
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError(what)
        await asyncio.sleep(LOOK_S)


def _prepare(folder: Path, ready: dict[str, Any] | None) -> None:
    library = Library.open(folder)
    try:
        library.transact("Begin", lambda tx: tx.set_preference(WELCOMED, True), undoable=False)
        if ready is not None:
            library.transact("Begin", lambda tx: tx.set_preference(CLIENT_ID, ready["client_id"]), undoable=False)
    finally:
        library.close()


async def _sign_in(folder: Path, ready: dict[str, Any]) -> None:
    session = folder_of_session(folder)
    session.mkdir(parents=True)
    tokens = Tokens(ready["access_token"], ready["refresh_token"], expires_at=time.time() + TOKEN_LIFE_S)
    await EncryptedTokenStore(session).save(tokens)


async def _is_calm(life: Life, *, is_signed_in: bool) -> None:
    """Wait until the gateways are loaded and, with a Yoto, until players and cards have come."""
    studio = life.parts.studio
    await until(life.parts.loaded.done, what="the gateways")
    if is_signed_in:
        await until(lambda: studio.players.link.is_connected, what="the players' connection")
        await until(studio.library.cards.all, what="the cards")
