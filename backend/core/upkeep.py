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

LOOK_EVERY_COMMITS = 16  # whether a snapshot is due costs reading what came since the last one
LOOK_AT_BYTES = 64 * 1024


def after_push(page: Page, *, log: Log, family: FamilyKey, world: World) -> None:
    """Fold a snapshot when it is due, let go of what it covers, and of files that its state does not name.

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
            garbage.collect(taken.state, vault=Vault(world, family=family))
    except (Refused, Unavailable):
        return
