"""Takes dropped files and folders into the library."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from desktop.services.import_job import Import
from desktop.services.ports import AudioFiles, AudioReader, Clock
from desktop.services.supervisor import Supervisor
from desktop.store.library import Library


class Importer:
    """Starts imports; each one is a job that can be watched and cancelled."""

    def __init__(
        self,
        *,
        library: Library,
        audio_files: AudioFiles,
        audio_reader: AudioReader,
        clock: Clock,
        supervisor: Supervisor,
    ) -> None:
        self._library = library
        self._audio_files = audio_files
        self._audio_reader = audio_reader
        self._clock = clock
        self._supervisor = supervisor
        self.running: list[Import] = []

    def start(self, paths: Sequence[Path], *, makes_playlists: bool = True) -> Import:
        """Begin to import `paths` (files and folders) and return the job at once.

        Each folder becomes a playlist, unless the recordings go elsewhere (see ImportResult.in_order).
        """
        job = Import(
            paths,
            makes_playlists=makes_playlists,
            library=self._library,
            files=self._audio_files,
            reader=self._audio_reader,
            clock=self._clock,
        )
        self.running.append(job)
        job.finished.add_done_callback(lambda _: self.running.remove(job))
        if self._supervisor.spawn("import", job.run()) is None:
            job.finished.cancel()  # the app is ending
        return job
