"""Somebody else's computer, beside the server: it writes to the family's log when it is told to."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from backend.contract.fold import fold
from backend.contract.messages import Gone, Page, opened, page_to_json, read_page
from backend.contract.records import Fields
from backend.contract.replica import Replica
from backend.contract.snapshots import EMPTY, Snapshot, read_snapshot
from backend.core import keys, pull, push, retention, snapshot
from backend.core.keys import FamilyKey
from backend.core.log import Log
from backend.core.ports import Clock, Documents, Objects
from tests.helpers.family_memory import MemoryStorage

NAME = keys.DeviceKey("d_01J0000000000000000000RVAL")


class Rival:
    """Knows the log of one family from the inside; each write is one commit."""

    def __init__(self, documents: Documents, objects: Objects, *, family: FamilyKey, clock: Clock) -> None:
        self._objects = objects
        self._family = family
        self._clock = clock
        self._log = Log(documents, objects, family=family)

    def write(self, number: int, writes: Mapping[str, Fields]) -> None:
        """Push, under an id that follows from the number."""
        pid = str(UUID(int=number, version=4))
        replica = Replica(MemoryStorage(), device=NAME, new_pid=lambda: pid, new_ledger_id=lambda: f"c_{pid}")
        self._follow(replica)
        replica.edit(writes)
        wanted = replica.push(allow_deletions=True)
        assert wanted is not None, "nothing to write"
        answer = push.push(wanted, log=self._log, device=NAME, clock=self._clock)
        assert isinstance(answer, Page), answer
        assert answer.is_accepted

    def titles(self) -> dict[str, str]:
        """Return the id of every recording and playlist by its title."""
        return {
            str(fields.get("title")): record for record, fields in self.state().items() if record[:2] in ("t_", "p_")
        }

    def state(self) -> dict[str, Fields]:
        """Return what the log says."""
        meta = self._log.meta()
        whole: dict[str, Fields] = {}
        if meta.snap_key:
            whole.update(self._snapshot(meta.snap_key, meta.snap_sha256).state)
        tail = self._log.tail(meta.snapshot)
        assert not isinstance(tail, Gone)
        assert not tail.more
        for commit in tail.commits:
            fold(whole, opened(commit))
        return whole

    def commits(self) -> list[tuple[str, object]]:
        """Return what is left of the log: who wrote, and the operations."""
        tail = self._log.tail(self._log.meta().snapshot)
        assert not isinstance(tail, Gone)
        return [(commit.dev, [op.text for op in opened(commit)]) for commit in tail.commits]

    def let_go_of_all(self) -> None:
        """Fold a snapshot, and mark what it covers for deletion; the newest commit stays."""
        meta = self._log.meta()
        tail = self._log.tail(meta.snapshot)
        assert not isinstance(tail, Gone)
        snapshot.take_snapshot(tail.commits, log=self._log, objects=self._objects, family=self._family, meta=meta)
        assert retention.let_go_of_old(log=self._log, clock=self._clock)

    def _follow(self, replica: Replica) -> None:
        while True:
            answer = pull.pull(replica.cursor, log=self._log)
            if isinstance(answer, Gone):
                meta = self._log.meta()
                replica.start_over(answer, self._snapshot(meta.snap_key, meta.snap_sha256) if meta.snap_key else EMPTY)
                continue
            if not replica.take(read_page(page_to_json(answer)), allow_deletions=True).should_pull:
                return

    def _snapshot(self, key: str, sha256: str) -> Snapshot:
        data = self._objects.get(key)
        assert data is not None
        return read_snapshot(data, sha256=sha256)
