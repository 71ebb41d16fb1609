"""What the vault does by itself: four queues, and how they stand."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial

from desktop.model.errors import Trouble
from desktop.model.names import RecordingKey
from desktop.services.family import Family
from desktop.services.ports import Clock
from desktop.services.upload_speed import Speed
from desktop.services.vault_cargo import Cargo
from desktop.services.vault_carrier import Carrier
from desktop.services.vault_fetches import Fetches
from desktop.services.vault_lane import Lane, Load
from desktop.services.vault_pace import Rates
from desktop.services.vault_presence import Presence
from desktop.services.vault_status import VaultState, VaultStatus
from desktop.services.vault_wishes import IS_DOUBTED, Wishes
from desktop.services.vault_words import halted, unsent
from desktop.store.changes import Changes
from desktop.store.library import Library

PICTURES_AT_ONCE = 4  # small: the way there and back is what takes time
PICTURES_LOOK_S = 1.0
FILES_AT_ONCE = 2
FILES_LOOK_S = 5.0


class Background:
    """Covers come whatever the person has said, since lists show them; they go before audio does."""

    def __init__(
        self,
        *,
        library: Library,
        family: Family,
        carrier: Carrier,
        fetches: Fetches,
        wishes: Wishes,
        rates: Rates,
        presence: Presence,
        clock: Clock,
        jitter: Callable[[], float],
        on_changed: Callable[[], None],
    ) -> None:
        self._library = library
        self._family = family
        self._carrier = carrier
        self._fetches = fetches
        self._wishes = wishes
        self._rates = rates
        self._presence = presence
        self._on_changed = on_changed
        self._speed = Speed(clock)
        self._told: set[str] = set()
        cargo = Cargo(library, wishes=wishes, presence=presence)
        lane = partial(Lane, clock=clock, jitter=jitter, may_run=self._may_run, on_changed=self._on_lane_changed)
        pictures = partial(lane, width=PICTURES_AT_ONCE, look_again_s=PICTURES_LOOK_S)
        files = partial(lane, width=FILES_AT_ONCE, look_again_s=FILES_LOOK_S)
        self._pictures_in = pictures(
            look=cargo.pictures_coming,
            carry=carrier.fetch_picture,
            is_held=lambda: False,
            on_given_up=_leave_out,
        )
        self._pictures_out = pictures(
            look=cargo.pictures_going,
            carry=carrier.send_picture,
            is_held=lambda: wishes.is_paused,
            on_given_up=_leave_out,
        )
        self._audio_out = files(
            look=cargo.audio_going,
            carry=carrier.send_audio,
            is_held=self._is_audio_held,
            on_given_up=self._tell_unsent,
        )
        self._audio_in = files(
            look=cargo.audio_coming,
            carry=self._fetch_audio,
            is_held=lambda: wishes.is_paused or not wishes.keeps_everything,
            on_given_up=_leave_out,
        )
        self._lanes = (self._pictures_in, self._pictures_out, self._audio_out, self._audio_in)

    @property
    def away(self) -> int:
        """Return how many recordings are in the cloud and not here, as far as has been looked."""
        return self._audio_in.count

    @property
    def status(self) -> VaultStatus:
        """Return how it stands at this moment."""
        state, trouble = self._state()
        if state is VaultState.OFF:
            return VaultStatus()
        coming = self._fetches.under_way
        fetching = len(coming)
        fetching_bytes = sum(one.size_bytes - done_bytes for one, done_bytes in coming)
        if self._wishes.keeps_everything:
            fetching = max(fetching, self._audio_in.count)
            fetching_bytes = max(fetching_bytes, self._audio_in.size_bytes - sum(done for _, done in coming))
        going_bytes = self._pictures_out.size_bytes + self._audio_out.size_bytes - self._carrier.sent_bytes
        return VaultStatus(
            state=state,
            sending=self._pictures_out.count + self._audio_out.count,
            sending_bytes=max(0, going_bytes),
            fetching=fetching,
            fetching_bytes=max(0, fetching_bytes),
            speed_bps=self._speed.bps,
            trouble=trouble,
        )

    async def run(self) -> None:
        """Work the queues for ever."""
        async with asyncio.TaskGroup() as group:
            for lane in self._lanes:
                group.create_task(lane.run())

    def reconsider(self) -> None:
        """Something has changed of what the person wants, or of who is signed in."""
        if not self._may_run():
            for lane in self._lanes:
                lane.stop()
        elif self._wishes.is_paused:
            for lane in (self._pictures_out, self._audio_out, self._audio_in):
                lane.stop()
        elif not self._wishes.keeps_everything:
            self._audio_in.stop()
        for lane in self._lanes:
            lane.wake()
        self._on_changed()

    def begin_anew(self) -> None:
        """Try everything again, also what was given up."""
        for lane in self._lanes:
            lane.begin_anew()
        self._on_changed()

    def note_bytes(self, count: int) -> None:
        """So many more bytes have come or gone."""
        self._speed.add(count)

    def note_arrival(self) -> None:
        """Somebody fetched a recording, or found that the cloud does not have it."""
        self._audio_in.look_again()

    def note_changes(self, changes: Changes) -> None:
        """Look again where a commit of somebody else's may have brought something to carry."""
        if changes.initiator is self._carrier:
            return
        if "recording" in changes:
            self._audio_out.forget(changes.of("recording"))
            if changes.initiator is not self._library.sync:
                self._audio_in.forget(changes.of("recording"))
            self._audio_out.look_again()
            self._audio_in.look_again()
        if {"recording", "playlist", "artwork"} & changes.kinds:
            self._pictures_out.forget(changes.of("artwork"))
            self._pictures_in.look_again()
            self._pictures_out.look_again()
        if {"sync", "upload"} & changes.kinds:
            for lane in self._lanes:
                lane.nudge()
        if IS_DOUBTED in changes.of("preference") and self._wishes.is_doubted:
            self._pictures_out.begin_anew()
            self._audio_out.begin_anew()

    def _may_run(self) -> bool:
        sync = self._library.sync
        return self._family.is_member and sync.is_on and not sync.is_joining

    def _is_audio_held(self) -> bool:
        return self._wishes.is_paused or self._rates.is_yielding or self._pictures_out.count > 0

    async def _fetch_audio(self, load: Load) -> None:
        recording = self._library.recordings.get(RecordingKey(load.key))
        if recording is not None and not self._presence.look(recording):
            await self._fetches.fetch(recording, is_for_person=False)

    def _state(self) -> tuple[VaultState, Trouble | None]:
        if not self._may_run():
            return VaultState.OFF, None
        if self._wishes.is_paused:
            return VaultState.PAUSED, None
        for lane in (self._audio_out, self._pictures_out):
            if lane.is_stopped and lane.trouble is not None:
                return VaultState.FULL, halted(lane.trouble)
        if self._fetches.under_way or any(lane.is_carrying for lane in self._lanes):
            return VaultState.WORKING, None
        waiting = [lane for lane in self._lanes if lane.count and not (lane is self._audio_in and self._is_enough)]
        trouble = next((lane.trouble for lane in waiting if lane.trouble is not None), None)
        if waiting:
            return VaultState.WAITING, halted(trouble) if trouble is not None else None
        return VaultState.IDLE, None

    @property
    def _is_enough(self) -> bool:
        return not self._wishes.keeps_everything

    def _on_lane_changed(self) -> None:
        if not self._pictures_out.count:
            self._audio_out.nudge()
        if self._audio_out.is_over and self._pictures_out.is_over and self._wishes.is_doubted:
            self._wishes.set(IS_DOUBTED, False)
        self._on_changed()

    def _tell_unsent(self, load: Load, trouble: Trouble) -> None:
        """Have Activity say what cannot be kept in the cloud."""
        if load.key in self._told:
            return
        self._told.add(load.key)
        recording = self._library.recordings.get(RecordingKey(load.key))
        title = recording.title if recording is not None else load.key
        self._library.transact(
            "Note in Activity",
            lambda tx: tx.note("vault", unsent(title), trouble.sentence(), load.key),
            initiator=self._carrier,
            undoable=False,
        )


def _leave_out(_load: Load, _trouble: Trouble) -> None:
    """A cover, or what nobody asked for, is tried again later; whoever asks for it hears why."""
