"""Processes that begin where this one is, warm: nothing is imported again."""

from __future__ import annotations

import gc
import importlib
import os
import signal
import sys
import threading
import traceback
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class End:
    """How a process ended, and all that it had said until then."""

    was_killed: bool
    has_failed: bool
    said: bytes


def forked(work: Callable[[int], None]) -> End:
    """Run `work` in a child, which is handed a descriptor to write to; return once it has ended."""
    assert threading.active_count() == 1, "a fork would lose the other threads"
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        run_and_leave(lambda: work(writer))
    os.close(writer)
    with os.fdopen(reader, "rb") as pipe:
        said = pipe.read()
    _, status = os.waitpid(child, 0)
    was_killed = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
    return End(was_killed, has_failed=bool(status) and not was_killed, said=said)


def warm_up(names: Iterable[str]) -> None:
    """Import what children have been found to import, once for all that are to come."""
    for name in names:
        with suppress(ImportError):
            importlib.import_module(name)
    gc.freeze()  # collecting in a child would copy all of this


def run_and_leave(work: Callable[[], None]) -> None:
    """Run, and end this process without going back to where it was forked; a failure is printed."""
    code = 1
    try:
        work()
        code = 0
    finally:
        if code:
            traceback.print_exc()
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
