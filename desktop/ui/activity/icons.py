"""Which mark stands before a line of the Activity page."""

from __future__ import annotations

from desktop.store.activity import ActivityLine

_ICONS = {
    "import": "download",
    "recording": "music-note",
    "playlist": "playlist",
    "card": "card",
    "upload": "upload",
    "publish": "publish",
    "publication": "publish",
    "player": "player",
    "account": "user",
    "session": "user",
    "sync": "cloud",
    "vault": "cloud",
    "family": "family",
}
_BAD_WORDS = ("could not", "failed", "did not", "refused", "cannot")


def mark_of(line: ActivityLine) -> tuple[str, str]:
    """Return the (icon, colour token) for a line: what it is about, or a warning where something went wrong."""
    if any(word in line.sentence.casefold() for word in _BAD_WORDS):
        return "warning", "bad"
    return _ICONS.get(line.kind, "info"), "text_muted"
