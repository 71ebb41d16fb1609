"""Deletes files that nothing in the library names any more: slowly, and never one that somebody is sending."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from backend.contract.records import ARTWORK, RECORDING, Fields, is_deleted, recording_sha256
from backend.core.blobs import Blob, Stage
from backend.core.keys import Sha256
from backend.core.quota import Move, Way
from backend.core.vault import Vault

DAY_S = 24 * 3600
IDLE_S = 30 * DAY_S
LAST_DAY_S = DAY_S
STALE_UPLOAD_S = 7 * DAY_S
STALE_MOVE_S = DAY_S  # whoever began it is long dead
MAX_CHANGES = 500  # in one go

_HEX = re.compile(r"[0-9a-f]{64}\Z", re.ASCII)


def collect(state: Mapping[str, Fields], *, vault: Vault) -> int:
    """Take each file a step further on its way out, or back; return how many steps were taken.

    `state` is the family's library as it is now: a file that it names stays, and all do while it has a recording whose
    file cannot be told. One that it has not named for 30 days is marked; one that still is not named a day later goes.
    An upload that nobody has asked for in 7 days is given up.
    """
    settle_moves(vault)
    named, steps = references(state), 0
    for blob in vault.blobs.all():
        if steps >= MAX_CHANGES:
            break
        steps += _step(blob, is_named=named is None or blob.sha256 in named, vault=vault)
    return steps


def references(state: Mapping[str, Fields]) -> frozenset[Sha256] | None:
    """Return the files that live records name; None when one of them names a file in a way that is not understood.

    Whatever looks like a SHA-256 counts, in any record but the notes on artwork, which say where pictures are: a newer
    app may name files in fields of its own.
    """
    named: set[Sha256] = set()
    for record, fields in state.items():
        if is_deleted(fields) or record[:2] == ARTWORK:
            continue
        if record[:2] == RECORDING:
            audio = recording_sha256(record, fields.get("sha"))
            if audio is None:
                return None
            named.add(Sha256(audio.hex()))
        named.update(Sha256(value) for value in fields.values() if isinstance(value, str) and _HEX.match(value))
    return frozenset(named)


def settle_moves(vault: Vault) -> None:
    """Bring to their end the moves in the family's count that a crash has left half done."""
    for move in vault.quota.moves():
        blob = vault.blobs.get(move.sha256)
        if blob is not None and blob.ticket == move.ticket:
            if blob.stage in (Stage.READY, Stage.DELETING):
                vault.quota.settle(move.ticket, size=blob.size)
            elif blob.stage is Stage.GONE and vault.is_quiet(blob):
                vault.quota.release(move.ticket)
        elif vault.now_s() - move.at_s > STALE_MOVE_S:
            _undo(move, vault)


def _undo(move: Move, vault: Vault) -> None:
    """End a move that never reached its file: what should come did not, what should go is still there."""
    if move.way is Way.IN:
        vault.quota.release(move.ticket)
    else:
        vault.quota.settle(move.ticket, size=move.size)


def _step(blob: Blob, *, is_named: bool, vault: Vault) -> bool:
    now_s = vault.now_s()
    if blob.swept < blob.generation and vault.is_quiet(blob):
        vault.sweep(blob)
        return True
    if blob.stage is Stage.PENDING:
        return now_s - blob.asked_at > STALE_UPLOAD_S and _give_up(blob, vault)
    if blob.stage is Stage.READY:
        return _watch(blob, is_named=is_named, vault=vault)
    if blob.stage is Stage.DELETING:
        if is_named:
            return vault.keep(blob)
        return now_s - blob.deleting_since >= LAST_DAY_S and _throw_away(blob, vault)
    return False


def _watch(blob: Blob, *, is_named: bool, vault: Vault) -> bool:
    now_s = vault.now_s()
    if is_named:
        return bool(blob.idle_since) and vault.keep(blob)
    if not 0 < blob.idle_since <= now_s:
        return vault.blobs.write(replace(blob, idle_since=now_s), was=blob)
    if now_s - blob.idle_since < IDLE_S:
        return False
    return vault.blobs.write(replace(blob, stage=Stage.DELETING, deleting_since=now_s), was=blob)


def _give_up(blob: Blob, vault: Vault) -> bool:
    if vault.has_bytes(blob):
        return vault.arrive(blob)  # all was sent and only the last word is missing
    return vault.abandon(blob) and _sweep_now(blob, vault)


def _throw_away(blob: Blob, vault: Vault) -> bool:
    return vault.throw_away(blob) and _sweep_now(blob, vault)


def _sweep_now(blob: Blob, vault: Vault) -> bool:
    now = vault.blobs.get(blob.sha256)
    if now is not None and now.swept < now.generation:
        vault.sweep(now)
    return True
