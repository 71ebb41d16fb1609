"""Follows the log commit by commit, and merges what waits here with what came."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from backend.contract.fold import fold
from backend.contract.layers import Layers, Report, is_missed, stop_at_many
from backend.contract.merge import Change, merge
from backend.contract.messages import Commit
from backend.contract.records import LINKS, Fields, is_deleted, links


def follow(layers: Layers, commits: tuple[Commit, ...], report: Report, *, more: bool, allow_deletions: bool) -> None:
    """Fold commits into the base and merge what waits here with them.

    Raise TooManyDeletions when they, and what came before them in the same pull, delete too much unasked.
    """
    storage = layers.storage
    first: dict[str, Fields | None] = {}
    run: dict[str, Fields | None] = {}
    doomed = _doomed(commits)
    alive: dict[str, bool] = {}
    for commit in commits:
        ops = layers.ops_of(commit)
        is_mine = layers.is_mine(commit)
        if is_mine:
            merge_run(layers, run, report, at_s=commit.at_s)
            run = {}
        else:
            layers.thaw_if_overlapping(ops)
        for op in ops:
            before = storage.base.get(op.id)
            first.setdefault(op.id, before)
            if not is_mine:
                if op.id in doomed:
                    alive.setdefault(op.id, layers.lives(op.id))
                run.setdefault(op.id, before)
        fold(storage.base, ops)
        if is_mine:
            storage.flight = None
            report.has_landed = True
    if commits:
        merge_run(layers, run, report, at_s=commits[-1].at_s)
        layers.advance(commits[-1], first)
    report.touched |= first.keys()
    dying = storage.mark.deletions + sum(was and not layers.lives(record) for record, was in alive.items())
    if not allow_deletions:
        stop_at_many(dying, living=lambda: layers.living() + dying)
    storage.mark = replace(storage.mark, deletions=dying if more and not allow_deletions else 0)


def _doomed(commits: Iterable[Commit]) -> set[str]:
    """Return what others' commits delete and a person would miss."""
    return {op.id for commit in commits if commit.z for op in commit.ops if is_deleted(op.set) and is_missed(op.id)}


def merge_run(layers: Layers, run: Mapping[str, Fields | None], report: Report, *, at_s: int) -> None:
    """Merge what waits here with what others wrote; `run` holds each record as it was before."""
    storage = layers.storage
    if run and storage.pend:
        merge_waiting(
            layers, {record: Change(before, storage.base[record]) for record, before in run.items()}, report, at_s=at_s
        )


def merge_waiting(layers: Layers, changes: Mapping[str, Change], report: Report, *, at_s: int) -> None:
    """Merge what waits here with changes that are in the ground by now; what they do not concern is left alone."""
    pend = layers.storage.pend
    near = dict.fromkeys(changes)
    for record, change in changes.items():
        near.update(dict.fromkeys(links(record, change.after)))
    if any(is_deleted(change.after) and not is_deleted(change.before) for change in changes.values()):
        near.update(dict.fromkeys(record for record in pend if record[:2] in LINKS))
    waiting = ((record, pend.get(record)) for record in near)
    mine = {record: fields for record, fields in waiting if fields is not None}
    if mine:
        layers.keep(mine, merge(mine, changes=changes, view=layers.view), report, at_s=at_s)
