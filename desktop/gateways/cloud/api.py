"""Calls of the family's cloud: with the account's bearer and this computer's key, renewed once when refused."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

import httpx

from backend.contract.codec import Json, parse
from backend.contract.errors import Code
from backend.contract.errors import Refused as BrokenContract
from desktop.gateways.cloud.addresses import check, resolved
from desktop.gateways.cloud.needs import CloudBearer
from desktop.gateways.cloud.refusals import code_of, not_understood, trouble_of
from desktop.gateways.http import CONNECT_TIMEOUT_S, Answer, HttpLine
from desktop.model.cloud import Cloud, DeviceKey
from desktop.model.errors import SignInNeeded

MAX_CALLS_AT_ONCE = 8
LONG_BODY_BYTES = 128 * 1024  # beyond this, parsing is felt on the screen
_TIMEOUT = httpx.Timeout(40.0, connect=CONNECT_TIMEOUT_S, pool=None)  # the cloud itself gives up after 29 s


class CloudApi:
    """The family's cloud behind /v1. Raises model.errors only. The bearer hears of a dismissal before the caller."""

    def __init__(self, line: HttpLine, *, bearer: CloudBearer) -> None:
        self._line = line
        self._bearer = bearer
        self._slots = asyncio.Semaphore(MAX_CALLS_AT_ONCE)

    async def ask(
        self,
        method: str,
        path: str,
        *,
        json: Any = None,
        content: bytes | None = None,
        content_type: str | None = None,
        params: Mapping[str, str] | None = None,
        expected: frozenset[int] = frozenset(),
    ) -> Answer:
        """Return the answer to a call that is made once, twice where token or computer were not known any more.

        Offline and Busy leave open whether it took effect. Statuses in `expected` are answers, not troubles.
        """
        request = {"json": json, "content": content, "params": params}
        headers = {"Content-Type": content_type} if content_type else {}
        token = await self._bearer.access_token()
        answer = await self._call(method, path, token=token, headers=headers, request=request)
        if answer.status == 401:
            token = await self._bearer.access_token(rejected=token)
            answer = await self._call(method, path, token=token, headers=headers, request=request)
        if code_of(answer) == Code.DEVICE_UNKNOWN:  # the cloud was restored from a time before this computer
            await self._bearer.introduce()
            answer = await self._call(method, path, token=token, headers=headers, request=request)
        if answer.is_success or answer.status in expected:
            return answer
        raise trouble_of(answer)

    @property
    def device(self) -> DeviceKey:
        """This computer's key."""
        return self._bearer.device

    def address(self, told: str) -> str:
        """Return a whole address from one in an answer, which may be relative; raise Refused for an unsafe one."""
        cloud = self._cloud()
        address = resolved(told, url=cloud.url)
        check(address, trusts_network=cloud.trusts_network)
        return address

    async def _call(
        self, method: str, path: str, *, token: str, headers: Mapping[str, str], request: Mapping[str, Any]
    ) -> Answer:
        cloud, device = self._cloud(), self._bearer.device
        check(cloud.url, trusts_network=cloud.trusts_network)
        bearing = {**headers, "Authorization": f"Bearer {token}", "x-device": device, "Accept": "application/json"}
        async with self._slots:
            answer = await self._line.request(method, cloud.url + path, headers=bearing, timeout=_TIMEOUT, **request)
        if (code := code_of(answer) if not answer.is_success else "") in (Code.DEVICE_REVOKED, Code.NO_FAMILY):
            await self._bearer.note_dismissal(device, is_revoked=code == Code.DEVICE_REVOKED)
        return answer

    def _cloud(self) -> Cloud:
        cloud = self._bearer.cloud
        if cloud is None:
            raise SignInNeeded("You are not connected to a family's cloud.", next_step="Connect to it in Settings.")
        return cloud


async def told(answer: Answer) -> Json:
    """Return an answer's JSON. Raise Busy when it is cut short or not JSON."""
    try:
        if len(answer.body) <= LONG_BODY_BYTES:
            return parse(answer.body)
        return await asyncio.to_thread(parse, answer.body)
    except BrokenContract as error:
        raise not_understood() from error


async def table(answer: Answer) -> dict[str, Json]:
    """Return the JSON object that an answer holds. Raise Busy when it holds none."""
    found = await told(answer)
    if not isinstance(found, dict):
        raise not_understood()
    return found
