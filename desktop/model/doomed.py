"""What many deletions at once would take, by kinds."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Doomed:
    """How many of each would go; `places` are tracks on playlists, which go with their recording, too."""

    playlists: int = 0
    recordings: int = 0
    places: int = 0
