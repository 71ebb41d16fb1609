"""All that is drawn of a target, in one value."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from desktop.model.volume import STEPS
from desktop.ui import format as words
from desktop.ui.theme import Tone


@dataclass(frozen=True, slots=True)
class Scene:
    """All that the bar draws of a target. `volume` runs from 0 to `volume_most`, `cap` is the highest allowed."""

    name: str
    icon: str
    title: str
    caption: str
    caption_tone: Tone = Tone.NEUTRAL
    cover: Path | None = None
    is_idle: bool = False  # nothing plays, nothing is paused
    is_playing: bool = False
    is_asked: bool = False
    is_volume_asked: bool = False
    can_toggle: bool = False
    can_skip: bool = False
    can_seek: bool = False
    can_sleep: bool = False
    can_set_volume: bool = True
    position_s: float | None = None
    length_s: float | None = None
    volume: int = 0
    volume_most: int = STEPS
    cap: int | None = None
    sleep_s: int | None = None

    @property
    def is_any_asked(self) -> bool:
        """Return whether anything drawn is hoped for and not yet confirmed."""
        return self.is_asked or self.is_volume_asked or self.caption_tone is Tone.ACCENT


def sleep_words(seconds: int | None) -> str:
    """Return "Sleep timer" or how long it still runs."""
    return f"Sleep timer: {words.position(seconds)} left" if seconds else "Sleep timer"


def sleep_left(seconds: int | None) -> str:
    """Return the same for a button beside a clock's icon, where there is little room: "Sleep timer" or "9:28 left"."""
    return f"{words.position(seconds)} left" if seconds else "Sleep timer"
