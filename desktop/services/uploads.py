"""Brings recordings to Yoto: three at a time on the line, all others prepared or waiting, through any crash."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable, Iterable, Sequence
from functools import partial
from pathlib import Path

from desktop.model.names import RecordingKey, UploadKey
from desktop.model.playlist import MAX_UPLOAD_BYTES
from desktop.model.recording import Recording
from desktop.model.upload import Stage, Upload
from desktop.services.announcer import Announcer
from desktop.services.nap import Nap
from desktop.services.patience import Patience
from desktop.services.ports import Clock, YotoMedia
from desktop.services.upload_polls import Polls
from desktop.services.upload_rows import UploadRows
from desktop.services.upload_sending import Sending
from desktop.services.upload_speed import Speed
from desktop.store.library import Library

SLOTS = 3
ANNOUNCE_S = 0.1
FETCHING = "Fetching the audio from the family's cloud."


class Uploads:
    """The upload queue. Its truth is the rows; only the bytes of this moment live here.

    `find_audio` brings the file of a recording that is not on this computer, or raises Trouble. `subscribe` announces
    the keys whose live bytes moved, at most ten times a second; all else is in the library's own announcements.
    """

    def __init__(
        self,
        *,
        library: Library,
        media: YotoMedia,
        clock: Clock,
        find_audio: Callable[[Recording], Awaitable[Path]] | None = None,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self._library = library
        self._media = media
        self._clock = clock
        self._find_audio = find_audio or self._in_library
        self._rows = UploadRows(library, clock=clock)
        self._patience = Patience(clock=clock, jitter=jitter)
        self._poll_patience = Patience(clock=clock, jitter=jitter)
        self._nap = Nap(clock)
        self._polls = Polls(
            rows=self._rows,
            media=media,
            clock=clock,
            patience=self._poll_patience,
            jitter=jitter,
            on_returned=self._nap.wake,
        )
        self._sendings: dict[UploadKey, tuple[Sending, asyncio.Task[None]]] = {}
        self._strikes: dict[UploadKey, int] = {}
        self._speed = Speed(clock)
        self._announcer: Announcer[frozenset[UploadKey]] = Announcer()
        self._moved: set[UploadKey] = set()
        self._announced_at = 0.0

    def want(self, recordings: Iterable[RecordingKey]) -> list[UploadKey]:
        """Queue the recordings that Yoto does not have yet; those on their way stay, failed ones start over."""
        found = [self._library.recordings.get(key) for key in dict.fromkeys(recordings)]
        needed = [one for one in found if one is not None and one.medium is None and not self._is_active(one)]
        rows = self._rows.want(needed)
        for row in rows:
            if row.total_bytes > MAX_UPLOAD_BYTES:
                self._rows.fail(row, "This file is larger than 1 GB, the most that Yoto takes. Split it.")
        self.wake()
        return [row.key for row in rows]

    def pause(self, keys: Iterable[UploadKey]) -> None:
        """Stop these until they are resumed; what Yoto prepares meanwhile is found at the next look."""
        self._stop(self._rows.some(keys, Stage.WAITING, Stage.SENDING, Stage.PREPARING), Stage.PAUSED)

    def cancel(self, keys: Iterable[UploadKey]) -> None:
        """Take these out of the queue."""
        self._stop(self._rows.some(keys, Stage.WAITING, Stage.SENDING, Stage.PREPARING, Stage.PAUSED), Stage.CANCELLED)

    def resume(self, keys: Iterable[UploadKey]) -> None:
        """Go on with paused ones: the sent ones are asked after, the others sent."""
        paused = self._rows.some(keys, Stage.PAUSED)
        sent = [row for row in paused if row.upload_id and row.sent_bytes >= row.total_bytes]
        self._rows.move(sent, Stage.PREPARING)
        self._rows.move([row for row in paused if row not in sent], Stage.WAITING, sent_bytes=0)
        self.wake()

    def retry(self, keys: Iterable[UploadKey]) -> None:
        """Start failed and cancelled ones over."""
        rows = self._rows.some(keys, Stage.FAILED, Stage.CANCELLED)
        self._rows.move(rows, Stage.WAITING, sent_bytes=0, tries=0, problem="", percent=None, phase="", upload_id=None)
        self.wake()

    def clear_done(self) -> None:
        """Forget the uploads that have ended well or were cancelled."""
        self._rows.remove(self._rows.in_stage(Stage.DONE, Stage.CANCELLED))

    def wake(self) -> None:
        """Look again now: something was queued, the network is back, somebody signed in."""
        self._patience.hurry()
        self._poll_patience.hurry()
        self._nap.wake()
        self._polls.wake()

    def subscribe(self, listener: Callable[[frozenset[UploadKey]], None]) -> Callable[[], None]:
        return self._announcer.subscribe(listener)

    def live(self, key: UploadKey) -> int:
        """Return the bytes of this upload that have left until now."""
        sending = self._sendings.get(key)
        if sending is not None:
            return sending[0].sent_bytes
        row = self._rows.get(key)
        return row.sent_bytes if row is not None else 0

    @property
    def waiting(self) -> str:
        """Return why nothing moves (no network, no session, Yoto busy, files that come first), or ""."""
        word = self._patience.word or self._poll_patience.word
        if not word and self._sendings and all(sending.is_fetching for sending, _ in self._sendings.values()):
            word = FETCHING
        return word if word and self._library.uploads.active() else ""

    @property
    def speed_bps(self) -> float:
        """Return bytes a second over all slots."""
        return self._speed.bps

    def speed_of(self, key: UploadKey) -> float:
        """Return bytes a second of one upload, 0.0 when it is not on the line."""
        sending = self._sendings.get(key)
        return sending[0].speed.bps if sending is not None else 0.0

    def eta_s(self, key: UploadKey) -> float | None:
        """Return the seconds until this upload's bytes have left, None when nobody can tell."""
        row = self._rows.get(key)
        if row is None or row.stage not in (Stage.SENDING, Stage.WAITING):
            return None
        sending = self._sendings.get(key)
        if sending is not None:
            return sending[0].speed.eta_s(row.total_bytes - sending[0].sent_bytes)
        ahead = [one for one in self._queue() if one.created_at <= row.created_at]
        return self._speed.eta_s(self.remaining_bytes([*ahead, *self._rows.in_stage(Stage.SENDING)]))

    @property
    def total_eta_s(self) -> float | None:
        """Return the seconds until all queued bytes have left, None when nobody can tell."""
        return self._speed.eta_s(self.remaining_bytes(self._rows.in_stage(Stage.WAITING, Stage.SENDING)))

    def eta_of(self, uploads: Iterable[Upload]) -> float | None:
        """Return the seconds until the bytes of these have left, None when nobody can tell."""
        left = self.remaining_bytes(uploads)
        return self._speed.eta_s(left) if left else None

    def remaining_bytes(self, uploads: Iterable[Upload]) -> int:
        """Return how many bytes of `uploads` have not left yet."""
        return sum(
            max(0, upload.total_bytes - self.live(upload.key))
            for upload in uploads
            if upload.stage in (Stage.WAITING, Stage.SENDING)
        )

    async def settled(self, recordings: Sequence[RecordingKey]) -> list[Upload]:
        """Wait until none of these is on its way any more; return the uploads that have not ended well.

        Paused ones are waited for; a cancelled one has not ended well.
        """
        bell = asyncio.Event()
        end = self._library.subscribe(lambda changes: bell.set() if "upload" in changes else None)
        try:
            while True:
                rows = [self._library.uploads.of_recording(key) for key in recordings]
                if not any(row is not None and (row.stage.is_active or row.stage is Stage.PAUSED) for row in rows):
                    return [row for row in rows if row is not None and row.stage in (Stage.FAILED, Stage.CANCELLED)]
                bell.clear()
                await bell.wait()
        finally:
            end()

    async def run(self) -> None:
        """Work the queue for ever. Starts with what an earlier process was doing."""
        self._rows.move(self._rows.in_stage(Stage.SENDING), Stage.WAITING, sent_bytes=0)
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._polls.run(), name="polls")
                while True:
                    self._fill(group)
                    await self._nap.take(self._patience.remaining_s)
        finally:
            self._sendings.clear()

    def _fill(self, group: asyncio.TaskGroup) -> None:
        if self._patience.remaining_s is not None:
            return
        for upload in self._queue()[: SLOTS - len(self._sendings)]:
            if not self._sendings:
                self._speed.rest()
            sending = Sending(
                upload,
                library=self._library,
                rows=self._rows,
                media=self._media,
                clock=self._clock,
                patience=self._patience,
                find_audio=self._find_audio,
                on_bytes=self._on_bytes,
                on_known=self._polls.ask_at_once,
            )
            self._strikes[upload.key] = self._strikes.get(upload.key, 0) + 1
            task = group.create_task(sending.run(), name=f"send {upload.key}")
            self._sendings[upload.key] = (sending, task)
            task.add_done_callback(partial(self._on_slot_free, upload.key))

    def _queue(self) -> list[Upload]:
        """Return the waiting ones: those that were never tried first, then in the order of their coming."""
        waiting = self._rows.in_stage(Stage.WAITING)
        return sorted(waiting, key=lambda row: (self._strikes.get(row.key, 0), row.created_at))

    def _on_slot_free(self, key: UploadKey, task: asyncio.Task[None]) -> None:
        held = self._sendings.get(key)
        if held is not None and held[1] is task:
            del self._sendings[key]
        self._announce({key})
        self._nap.wake()
        self._polls.wake()

    def _on_bytes(self, key: UploadKey, count: int) -> None:
        self._speed.add(count)
        self._moved.add(key)
        now = self._clock.monotonic()
        if not count or now - self._announced_at >= ANNOUNCE_S:
            self._announced_at = now
            self._announce(self._moved)

    def _announce(self, keys: set[UploadKey]) -> None:
        moved = frozenset(keys)
        self._moved -= moved
        self._announcer.announce(moved)

    def _stop(self, rows: Sequence[Upload], stage: Stage) -> None:
        for row in rows:
            sending = self._sendings.pop(row.key, None)
            if sending is not None:
                sending[1].cancel()
        self._rows.move([row for row in rows if row.stage is Stage.SENDING], stage, sent_bytes=0, upload_id=None)
        self._rows.move([row for row in rows if row.stage is not Stage.SENDING], stage)
        self.wake()

    async def _in_library(self, recording: Recording) -> Path:
        return self._library.recordings.path(recording)

    def _is_active(self, recording: Recording) -> bool:
        row = self._library.uploads.of_recording(recording.key)
        return row is not None and row.stage.is_active
