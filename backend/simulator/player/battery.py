"""A player's battery, which drains and charges with the clock."""

from collections.abc import Callable
from dataclasses import dataclass

DRAIN_PERCENT_PER_HOUR = 8.0
CHARGE_PERCENT_PER_HOUR = 40.0


@dataclass(slots=True)
class Battery:
    """Charge in percent; `is_plugged_in` says whether it is on a cable or dock."""

    now: Callable[[], float]
    percent_then: float
    is_plugged_in: bool
    set_at: float

    @property
    def percent(self) -> int:
        """The charge now, 0-100."""
        hours = (self.now() - self.set_at) / 3600
        rate = CHARGE_PERCENT_PER_HOUR if self.is_plugged_in else -DRAIN_PERCENT_PER_HOUR
        return round(min(100.0, max(0.0, self.percent_then + rate * hours)))

    @property
    def is_charging(self) -> bool:
        """Whether it takes charge: not when full, even on the cable (yoto-api.md 2.7)."""
        return self.is_plugged_in and self.percent < 100

    def set(self, percent: int, *, is_plugged_in: bool | None = None) -> None:
        """Put the battery into a state, from which it goes on draining or charging."""
        self.percent_then = float(percent)
        self.set_at = self.now()
        if is_plugged_in is not None:
            self.is_plugged_in = is_plugged_in
