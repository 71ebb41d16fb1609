"""A bearer for the cloud's gateways without an account behind it, and a line on which a test answers."""

from __future__ import annotations

from typing import Any

from desktop.gateways.cloud.api import CloudApi
from desktop.gateways.cloud.service import OTHER_SIDE
from desktop.gateways.http import HttpLine
from desktop.model.cloud import Cloud, CloudKind, DeviceKey
from tests.desktop.gateways.support import TokenBox, scripted_line

URL = "https://cloud.example.org"
DEVICE = DeviceKey("d_01HZZZZZZZZZZZZZZZZZZZZZZZ")


def cloud(url: str = URL, *, identity_url: str = "", trusts_network: bool = False) -> Cloud:
    return Cloud(url, "Home", CloudKind.HOME, "home", "home_abc", "client", identity_url, trusts_network)


class Bearer(TokenBox):
    """Implements needs.CloudBearer; remembers what it was told."""

    def __init__(self, *tokens: str, cloud: Cloud | None) -> None:
        super().__init__(*tokens)
        self.cloud = cloud
        self.device = DEVICE
        self.introduced = 0
        self.dismissals: list[tuple[DeviceKey, bool]] = []

    async def introduce(self) -> None:
        self.introduced += 1

    async def note_dismissal(self, device: DeviceKey, *, is_revoked: bool) -> None:
        self.dismissals.append((device, is_revoked))


def scripted(handler: Any, *tokens: str, cloud: Cloud | None = cloud()) -> tuple[CloudApi, Bearer, HttpLine]:  # noqa: B008 - a value
    line = scripted_line(handler, other_side=OTHER_SIDE)
    bearer = Bearer(*tokens, cloud=cloud)
    return CloudApi(line, bearer=bearer), bearer, line
