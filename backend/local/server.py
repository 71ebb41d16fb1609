"""The family's cloud on a computer at home: the same rules as on AWS, on SQLite and a folder."""

from __future__ import annotations

import asyncio
import logging
import os
import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from starlette.types import ASGIApp

from backend.contract.codec import Json
from backend.contract.errors import Refused
from backend.core.asgi import Asgi
from backend.core.keys import AccountKey
from backend.core.members import Members
from backend.core.ports import Chance, Clock, Unavailable
from backend.core.world import QUOTA_BYTES, World
from backend.local.documents import SqliteDocuments
from backend.local.drafts import make_folder
from backend.local.household import REGION, Household, open_household
from backend.local.identity.assembly import Identity
from backend.local.lock import FolderLock
from backend.local.mailbox import Mailbox
from backend.local.mounts import Mounts
from backend.local.object_routes import ObjectRoutes
from backend.local.objects import PREFIX as OBJECTS
from backend.local.objects import FolderObjects
from backend.local.owner_code import new_owner_code
from backend.local.reach import address_of, check_reach
from backend.local.shelter import Shelter
from backend.local.web import Certificate, Web

IDENTITY = "/identity"
SWEEP_S = 10 * 60.0
LOOPBACK = "127.0.0.1"

log = logging.getLogger("backend.local")


class SystemClock:
    """The computer's own clock."""

    def now_s(self) -> int:
        """Return the seconds since 1970."""
        return int(time.time())


@dataclass(frozen=True, slots=True)
class _Open:
    """What a running server holds."""

    household: Household
    documents: SqliteDocuments
    objects: FolderObjects
    identity: Identity
    url: str


class HomeServer:
    """A family's cloud on this computer, in a thread of its own, with all that it knows in one folder.

    `start` returns its address when clients can connect; `stop` when all is on the disk and the thread has ended. Both
    may be called from any thread. `kind` is "home" or "demo": in a demo the first account needs no owner code.
    `public_url` is the address that computers use, when it is not the one that the server has by itself.
    """

    def __init__(
        self,
        folder: Path,
        *,
        port: int = 0,
        host: str = LOOPBACK,
        kind: str = "home",
        name: str = "At home",
        clock: Clock | None = None,
        chance: Chance = os.urandom,
        mailbox: Mailbox | None = None,
        certificate: Certificate | None = None,
        public_url: str = "",
        is_insecure_wanted: bool = False,
        quota_bytes: int = QUOTA_BYTES,
    ) -> None:
        """`quota_bytes` is how much audio and pictures one family may keep.

        Raise Exposed when others could read what is said: an outer host without a certificate, not asked for.
        """
        check_reach(host, is_encrypted=certificate is not None, is_insecure_wanted=is_insecure_wanted)
        self.mailbox = mailbox or Mailbox()
        self.owner_code = new_owner_code(chance) if kind == "home" else None
        self._folder = folder
        self._host = host
        self._port = port
        self._kind = kind
        self._name = name
        self._clock = clock or SystemClock()
        self._chance = chance
        self._certificate = certificate
        self._public_url = public_url.rstrip("/")
        self._quota_bytes = quota_bytes
        self._closing = ExitStack()
        self._open: _Open | None = None

    @property
    def documents(self) -> SqliteDocuments:
        """The table of the running server."""
        return self._running().documents

    @property
    def objects(self) -> FolderObjects:
        """The bucket of the running server."""
        return self._running().objects

    @property
    def identity(self) -> Identity:
        """The accounts of the running server."""
        return self._running().identity

    @property
    def url(self) -> str:
        """The address of the running server."""
        return self._running().url

    @property
    def needs_owner(self) -> bool:
        """Whether the first account is still to be made, with the owner code if there is one."""
        return self.identity.needs_owner

    def start(self) -> str:
        """Serve; return the address.

        Raise OSError (port, folder, certificate), InUse, Damaged, LaterLayout, sqlite3.Error and what Identity raises.
        """
        with ExitStack() as closing:
            make_folder(self._folder)
            closing.callback(FolderLock(self._folder / "in-use").release)
            web = Web(host=self._host, port=self._port)
            closing.callback(web.stop)
            self._open = self._opened(closing, port=web.port)
            self.sweep()
            web.start(self._app(self._open), certificate=self._certificate, alongside=self._sweep_now_and_then)
            closing.callback(web.stop)
            self._closing = closing.pop_all()
            return self._open.url

    def stop(self) -> None:
        """Stop serving. Harmless when it was not started or has stopped."""
        self._closing.close()
        self._open = None

    def sweep(self) -> None:
        """Throw away what is over: items whose time has come, uploads to which nobody came back."""
        running, now_s = self._running(), self._clock.now_s()
        running.documents.sweep(now_s=now_s)
        running.objects.uploads.sweep(now_s=now_s)

    def _opened(self, closing: ExitStack, *, port: int) -> _Open:
        household = open_household(self._folder, chance=self._chance)
        documents = SqliteDocuments(household.documents)
        closing.callback(documents.close)
        objects = FolderObjects(household.objects, clock=self._clock, chance=self._chance, secret=household.secret)
        url = self._public_url or address_of(self._host, port=port, is_encrypted=self._certificate is not None)
        identity = Identity(
            household.identity,
            clock=self._clock,
            chance=self._chance,
            issuer_url=f"{url}{IDENTITY}",
            pool=household.pool,
            client=household.client,
            owner_code=self.owner_code,
            deliver=self.mailbox.deliver,
            is_shut_out=lambda sub, session: session in Members(documents).standing(AccountKey(sub)).revoked,
        )
        closing.callback(identity.close)
        return _Open(household, documents, objects, identity, url)

    def _app(self, running: _Open) -> ASGIApp:
        hello: dict[str, Json] = {
            "service": "yoto-smart-stream",
            "api": 1,
            "name": self._name,
            "kind": self._kind,
            "region": REGION,
            "pool": running.household.pool,
            "client": running.household.client,
            "identity": IDENTITY,
        }
        world = World(running.documents, running.objects, self._clock, self._chance, hello, self._quota_bytes)
        below: dict[str, ASGIApp] = {IDENTITY: running.identity.app, OBJECTS: ObjectRoutes(running.objects)}
        return Shelter(Mounts(below, otherwise=Asgi(world, running.identity.verify)))

    async def _sweep_now_and_then(self) -> None:
        while True:
            await asyncio.sleep(SWEEP_S)
            try:
                await asyncio.to_thread(self.sweep)
            except (OSError, Refused, Unavailable):
                log.warning("What is over could not be thrown away this time.")

    def _running(self) -> _Open:
        if self._open is None:
            raise RuntimeError("the server is not running")
        return self._open
