"""Signing in for real: a browser, the loopback page, the simulated Yoto, and the encrypted file."""

from __future__ import annotations

import asyncio
import socket
import urllib.request
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from backend.simulator.simulation import Simulation, SimulationOptions
from backend.simulator.small_world import write_small_world
from desktop.gateways.browser import LoopbackSignInPage
from desktop.gateways.clock import SystemClock
from desktop.gateways.http import HttpLine
from desktop.gateways.keychain import EncryptedTokenStore
from desktop.gateways.yoto.auth import HttpYotoAuth
from desktop.model.account import Endpoints
from desktop.model.errors import SignInNeeded
from desktop.services.session import Session, SessionState
from desktop.store.library import Library


class Keychain:
    """A keychain in memory, as the system's backends behave."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str, /) -> str | None:
        return self._kept.get((service, username))

    def set_password(self, service: str, username: str, password: str, /) -> None:
        self._kept[service, username] = password


class Home:
    """One person's session, whose browser agrees to everything."""

    def __init__(self, simulation: Simulation, folder: Path, *, port: int) -> None:
        self.client_id = simulation.ready.client_id
        self.folder = folder
        self.keychain = Keychain()
        self.line = HttpLine()
        self.endpoints = Endpoints(auth_url=simulation.ready.auth_url, api_url=simulation.ready.api_url)
        self.port = port
        self.library = Library.open(folder / "library")
        self.session = self.another()
        self._browsing: list[asyncio.Future[bytes]] = []

    def another(self) -> Session:
        clock = SystemClock()
        auth = HttpYotoAuth(
            self.line,
            endpoints=self.endpoints,
            client_id=lambda: self.client_id,
            clock=clock,
            redirect_uri=f"http://127.0.0.1:{self.port}/callback",
        )
        return Session(
            library=self.library,
            auth=auth,
            page=LoopbackSignInPage(port=self.port),
            token_store=EncryptedTokenStore(self.folder / "session", open_keychain=lambda: self.keychain),
            clock=clock,
            open_browser=self.browse,
        )

    def browse(self, url: str) -> None:
        def get() -> bytes:
            with urllib.request.urlopen(url, timeout=10) as answer:
                return bytes(answer.read())

        self._browsing.append(asyncio.get_running_loop().run_in_executor(None, get))

    async def close(self) -> None:
        await self.session.close()
        await asyncio.gather(*self._browsing)
        await self.line.close()
        self.library.close()


@pytest.fixture(scope="module")
def port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@pytest.fixture(scope="module")
def simulation(tmp_path_factory: pytest.TempPathFactory, port: int) -> Iterator[Simulation]:
    redirect = f"http://127.0.0.1:{port}/callback"
    world = write_small_world(tmp_path_factory.mktemp("world"))
    made = Simulation(SimulationOptions(world=world, auto_approve=True, redirect_uris=(redirect,)))
    made.start()
    yield made
    made.stop()


@pytest.fixture
async def home(simulation: Simulation, tmp_path: Path, port: int) -> AsyncIterator[Home]:
    made = Home(simulation, tmp_path, port=port)
    yield made
    await made.close()


async def test_a_person_signs_in_by_the_browser_and_is_known_by_name(home: Home) -> None:
    await home.session.sign_in(home.client_id)
    assert home.session.state is SessionState.SIGNED_IN
    assert home.session.is_kept
    assert home.session.account is not None
    assert home.session.account.user_id.startswith("auth0|")
    assert home.session.account.name


async def test_the_next_start_takes_the_session_up_and_refreshes_it(home: Home) -> None:
    await home.session.sign_in(home.client_id)
    first = await home.session.access_token()
    later = home.another()
    await later.restore()
    assert await later.access_token() == first
    renewed = await later.access_token(rejected=first)
    assert renewed != first
    assert await home.session.access_token(rejected=first) == renewed, "the first process burned a refresh token"


async def test_a_session_ended_by_yoto_asks_to_sign_in_again_and_that_works(home: Home, simulation: Simulation) -> None:
    await home.session.sign_in(home.client_id)
    token = await home.session.access_token()
    await asyncio.to_thread(simulation.control.expire_tokens)
    with pytest.raises(SignInNeeded):
        await home.session.access_token(rejected=token)
    assert home.session.state is SessionState.EXPIRED
    await home.session.sign_in(home.client_id)
    assert await home.session.access_token() != token
