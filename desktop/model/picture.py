"""What kind of picture some bytes are."""

from __future__ import annotations

_MARKS = ((b"\xff\xd8\xff", "image/jpeg"), (b"\x89PNG\r\n\x1a\n", "image/png"), (b"GIF8", "image/gif"))


def picture_mime(picture: bytes) -> str | None:
    """Return the media type of a JPEG, PNG, GIF or WebP by its first bytes, or None for anything else."""
    for mark, mime in _MARKS:
        if picture.startswith(mark):
            return mime
    return "image/webp" if picture[:4] == b"RIFF" and picture[8:12] == b"WEBP" else None
