"""Looks after a family's log and files once a push is accepted."""

from __future__ import annotations

from backend.contract.errors import Refused
from backend.contract.messages import Page
from backend.core import garbage, retention, snapshot
from backend.core.keys import FamilyKey
from backend.core.log import Log
from backend.core.ports import Unavailable
from backend.core.vault import Vault
from backend.core.world import World

LOOK_EVERY_COMMITS = 16  # what is due costs reading what came since the last snapshot
LOOK_AT_BYTES = 64 * 1024
COLLECT_EVERY_S = 24 * 3600  # a file is let go in steps, a day and more apart


def after_push(page: Page, *, log: Log, family: FamilyKey, world: World) -> None:
    """Fold a snapshot when it is due, let go of what it covers, and once a day of files that nothing names.

    The push is in the log whatever happens here: what fails is done after a later one.
    """
    newest = page.commits[-1]
    if newest.seq % LOOK_EVERY_COMMITS and len(newest.z) < LOOK_AT_BYTES:
        return
    try:
        taken = snapshot.snapshot_if_due(log=log, objects=world.objects, family=family)
        retention.let_go_of_old(log=log, clock=world.clock)
        if taken is not None:
            retention.remove_old_snapshots(log=log, objects=world.objects, clock=world.clock)
        _collect_if_due(log=log, family=family, world=world)
    except (Refused, Unavailable):
        return


def _collect_if_due(*, log: Log, family: FamilyKey, world: World) -> None:
    """Look for files that nothing names, unless somebody has within a day. A log with a hole says of none."""
    meta, now_s = log.meta(), world.clock.now_s()
    if 0 <= now_s - meta.collected_at < COLLECT_EVERY_S:
        return
    library = snapshot.whole(log=log, objects=world.objects)
    if library is not None and log.note_collection(meta, at_s=now_s):
        garbage.collect(library.state, vault=Vault(world, family=family))
