"""What is caught up on when somebody signs in and when the network comes back."""

from __future__ import annotations

from collections.abc import Coroutine
from types import SimpleNamespace
from typing import Any

import pytest

from desktop.model.errors import Offline
from desktop.services.announcer import Announcer
from desktop.services.connectivity import Reachability
from desktop.services.session import SessionState
from desktop.services.upkeep import Upkeep


class Household:
    """A studio that counts what is asked of it."""

    def __init__(self, state: SessionState) -> None:
        self.asked: list[str] = []
        self.errands: list[Coroutine[Any, Any, None]] = []
        self._session: Announcer[SessionState] = Announcer()
        self._line: Announcer[Reachability] = Announcer()
        self.session = SimpleNamespace(state=state, is_signed_in=True, subscribe=self._session.subscribe)
        self.connectivity = SimpleNamespace(subscribe=self._line.subscribe)
        self.uploads = SimpleNamespace(wake=lambda: self.asked.append("uploads"))
        self.players = SimpleNamespace(hurry=lambda: self.asked.append("players"))
        self.cards = SimpleNamespace(refresh=self._refresh)
        self.supervisor = SimpleNamespace(spawn=lambda _name, work: self.errands.append(work))
        self.trouble: Exception | None = None

    def enter(self, state: SessionState) -> None:
        self._session.announce(state)

    def reach(self, state: Reachability) -> None:
        self._line.announce(state)

    async def _refresh(self) -> None:
        self.asked.append("cards")
        if self.trouble is not None:
            raise self.trouble

    async def run_errands(self) -> None:
        for work in self.errands:
            await work
        self.errands.clear()


async def test_a_sign_in_catches_up_once_though_it_is_announced_twice() -> None:
    home = Household(SessionState.SIGNED_OUT)
    Upkeep(home).begin()  # type: ignore[arg-type]
    home.enter(SessionState.SIGNED_IN)
    home.enter(SessionState.SIGNED_IN)
    await home.run_errands()
    assert home.asked == ["uploads", "cards"]


async def test_the_network_coming_back_hurries_everything_that_waited() -> None:
    home = Household(SessionState.SIGNED_IN)
    Upkeep(home).begin()  # type: ignore[arg-type]
    await home.run_errands()
    home.asked.clear()
    home.reach(Reachability(offline_since=1.0))
    assert home.asked == []
    home.reach(Reachability())
    await home.run_errands()
    assert home.asked == ["players", "uploads", "cards"]


async def test_being_offline_is_no_failure_of_a_refresh_that_nobody_asked_for() -> None:
    home = Household(SessionState.SIGNED_IN)
    home.trouble = Offline("Yoto cannot be reached.")
    Upkeep(home).begin()  # type: ignore[arg-type]
    await home.run_errands()
    assert home.asked == ["uploads", "cards"]


async def test_any_other_failure_is_told() -> None:
    home = Household(SessionState.SIGNED_IN)
    home.trouble = ValueError("a mistake of ours")
    Upkeep(home).begin()  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="a mistake of ours"):
        await home.run_errands()
