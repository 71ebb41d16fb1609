"""Brings one recording's bytes to Yoto: the ticket, then the bytes on the line."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path

from desktop.model.errors import Busy, NotAllowed, Offline, Refused, SignInNeeded, Trouble
from desktop.model.names import UploadKey
from desktop.model.recording import Recording
from desktop.model.upload import Stage, Ticket, Upload
from desktop.services.patience import Patience
from desktop.services.ports import Clock, YotoMedia
from desktop.services.upload_rows import UploadRows
from desktop.services.upload_speed import Speed
from desktop.store.library import Library

COMMIT_S = 2.0
MOST_TRIES = 3


class Sending:
    """One upload while it holds a slot. `find_audio` returns a recording's file, which may first have to come from the
    family's cloud. `on_bytes` hears of every step of progress, `on_known` that Yoto has the bytes already; both on the
    loop's thread."""

    def __init__(
        self,
        upload: Upload,
        *,
        library: Library,
        rows: UploadRows,
        media: YotoMedia,
        clock: Clock,
        patience: Patience,
        find_audio: Callable[[Recording], Awaitable[Path]],
        on_bytes: Callable[[UploadKey, int], None],
        on_known: Callable[[UploadKey], None],
    ) -> None:
        self.key = upload.key
        self.sent_bytes = 0
        self.is_fetching = False  # its file comes from the family's cloud first
        self.speed = Speed(clock)
        self._library = library
        self._rows = rows
        self._media = media
        self._clock = clock
        self._patience = patience
        self._find_audio = find_audio
        self._on_bytes = on_bytes
        self._on_known = on_known
        self._committed_at = clock.monotonic()
        self._has_address = False
        self._row = rows.move([upload], Stage.SENDING, sent_bytes=0, problem="")[0]

    async def run(self) -> None:
        """Send, and leave the row PREPARING, WAITING (to be tried again) or FAILED. A cancelled one leaves no word."""
        recording = self._library.recordings.get(self._row.recording)
        if recording is None:
            self._rows.move([self._row], Stage.CANCELLED)
            return
        try:
            await self._deliver(recording)
        except (Offline, Busy, SignInNeeded) as trouble:
            self._patience.note(trouble)
            self._rows.move([self._row], Stage.WAITING, sent_bytes=0)
        except (Refused, NotAllowed) as trouble:
            self._refused(trouble)
        except Trouble as trouble:
            self._rows.fail(self._row, trouble.sentence())

    async def _deliver(self, recording: Recording) -> None:
        ticket = await self._ticket(recording)
        path = self._library.recordings.path(recording)
        if ticket.url is not None and not path.is_file():
            path = await self._fetched(recording)
            ticket = await self._ticket(recording)  # that may have taken long, and addresses run out
        if ticket.url is not None:
            self._has_address = True
            self._row = self._rows.edit(self._row, upload_id=ticket.upload_id)
            await self._media.send(
                ticket.url,
                path=path,
                mime=recording.mime,
                on_progress=self._on_progress,
            )
        else:
            self._on_known(self.key)
        self._patience.end()
        self._rows.move(
            [self._row],
            Stage.PREPARING,
            upload_id=ticket.upload_id,
            sent_bytes=self._row.total_bytes,
            percent=None,
            phase="",
        )

    async def _fetched(self, recording: Recording) -> Path:
        self.is_fetching = True
        self._on_bytes(self.key, 0)
        try:
            return await self._find_audio(recording)
        finally:
            self.is_fetching = False
            self._on_bytes(self.key, 0)

    async def _ticket(self, recording: Recording) -> Ticket:
        return await self._media.ticket(sha256=recording.sha256, file_name=recording.title + recording.ending)

    def _refused(self, trouble: Trouble) -> None:
        """An address may have run out on the way: then the ticket is asked for anew, some times."""
        tries = self._row.tries + 1
        if self._has_address and tries < MOST_TRIES:
            self._rows.move([self._row], Stage.WAITING, upload_id=None, sent_bytes=0, tries=tries)
        else:
            self._rows.fail(self._row, trouble.sentence())

    def _on_progress(self, sent_bytes: int) -> None:
        fresh = sent_bytes - self.sent_bytes
        self.sent_bytes = sent_bytes
        self.speed.add(fresh)
        self._on_bytes(self.key, fresh)
        self._patience.calm()
        now = self._clock.monotonic()
        if now - self._committed_at >= COMMIT_S:
            self._committed_at = now
            self._row = self._rows.edit(self._row, sent_bytes=sent_bytes)
