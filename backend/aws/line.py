"""The line to one of AWS's services: signed requests over a connection that stays open."""

from __future__ import annotations

import contextlib
import http.client
import logging
import random
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import urlsplit

from backend.aws.signing import (
    Credentials,
    Request,
    Scope,
    path_text,
    presigned_query,
    query_text,
    signed_headers,
)
from backend.core.ports import Unavailable

TIMEOUT_S = 5.0
TRIES = 4
FIRST_DELAY_S = 0.05
_LATER = frozenset({429, 500, 502, 503, 504})

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer, read whole."""

    status: int
    headers: Mapping[str, str]  # by small names
    body: bytes
    tries: int = 1  # more than one: the service may have heard the request before


@dataclass
class Line:
    """One service at one address. Safe to share among threads: a connection serves one of them at a time."""

    address: str
    service: str
    region: str
    credentials: Callable[[], Credentials]
    now_s: Callable[[], float] = time.time
    sleep: Callable[[float], None] = time.sleep
    _free: deque[http.client.HTTPConnection] = field(default_factory=deque, repr=False)

    def ask(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        body: bytes = b"",
        is_busy: Callable[[Answer], bool] = lambda answer: answer.status in _LATER,
    ) -> Answer:
        """Return the answer to a request, sent again while the service is busy or cannot be reached.

        Raise Unavailable when it stays so. A request that is sent again may have been heard the first time.
        """
        request = Request(method, path, query or {}, {**(headers or {}), "host": self._host})
        answer: Answer | None = None
        for tries in range(1, TRIES + 1):
            if tries > 1:
                self.sleep(random.uniform(0, FIRST_DELAY_S * 4 ** (tries - 2)))  # noqa: S311 - spreads retries, guards nothing
            answer = self._attempt(request, body)
            if answer is not None and not is_busy(answer):
                return replace(answer, tries=tries)
        _log.warning("%s is busy: %s", self.service, answer.status if answer else "no answer")
        raise Unavailable

    def leave(
        self,
        method: str,
        path: str,
        *,
        expires_s: int,
        query: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> str:
        """Return an address with which anybody may do this for a while."""
        request = Request(method, path, query or {}, {**(headers or {}), "host": self._host})
        signed = presigned_query(request, expires_s=expires_s, credentials=self.credentials(), scope=self._scope())
        return f"{self.address}{path_text(path)}?{signed}"

    def close(self) -> None:
        """Close the connections that nobody uses."""
        while self._free:
            self._free.pop().close()

    @property
    def _host(self) -> str:
        return urlsplit(self.address).netloc

    def _scope(self) -> Scope:
        return Scope(self.service, self.region, int(self.now_s()))

    def _attempt(self, request: Request, body: bytes) -> Answer | None:
        connection = self._connection()
        query = f"?{query_text(request.query)}" if request.query else ""
        try:
            headers = signed_headers(request, body=body, credentials=self.credentials(), scope=self._scope())
            connection.request(request.method, f"{path_text(request.path)}{query}", body=body, headers=headers)
            response = connection.getresponse()
            told = {name.lower(): value for name, value in response.getheaders()}
            answer = Answer(response.status, told, response.read())
        except (OSError, http.client.HTTPException) as error:
            _log.info("%s cannot be reached: %s", self.service, type(error).__name__)
            connection.close()
            return None
        self._free.append(connection)
        return answer

    def _connection(self) -> http.client.HTTPConnection:
        with contextlib.suppress(IndexError):  # none is free
            return self._free.pop()
        parts = urlsplit(self.address)
        kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        return kind(parts.hostname or "", parts.port, timeout=TIMEOUT_S)
