"""What stands in for gateways until they are loaded."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from types import SimpleNamespace

from desktop.late import Late, load


class Store:
    """A gateway with a coroutine and a lock."""

    def __init__(self) -> None:
        self.steps: list[str] = []

    async def load(self, name: str) -> str:
        self.steps.append(name)
        return f"loaded {name}"

    @asynccontextmanager
    async def lock(self) -> AsyncIterator[None]:
        self.steps.append("locked")
        yield
        self.steps.append("unlocked")


async def test_a_call_waits_for_the_gateway_and_then_reaches_it() -> None:
    loaded: asyncio.Future[SimpleNamespace] = asyncio.get_running_loop().create_future()
    asked = asyncio.ensure_future(Late(loaded, "store").load("tokens"))
    await asyncio.sleep(0)
    assert not asked.done()
    loaded.set_result(SimpleNamespace(store=Store()))
    assert await asked == "loaded tokens"


async def test_a_caller_who_gives_up_does_not_spoil_the_loading_for_others() -> None:
    loaded: asyncio.Future[SimpleNamespace] = asyncio.get_running_loop().create_future()
    late = Late(loaded, "store")
    impatient = asyncio.ensure_future(late.load("tokens"))
    await asyncio.sleep(0)
    impatient.cancel()
    await asyncio.gather(impatient, return_exceptions=True)
    loaded.set_result(SimpleNamespace(store=Store()))
    assert await late.load("tokens") == "loaded tokens"


async def test_the_lock_is_the_real_gateways_own() -> None:
    store = Store()
    loaded: asyncio.Future[SimpleNamespace] = asyncio.get_running_loop().create_future()
    loaded.set_result(SimpleNamespace(store=store))
    async with Late(loaded, "store").lock():
        store.steps.append("inside")
    assert store.steps == ["locked", "inside", "unlocked"]


async def test_modules_are_loaded_off_the_loop_in_the_order_of_their_names() -> None:
    first, second = await load("desktop.model.volume", "desktop.model.icon")
    assert (first.__name__, second.__name__) == ("desktop.model.volume", "desktop.model.icon")
