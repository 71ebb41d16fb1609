"""Asks Yoto how far the preparation of all sent files is: one scheduler for all of them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from desktop.model.errors import Busy, NotFound, Offline, SignInNeeded, Trouble
from desktop.model.names import UploadKey
from desktop.model.playlist import MIB
from desktop.model.upload import Progress, Stage, Upload
from desktop.services.nap import Nap
from desktop.services.patience import Patience
from desktop.services.ports import Clock, YotoMedia
from desktop.services.upload_rows import UploadRows

FIRST_PAUSE_S = 2.0
GROWTH = 1.5
LONGEST_PAUSE_S = 15.0
SHORTEST_PAUSE_S = 0.5
STALL_S = 240.0
LONGEST_BUDGET_S = 30 * 60.0
AT_ONCE = 4
MOST_TRIES = 2


def budget_s(*, size_bytes: int, duration_s: float) -> float:
    """Return how long a preparation may take: minutes are usual, queueing adds more (yoto-api.md 5.2)."""
    return min(LONGEST_BUDGET_S, max(6 * 60.0, 8.0 * size_bytes / MIB, 30.0 * duration_s / 60))


@dataclass(slots=True)
class _Watch:
    """One preparation as this process has watched it; times are monotonic."""

    upload_id: str
    began_at: float
    budget_s: float
    due_at: float
    asked_at: float
    pause_s: float = FIRST_PAUSE_S
    said: tuple[str, int | None] = ("", None)
    said_at: float = 0.0


class Polls:
    """Only a medium is success and only a rejection is failure; every other answer, whatever it calls its phase, means
    wait (yoto-api.md 7, 15). `on_returned` hears of a file that has to be sent again."""

    def __init__(
        self,
        *,
        rows: UploadRows,
        media: YotoMedia,
        clock: Clock,
        patience: Patience,
        jitter: Callable[[], float],
        on_returned: Callable[[], None],
    ) -> None:
        self._rows = rows
        self._media = media
        self._clock = clock
        self._patience = patience
        self._jitter = jitter
        self._on_returned = on_returned
        self._watches: dict[UploadKey, _Watch] = {}
        self._known: set[UploadKey] = set()
        self._nap = Nap(clock)

    def wake(self) -> None:
        """Look at the rows again: one has come, gone or become due."""
        self._nap.wake()

    def ask_at_once(self, key: UploadKey) -> None:
        """Yoto has had this one's bytes already: it may well have prepared them, too."""
        self._known.add(key)

    async def run(self) -> None:
        """Poll for ever."""
        self._watches.clear()
        while True:
            due = self._due()
            if due:
                await asyncio.gather(*(self._ask(upload) for upload in due[:AT_ONCE]))
                continue
            now = self._clock.monotonic()
            times = [watch.due_at - now for watch in self._watches.values()]
            await self._nap.take(max(0.0, min(times), self._patience.remaining_s or 0.0) if times else None)

    def _due(self) -> list[Upload]:
        now = self._clock.monotonic()
        rows = {upload.key: upload for upload in self._rows.in_stage(Stage.PREPARING) if upload.upload_id}
        for key in [key for key in self._watches if key not in rows]:
            del self._watches[key]
        for key, upload in rows.items():
            watch = self._watches.get(key)
            if watch is None or watch.upload_id != upload.upload_id:
                self._watches[key] = self._new_watch(upload, now=now)
        if self._patience.remaining_s is not None:
            return []
        return [rows[key] for key, watch in self._watches.items() if watch.due_at <= now]

    def _new_watch(self, upload: Upload, *, now: float) -> _Watch:
        recording = self._rows.recording(upload.recording)
        is_old = self._clock.now() - upload.stage_since > FIRST_PAUSE_S or upload.percent is not None
        is_due = is_old or upload.key in self._known
        self._known.discard(upload.key)
        return _Watch(
            upload_id=upload.upload_id or "",
            began_at=now,
            budget_s=budget_s(
                size_bytes=upload.total_bytes, duration_s=recording.duration_s if recording is not None else 0.0
            ),
            due_at=now if is_due else now + self._jittered(FIRST_PAUSE_S),
            asked_at=now,
            said_at=now,
        )

    async def _ask(self, upload: Upload) -> None:
        watch = self._watches[upload.key]
        try:
            progress = await self._media.progress(watch.upload_id)
        except (Offline, Busy, SignInNeeded) as trouble:
            self._unanswered(watch, trouble)
            return
        except NotFound:
            row = self._still(upload)
            if row is not None:
                self._send_again(row)
            return
        except Trouble as trouble:
            row = self._still(upload)
            if row is not None:
                self._rows.fail(row, trouble.sentence())
            return
        self._patience.end()
        row = self._still(upload)
        if row is not None:
            self._answered(row, watch, progress)

    def _unanswered(self, watch: _Watch, trouble: Trouble) -> None:
        """Time without an answer counts neither against the budget nor as a stall."""
        now = self._clock.monotonic()
        unheard_s = now - watch.asked_at
        watch.began_at += unheard_s
        watch.said_at += unheard_s
        watch.asked_at = now
        self._patience.note(trouble)
        watch.due_at = now + (self._patience.remaining_s or FIRST_PAUSE_S)

    def _answered(self, row: Upload, watch: _Watch, progress: Progress) -> None:
        now = self._clock.monotonic()
        watch.asked_at = now
        if progress.medium is not None:
            self._rows.finish(row, progress.medium)
        elif progress.is_rejected:
            self._rows.fail(row, "Yoto cannot use this file. Check that it plays here, or use another format.")
        elif now - watch.began_at > watch.budget_s:
            minutes = round(watch.budget_s / 60)
            self._rows.fail(row, f"Yoto has been preparing this for {minutes} minutes. Try again later.")
        elif now - watch.said_at > STALL_S and (progress.phase, progress.percent) == watch.said and row.tries < 1:
            self._send_again(row)
        else:
            self._rows.edit(row, phase=progress.phase, percent=progress.percent)
            watch.due_at = now + self._next_pause(watch, progress, now=now)

    def _next_pause(self, watch: _Watch, progress: Progress, *, now: float) -> float:
        """Grow the pause, but do not sleep past the end that Yoto's own percentage foretells."""
        pause_s = watch.pause_s = min(LONGEST_PAUSE_S, watch.pause_s * GROWTH)
        said = (progress.phase, progress.percent)
        if said != watch.said:
            if progress.percent and progress.percent != watch.said[1]:
                left_s = (now - watch.began_at) * (100 - progress.percent) / progress.percent
                pause_s = min(pause_s, max(SHORTEST_PAUSE_S, left_s))
            watch.said, watch.said_at = said, now
        return max(self._jittered(pause_s), progress.retry_after_s or 0.0)

    def _send_again(self, row: Upload) -> None:
        """Start over from the ticket. Yoto answers without an address when it has the bytes."""
        if row.tries >= MOST_TRIES:
            self._rows.fail(row, "Yoto lost this file again and again. Try again later.")
        else:
            self._rows.move(
                [row], Stage.WAITING, upload_id=None, sent_bytes=0, percent=None, phase="", tries=row.tries + 1
            )
            self._on_returned()

    def _still(self, upload: Upload) -> Upload | None:
        """Return the row as it is now, if it is still being prepared: a person may have paused it meanwhile."""
        row = self._rows.get(upload.key)
        return row if row and row.stage is Stage.PREPARING and row.upload_id == upload.upload_id else None

    def _jittered(self, pause_s: float) -> float:
        return pause_s * (0.9 + 0.2 * self._jitter())
