"""The one form in which a card may name audio and icons, and the way back to it from signed addresses."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, parse_qs, urlsplit

from desktop.model.icon import DEFAULT_ICON, is_reference

_HASH = re.compile(r"^[A-Za-z0-9_-]{43}$")


def audio_reference(url: str) -> str:
    """Return "yoto:#<43>" for any address of Yoto's own audio; a stream's address comes back as it is.

    A signed address names its hash after `#sha256=`, otherwise as the last part of its path (yoto-api.md 4.3). Posted
    back as it is, it would die within the hour.
    """
    if is_reference(url):
        return url
    parts = _split(url)
    named = parse_qs(parts.fragment).get("sha256", [""])[0]
    if _HASH.match(named):
        return f"yoto:#{named}"
    return _from_path(parts.path) or url if is_signed(url) else url


def icon_reference(address: str) -> str:
    """Return "yoto:#<43>" for an icon's reference or picture address, the default icon for anything else."""
    if is_reference(address):
        return address
    return _from_path(_split(address).path) or DEFAULT_ICON


def is_signed(url: str) -> bool:
    """Return whether `url` is a resolved address of Yoto's own media, which must never be stored in a card."""
    parts = _split(url)
    if parts.scheme not in ("http", "https"):
        return False
    return "Signature=" in parts.query or parts.fragment.startswith("sha256=") or _is_media_host(parts.hostname or "")


def is_stream(url: str) -> bool:
    """Return whether `url` is a live stream's address (yoto-api.md 4.6)."""
    return url.startswith(("http://", "https://")) and not is_signed(url)


def audio_hash(url: str) -> str | None:
    """Return the 43 characters that name Yoto's stored audio, or None for a stream or an empty address."""
    reference = audio_reference(url)
    return reference.removeprefix("yoto:#") if is_reference(reference) else None


def _split(url: str) -> SplitResult:
    """Return the parts of an address; of what cannot be one, no parts."""
    try:
        return urlsplit(url)
    except ValueError:
        return SplitResult("", "", "", "", "")


def _from_path(path: str) -> str | None:
    last = path.rsplit("/", 1)[-1]
    return f"yoto:#{last}" if _HASH.match(last) else None


def _is_media_host(host: str) -> bool:
    return host.endswith("yotoplay.com") and host.split(".", 1)[0] in ("secure-media", "card-content")
