"""How the app and its worker process talk: one JSON line, then bytes; nothing that could run code on either side."""

from __future__ import annotations

import json
from typing import Any

MAX_FRAME_BYTES = 64 * 1024 * 1024


def pack(head: dict[str, Any], body: bytes = b"") -> bytes:
    """Return one frame of a small JSON object and any bytes."""
    return json.dumps(head).encode("ascii") + b"\n" + body


def unpack(frame: bytes) -> tuple[dict[str, Any], bytes]:
    """Return what `pack` was given."""
    head, _, body = frame.partition(b"\n")
    return json.loads(head), body
