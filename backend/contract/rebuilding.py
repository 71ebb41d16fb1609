"""Reads the base anew, from a snapshot or from nothing, and loses no local write on the way (sync.md, 410)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from backend.contract.fold import fold, overlaid
from backend.contract.following import merge_waiting
from backend.contract.layers import Layers, Report, is_missed, stop_at_many
from backend.contract.merge import Change, Merged, return_to
from backend.contract.messages import Commit
from backend.contract.records import Fields, is_deleted
from backend.contract.snapshots import Snapshot
from backend.contract.storage import RESYNC_PAUSE, Differing, Mark


def start_over(layers: Layers, snapshot: Snapshot, report: Report) -> None:
    """Put the base aside and begin a new one with a snapshot's records.

    A computer that knows nothing and has nothing to say stands on the snapshot at once: all of it is touched.
    """
    storage = layers.storage
    if storage.mark == Mark() and storage.flight is None and not storage.pend:
        storage.fill_base(snapshot.state)
        storage.mark = Mark(snapshot.cursor, snapshot.dig)
        report.touched |= snapshot.state.keys()
        return
    if layers.is_rebuilding and not snapshot.knows(storage.mark.cursor):
        # the server was restored while we read from it: what we have read may be nowhere else any more
        finish(layers, report, at_s=snapshot.at_s, allow_deletions=True)
    former = storage.mark.former if layers.is_rebuilding else storage.mark.cursor
    _set_aside(layers)
    storage.fill_base(snapshot.state)
    if storage.flight is not None and snapshot.has_accepted(storage.flight.pid):
        layers.land(storage.former)
    is_met = former is None or snapshot.knows(former)
    storage.mark = replace(
        storage.mark, cursor=snapshot.cursor, dig=snapshot.dig, former=former, is_met=is_met, deletions=0
    )


def rebuild(layers: Layers, commits: Iterable[Commit], report: Report) -> None:
    """Fold commits into a base that is being read anew; what waits here is merged at the end."""
    storage = layers.storage
    for commit in commits:
        ops = layers.ops_of(commit)
        if layers.is_mine(commit):
            layers.land(storage.former)
            report.has_landed = True
        first = {op.id: storage.base.get(op.id) for op in ops}
        fold(storage.base, ops)
        layers.advance(commit, first)
        if commit.cursor == storage.mark.former:
            storage.mark = replace(storage.mark, is_met=True)


def finish(layers: Layers, report: Report, *, at_s: int, allow_deletions: bool) -> None:
    """Put the new base under what waits here. What a forked log lacks waits here from now on, too."""
    differing = list(layers.storage.differing())
    if not allow_deletions:
        stop_at_many(sum(map(is_dying, differing)), living=layers.living)
    approach(layers, differing, report, at_s=at_s)
    arrive(layers)


def is_dying(differing: Differing) -> bool:
    """Return whether a record lives in the former base and is deleted in the new one."""
    record, before, after = differing
    is_dead = after is not None and is_deleted(after)
    return is_dead and before is not None and not is_deleted(before) and is_missed(record)


def approach(layers: Layers, differing: Sequence[Differing], report: Report, *, at_s: int) -> None:
    """Make the former base hold these records as the new one does, as if others had just written them.

    What waits here is merged with that. What hangs on others (entries, card links) comes last, so that what a forked
    log lacks waits in an order in which it can be sent.
    """
    storage = layers.storage
    if storage.flight is not None:
        layers.thaw(storage.flight)
    if not storage.mark.is_met:
        _bring_back(layers, differing, report, at_s=at_s)
    changes: dict[str, Change] = {}
    for record, before, after in differing:
        report.touched.add(record)
        if after is None:
            del storage.former[record]
        else:
            storage.former[record] = after
            changes[record] = Change(before, after)
    if storage.pend:
        merge_waiting(layers, changes, report, at_s=at_s)
    report.notes = list(dict.fromkeys(report.notes))


def arrive(layers: Layers) -> None:
    """End a rebuild of which nothing differs any more."""
    layers.storage.mark = replace(layers.storage.mark, former=None, is_met=False)
    layers.storage.former.clear()


def compare(layers: Layers, last: Commit, report: Report) -> None:
    """Start over when the state is not the one that the last commit's author had."""
    mark = layers.storage.mark
    if mark.dig == last.dig or mark.cursor != last.cursor or last.seq < mark.resynced + RESYNC_PAUSE:
        return
    _set_aside(layers)
    layers.storage.mark = Mark(former=mark.cursor, resynced=last.seq)
    report.is_resyncing = report.should_pull = True


def _bring_back(layers: Layers, differing: Sequence[Differing], report: Report, *, at_s: int) -> None:
    """Let what a forked log lacks wait here, under what waits already."""
    pend = layers.storage.pend
    waiting = {record: pend.get(record) or {} for record, _, _ in differing}
    returned = return_to([(record, _mine(before, waiting[record]), after) for record, before, after in differing])
    losses = tuple(loss for loss in returned.losses if loss.field not in waiting[loss.record])
    writes = {record: overlaid(fields, waiting[record]) for record, fields in returned.writes.items()}
    layers.keep({}, Merged(writes, losses, returned.notes), report, at_s=at_s)


def _mine(before: Fields | None, waiting: Fields) -> Fields | None:
    """Return what this computer has of a record: as it was, or that it lives, which is all that need be known of it
    when an earlier step brought it back. No tombstone wins over that: a later step may bring back what hangs on it.
    """
    return {} if before is None and waiting and not is_deleted(waiting) else before


def _set_aside(layers: Layers) -> None:
    storage = layers.storage
    if layers.is_rebuilding:
        storage.base.clear()
    else:
        storage.former.clear()
        storage.set_base_aside()
