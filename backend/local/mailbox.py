"""Holds the confirmation codes that a cloud at home cannot send by e-mail, for a person to read."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

KEPT = 50


@dataclass(frozen=True, slots=True)
class Letter:
    """A code that somebody waits for: to whom, what, and what for ("sign-up" or "password")."""

    email: str
    code: str
    purpose: str


class Mailbox:
    """The newest letters, in memory only, and whoever wants to hear of each. For any number of threads."""

    def __init__(self, *listeners: Callable[[Letter], None]) -> None:
        """Tell `listeners` of each letter, in the thread in which it is written."""
        self._listeners = listeners
        self._turn = threading.Lock()
        self._letters: deque[Letter] = deque(maxlen=KEPT)

    def deliver(self, email: str, code: str, purpose: str) -> None:
        """Take a letter in."""
        letter = Letter(email, code, purpose)
        with self._turn:
            self._letters.append(letter)
        for listener in self._listeners:
            listener(letter)

    def letters(self, email: str) -> list[Letter]:
        """Return the newest letters to an address, the oldest of them first."""
        with self._turn:
            return [letter for letter in self._letters if letter.email == email]
