"""The files that are on their way from the family's cloud: each once, however many want it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from desktop.model.errors import Trouble
from desktop.model.names import RecordingKey
from desktop.model.recording import Recording
from desktop.services.family_ports import FamilyVault
from desktop.services.vault_pace import Pace
from desktop.services.vault_words import stopped, unfetched

Spawn = Callable[[str, Coroutine[Any, Any, None]], "asyncio.Task[None] | None"]


@dataclass(slots=True)
class Fetch:
    """One file under way. `persons` wait for it, `waiters` in all; nobody waiting ends it."""

    recording: Recording
    outcome: asyncio.Future[Path | Trouble]
    task: asyncio.Task[None] | None = None
    done_bytes: int = 0
    persons: int = 0
    waiters: int = 0


class Fetches:
    """`pace` holds back what no person waits for; `on_moved` hears of each step of a file's progress and of its end,
    `on_ended` how a fetch ended, before whoever waits hears of it."""

    def __init__(
        self,
        *,
        remote: FamilyVault,
        place: Callable[[Recording], Path],
        spawn: Spawn,
        pace: Pace,
        on_moved: Callable[[RecordingKey, int], None],
        on_ended: Callable[[Recording, Trouble | None], None],
    ) -> None:
        self._remote = remote
        self._place = place
        self._spawn = spawn
        self._pace = pace
        self._on_moved = on_moved
        self._on_ended = on_ended
        self._under_way: dict[RecordingKey, Fetch] = {}
        self._ending: dict[RecordingKey, asyncio.Task[None]] = {}

    def __contains__(self, key: RecordingKey) -> bool:
        return key in self._under_way

    @property
    def under_way(self) -> list[tuple[Recording, int]]:
        """Return what is coming, each with the bytes that have come."""
        return [(fetch.recording, fetch.done_bytes) for fetch in self._under_way.values()]

    def progress(self, key: RecordingKey) -> int:
        """Return the bytes of a file that have come, 0 when it is not on its way."""
        fetch = self._under_way.get(key)
        return fetch.done_bytes if fetch is not None else 0

    async def fetch(self, recording: Recording, *, is_for_person: bool) -> Path:
        """Return the file once it is in its place. Raise Trouble in words about this recording."""
        fetch = self._under_way.get(recording.key) or self._begin(recording)
        fetch.waiters += 1
        fetch.persons += is_for_person
        try:
            outcome = await asyncio.shield(fetch.outcome)
        finally:
            fetch.waiters -= 1
            fetch.persons -= is_for_person
            if not fetch.waiters:
                self._stop(fetch)
        if isinstance(outcome, Trouble):
            raise outcome
        return outcome

    def cancel(self, key: RecordingKey) -> None:
        """Stop a fetch: whoever waits for it gets Trouble."""
        fetch = self._under_way.get(key)
        if fetch is not None:
            self._stop(fetch)

    def _begin(self, recording: Recording) -> Fetch:
        fetch = Fetch(recording, asyncio.get_running_loop().create_future())
        self._under_way[recording.key] = fetch
        fetch.task = self._spawn(f"fetch {recording.key}", self._carry(fetch, after=self._ending.get(recording.key)))
        if fetch.task is None:
            self._end(fetch, stopped(recording))
        else:
            fetch.task.add_done_callback(lambda _: self._end(fetch, stopped(recording)))
        self._on_moved(recording.key, 0)
        return fetch

    async def _carry(self, fetch: Fetch, *, after: asyncio.Task[None] | None) -> None:
        if after is not None:
            await asyncio.wait({after})  # the same file, let go of a moment ago
        path = self._place(fetch.recording)
        try:
            await self._remote.fetch(
                fetch.recording.sha256,
                to=path,
                on_bytes=lambda done_bytes: self._note(fetch, done_bytes),
                pace=lambda count: self._hold_back(fetch, count),
            )
        except Trouble as trouble:
            self._on_ended(fetch.recording, trouble)
            self._end(fetch, unfetched(fetch.recording, trouble))
        else:
            self._on_ended(fetch.recording, None)
            self._end(fetch, path)

    async def _hold_back(self, fetch: Fetch, count: int) -> None:
        if not fetch.persons:
            await self._pace.take(count, is_urgent=lambda: fetch.persons > 0)

    def _note(self, fetch: Fetch, done_bytes: int) -> None:
        fresh = done_bytes - fetch.done_bytes
        fetch.done_bytes = done_bytes
        self._on_moved(fetch.recording.key, max(0, fresh))

    def _stop(self, fetch: Fetch) -> None:
        key, task = fetch.recording.key, fetch.task
        if fetch.outcome.done() or task is None:
            return
        self._ending[key] = task
        task.add_done_callback(lambda _: self._forget(key, task))
        task.cancel()
        self._end(fetch, stopped(fetch.recording))

    def _forget(self, key: RecordingKey, task: asyncio.Task[None]) -> None:
        if self._ending.get(key) is task:
            del self._ending[key]

    def _end(self, fetch: Fetch, outcome: Path | Trouble) -> None:
        if fetch.outcome.done():
            return
        fetch.outcome.set_result(outcome)
        if self._under_way.get(fetch.recording.key) is fetch:
            del self._under_way[fetch.recording.key]
        self._on_moved(fetch.recording.key, 0)
