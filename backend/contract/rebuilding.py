"""Reads the base anew, from a snapshot or from nothing, and loses no local write on the way (sync.md, 410)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from backend.contract.fold import fold, overlaid
from backend.contract.layers import Layers, Report, stop_at_many
from backend.contract.merge import Change, Merged, merge, return_to
from backend.contract.messages import Commit
from backend.contract.records import Fields, is_deleted, links
from backend.contract.snapshots import Snapshot
from backend.contract.storage import RESYNC_PAUSE, Differing, Mark


def start_over(layers: Layers, snapshot: Snapshot, report: Report) -> None:
    """Put the base aside and begin a new one with a snapshot's records."""
    storage = layers.storage
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
    storage = layers.storage
    if storage.flight is not None:
        layers.thaw(storage.flight)
    mine = dict(storage.pend)
    changes, missing = _read_differences(layers, mine, report, allow_deletions=allow_deletions)
    returned = return_to(missing)
    storage.mark = replace(storage.mark, former=None, is_met=False)
    merged = merge(mine, changes=changes, view=layers.view)
    losses = tuple(loss for loss in returned.losses if loss.field not in mine.get(loss.record, ()))
    writes = {record: _without(fields, mine.get(record, {})) for record, fields in returned.writes.items()}
    writes = {record: fields for record, fields in writes.items() if fields}
    for record, fields in merged.writes.items():
        writes[record] = overlaid(writes.get(record), fields)
    both = Merged(writes, (*losses, *merged.losses), (*returned.notes, *merged.notes))
    layers.keep(mine, both, report, at_s=at_s)
    storage.former.clear()


def compare(layers: Layers, last: Commit, report: Report) -> None:
    """Start over when the state is not the one that the last commit's author had."""
    mark = layers.storage.mark
    if mark.dig == last.dig or mark.cursor != last.cursor or last.seq < mark.resynced + RESYNC_PAUSE:
        return
    _set_aside(layers)
    layers.storage.mark = Mark(former=mark.cursor, resynced=last.seq)
    report.is_resyncing = report.should_pull = True


def _read_differences(
    layers: Layers, mine: Mapping[str, Fields], report: Report, *, allow_deletions: bool
) -> tuple[dict[str, Change], list[Differing]]:
    """Return the changes that a merge with what waits here has to look at, and what a forked log may lack.

    The rest of a large library passes through without being held.
    """
    is_deleting = any(map(is_deleted, mine.values()))
    changes: dict[str, Change] = {}
    missing: list[Differing] = []
    dying = 0
    for record, before, after in layers.storage.differing():
        if before is not None and not layers.storage.mark.is_met:
            missing.append((record, before, after))
        if after is None:
            continue
        report.touched.add(record)
        dying += before is not None and is_deleted(after) and not is_deleted(before)
        if record in mine or is_deleted(after) or (is_deleting and not mine.keys().isdisjoint(links(record, after))):
            changes[record] = Change(before, after)
    if not allow_deletions:
        stop_at_many(dying, living=layers.living)
    return changes, missing


def _set_aside(layers: Layers) -> None:
    storage = layers.storage
    if layers.is_rebuilding:
        storage.base.clear()
    else:
        storage.former.clear()
        storage.set_base_aside()


def _without(fields: Fields, replaced: Fields) -> Fields:
    return {name: value for name, value in fields.items() if name not in replaced}
