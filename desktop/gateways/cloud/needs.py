"""What the gateways to the family's cloud need of the layers above: for whom they call."""

from __future__ import annotations

from typing import Protocol

from desktop.model.cloud import Cloud, DeviceKey


class CloudBearer(Protocol):
    """See services.family_ports.CloudBearer; asked before each call."""

    @property
    def cloud(self) -> Cloud | None: ...

    @property
    def device(self) -> DeviceKey: ...

    async def access_token(self, *, rejected: str | None = None) -> str: ...

    async def introduce(self) -> None: ...

    async def note_dismissal(self, device: DeviceKey, *, is_revoked: bool) -> None: ...
