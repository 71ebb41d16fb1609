"""One simulated player: its power, its network, its buttons, and what it tells the cloud (yoto-api.md 8.4)."""

from collections.abc import Callable
from random import Random
from typing import Protocol

from backend.simulator.clock import Clock, Timer
from backend.simulator.options import SimulationOptions
from backend.simulator.player import status
from backend.simulator.player.battery import Battery
from backend.simulator.player.events import EventFeed, describe
from backend.simulator.player.identity import PlayerIdentity
from backend.simulator.player.oddities import Oddity, encoded, encoded_event, encoded_status
from backend.simulator.player.playback import Change, Playback, Start
from backend.simulator.player.shelf import Card, Shelf
from backend.simulator.player.situation import Situation
from backend.simulator.player.status import Vitals, read_vitals
from backend.simulator.wire import Json

PERIODIC_STATUS_S = 300.0
LOADING_S = (1.0, 3.0)


class Uplink(Protocol):
    """A player's connection to the broker."""

    def publish(self, topic: str, payload: bytes) -> None:
        """Publish under `device/<id>/`."""

    def announce(self, *, is_online: bool, after_s: float = 0.0) -> None:
        """Have the retained presence say so, after a delay for a lost connection's last will."""


class Player:
    """The model of one player. It runs wholly on the simulated clock and speaks through its uplink."""

    def __init__(
        self,
        identity: PlayerIdentity,
        situation: Situation,
        *,
        battery: Battery,
        shelf: Shelf,
        clock: Clock,
        uplink: Uplink,
        options: SimulationOptions,
        random: Random,
    ) -> None:
        self.identity = identity
        self.situation = situation
        self.battery = battery
        self.shelf = shelf
        self.clock = clock
        self.random = random
        self.options = options
        self._uplink = uplink
        self._life = 0
        self._sleep_timer: Timer | None = None
        self._syncs: dict[str, Timer] = {}
        self.playback = Playback(
            now=clock.now,
            later=self.later,
            on_change=self._on_playback_change,
            has_network=lambda: self.is_connected,
            repeats_all=lambda: self.situation.repeats_all,
        )
        self.feed = EventFeed(now=clock.now, later=self.later, send=self._send_event, describe=self.describe)
        self.shadow = status.shadow(self.vitals())
        self.later(PERIODIC_STATUS_S, self._send_periodic_status)

    @property
    def is_connected(self) -> bool:
        """Whether the broker and the player hear each other."""
        return self.situation.is_connected

    def later(self, delay_s: float, callback: Callable[[], None]) -> Timer:
        """Schedule something that does not survive a loss of power."""
        life = self._life
        return self.clock.call_later(delay_s, lambda: callback() if life == self._life else None)

    def publish(self, topic: str, payload: bytes) -> None:
        """Send a message, unless nobody can hear."""
        if self.is_connected:
            self._uplink.publish(topic, payload)

    # What it tells

    def describe(self) -> Json:
        """Return the full set of event keys."""
        return describe(self.situation, self.playback, now=self.clock.now())

    def vitals(self, *, shut_down: str = "nA", is_clock_synced: bool = True) -> Vitals:
        """Return what status packets report now."""
        return read_vitals(
            self.identity,
            self.situation,
            self.playback,
            self.battery,
            now=self.clock.now(),
            shut_down=shut_down,
            is_clock_synced=is_clock_synced,
        )

    def send_status(self, topic: str, packet: Json) -> None:
        """Send a status packet."""
        self.publish(topic, encoded_status(packet, frozenset(self.situation.oddities)))

    def refresh_shadow(self) -> None:
        """Have the cloud's shadow say what is true now."""
        self.shadow = status.shadow(self.vitals())

    # What it does

    def start_card(self, card_id: str, wish: Start) -> Callable[[], None] | None:
        """Return the act of playing a card, or None when the player refuses (yoto-api.md 3.3, 3.7)."""
        if self.playback.card is not None and self.playback.card.card_id == card_id and wish.seconds_in is None:
            return self.playback.resume
        known = self.shelf.copy(card_id)
        card = known or (self.shelf.download(card_id) if self.is_connected else None)
        if card is None:
            return None
        if self.playback.card is card and wish.chapter_key is None and self.playback.track is not None:
            track = self.playback.track
            wish = Start(track.chapter_key, track.key, wish.seconds_in, wish.cut_off_s, wish.source)
        if self.playback.place_of(card, wish) is None:
            return None
        wait_s = 0.0 if known else self.random.uniform(*LOADING_S)
        return lambda: self.playback.start(card, wish, wait_s=wait_s)

    def set_volume_step(self, step: int) -> None:
        """Set the volume within the cap; nobody is told when nothing changes (yoto-api.md 3.9)."""
        step = max(0, min(step, self.situation.volume_cap))
        if step != self.situation.volume_step:
            self.situation.volume_step = step
            self.feed.push({"volume": step, "volumeMax": self.situation.volume_cap})

    def set_sleep_timer(self, seconds: int) -> None:
        """Stop the playback in so many seconds; 0 switches the timer off."""
        if self._sleep_timer is not None:
            self._sleep_timer.cancel()
        if seconds <= 0:
            self.situation.sleeps_at = None
            self.feed.push({"sleepTimerActive": False})
            return
        self.situation.sleeps_at = self.clock.now() + seconds
        self._sleep_timer = self.later(seconds, self._fall_asleep)
        self.feed.push({"sleepTimerActive": True, "sleepTimerSeconds": seconds})

    def set_config(self, config: Json) -> None:
        """Take new settings; a lower cap turns the volume down."""
        cap_before, step_before = self.situation.volume_cap, self.situation.volume_step
        self.situation.config = config
        self._apply_cap(cap_before, step_before)

    def set_day_mode(self, *, is_day: bool) -> None:
        """Go from day to night mode or back, with the caps of each."""
        cap_before, step_before = self.situation.volume_cap, self.situation.volume_step
        self.situation.is_day = is_day
        self._apply_cap(cap_before, step_before)

    def card_changed(self, card_id: str) -> None:
        """Hear that a card changed in the cloud; a copy is brought up to date after 1-5 min, plugged in and idle."""
        if self.shelf.copy(card_id) is not None and card_id not in self._syncs:
            self._syncs[card_id] = self.later(
                self.random.uniform(*self.options.card_sync_s), lambda: self._sync(card_id)
            )

    # Power and network

    def set_wifi(self, *, is_on: bool) -> None:
        """Cut or give back the network. A cut is noticed by the broker only when the last will falls due."""
        if is_on == self.situation.has_wifi:
            return
        self.situation.has_wifi = is_on
        if self.situation.is_booted:
            self._uplink.announce(is_online=is_on, after_s=0.0 if is_on else self.options.last_will_s)
        self.playback.network_changed()

    def set_power(self, *, is_on: bool) -> None:
        """Cut the power without any farewell, or switch the player on, which takes 12 s of silence."""
        if is_on == self.situation.has_power:
            return
        if is_on:
            self._switch_on()
        else:
            self._go_dark(last_will_s=self.options.last_will_s)

    def shut_down(self) -> None:
        """Switch off by the button: a farewell packet, then presence offline at once."""
        self.send_status("status", status.full(self.vitals(shut_down="userShutdown")))
        self._go_dark(last_will_s=0.0)

    def reboot(self) -> None:
        """Switch off and on again."""
        self._go_dark(last_will_s=0.0)
        self._switch_on()

    def _switch_on(self) -> None:
        self.situation.has_power = True
        self.situation.booted_at = self.clock.now()
        self.later(self.options.boot_s, self._wake)

    def _wake(self) -> None:
        self.situation.is_booted = True
        if not self.situation.has_wifi:
            return
        self._uplink.announce(is_online=True)
        self.send_status("status", status.full(self.vitals(is_clock_synced=False)))
        self.later(2.0, self._finish_boot)

    def _finish_boot(self) -> None:
        self.publish("status", encoded({"status": status.partial(self.vitals())}))
        self.send_status("data/status", status.unsolicited(self.vitals()))
        self.feed.snapshot()
        self.refresh_shadow()
        self.later(PERIODIC_STATUS_S, self._send_periodic_status)

    def _go_dark(self, *, last_will_s: float) -> None:
        was_connected = self.is_connected
        self._life += 1
        self.playback.forget()
        self.feed.close()
        self._syncs.clear()
        situation = self.situation
        situation.has_power = situation.is_booted = situation.is_bluetooth_speaker = False
        situation.sleeps_at = None
        if was_connected:
            self._uplink.announce(is_online=False, after_s=last_will_s)
        if Oddity.BATTERY_86_WHEN_OFF in situation.oddities:
            self.shadow = self.shadow | {"batteryLevel": 86}

    # Reactions

    def _on_playback_change(self, change: Change) -> None:
        if change is Change.TRACK:
            self.feed.push_all()
        elif change is Change.STOPPED:
            self.feed.push({"playbackStatus": "stopped", "cardId": "none"})
        else:
            position = int(self.playback.position_s)
            self.feed.push({"playbackStatus": str(self.playback.status), "position": position})
        self.feed.keep_ticking(self.playback)

    def _apply_cap(self, cap_before: int, step_before: int) -> None:
        self.situation.volume_step = min(self.situation.volume_step, self.situation.volume_cap)
        if (self.situation.volume_cap, self.situation.volume_step) != (cap_before, step_before):
            self.feed.push({"volume": self.situation.volume_step, "volumeMax": self.situation.volume_cap})

    def _fall_asleep(self) -> None:
        self.situation.sleeps_at = None
        self.playback.stop()
        self.feed.push({"sleepTimerActive": False})

    def _sync(self, card_id: str) -> None:
        if not (self.is_connected and self.battery.is_plugged_in and not self.playback.is_playing):
            self._syncs[card_id] = self.later(self.options.card_sync_s[0], lambda: self._sync(card_id))
            return
        del self._syncs[card_id]
        card: Card | None = self.shelf.download(card_id)
        if card is not None:
            self.playback.replace_copy(card)

    def _send_periodic_status(self) -> None:
        if self.options.periodic_status:
            self.publish("status", encoded({"status": status.partial(self.vitals())}))
            self.send_status("data/status", status.unsolicited(self.vitals()))
        self.later(PERIODIC_STATUS_S, self._send_periodic_status)

    def _send_event(self, event: Json) -> None:
        payload = encoded_event(event, frozenset(self.situation.oddities))
        self.publish("events", payload)
        self.publish("data/events", payload)
