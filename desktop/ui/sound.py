"""The audio engine of this computer: Qt's player and its output, loaded when somebody first listens."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtMultimedia import QAudioOutput, QMediaPlayer


class Sound(QObject):
    """One file at a time; plays with no sound card, too."""

    changed = Signal()  # playing, paused, stopped; the length is known
    moved = Signal()  # the position
    failed = Signal(str)  # the engine's own reason

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._output = QAudioOutput(self)
        self._player = QMediaPlayer(self)
        self._player.setAudioOutput(self._output)
        self._player.playbackStateChanged.connect(lambda _state: self.changed.emit())
        self._player.durationChanged.connect(lambda _duration: self.changed.emit())
        self._player.positionChanged.connect(lambda _position: self.moved.emit())
        self._player.errorOccurred.connect(lambda _error, reason: self.failed.emit(reason))
        for one in (self._output, self._player):
            _disconnect_once(one)

    @property
    def is_playing(self) -> bool:
        return self._player.playbackState() == QMediaPlayer.PlaybackState.PlayingState

    @property
    def position_s(self) -> float:
        return self._player.position() / 1000

    @property
    def duration_s(self) -> float:
        """Return the length, 0.0 until it is known."""
        return max(0, self._player.duration()) / 1000

    def play(self, path: Path) -> None:
        """Play this file from its start."""
        self._player.setSource(QUrl.fromLocalFile(str(path)))
        self._player.play()

    def toggle(self) -> None:
        """Pause, or go on."""
        if self.is_playing:
            self._player.pause()
        else:
            self._player.play()

    def stop(self) -> None:
        """Stop and let go of the file."""
        self._player.stop()
        self._player.setSource(QUrl())

    def seek(self, seconds: float) -> None:
        self._player.setPosition(int(seconds * 1000))

    def set_volume(self, volume: float) -> None:
        """Set the loudness, 0.0 to 1.0."""
        self._output.setVolume(volume)


def _disconnect_once(sender: QObject) -> None:
    """Make the sender's first disconnection happen on this thread, so that no other thread ever needs the GIL for it.

    At the first one PySide looks whether Python overrides `disconnectNotify`, which takes the GIL. The engine's threads
    disconnect while they hold Qt's lock on connections; a `stop` on this thread holds the GIL and waits for that lock.
    """
    QObject.disconnect(sender.destroyed.connect(lambda: None))
