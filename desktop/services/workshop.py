"""The services that the first paint can do without: importing and publishing."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from desktop.model.names import ArtworkKey
from desktop.services.importer import Importer
from desktop.services.ports import AudioFiles, AudioReader, Clock, YotoLibrary, YotoMedia
from desktop.services.publisher import Publisher
from desktop.services.supervisor import Supervisor
from desktop.services.uploads import Uploads
from desktop.store.library import Library


class Workshop:
    """Loaded and built when the studio is first asked for one of them."""

    def __init__(
        self,
        *,
        library: Library,
        audio_files: AudioFiles,
        audio_reader: AudioReader,
        yoto_library: YotoLibrary,
        media: YotoMedia,
        uploads: Uploads,
        clock: Clock,
        supervisor: Supervisor,
        find_cover: Callable[[ArtworkKey], Awaitable[None]] | None = None,
    ) -> None:
        self.importer = Importer(
            library=library,
            audio_files=audio_files,
            audio_reader=audio_reader,
            clock=clock,
            supervisor=supervisor,
        )
        self.publisher = Publisher(
            library=library,
            yoto_library=yoto_library,
            media=media,
            uploads=uploads,
            clock=clock,
            supervisor=supervisor,
            find_cover=find_cover,
        )
