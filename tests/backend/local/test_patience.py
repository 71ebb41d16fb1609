"""A stranger who opens connections and asks for nothing keeps nobody out."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import ExitStack
from urllib.parse import urlsplit

import pytest

from backend.local import patience
from backend.local.server import HomeServer

HALF = b"GET /v1/hello HTTP/1.1\r\nHost: x\r\n"
WHOLE = HALF + b"\r\n"


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "SILENT_S", 0.1)


@pytest.fixture
def line(home: HomeServer) -> Iterator[socket.socket]:
    with connected(home) as opened:
        yield opened


def connected(home: HomeServer) -> socket.socket:
    parts = urlsplit(home.url)
    return socket.create_connection((parts.hostname or "", parts.port or 0), timeout=10)


def is_answered(line: socket.socket) -> bool:
    line.sendall(WHOLE)
    answer = b""
    while not answer.endswith(b"}"):
        answer += line.recv(10_000)
    return answer.startswith(b"HTTP/1.1 200")


def is_let_go(line: socket.socket) -> bool:
    try:
        return line.recv(1000) == b""
    except ConnectionResetError:
        return True


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("said", [b"", HALF], ids=["nothing", "half a request"])
def test_who_asks_for_nothing_is_let_go(line: socket.socket, said: bytes) -> None:
    line.sendall(said)
    assert is_let_go(line)


@pytest.mark.usefixtures("impatient")
def test_who_asked_once_and_then_for_half_is_let_go(line: socket.socket) -> None:
    assert is_answered(line)
    line.sendall(HALF)
    assert is_let_go(line)


def test_one_address_takes_only_its_share_of_the_connections(home: HomeServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "MAX_FROM_ONE", 3)
    with ExitStack() as opened:
        first = [opened.enter_context(connected(home)) for _ in range(3)]
        assert all(map(is_answered, first))
        assert is_let_go(opened.enter_context(connected(home)))
        assert is_answered(first[0])
