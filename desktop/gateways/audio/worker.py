"""The worker process: reads files that strangers made, where a crash or a hang hurts nobody."""

from __future__ import annotations

import signal
import sys
import time
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from desktop.gateways.audio import pictures, tags
from desktop.gateways.audio.frames import MAX_FRAME_BYTES, pack, unpack
from desktop.model.errors import Unreadable

if sys.platform != "win32":
    import resource

MEMORY_BYTES = 1024 * 1024 * 1024
CPU_S = 30


def serve(connection: Connection) -> None:
    """Answer frames one after the other until the app's end of `connection` closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _limit_memory()
    with connection, suppress(EOFError, OSError):
        while True:
            head, body = unpack(connection.recv_bytes(MAX_FRAME_BYTES))
            _limit_cpu()
            connection.send_bytes(_answered(head, body))


def _answered(head: dict[str, Any], body: bytes) -> bytes:
    try:
        if head["do"] == "square":
            return pack({"ok": True}, pictures.square(body, edge=head["edge"]))
        facts = tags.read_facts(Path(head["path"]))
    except Unreadable as trouble:
        return pack({"ok": False, "message": trouble.message})
    names = ("duration_s", "mime", "title", "artist", "album", "disc", "track", "genre")
    said = {name: getattr(facts, name) for name in names}
    return pack({"ok": True, "facts": said, "has_cover": facts.cover is not None}, facts.cover or b"")


def _limit_memory() -> None:
    if sys.platform != "win32":
        with suppress(OSError, ValueError):  # macOS knows the limit and does not let it be set
            resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))


def _limit_cpu() -> None:
    """Give the next answer its own share: past it, the system ends the process."""
    if sys.platform != "win32":
        _, hard = resource.getrlimit(resource.RLIMIT_CPU)
        with suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_CPU, (int(time.process_time()) + CPU_S, hard))
