"""What the family's vault is doing, as a page tells it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from desktop.model.errors import Trouble


class VaultState(StrEnum):
    """In one word."""

    OFF = "off"
    IDLE = "idle"
    WORKING = "working"
    PAUSED = "paused"
    WAITING = "waiting"  # for the network, for a cloud that is busy, or while something goes to Yoto
    FULL = "full"  # the cloud takes no more


@dataclass(frozen=True, slots=True)
class VaultStatus:
    """`sending` and `fetching` count files that are still to go and to come, the bytes with them what is left of them.

    `trouble` says why nothing moves, in FULL and in WAITING.
    """

    state: VaultState = VaultState.OFF
    sending: int = 0
    sending_bytes: int = 0
    fetching: int = 0
    fetching_bytes: int = 0
    speed_bps: float = 0.0
    trouble: Trouble | None = None
