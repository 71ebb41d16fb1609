"""All gateways to the family's cloud, built together; loading this module takes time, so it is loaded in a thread."""

from __future__ import annotations

from collections.abc import Callable

import httpx

from desktop.gateways.clock import SystemClock
from desktop.gateways.cloud.api import CloudApi
from desktop.gateways.cloud.home import HttpFamilyHome
from desktop.gateways.cloud.identity import CognitoIdentity
from desktop.gateways.cloud.log import HttpFamilyLog
from desktop.gateways.cloud.needs import CloudBearer
from desktop.gateways.cloud.vault import HttpFamilyVault
from desktop.gateways.http import HttpLine, make_client
from desktop.gateways.needs import Clock
from desktop.gateways.reach import Reach

OTHER_SIDE = "your family's cloud"


class CloudService:
    """Whichever cloud `bearer` names at the moment: `identity`, `home`, `log` and `vault`.

    May be built in any thread; everything it gives is used on the loop's.
    """

    def __init__(
        self,
        *,
        bearer: CloudBearer,
        clock: Clock | None = None,
        reach: Reach | None = None,
        make_client: Callable[[], httpx.AsyncClient] = make_client,
    ) -> None:
        self._line = HttpLine(make=make_client, reach=reach, other_side=OTHER_SIDE)
        api = CloudApi(self._line, bearer=bearer)
        self.identity = CognitoIdentity(self._line, clock=clock or SystemClock())
        self.home = HttpFamilyHome(api)
        self.log = HttpFamilyLog(api, line=self._line)
        self.vault = HttpFamilyVault(api, line=self._line)

    @property
    def reach(self) -> Reach:
        """Return the signal of whether the family's cloud answers."""
        return self._line.reach

    async def close(self) -> None:
        """Close all connections."""
        self.identity.close()
        await self._line.close()
