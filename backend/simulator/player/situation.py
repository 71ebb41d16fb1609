"""How things stand around a player: power, network, settings, volume, slot."""

from dataclasses import dataclass, field

from backend.simulator.player.oddities import Oddity
from backend.simulator.player.volume import STEPS
from backend.simulator.wire import Json


@dataclass(slots=True)
class Situation:
    """The state of a player apart from what it plays."""

    config: Json
    volume_step: int = 8
    has_power: bool = True
    has_wifi: bool = True
    is_booted: bool = True
    is_day: bool = True
    slot: str | None = None
    ssid: str = "HomeWifi"
    wifi_dbm: int = -51
    nightlight: str = "off"
    is_bluetooth_speaker: bool = False
    booted_at: float = 0.0
    sleeps_at: float | None = None
    oddities: set[Oddity] = field(default_factory=set)

    @property
    def is_connected(self) -> bool:
        """Whether the broker and the player hear each other."""
        return self.has_power and self.is_booted and self.has_wifi

    @property
    def volume_cap(self) -> int:
        """The highest volume step of the current mode."""
        key = "maxVolumeLimit" if self.is_day else "nightMaxVolumeLimit"
        limit = str(self.config.get(key, STEPS))
        return min(int(limit), STEPS) if limit.isdigit() else STEPS

    @property
    def repeats_all(self) -> bool:
        """Whether a card starts again at its end."""
        return self.config.get("repeatAll") in (True, "1", "true")

    def sleep_left_s(self, now: float) -> int:
        """Seconds until the sleep timer stops the playback, 0 when it is off."""
        return max(0, round(self.sleeps_at - now)) if self.sleeps_at is not None else 0
