"""T2: the simulator finds each of the mistakes that this protocol is made to withstand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from backend.contract import following, rebuilding
from backend.contract import layers as layering
from backend.contract import merge as merging
from backend.contract import replica as replicas
from backend.contract.batches import Flight
from backend.contract.chain import Cursor
from backend.contract.errors import Refused
from backend.contract.layers import Layers, Report
from backend.contract.merge import Merged
from backend.contract.messages import Commit, Gone, Page, Push
from backend.contract.records import DELETED
from backend.contract.replica import Replica
from backend.contract.snapshots import Snapshot
from backend.contract.storage import Differing
from backend.core import push as pushing
from backend.core import retention
from backend.core.log import Entry, Log, Meta, Tail
from tests.helpers.family_audit import Broken
from tests.helpers.family_memory import MemoryDocuments
from tests.helpers.family_world import World

SCHEDULES = 10_000
Plant = Callable[[pytest.MonkeyPatch], None]


def put_without_condition(patch: pytest.MonkeyPatch) -> None:
    def put(self: MemoryDocuments, partition: str, sort: str, item: Any) -> bool:
        self.before_put()
        self.partitions.setdefault(partition, {})[sort] = item
        self.on_put(sort, item)
        return True

    patch.setattr(MemoryDocuments, "put_new", put)


def older_commit_skipped(patch: pytest.MonkeyPatch) -> None:
    follow = replicas.follow
    patch.setattr(
        replicas, "follow", lambda layers, commits, report, **more: follow(layers, commits[-1:], report, **more)
    )


def ack_clears_newer_edits(patch: pytest.MonkeyPatch) -> None:
    follow = replicas.follow

    def forgetful(layers: Layers, commits: tuple[Commit, ...], report: Report, **more: bool) -> None:
        flight = layers.storage.flight
        if flight is not None and any(commit.pid == flight.pid for commit in commits):
            for record in flight.writes:
                layers.storage.pend.pop(record, None)
        follow(layers, commits, report, **more)

    patch.setattr(replicas, "follow", forgetful)


def delete_beats_edit(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(merging, "has_content", lambda fields: False)


def resync_drops_edits(patch: pytest.MonkeyPatch) -> None:
    start_over = Replica.start_over

    def forgetful(self: Replica, gone: Gone, snapshot: Snapshot) -> Report:
        self._storage.pend.clear()
        return start_over(self, gone, snapshot)

    patch.setattr(Replica, "start_over", forgetful)


def no_ledger(patch: pytest.MonkeyPatch) -> None:
    keep = Layers.keep
    patch.setattr(
        Layers,
        "keep",
        lambda self, mine, merged, report, *, at_s: keep(self, mine, replace(merged, losses=()), report, at_s=at_s),
    )


def dependencies_ignored(patch: pytest.MonkeyPatch) -> None:
    def careless(
        written: frozenset[str], _depended: frozenset[str], *, other_written: frozenset[str], **_: Any
    ) -> bool:
        return bool(written & other_written)

    patch.setattr(pushing, "is_overlapping", careless)
    patch.setattr(layering, "is_overlapping", careless)


def footprints_ignored_by_the_server(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(pushing, "is_overlapping", lambda *_, **__: False)


def push_id_used_again(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(World, "new_uuid", lambda self: "00000000-0000-4000-8000-000000000000")


def push_id_renewed_at_every_attempt(patch: pytest.MonkeyPatch) -> None:
    push = Replica.push

    def restless(self: Replica, **more: bool) -> Push | None:
        if self._storage.flight is not None:
            self._storage.flight = Flight(self._new_pid(), self._storage.flight.ops)
        return push(self, **more)

    patch.setattr(Replica, "push", restless)


def newest_commit_deleted(patch: pytest.MonkeyPatch) -> None:
    def careless(*, log: Log, clock: Any) -> None:
        for commit in log.covered(low=0, high=log.meta().snapshot.seq, limit=1000):
            log.let_go(commit, ttl_s=clock.now_s())

    patch.setattr(retention, "let_go_of_old", careless)


def number_used_again_after_truncation(patch: pytest.MonkeyPatch) -> None:
    """A place whose next commits were truncated is taken for the end of the log."""
    tail = Log.tail

    def careless(self: Log, cursor: Cursor, *, meta: Meta | None = None) -> Tail | Gone:
        found = tail(self, cursor, meta=meta)
        is_truncated = isinstance(found, Gone) and not found.forked
        return Tail(cursor, 0, (), more=False) if is_truncated else found

    patch.setattr(Log, "tail", careless)


def uncovered_commits_deleted(patch: pytest.MonkeyPatch) -> None:
    def careless(*, log: Log, clock: Any) -> None:
        for commit in log.covered(low=0, high=log.head_seq() - 1, limit=1000):
            log.let_go(commit, ttl_s=clock.now_s())

    patch.setattr(retention, "let_go_of_old", careless)


def holes_read_over(patch: pytest.MonkeyPatch) -> None:
    def careless(self: Log, cursor: Cursor, dig: int, after: list[Entry]) -> Tail:
        return Tail(cursor, dig, tuple(after), more=False)

    patch.setattr(Log, "_tail", careless)


def forks_taken_for_the_same_log(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(rebuilding, "return_to", lambda differing: Merged({}))


def truncation_hides_a_fork(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Snapshot, "knows", lambda self, cursor: cursor.seq <= self.cursor.seq)


def tombstone_wins_after_a_fork(patch: pytest.MonkeyPatch) -> None:
    honest = rebuilding.return_to

    def careless(differing: list[Differing]) -> Merged:
        found = honest(differing)
        dead = {record: {DELETED: 1} for record, _mine, theirs in differing if theirs is not None}
        return replace(found, writes={**found.writes, **dead})

    patch.setattr(rebuilding, "return_to", careless)


def hash_of_the_cursor_not_compared(patch: pytest.MonkeyPatch) -> None:
    tail = Log.tail

    def careless(self: Log, cursor: Cursor, *, meta: Meta | None = None) -> Tail | Gone:
        found = self.covered(low=cursor.seq, high=cursor.seq, limit=1)
        return tail(self, found[0].cursor if found else cursor, meta=meta)

    def trusting(self: Replica, page: Page, **more: bool) -> Report:
        if page.commits and page.commits[0].seq == self.cursor.seq + 1:
            self._storage.mark = replace(self._storage.mark, cursor=Cursor(self.cursor.seq, page.commits[0].prev))
        return take(self, page, **more)

    take = Replica.take
    patch.setattr(Log, "tail", careless)
    patch.setattr(Replica, "take", trusting)


def batch_kept_after_a_conflict(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Layers, "thaw_if_overlapping", lambda self, ops: None)


def snapshot_forgets_what_it_accepted(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Snapshot, "has_accepted", lambda self, pid: False)


def digest_not_carried_over_missed_commits(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(pushing, "carried", lambda head, *, base, after: after)


def last_writer_wins(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(following, "merge", lambda mine, *, changes, view: Merged(dict(mine)))


BUGS: tuple[Plant, ...] = (
    put_without_condition,
    older_commit_skipped,
    ack_clears_newer_edits,
    delete_beats_edit,
    resync_drops_edits,
    no_ledger,
    dependencies_ignored,
    footprints_ignored_by_the_server,
    push_id_used_again,
    push_id_renewed_at_every_attempt,
    newest_commit_deleted,
    number_used_again_after_truncation,
    uncovered_commits_deleted,
    holes_read_over,
    forks_taken_for_the_same_log,
    truncation_hides_a_fork,
    tombstone_wins_after_a_fork,
    hash_of_the_cursor_not_compared,
    batch_kept_after_a_conflict,
    snapshot_forgets_what_it_accepted,
    digest_not_carried_over_missed_commits,
    last_writer_wins,
)


@pytest.mark.parametrize("plant", BUGS, ids=lambda plant: plant.__name__)
def test_the_simulator_finds_a_planted_bug(plant: Plant, monkeypatch: pytest.MonkeyPatch) -> None:
    plant(monkeypatch)
    assert any(map(is_caught, range(SCHEDULES))), "not found"


def is_caught(seed: int) -> bool:
    """Return whether a schedule breaks a promise, or a check of the modules' own."""
    try:
        World(seed).run()
    except (Broken, Refused):
        return True
    return False
