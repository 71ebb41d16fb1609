"""Plays recordings on this computer, with no network and no account."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from desktop.model.errors import Unreadable
from desktop.model.recording import Recording

if TYPE_CHECKING:
    from desktop.ui.sound import Sound


class Listening(QObject):
    """What this computer plays. `open_sound` makes the audio engine at the first recording, since it takes time."""

    changed = Signal()  # another recording, playing or paused, volume
    moved = Signal()  # the position
    failed = Signal(Unreadable)

    def __init__(self, open_sound: Callable[[QObject], Sound], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._open_sound = open_sound
        self._sound: Sound | None = None
        self._recording: Recording | None = None
        self._volume = 0.8

    @property
    def recording(self) -> Recording | None:
        return self._recording

    @property
    def is_playing(self) -> bool:
        return self._sound is not None and self._sound.is_playing

    @property
    def position_s(self) -> float:
        return self._sound.position_s if self._sound else 0.0

    @property
    def duration_s(self) -> float:
        """Return the length that the engine found, or the library's until it knows."""
        if self._sound and self._sound.duration_s > 0:
            return self._sound.duration_s
        return self._recording.duration_s if self._recording else 0.0

    @property
    def volume(self) -> float:
        """Return the loudness, 0.0 to 1.0."""
        return self._volume

    def play(self, recording: Recording, *, path: Path) -> None:
        """Play this file from its start."""
        sound = self._ready_sound()
        self._recording = recording
        sound.play(path)
        self.changed.emit()

    def toggle(self) -> None:
        """Pause, or go on."""
        if self._sound is not None:
            self._sound.toggle()

    def stop(self) -> None:
        """Stop and let go of the file."""
        if self._sound is not None:
            self._sound.stop()
        self._recording = None
        self.changed.emit()

    def seek(self, seconds: float) -> None:
        if self._sound is not None:
            self._sound.seek(seconds)
            self.moved.emit()

    def set_volume(self, volume: float) -> None:
        """Set the loudness, 0.0 to 1.0."""
        self._volume = max(0.0, min(1.0, volume))
        if self._sound is not None:
            self._sound.set_volume(self._volume)
        self.changed.emit()

    def _ready_sound(self) -> Sound:
        if self._sound is None:
            self._sound = self._open_sound(self)
            self._sound.set_volume(self._volume)
            self._sound.changed.connect(self.changed)
            self._sound.moved.connect(self.moved)
            self._sound.failed.connect(self.on_sound_failed)
        return self._sound

    def on_sound_failed(self, reason: str) -> None:
        title = self._recording.title if self._recording else "This recording"
        self.failed.emit(
            Unreadable(f"“{title}” cannot be played on this computer.", next_step=f"The reason given: {reason}.")
        )
