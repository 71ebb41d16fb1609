"""Plays recordings on this computer, with no network and no account."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtMultimedia import QAudioOutput, QMediaPlayer

from desktop.model.errors import Unreadable
from desktop.model.recording import Recording


class Listening(QObject):
    """What this computer plays. The audio engine is made at the first recording, since making it takes time."""

    changed = Signal()  # another recording, playing or paused, volume
    moved = Signal()  # the position
    failed = Signal(Unreadable)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._engine: QMediaPlayer | None = None
        self._output: QAudioOutput | None = None
        self._recording: Recording | None = None
        self._volume = 0.8

    @property
    def recording(self) -> Recording | None:
        return self._recording

    @property
    def is_playing(self) -> bool:
        return self._engine is not None and self._engine.playbackState() == QMediaPlayer.PlaybackState.PlayingState

    @property
    def position_s(self) -> float:
        return self._engine.position() / 1000 if self._engine else 0.0

    @property
    def duration_s(self) -> float:
        """Return the length that the engine found, or the library's until it knows."""
        if self._engine and self._engine.duration() > 0:
            return self._engine.duration() / 1000
        return self._recording.duration_s if self._recording else 0.0

    @property
    def volume(self) -> float:
        """Return the loudness, 0.0 to 1.0."""
        return self._volume

    def play(self, recording: Recording, *, path: Path) -> None:
        """Play this file from its start."""
        engine = self._ready_engine()
        self._recording = recording
        engine.setSource(QUrl.fromLocalFile(str(path)))
        engine.play()
        self.changed.emit()

    def toggle(self) -> None:
        """Pause, or go on."""
        if self._engine is None:
            return
        if self.is_playing:
            self._engine.pause()
        else:
            self._engine.play()

    def stop(self) -> None:
        """Stop and let go of the file."""
        if self._engine is not None:
            self._engine.stop()
            self._engine.setSource(QUrl())
        self._recording = None
        self.changed.emit()

    def seek(self, seconds: float) -> None:
        if self._engine is not None:
            self._engine.setPosition(int(seconds * 1000))
            self.moved.emit()

    def set_volume(self, volume: float) -> None:
        """Set the loudness, 0.0 to 1.0."""
        self._volume = max(0.0, min(1.0, volume))
        if self._output is not None:
            self._output.setVolume(self._volume)
        self.changed.emit()

    def _ready_engine(self) -> QMediaPlayer:
        if self._engine is None:
            self._output = QAudioOutput(self)
            self._output.setVolume(self._volume)
            self._engine = QMediaPlayer(self)
            self._engine.setAudioOutput(self._output)
            self._engine.playbackStateChanged.connect(lambda _state: self.changed.emit())
            self._engine.durationChanged.connect(lambda _duration: self.changed.emit())
            self._engine.positionChanged.connect(lambda _position: self.moved.emit())
            self._engine.errorOccurred.connect(self.on_engine_error_occurred)
        return self._engine

    def on_engine_error_occurred(self, _error: QMediaPlayer.Error, reason: str) -> None:
        title = self._recording.title if self._recording else "This recording"
        self.failed.emit(
            Unreadable(f"“{title}” cannot be played on this computer.", next_step=f"The reason given: {reason}.")
        )
