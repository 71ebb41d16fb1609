"""Keeps this computer's library and the family's cloud the same."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from contextlib import ExitStack

from desktop.model.errors import Busy, Offline, Trouble
from desktop.services.announcer import Announcer
from desktop.services.connectivity import Connectivity, Reachability
from desktop.services.family import Family, FamilyState
from desktop.services.family_ports import FamilyLog
from desktop.services.nap import Nap
from desktop.services.ports import Clock
from desktop.services.sync_agenda import Agenda
from desktop.services.sync_exchange import Consent, Exchange, Held, Stuck
from desktop.services.sync_names import DeviceNames
from desktop.services.sync_status import Deletions, SyncState, SyncStatus
from desktop.services.sync_words import asking, missing_membership, needing
from desktop.store.changes import Changes
from desktop.store.library import Library

POOL = "sync.pool"  # a preference: the cloud (its pool of accounts) that this library is kept in step with
STUCK_AT_MOST = 3  # times in a row, then a person is told


class Sync:
    """Pulls and pushes for as long as the app runs; edits are on the screen long before.

    It asks every 60 s while the window is in front and every 10 minutes else, at once when the window comes to the
    front and when the network comes back, and a second after an edit. On the loop's thread.
    """

    def __init__(
        self,
        *,
        library: Library,
        log: FamilyLog,
        family: Family,
        connectivity: Connectivity,
        clock: Clock,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self._library = library
        self._log = log
        self._family = family
        self._connectivity = connectivity
        self._clock = clock
        self._names = DeviceNames(library=library, family=family, clock=clock)
        self._agenda = Agenda(clock=clock, jitter=jitter)
        self._nap = Nap(clock)
        self._announcer: Announcer[SyncStatus] = Announcer()
        self._consent = Consent()
        self._held: Held | None = None
        self._trouble: Trouble | None = None
        self._stuck = 0
        self._offline_since: float | None = None
        self._seen_at: float | None = None
        self._is_busy = False
        self._is_parting = False
        self._family_state = family.state
        self._status = self._judged()
        library.sync.name_devices(self.name_of)

    @property
    def status(self) -> SyncStatus:
        return self._status

    def subscribe(self, listener: Callable[[SyncStatus], None]) -> Callable[[], None]:
        return self._announcer.subscribe(listener)

    def name_of(self, device: str) -> str:
        """Return what the family calls a computer, "Another computer" while nobody knows."""
        return self._names.name_of(device)

    def hurry(self) -> None:
        """Sync now: not within a second of the last time, and not before the time that a busy cloud named."""
        self._agenda.hurry()
        self._nap.wake()

    def set_in_front(self, is_in_front: bool) -> None:
        """Say whether the person looks at the window; coming to the front syncs at once."""
        was_in_front, self._agenda.is_in_front = self._agenda.is_in_front, is_in_front
        if is_in_front and not was_in_front:
            self.hurry()

    def allow_deletions(self) -> None:
        """Let as many deletions happen as `status` asks about; when it is more by then, it asks again."""
        self._decide(Consent(allowed=self._status.deletions))

    def refuse_deletions(self) -> None:
        """Let everything live that `status` asks about, here and on the family's other computers."""
        self._decide(Consent(is_refusing=True))

    async def run(self) -> None:
        """Sync for ever, whenever somebody is signed in and belongs to a family."""
        with ExitStack() as ends:
            ends.callback(self._library.subscribe(self._on_library_changed))
            ends.callback(self._family.subscribe(self._on_family_changed))
            ends.callback(self._connectivity.subscribe(self._on_reachability_changed))
            self._on_family_changed(self._family.state)
            self._show()
            while True:
                self._part()
                pause_s = self._agenda.pause_s if self._family.is_member else None
                if pause_s is None or pause_s > 0:
                    await self._nap.take(pause_s)
                else:
                    await self._turn()

    async def _turn(self) -> None:
        self._agenda.begin()
        consent, self._consent = self._consent, Consent()
        try:
            await self._join()
            held = await Exchange(
                library=self._library,
                log=self._log,
                clock=self._clock,
                names=self._names,
                consent=consent,
                is_member=lambda: self._family.is_member,
                on_busy=self._on_busy,
            ).run()
        except Trouble as trouble:
            self._fail(trouble)
            if consent != Consent() and self._consent == Consent():
                self._consent = consent  # what the person said still holds when the network is back
        else:
            self._settle(held)
        finally:
            self._is_busy = False
            self._agenda.end()
        self._show()

    async def _join(self) -> None:
        """Begin to keep the library in the cloud, or go on with a beginning that was cut off."""
        sync, pool = self._library.sync, self._family.cloud.pool if self._family.cloud else ""
        if sync.is_on and self._library.preferences.get(POOL) != pool:
            sync.leave()
        if sync.is_on and sync.device != self._family.device:
            sync.rename_device(self._family.device)
        if sync.is_on and not sync.is_joining:
            return
        self._on_busy()
        self._library.transact("Join", lambda tx: tx.set_preference(POOL, pool), initiator=self, undoable=False)
        for _ in sync.join(self._family.device):
            await asyncio.sleep(0)

    def _part(self) -> None:
        """Forget what was shared with a cloud that the person has disconnected; between two conversations only."""
        if self._is_parting and self._library.sync.is_on:
            self._library.sync.leave()
        self._is_parting = False

    def _settle(self, held: Held | None) -> None:
        self._held = held
        self._stuck = 0
        self._offline_since = None
        self._trouble = held.trouble if held is not None else None
        if self._trouble is not None:
            self._agenda.fail(self._trouble, is_owed=False)
            return
        self._agenda.succeed()
        if held is None:
            self._seen_at = self._clock.now()

    def _fail(self, trouble: Trouble) -> None:
        self._trouble = trouble
        self._held = None
        self._stuck = self._stuck + 1 if isinstance(trouble, Stuck) else 0
        if isinstance(trouble, Offline):
            self._offline_since = self._clock.now() if self._offline_since is None else self._offline_since
        else:
            self._offline_since = None
        is_passing = isinstance(trouble, Offline | Busy | Stuck)
        self._agenda.fail(trouble, is_owed=is_passing and self._library.sync.waiting > 0)

    def _decide(self, consent: Consent) -> None:
        if self._status.deletions:
            self._consent = consent
            self._held = None
            self.hurry()
            self._show()

    def _on_busy(self) -> None:
        self._is_busy = True
        self._show()

    def _on_library_changed(self, changes: Changes) -> None:
        if "sync" not in changes:
            return
        if changes.initiator is not self._library.sync:
            self._agenda.note_edit()
            self._nap.wake()
        self._show()

    def _on_family_changed(self, state: FamilyState) -> None:
        before, self._family_state = self._family_state, state
        if state is before:
            return
        self._is_parting = state is FamilyState.NONE
        self._trouble = self._held = self._offline_since = self._seen_at = None
        self._consent = Consent()
        self.hurry()
        self._show()

    def _on_reachability_changed(self, reachability: Reachability) -> None:
        if reachability.is_online:
            self.hurry()

    def _show(self) -> None:
        status = self._judged()
        if not status.says_the_same(self._status):
            self._status = status
            self._announcer.announce(status)

    def _judged(self) -> SyncStatus:
        waiting = self._library.sync.changes
        trouble = missing_membership(self._family.state)
        if trouble is not None:
            return SyncStatus(SyncState.NEEDS_YOU, waiting, trouble=trouble)
        if not self._family.is_member:
            return SyncStatus(SyncState.OFF, waiting)
        if self._held is not None and self._held.deletions:
            return self._question(self._held, waiting)
        if self._offline_since is not None:
            return SyncStatus(SyncState.OFFLINE, waiting, since=self._offline_since)
        if self._trouble is not None:
            return self._troubled(self._trouble, waiting)
        if self._is_busy or self._seen_at is None:
            return SyncStatus(SyncState.WORKING, waiting, since=self._seen_at)
        return SyncStatus(SyncState.WAITING if waiting else SyncState.UP_TO_DATE, waiting, since=self._seen_at)

    def _troubled(self, trouble: Trouble, waiting: int) -> SyncStatus:
        is_passing = isinstance(trouble, Busy) or (isinstance(trouble, Stuck) and self._stuck < STUCK_AT_MOST)
        state = SyncState.WAITING if is_passing else SyncState.NEEDS_YOU
        return SyncStatus(state, waiting, since=self._seen_at, trouble=trouble if is_passing else needing(trouble))

    def _question(self, held: Held, waiting: int) -> SyncStatus:
        by = held.deletions_from or Deletions.HERE
        return SyncStatus(
            SyncState.NEEDS_YOU,
            waiting,
            since=self._seen_at,
            trouble=asking(by),
            deletions=held.deletions,
            deletions_from=by,
            examples=held.examples,
        )
