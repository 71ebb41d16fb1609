"""Sign-ins that are half done, in memory: each is known by a random name, is good once, and for three minutes."""

from __future__ import annotations

import base64
import threading
from collections import OrderedDict
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from backend.core.ports import Chance, Clock
from backend.local.identity.accounts import Subject
from backend.local.identity.srp import Handshake, Verifier

LIFETIME_S: Final = 180
MOST_OPEN: Final = 4096
NAME_BYTES: Final = 48

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class PasswordAsked:
    """An SRP handshake, for which address it was begun, and whose it is: nobody's, when there is no such account."""

    handshake: Handshake
    email: str
    sub: Subject | None


@dataclass(frozen=True, slots=True)
class CodeAsked:
    """The password was right; the second factor is still to come. A new password makes it void."""

    sub: Subject
    verifier: Verifier


class Challenges(Generic[T]):
    """What is open. The oldest goes when there are too many. Thread-safe."""

    def __init__(self, *, clock: Clock, chance: Chance) -> None:
        self._clock = clock
        self._chance = chance
        self._lock = threading.Lock()
        self._open: OrderedDict[str, tuple[int, T]] = OrderedDict()

    def begin(self, value: T) -> str:
        """Return the name (base64) under which the value is open."""
        name = base64.b64encode(self._chance(NAME_BYTES)).decode()
        with self._lock:
            self._open[name] = (self._clock.now_s() + LIFETIME_S, value)
            while len(self._open) > MOST_OPEN:
                self._open.popitem(last=False)
        return name

    def look(self, name: str) -> T | None:
        """Return what is open, and leave it open."""
        with self._lock:
            expires_at, value = self._open.get(name, (0, None))
        return value if expires_at > self._clock.now_s() else None

    def take(self, name: str) -> T | None:
        """Return what is open and close it: of two that come at the same moment one gets it."""
        with self._lock:
            expires_at, value = self._open.pop(name, (0, None))
        return value if expires_at > self._clock.now_s() else None
