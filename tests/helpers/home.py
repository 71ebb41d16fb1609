"""A family's cloud at home for tests: the real server on the loopback, people with accounts, computers with the app."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from backend.local.mailbox import Letter, Mailbox
from backend.local.server import HomeServer
from desktop.gateways.clock import SystemClock
from desktop.gateways.cloud.service import CloudService
from desktop.gateways.cloud.tokens import MemoryCloudTokens
from desktop.gateways.http import make_client
from desktop.gateways.needs import Clock
from desktop.late import Late
from desktop.model.cloud import Cloud
from desktop.services.family import Family
from desktop.services.family_ports import CloudTokenStore
from desktop.store.library import Library

OWNER, OTHER = "alex@example.org", "sam@example.org"
PASSWORD = "Correct-Horse-7"


class ServersClock:
    """The server's time, which a test moves on."""

    def __init__(self) -> None:
        self.ahead_s = 0

    def now_s(self) -> int:
        return int(time.time()) + self.ahead_s


@contextmanager
def home_server(folder: Path, *, clock: ServersClock | None = None) -> Iterator[HomeServer]:
    """Run a server at home: `url`, `owner_code`, `mailbox` (the codes that it would have sent), `stop`, `start`."""
    server = HomeServer(folder / "home", mailbox=Post(), clock=clock)
    server.start()
    try:
        yield server
    finally:
        server.stop()


class Post(Mailbox):
    """Letters that can be waited for: they go out after the answer that promises them."""

    def __init__(self) -> None:
        super().__init__(self._note)
        self._arrived = threading.Condition()

    def newest(self, email: str, *, count: int = 1) -> str:
        """Return the newest code to an address once there are so many. Blocks."""
        with self._arrived:
            assert self._arrived.wait_for(lambda: len(self.letters(email)) >= count, timeout=10)
        return self.letters(email)[-1].code

    def _note(self, _letter: Letter) -> None:
        with self._arrived:
            self._arrived.notify_all()


async def newest_letter(server: HomeServer, email: str, *, count: int = 1) -> str:
    """Return the newest code to an address once there are so many."""
    post = server.mailbox
    assert isinstance(post, Post)
    return await asyncio.to_thread(post.newest, email, count=count)


@dataclass(slots=True)
class Computer:
    """One computer of the family: a profile with its library, its family service and the real gateways."""

    library: Library
    family: Family
    service: CloudService
    tokens: CloudTokenStore

    async def sign_up(self, server: HomeServer, email: str, *, password: str = PASSWORD) -> Cloud:
        """Make an account that is good to sign in: with the owner's code if it is the first."""
        cloud = await self.family.find(server.url)
        code = (server.owner_code or "") if server.needs_owner else ""
        if not await self.family.sign_up(cloud, email=email, password=password, owner_code=code):
            await self.family.confirm(cloud, email=email, code=await newest_letter(server, email))
        return cloud

    async def sign_in(self, server: HomeServer, email: str = OWNER, *, password: str = PASSWORD) -> bool:
        """Sign in; return whether a code is needed."""
        return await self.family.sign_in(await self.family.find(server.url), email=email, password=password)

    async def begin_family(self, server: HomeServer, email: str = OWNER) -> None:
        """Sign up, sign in, and found a family."""
        await self.sign_up(server, email)
        await self.sign_in(server, email)
        await self.family.found("The Millers")


@asynccontextmanager
async def computer(
    folder: Path,
    *,
    name: str = "Kitchen laptop",
    tokens: CloudTokenStore | None = None,
    clock: Clock | None = None,
    make_client: Callable[[], httpx.AsyncClient] = make_client,
) -> AsyncIterator[Computer]:
    """Give a profile in `folder`, with the session that `tokens` and the library kept, if any."""
    async with AsyncExitStack() as stack:
        loaded: asyncio.Future[CloudService] = asyncio.get_running_loop().create_future()
        kept = tokens if tokens is not None else MemoryCloudTokens()
        library = Library.open(folder)
        stack.callback(library.close)
        family = Family(
            library=library,
            identity=Late(loaded, "identity"),  # type: ignore[arg-type]  # stands in for any gateway
            home=Late(loaded, "home"),  # type: ignore[arg-type]  # stands in for any gateway
            token_store=kept,
            clock=SystemClock(),
            device_name=name,
            platform="Linux",
        )
        service = CloudService(bearer=family, clock=clock, make_client=make_client)
        loaded.set_result(service)
        stack.push_async_callback(service.close)
        stack.push_async_callback(family.close)
        await family.restore()
        yield Computer(library, family, service, kept)
