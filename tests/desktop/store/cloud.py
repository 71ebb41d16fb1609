"""The family's cloud for the store's tests: the real core over memory, and libraries that talk to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from backend.contract.chain import Cursor
from backend.contract.fold import fold
from backend.contract.messages import Gone, Page, Push, gone_to_json, opened, page_to_json, read_gone, read_page
from backend.contract.records import Fields
from backend.contract.replica import Replica, Report
from backend.contract.snapshots import EMPTY, Snapshot, read_snapshot
from backend.core import keys, pull, push, retention, snapshot
from backend.core.keys import FamilyKey
from backend.core.log import Log
from desktop.model.cloud import DeviceKey
from desktop.store.library import Library
from tests.desktop.store.support import FixedClock
from tests.helpers.family_memory import MemoryDocuments, MemoryObjects, MemoryStorage, MovableClock

FAMILY = FamilyKey("f1")
A_YEAR_S = 365 * 24 * 3600


@dataclass
class Cloud:
    """One family's log."""

    documents: MemoryDocuments = field(default_factory=MemoryDocuments)
    objects: MemoryObjects = field(default_factory=MemoryObjects)
    clock: MovableClock = field(default_factory=MovableClock)
    page_commits: int = 256

    def log(self) -> Log:
        return Log(self.documents, self.objects, family=FAMILY, page_commits=self.page_commits)

    def pull(self, cursor: Cursor) -> Page | Gone:
        return _carried(pull.pull(cursor, log=self.log()))

    def push(self, wanted: Push, *, device: str) -> Page | Gone:
        answer = push.push(wanted, log=self.log(), device=keys.DeviceKey(device), clock=self.clock)
        return _carried(answer.page if isinstance(answer, push.Conflict) else answer, own=wanted.pid)

    def snapshot(self, gone: Gone) -> Snapshot:
        """Return the snapshot that an answer names, the empty one when it names none."""
        data = self.objects.get(gone.url)
        return EMPTY if data is None else read_snapshot(data, sha256=gone.sha256)

    def write(self, *writes: Mapping[str, Fields], device: str = "d_other") -> None:
        """Let another app, of whatever version, write records, one push each."""
        from_other = Other(self, device)
        for some in writes:
            from_other.write(some)

    def take_snapshot(self) -> None:
        """Fold all there is into a snapshot."""
        while True:
            meta = self.log().meta()
            tail = self.log().tail(meta.snapshot)
            assert not isinstance(tail, Gone)
            if not tail.commits:
                return
            snapshot.take_snapshot(tail.commits, log=self.log(), objects=self.objects, family=FAMILY, meta=meta)

    def truncate(self) -> None:
        """Take a snapshot and let the table delete every commit that it covers and that may go."""
        self.take_snapshot()
        self.clock.now += A_YEAR_S
        retention.let_go_of_old(log=self.log(), clock=self.clock)
        partition = keys.partition(FAMILY)
        for sort in [sort for sort, item in self.documents.partitions[partition].items() if "ttl" in item]:
            self.documents.expire(sort, partition=partition)

    def state(self) -> dict[str, Fields]:
        """Return what the log says: the newest snapshot, and what came after it."""
        start = snapshot.load(self.log().meta(), objects=self.objects)
        whole, cursor = dict(start.state), start.cursor
        while True:
            page = pull.pull(cursor, log=self.log())
            assert isinstance(page, Page)
            for commit in page.commits:
                fold(whole, opened(commit))
                cursor = commit.cursor
            if not page.more:
                return whole


class Other:
    """Somebody else's computer, as bare as can be."""

    def __init__(self, cloud: Cloud, device: str) -> None:
        self._cloud = cloud
        self._device = device
        self._count = 0
        self.replica = Replica(
            MemoryStorage(), device=device, new_pid=self._new_pid, new_ledger_id=lambda: f"c_{self._new_pid()}"
        )

    def write(self, writes: Mapping[str, Fields]) -> None:
        while isinstance(page := self._cloud.pull(self.replica.cursor), Gone):
            self.replica.start_over(page, self._cloud.snapshot(page))
        self.replica.take(page, allow_deletions=True)
        self.replica.edit(writes)
        while (wanted := self.replica.push(allow_deletions=True)) is not None:
            answer = self._cloud.push(wanted, device=self._device)
            assert isinstance(answer, Page)
            self.replica.take(answer, allow_deletions=True)

    def _new_pid(self) -> str:
        self._count += 1
        return f"{id(self) % 2**32:08x}-0000-4000-8000-{self._count:012x}"


def joined(library: Library, device: str) -> Library:
    """Return the library as one of the family's."""
    library.sync.join(DeviceKey(device)).finish()
    return library


def sync(library: Library, cloud: Cloud, **how: bool) -> list[Report]:
    """Send all that waits and take all that there is; return what each answer did."""
    reports: list[Report] = []
    while True:
        assert len(reports) < 500, "stuck"
        allow = how.get("allow_deletions", False)
        wanted = library.sync.push(allow_deletions=allow)
        device = library.sync.device
        assert device is not None
        answer = cloud.pull(library.sync.cursor) if wanted is None else cloud.push(wanted, device=device)
        reports.append(taken(library, cloud, answer, **how))
        if wanted is None and not reports[-1].should_pull and not library.sync.waiting:
            return reports


def taken(library: Library, cloud: Cloud, answer: Page | Gone, **how: bool) -> Report:
    """Take one answer of the cloud."""
    if not isinstance(answer, Gone):
        return library.sync.take(answer, **how).finish()
    return library.sync.start_over(answer, cloud.snapshot(answer)).finish()


def sync_all(cloud: Cloud, *libraries: Library) -> None:
    """Let everybody hear of everything."""
    for _ in range(3):
        for library in libraries:
            sync(library, cloud)


def new_library(folder: Path, cloud: Cloud, device: str) -> Library:
    """Return a fresh library that has joined the family and heard all of it."""
    library = joined(Library.open(folder, clock=FixedClock()), device)
    sync(library, cloud)
    return library


def _carried(answer: Page | Gone, *, own: str = "") -> Page | Gone:
    if isinstance(answer, Gone):
        return read_gone(gone_to_json(answer))
    return read_page(page_to_json(answer, own=own), is_accepted=answer.is_accepted)
