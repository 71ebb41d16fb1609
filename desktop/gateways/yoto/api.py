"""Calls of Yoto's REST API with the session's bearer: renewed once when refused, repeated when that is harmless."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Callable, Mapping
from typing import Any

from desktop.gateways.answers import is_expired, raise_for, retry_after
from desktop.gateways.http import Answer, HttpLine
from desktop.gateways.needs import Bearer, Clock
from desktop.model import lenient
from desktop.model.errors import Busy, Offline

MAX_CALLS_AT_ONCE = 8  # 50 connections are served five times slower than 8
TRIES = 3
FIRST_DELAY_S = 0.5
LONGEST_WAIT_S = 15.0
_ABSENT = object()
_TRANSIENT = frozenset({502, 503, 504})

_log = logging.getLogger(__name__)


def full_jitter(limit_s: float) -> float:
    """Return a random delay between 0 and `limit_s`."""
    return secrets.SystemRandom().uniform(0.0, limit_s)


class YotoApi:
    """Yoto's REST API. Raises model.errors only; every call is made with a valid bearer."""

    def __init__(
        self,
        line: HttpLine,
        *,
        base_url: str,
        bearer: Bearer,
        clock: Clock,
        jitter: Callable[[float], float] = full_jitter,
    ) -> None:
        self._line = line
        self._base_url = base_url.rstrip("/")
        self._bearer = bearer
        self._clock = clock
        self._jitter = jitter
        self._slots = asyncio.Semaphore(MAX_CALLS_AT_ONCE)

    async def get(self, path: str, *, params: Mapping[str, str] | None = None) -> Any:
        """Return the JSON of a GET, which is repeated after passing failures."""
        return parsed(await self.ask(path, params=params))

    async def ask(self, path: str, *, params: Mapping[str, str] | None = None) -> Answer:
        """Return the successful answer of a GET, whole."""
        return await self._authorized("GET", path, params=params)

    async def post(
        self,
        path: str,
        *,
        json: Any = None,
        content: bytes | None = None,
        content_type: str | None = None,
        params: Mapping[str, str] | None = None,
    ) -> Any:
        """Return the JSON of a POST, which is made once. Offline and Busy leave open whether it took effect."""
        headers = {"Content-Type": content_type} if content_type else {}
        return parsed(await self._authorized("POST", path, json=json, content=content, params=params, headers=headers))

    async def _authorized(
        self, method: str, path: str, *, headers: Mapping[str, str] | None = None, **request: Any
    ) -> Answer:
        token = await self._bearer.access_token()
        answer = await self._call(method, path, token=token, headers=headers or {}, request=request)
        if is_expired(answer):
            token = await self._bearer.access_token(rejected=token)
            answer = await self._call(method, path, token=token, headers=headers or {}, request=request)
        raise_for(answer)
        return answer

    async def _call(
        self, method: str, path: str, *, token: str, headers: Mapping[str, str], request: Mapping[str, Any]
    ) -> Answer:
        bearing = {**headers, "Authorization": f"Bearer {token}", "Accept": "application/json"}
        tries = TRIES if method == "GET" else 1
        for attempt in range(1, tries + 1):
            wait_s = self._jitter(FIRST_DELAY_S * 2 ** (attempt - 1))
            try:
                async with self._slots:
                    answer = await self._line.request(method, self._base_url + path, headers=bearing, **request)
            except Offline:
                if attempt == tries:
                    raise
            else:
                wait_s = retry_after(answer) or wait_s
                if answer.status not in _TRANSIENT or attempt == tries or wait_s > LONGEST_WAIT_S:
                    return answer
            _log.info("%s %s: trying again in %.1f s", method, path, wait_s)
            await self._clock.sleep(wait_s)
        raise AssertionError("the last try returns or raises")


def parsed(answer: Answer) -> Any:
    """Return an answer's JSON. Raise Busy when it is cut short or not JSON."""
    try:
        return answer.json()
    except ValueError as error:
        raise _not_understood() from error


def section(body: Any, name: str) -> dict[str, Any]:
    """Return the object `name` of a JSON body. Raise Busy when it is not there."""
    found = body.get(name) if isinstance(body, dict) else None
    if not isinstance(found, dict):
        raise _not_understood()
    return found


def rows(body: Any, name: str) -> list[dict[str, Any]]:
    """Return the objects in the list `name` of a JSON body; what is not an object is left out, and null has none.

    Raise Busy when there is no such list: taken for an empty one, it would make everything that is known go away.
    """
    found = body.get(name, _ABSENT) if isinstance(body, dict) else _ABSENT
    if found is not None and not isinstance(found, list):
        raise _not_understood()
    return lenient.tables(found)


def _not_understood() -> Busy:
    return Busy("Yoto's answer could not be understood.", next_step="Try again in a moment.")
