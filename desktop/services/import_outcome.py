"""How far an import is, and how it ended."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from desktop.model.names import PlaylistKey, RecordingKey


@dataclass(frozen=True, slots=True)
class ImportProgress:
    """How far an import is. `total` is 0 while it still looks through the folders; `current` is a file's name."""

    done: int = 0
    total: int = 0
    bytes_done: int = 0
    bytes_total: int = 0
    current: str = ""
    eta_s: float | None = None


@dataclass(frozen=True, slots=True)
class ImportResult:
    """How an import ended. `known` were here already; `unreadable` and `not_audio` name files, the former with the
    reason in plain words. `in_order` are the added and the known ones as they stood in what was dropped, each once.
    `stopped` is the sentence for what ended it early (a full disk), or ""."""

    added: tuple[RecordingKey, ...] = ()
    known: tuple[RecordingKey, ...] = ()
    unreadable: tuple[tuple[str, str], ...] = ()
    not_audio: tuple[str, ...] = ()
    playlists: tuple[PlaylistKey, ...] = ()
    in_order: tuple[RecordingKey, ...] = ()
    is_cancelled: bool = False
    stopped: str = ""

    def sentence(self) -> str:
        """Return such as "11 added, 2 already here, 1 not readable."."""
        counts = [(len(self.added), "added"), (len(self.known), "already here"), (len(self.unreadable), "not readable")]
        return ", ".join(f"{count} {word}" for count, word in counts if count or word == "added") + "."


@dataclass(slots=True)
class Tally:
    """A result in the making."""

    added: list[RecordingKey] = field(default_factory=list)
    known: list[RecordingKey] = field(default_factory=list)
    unreadable: list[tuple[str, str]] = field(default_factory=list)
    not_audio: list[str] = field(default_factory=list)
    playlists: list[PlaylistKey] = field(default_factory=list)
    stopped: str = ""

    def result(self, *, order: Iterable[RecordingKey], is_cancelled: bool) -> ImportResult:
        here = {*self.added, *self.known}
        return ImportResult(
            added=tuple(self.added),
            known=tuple(self.known),
            unreadable=tuple(self.unreadable),
            not_audio=tuple(self.not_audio),
            playlists=tuple(self.playlists),
            in_order=tuple(key for key in dict.fromkeys(order) if key in here),
            is_cancelled=is_cancelled,
            stopped=self.stopped,
        )
