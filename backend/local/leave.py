"""Signs the addresses by which the family's computers may read or write one file for a while."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote, urlencode

SECRET_BYTES = 32

_NAMES = ("method", "until", "size", "type", "sha256", "upload", "part")  # in an address, beside the key


@dataclass(frozen=True, slots=True)
class Leave:
    """What the bearer of an address may do, until when (seconds since 1970), and with just which bytes."""

    method: str
    key: str
    until_s: int
    size: int = 0
    mime: str = ""
    sha256: str = ""
    upload_id: str = ""
    number: int = 0


def address(leave: Leave, *, prefix: str, secret: bytes) -> str:
    """Return the address, relative to the server, that carries a leave and its signature."""
    values = (leave.method, leave.until_s, leave.size, leave.mime, leave.sha256, leave.upload_id, leave.number)
    said = {name: value for name, value in zip(_NAMES, values, strict=True) if value}
    return f"{prefix}/{quote(leave.key)}?{urlencode({**said, 'sig': _signature(leave, secret)})}"


def read_leave(key: str, query: Mapping[str, str], *, secret: bytes) -> Leave | None:
    """Return the leave in an address, or None when we have not signed it so; whether it is over is not looked at."""
    method, until, size, mime, sha256, upload_id, number = (query.get(name, "") for name in _NAMES)
    try:
        leave = Leave(method, key, int(until), int(size or "0"), mime, sha256, upload_id, int(number or "0"))
    except ValueError:
        return None
    is_ours = hmac.compare_digest(_signature(leave, secret).encode(), query.get("sig", "").encode())
    return leave if is_ours else None


def _signature(leave: Leave, secret: bytes) -> str:
    said = json.dumps(
        [leave.method, leave.key, leave.until_s, leave.size, leave.mime, leave.sha256, leave.upload_id, leave.number]
    )
    return hmac.new(secret, said.encode(), hashlib.sha256).hexdigest()
