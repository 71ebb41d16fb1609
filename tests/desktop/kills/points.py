"""Where a process may be struck: each SQL statement, file operation, write of SQLite's own, and request."""

from __future__ import annotations

import builtins
import io
import os
import signal
import sqlite3
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Any
from unittest.mock import patch

import httpx

from tests.helpers.failing_disk import FailingDisk, failing_disk

_WRITING = frozenset("wax+")
_WRITING_FLAGS = os.O_WRONLY | os.O_RDWR | os.O_CREAT


class Kind(StrEnum):
    """What is counted, each by itself."""

    STATEMENT = "statement"  # before SQLite runs it
    FILE = "file"  # before an open for writing, write, fsync, rename, unlink
    PAGE = "page"  # before a write or a sync of SQLite's own: in the middle of a statement
    REQUEST = "request"  # before it is sent, and again when its answer has come


class Points:
    """Counts the points that a process passes below `folder`; `strike` is called at each and may end it, or raise."""

    def __init__(self, folder: Path, *, strike: Callable[[Kind, str, int], None]) -> None:
        self.passed: Counter[Kind] = Counter()
        self._folder = str(folder)
        self._strike = strike
        self._disk: FailingDisk | None = None

    def reach(self, kind: Kind, what: str) -> None:
        """Note a point that is about to be passed."""
        self.passed[kind] += 1
        self._strike(kind, what, self.passed[kind])

    @property
    def hooks(self) -> dict[str, list[Callable[..., Any]]]:
        """What httpx has to call for each request and answer."""

        async def asked(request: httpx.Request) -> None:
            self.reach(Kind.REQUEST, f"{request.method} {request.url.path}")

        async def answered(response: httpx.Response) -> None:
            self.reach(Kind.REQUEST, f"answer to {response.request.method} {response.request.url.path}")

        return {"request": [asked], "response": [answered]}

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Watch this process. For processes that end with it: an audit hook stays."""
        sys.addaudithook(self._on_event)
        fsync, write, open_, connect = os.fsync, os.write, io.open, sqlite3.connect

        def noted_connect(*told: Any, **named: Any) -> sqlite3.Connection:
            connection: sqlite3.Connection = connect(*told, **named)
            connection.set_trace_callback(lambda statement: self.reach(Kind.STATEMENT, statement))
            return connection

        def noted_fsync(file: Any) -> None:
            self.reach(Kind.FILE, "fsync")
            fsync(file)

        def noted_write(file: int, data: Any) -> int:
            self.reach(Kind.FILE, "write")
            return write(file, data)

        def noted_open(file: Any, mode: str = "r", *more: Any, **named: Any) -> Any:
            opened = open_(file, mode, *more, **named)
            if "b" in mode and _WRITING & set(mode) and (isinstance(file, int) or self._is_ours(file)):
                return _Watched(opened, self)
            return opened

        with ExitStack() as ends:
            for place, name, noted in (
                (os, "fsync", noted_fsync),
                (os, "write", noted_write),
                (sqlite3, "connect", noted_connect),
                (io, "open", noted_open),
                (builtins, "open", noted_open),
            ):
                ends.enter_context(patch.object(place, name, noted))
            ends.enter_context(_page_by_page(lambda: self.reach(Kind.PAGE, "page")))
            yield

    def _on_event(self, event: str, told: tuple[Any, ...]) -> None:
        match event:
            case "open" if self._is_ours(told[0]) and self._is_writing(told[1], told[2]):
                self.reach(Kind.FILE, "open")
            case "os.rename" | "os.remove" | "os.mkdir" | "os.truncate" if self._is_ours(told[0]):
                self.reach(Kind.FILE, event.removeprefix("os."))
            case "http.client.send":
                self.reach(Kind.REQUEST, "accounts")

    def _is_ours(self, path: object) -> bool:
        return isinstance(path, str | os.PathLike) and str(path).startswith(self._folder)

    def _is_writing(self, mode: str | None, flags: int) -> bool:
        return bool(flags & _WRITING_FLAGS) if mode is None else bool(_WRITING & set(mode))


class _Watched:
    """An open file whose writes are noted."""

    def __init__(self, file: Any, points: Points) -> None:
        self._file = file
        self._points = points

    def write(self, data: Any) -> int:
        self._points.reach(Kind.FILE, "write")
        written: int = self._file.write(data)
        self._file.flush()  # a kill after this point finds it on the disk, half a file and all
        return written

    def __enter__(self) -> _Watched:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)


class _Pages(FailingDisk):
    def __init__(self, reach: Callable[[], None]) -> None:
        super().__init__()
        self._reach = reach

    def fails(self) -> bool:
        """Return whether the write fails that is about to be done."""
        try:
            self._reach()
        except OSError:
            return True
        return False


@contextmanager
def _page_by_page(reach: Callable[[], None]) -> Iterator[None]:
    with failing_disk(_Pages(reach)):
        yield


def killer(kind: Kind, number: int) -> Callable[[Kind, str, int], None]:
    """Return what kills this process at the n-th point of a kind, as a power cut does: it has no say in it."""

    def strike(passed: Kind, _what: str, count: int) -> None:
        if passed is kind and count == number:
            os.kill(os.getpid(), signal.SIGKILL)

    return strike
