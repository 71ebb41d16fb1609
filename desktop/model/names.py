"""The keys by which things are known in every layer."""

from __future__ import annotations

import base64
from typing import NewType

RecordingKey = NewType("RecordingKey", str)  # t_<26 letters of the SHA-256 in base 32>
PlaylistKey = NewType("PlaylistKey", str)  # p_<ULID>
EntryKey = NewType("EntryKey", str)  # e_<ULID>
UploadKey = NewType("UploadKey", str)  # u_<26 letters>, one upload a recording
CardId = NewType("CardId", str)  # Yoto's five characters
PlayerId = NewType("PlayerId", str)  # Yoto's deviceId
ArtworkKey = NewType("ArtworkKey", str)  # SHA-256 (hex) of a picture's bytes
LossKey = NewType("LossKey", str)  # c_<26 letters>

_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def recording_key(sha256: str) -> RecordingKey:
    """Return the key of the recording with this SHA-256 (hex): the same audio has the same key on every computer."""
    return RecordingKey("t_" + _letters(sha256))


def upload_key(sha256: str) -> UploadKey:
    """Return the key of the upload of the recording with this SHA-256 (hex)."""
    return UploadKey("u_" + _letters(sha256))


def artwork_record(key: ArtworkKey) -> str:
    """Return the id under which the family's log says that the cloud has a picture."""
    return "a_" + _letters(key)


def ulid(*, now_ms: int, entropy: bytes) -> str:
    """Return a ULID: 48 bits of time (milliseconds), then 80 bits of `entropy` (10 bytes), 26 characters."""
    if len(entropy) != 10:
        raise ValueError("a ULID takes 10 bytes of entropy")
    number = (now_ms << 80) | int.from_bytes(entropy, "big")
    return "".join(_CROCKFORD[(number >> shift) & 31] for shift in range(125, -1, -5))


def _letters(sha256: str) -> str:
    return base64.b32encode(bytes.fromhex(sha256)[:20]).decode("ascii")[:26].lower()
