"""What the gateways themselves need of the layers above: a valid token, and the time."""

from __future__ import annotations

from typing import Protocol


class Bearer(Protocol):
    """Hands out a valid access token; asked before each call."""

    async def access_token(self, *, rejected: str | None = None) -> str:
        """Return a valid token. `rejected` names one that Yoto has just refused. Raise SignInNeeded without any."""


class Clock(Protocol):
    """Epoch seconds, and waiting."""

    def now(self) -> float: ...

    async def sleep(self, seconds: float) -> None: ...
