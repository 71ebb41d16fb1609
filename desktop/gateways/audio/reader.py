"""Reads audio files and pictures by asking the worker process."""

from __future__ import annotations

from pathlib import Path

from desktop.gateways.audio.process import WorkerProcess
from desktop.model.recording import AudioFacts


class WorkerAudioReader:
    """Implements services.ports.AudioReader."""

    def __init__(self, worker: WorkerProcess) -> None:
        self._worker = worker

    async def read(self, path: Path) -> AudioFacts:
        """Return what the file says of itself. Raise Unreadable with the reason in plain words."""
        answer, cover = await self._worker.ask({"do": "facts", "path": str(path)})
        return AudioFacts(**answer["facts"], cover=cover if answer["has_cover"] else None)


class WorkerPictureReader:
    """Implements services.ports.PictureReader."""

    def __init__(self, worker: WorkerProcess) -> None:
        self._worker = worker

    async def square(self, picture: bytes, *, edge: int) -> bytes:
        """Return a PNG or JPEG of `edge` x `edge` pixels, cropped around the centre. Raise Unreadable."""
        _, squared = await self._worker.ask({"do": "square", "edge": edge}, picture)
        return squared
