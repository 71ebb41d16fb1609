"""Answers what is asked of the family's files."""

from __future__ import annotations

import re
from collections.abc import Mapping

from backend.contract.codec import Json
from backend.contract.errors import Code, Refused
from backend.core import uploads
from backend.core.access import Computer
from backend.core.call import Answer, Call, number
from backend.core.keys import Sha256
from backend.core.ports import Sending
from backend.core.uploads import Multipart, Wanted
from backend.core.vault import Vault

_SHA256 = re.compile(r"[0-9a-f]{64}\Z", re.ASCII)
_MIME = re.compile(r"[a-z0-9][a-z0-9.+-]{0,60}/[a-z0-9][a-z0-9.+-]{0,60}\Z", re.ASCII)


def send(call: Call, computer: Computer) -> Answer:
    """Answer how a file is sent, or that it is here."""
    leave = uploads.ask(_wanted(_sha256(call), call.fields()), vault=_vault(call, computer))
    if leave is None:
        return Answer(200, {"have": True})
    if isinstance(leave, Sending):
        return Answer(200, {"put": _leave(leave)})
    return Answer(200, {"multipart": _parts(leave)})


def complete(call: Call, computer: Computer) -> Answer:
    """Take a file as stored, or say which parts are missing."""
    uploads.complete(_sha256(call), vault=_vault(call, computer))
    return Answer(200, {})


def read(call: Call, computer: Computer) -> Answer:
    """Answer where a file is read."""
    found = uploads.read(_sha256(call), vault=_vault(call, computer))
    return Answer(200, {"url": found.url, "size": found.size})


def _vault(call: Call, computer: Computer) -> Vault:
    return Vault(call.world, family=computer.family)


def _sha256(call: Call) -> Sha256:
    named = call.params["sha256"]
    if not _SHA256.match(named):
        raise Refused(Code.BAD_ID, "a file's name is its SHA-256 in small hex digits")
    return Sha256(named)


def _wanted(sha256: Sha256, fields: Mapping[str, Json]) -> Wanted:
    size = number(fields, "size", low=1, high=uploads.MAX_BYTES)
    mime, parts = fields.get("mime"), fields.get("parts", [])
    if not isinstance(mime, str) or not _MIME.match(mime):
        raise Refused(Code.BAD_VALUE, "mime")
    count = uploads.count_of_parts(size)
    if not isinstance(parts, list) or (count and len(parts) != count):
        raise Refused(Code.BAD_VALUE, f"parts: {count} are meant")
    hashes = tuple(part for part in parts if isinstance(part, str) and _SHA256.match(part))
    if len(hashes) != len(parts):
        raise Refused(Code.BAD_VALUE, "parts: each is a SHA-256 in small hex digits")
    return Wanted(sha256, size, mime, hashes if count else ())


def _leave(sending: Sending) -> dict[str, Json]:
    return {"url": sending.url, "headers": dict(sending.headers)}


def _parts(leave: Multipart) -> Json:
    return {
        "upload_id": leave.upload_id,
        "part_size": uploads.PART_BYTES,
        "parts": [{"n": number, **_leave(sending)} for number, sending in leave.missing],
        "done": list(leave.done),
    }
