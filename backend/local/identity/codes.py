"""The six digits that prove an address: kept as a keyed hash, good once and for a while."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from enum import Enum, StrEnum
from typing import Final

from backend.core.ports import Chance, Clock
from backend.local.identity.database import Database

HOUR_S: Final = 3600


class Purpose(StrEnum):
    """What a code is for, as the server tells whoever reads it."""

    SIGN_UP = "sign-up"
    PASSWORD = "password"  # noqa: S105 - a purpose


LIFETIME_S: Final = {Purpose.SIGN_UP: 24 * HOUR_S, Purpose.PASSWORD: HOUR_S}


@dataclass(frozen=True, slots=True)
class Letter:
    """A code on its way to a person."""

    email: str
    code: str
    purpose: Purpose

    def __repr__(self) -> str:
        return f"Letter({self.purpose})"


class Verdict(Enum):
    """What a code turned out to be."""

    RIGHT = "right"
    WRONG = "wrong"
    EXPIRED = "expired"


class Codes:
    """Makes and checks codes, one an address and purpose, and takes as long for an address that has no account."""

    def __init__(self, database: Database, *, clock: Clock, chance: Chance, secret: bytes) -> None:
        self._database = database
        self._clock = clock
        self._chance = chance
        self._secret = secret

    def write(self, email: str, purpose: Purpose) -> Letter:
        """Make a code; the one before is void."""
        now_s = self._clock.now_s()
        letter = Letter(email, f"{int.from_bytes(self._chance(8)) % 1_000_000:06}", purpose)
        with self._database.transaction() as connection:
            # An expired one is kept for a day more, so that a late person hears "expired" and not "wrong".
            connection.execute("DELETE FROM code WHERE expires_at < ?", (now_s - 24 * HOUR_S,))
            connection.execute(
                "INSERT OR REPLACE INTO code (email, purpose, digest, expires_at) VALUES (?, ?, ?, ?)",
                (email, purpose, self._digest(letter), now_s + LIFETIME_S[purpose]),
            )
        return letter

    def use(self, letter: Letter) -> Verdict:
        """Say what a code is; a right one is used up."""
        with self._database.transaction() as connection:
            key = (letter.email, letter.purpose)
            row = connection.execute(
                "SELECT digest, expires_at FROM code WHERE email = ? AND purpose = ?", key
            ).fetchone()
            digest, expires_at = row or (b"", 0)
            if not hmac.compare_digest(digest, self._digest(letter)):
                return Verdict.WRONG
            connection.execute("DELETE FROM code WHERE email = ? AND purpose = ?", key)
            return Verdict.RIGHT if expires_at > self._clock.now_s() else Verdict.EXPIRED

    def _digest(self, letter: Letter) -> bytes:
        said = f"{letter.purpose}\0{letter.email}\0{letter.code}"
        return hmac.digest(self._secret, said.encode(), "sha256")
