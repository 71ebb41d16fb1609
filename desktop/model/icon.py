"""A display icon: sixteen by sixteen pixels, known by its media id."""

from __future__ import annotations

import re
from dataclasses import dataclass

DEFAULT_ICON = "yoto:#aUm9i3ex3qqAMYBv-i-O-pYMKuMJGICtR3Vhf289u2Q"  # what several apps use (yoto-api.md 4.4)
_REFERENCE = re.compile(r"^yoto:#[A-Za-z0-9_-]{43}$")


@dataclass(frozen=True, slots=True)
class Icon:
    """One icon of the public or the family's own collection; `url` serves its picture."""

    media_id: str
    title: str = ""
    url: str = ""
    is_own: bool = False

    @property
    def reference(self) -> str:
        """Return the only form in which a card may name it."""
        return f"yoto:#{self.media_id}"


def is_reference(text: str) -> bool:
    """Return whether `text` is "yoto:#" and 43 characters, the form that `POST /content` takes."""
    return bool(_REFERENCE.match(text))
