"""All of Yoto's gateways, built together; loading this module is what takes time, so it is loaded in a thread."""

from __future__ import annotations

from collections.abc import Callable

from desktop.gateways.clock import SystemClock
from desktop.gateways.http import HttpLine
from desktop.gateways.needs import Bearer, Clock
from desktop.gateways.reach import Reach
from desktop.gateways.yoto.api import YotoApi
from desktop.gateways.yoto.auth import HttpYotoAuth
from desktop.gateways.yoto.devices import HttpYotoDevices
from desktop.gateways.yoto.library import HttpYotoLibrary
from desktop.gateways.yoto.link import PahoPlayerLink
from desktop.gateways.yoto.media import HttpYotoMedia
from desktop.model.account import Endpoints


class Yoto:
    """One Yoto service, real or simulated: `auth`, `library`, `media`, `devices` and a new `link()` a connection.

    `bearer` is asked before each call and `client_id` at each sign-in or refresh, so both may come to life later than
    this. May be built in any thread; everything it gives is used on the loop's.
    """

    def __init__(
        self,
        endpoints: Endpoints,
        *,
        bearer: Bearer,
        client_id: Callable[[], str],
        clock: Clock | None = None,
        reach: Reach | None = None,
    ) -> None:
        clock = clock or SystemClock()
        self._endpoints = endpoints
        self._line = HttpLine(reach=reach)
        api = YotoApi(self._line, base_url=endpoints.api_url, bearer=bearer, clock=clock)
        self.auth = HttpYotoAuth(self._line, endpoints=endpoints, client_id=client_id, clock=clock)
        self.library = HttpYotoLibrary(api, bearer=bearer)
        self.media = HttpYotoMedia(api, line=self._line)
        self.devices = HttpYotoDevices(api)

    @property
    def reach(self) -> Reach:
        """Return the signal of whether Yoto answers."""
        return self._line.reach

    def link(self) -> PahoPlayerLink:
        """Return a new connection to the players, not yet open."""
        return PahoPlayerLink(self._endpoints)

    async def close(self) -> None:
        """Close all HTTP connections."""
        await self._line.close()
