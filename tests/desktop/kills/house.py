"""The family's cloud in a process of its own, with a side door through which a script tells it what happens."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import sqlite3
import sys
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

from backend.contract.records import Fields
from backend.core.keys import FamilyKey
from backend.local.server import HomeServer
from tests.desktop.kills.forks import run_and_leave
from tests.desktop.kills.rival import Rival
from tests.helpers.home import Post, ServersClock

DOOR = "door"
ANSWER_S = 60.0
_BLOCK = 1 << 20


class House:
    """A forked process that serves `folder`/home at a port; it is there when this returns."""

    def __init__(self, folder: Path, *, port: int, ahead_s: int = 0) -> None:
        self._listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._listener.bind(str(folder / DOOR))
        self._listener.listen()
        self._process = os.fork()
        if self._process == 0:
            run_and_leave(lambda: _Server(folder, port=port, ahead_s=ahead_s).serve(self._listener))
        self._listener.close()
        Door(folder).ask("hello")

    def end(self) -> None:
        """End it, and what it was doing."""
        os.kill(self._process, signal.SIGKILL)
        os.waitpid(self._process, 0)


class Door:
    """Asks the server for what others do; each question is a connection of its own, so that a kill leaves none open."""

    def __init__(self, folder: Path) -> None:
        self._path = str(folder / DOOR)

    def ask(self, what: str, **told: Any) -> Any:
        """Return the answer, once it is so. Blocks for some milliseconds."""
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
            line.settimeout(ANSWER_S)
            line.connect(self._path)
            line.sendall(json.dumps({"what": what, **told}).encode())
            line.shutdown(socket.SHUT_WR)
            answer = json.loads(_all(line))
        assert "broken" not in answer, answer
        return answer["is"]


class _Server:
    def __init__(self, folder: Path, *, port: int, ahead_s: int) -> None:
        self._folder = folder
        self._port = port
        self._clock = ServersClock()
        self._clock.ahead_s = ahead_s
        self._done: dict[int, object] = {}
        self._home = self._started()

    def serve(self, listener: socket.socket) -> None:
        while True:
            line, _ = listener.accept()
            with line:
                told = json.loads(_all(line))
                try:
                    answer = {"is": getattr(self, f"_{told.pop('what')}")(**told)}
                except Exception as problem:  # noqa: BLE001 - whoever asked fails with it
                    answer = {"broken": repr(problem)}
                line.sendall(json.dumps(answer).encode())

    def _started(self) -> HomeServer:
        home = HomeServer(self._folder / "home", port=self._port, clock=self._clock, mailbox=Post())
        home.start()
        return home

    def _hello(self) -> str:
        return self._home.url

    def _modules(self) -> list[str]:
        return list(sys.modules)

    def _owner_code(self) -> str | None:
        return self._home.owner_code

    def _write(self, number: int, writes: Mapping[str, Fields]) -> None:
        """Somebody else writes to things by their titles, once however often it is asked for."""
        if number not in self._done:
            rival = self._rival()
            titles = rival.titles()
            rival.write(number, {titles.get(name, name): fields for name, fields in writes.items()})
            self._done[number] = True

    def _backup(self) -> None:
        if not (self._folder / "backup").exists():
            self._home.stop()
            shutil.copytree(self._folder / "home", self._folder / "copying")
            (self._folder / "copying").rename(self._folder / "backup")
            self._home = self._started()

    def _restore(self) -> None:
        self._home.stop()
        shutil.rmtree(self._folder / "home")
        shutil.copytree(self._folder / "backup", self._folder / "home")
        self._home = self._started()

    def _state(self) -> dict[str, Fields]:
        return self._rival().state()

    def _commits(self) -> list[tuple[str, object]]:
        return self._rival().commits()

    def _let_go(self, days: int) -> None:
        """Let so many days pass, and every commit go that a snapshot can stand for."""
        self._clock.ahead_s += days * 24 * 3600
        self._rival().let_go_of_all()
        self._clock.ahead_s += 24 * 3600
        self._home.sweep()

    def _rival(self) -> Rival:
        with closing(sqlite3.connect(self._folder / "home" / "documents.db")) as looking:
            ((partition,),) = looking.execute("select distinct partition from items where partition like 'F#%'")
        family = FamilyKey(partition.removeprefix("F#"))
        return Rival(self._home.documents, self._home.objects, family=family, clock=self._clock)


def _all(line: socket.socket) -> bytes:
    found = bytearray()
    while block := line.recv(_BLOCK):
        found += block
    return bytes(found)
