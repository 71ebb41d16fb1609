"""The one late import: what the first paint can do without is loaded in a thread after it, with stand-ins till then."""

from __future__ import annotations

import asyncio
import importlib
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from operator import attrgetter
from types import ModuleType
from typing import Any


async def load(*names: str) -> list[ModuleType]:
    """Import modules in a thread: httpx, paho, keyring and the simulated Yoto cost most of a second together."""
    return await asyncio.to_thread(lambda: [importlib.import_module(name) for name in names])


def load_now(name: str) -> ModuleType:
    """Import a module at this moment: somebody asks for it before `load` has been through."""
    return importlib.import_module(name)


class Late:
    """Answers every coroutine method by waiting for the real gateway, then asking it.

    `loaded` becomes the bundle of gateways; `path` names one of them, for example "yoto.library". Loop thread only.
    """

    def __init__(self, loaded: asyncio.Future[Any], path: str) -> None:
        self._loaded = loaded
        self._find = attrgetter(path)

    async def gateway(self) -> Any:
        """Return the real one."""
        return self._find(await asyncio.shield(self._loaded))

    def __getattr__(self, name: str) -> Callable[..., Awaitable[Any]]:
        async def ask(*args: Any, **kwargs: Any) -> Any:
            return await getattr(await self.gateway(), name)(*args, **kwargs)

        return ask

    @asynccontextmanager
    async def lock(self) -> AsyncIterator[None]:
        """Hold the real gateway's lock."""
        async with (await self.gateway()).lock():
            yield
