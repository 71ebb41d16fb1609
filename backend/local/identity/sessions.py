"""Sign-ins and their refresh tokens: each works once, and a stolen one ends its whole sign-in."""

from __future__ import annotations

import base64
import hashlib
import sqlite3
from dataclasses import dataclass
from enum import Enum
from typing import Final

from backend.core.ports import Chance, Clock
from backend.local.identity.accounts import Subject
from backend.local.identity.database import Database

LIFETIME_S: Final = 180 * 24 * 3600  # from the last refresh on
GRACE_S: Final = 60
REMEMBERED_S: Final = 30 * 24 * 3600
TOKEN_BYTES: Final = 48


@dataclass(frozen=True, slots=True)
class Session:
    """One sign-in. Its key is every token's `origin_jti`; times are epoch seconds."""

    key: str
    sub: Subject
    event_id: str
    began_at: int


@dataclass(frozen=True, slots=True)
class Renewal:
    """What a refresh token was good for: its sign-in, and the token that takes its place."""

    session: Session
    refresh_token: str

    def __repr__(self) -> str:
        return "Renewal()"


class RefusedRenewal(Enum):
    """Why there is none. REUSED has just ended the sign-in for everybody who holds one of its tokens."""

    UNKNOWN = "unknown"
    REUSED = "reused"


class Sessions:
    """Keeps sign-ins, and of their refresh tokens the SHA-256. What is not kept is not signed in."""

    def __init__(self, database: Database, *, clock: Clock, chance: Chance) -> None:
        self._database = database
        self._clock = clock
        self._chance = chance

    def begin(self, session: Session) -> str:
        """Keep a new sign-in and return its first refresh token."""
        now_s = self._clock.now_s()
        with self._database.transaction() as connection:
            connection.execute("DELETE FROM session WHERE expires_at <= ?", (now_s,))
            connection.execute(
                "INSERT INTO session (key, sub, event_id, began_at, expires_at) VALUES (?, ?, ?, ?, ?)",
                (session.key, session.sub, session.event_id, session.began_at, now_s + LIFETIME_S),
            )
            return self._new_token(connection, session.key, parent=None)

    def is_alive(self, key: str, *, sub: str) -> bool:
        """Say whether this sign-in is this account's and has not ended."""
        with self._database.reading() as connection:
            found = connection.execute("SELECT 1 FROM session WHERE key = ? AND sub = ?", (key, sub))
            return found.fetchone() is not None

    def renew(self, refresh_token: str) -> Renewal | RefusedRenewal:
        """Exchange a refresh token for the next.

        A used one is taken again for 60 s as long as nothing that came of it was used: then the answer with its
        successor was lost. Any other second use shows that two people hold the token, and ends the sign-in.
        """
        digest, now_s = digest_of(refresh_token), self._clock.now_s()
        with self._database.transaction() as connection:
            row = connection.execute(
                "SELECT session.key, sub, event_id, began_at, parent, used_at FROM refresh_token"
                " JOIN session ON session.key = refresh_token.session WHERE digest = ? AND expires_at > ?",
                (digest, now_s),
            ).fetchone()
            if row is None:
                return RefusedRenewal.UNKNOWN
            *of_session, parent, used_at = row
            session = Session(*of_session)
            is_late = used_at is not None and (now_s - used_at > GRACE_S or _has_used_child(connection, digest))
            is_superseded = used_at is None and parent is not None and _has_used_child(connection, parent)
            if is_late or is_superseded:
                self.end(session.key)
                return RefusedRenewal.REUSED
            if used_at is None:
                self._use(connection, session.key, digest)
            return Renewal(session, self._new_token(connection, session.key, parent=digest))

    def end(self, key: str) -> None:
        """End one sign-in: none of its tokens is good any more."""
        with self._database.transaction() as connection:
            connection.execute("DELETE FROM session WHERE key = ?", (key,))

    def end_of_token(self, refresh_token: str) -> None:
        """End the sign-in that a refresh token belongs to. Harmless when there is none."""
        with self._database.transaction() as connection:
            connection.execute(
                "DELETE FROM session WHERE key = (SELECT session FROM refresh_token WHERE digest = ?)",
                (digest_of(refresh_token),),
            )

    def end_all(self, sub: Subject, *, but: str = "") -> None:
        """End all sign-ins of an account, or all but one."""
        with self._database.transaction() as connection:
            connection.execute("DELETE FROM session WHERE sub = ? AND key != ?", (sub, but))

    def _use(self, connection: sqlite3.Connection, key: str, digest: bytes) -> None:
        now_s = self._clock.now_s()
        connection.execute("UPDATE refresh_token SET used_at = ? WHERE digest = ?", (now_s, digest))
        connection.execute("UPDATE session SET expires_at = ? WHERE key = ?", (now_s + LIFETIME_S, key))
        connection.execute("DELETE FROM refresh_token WHERE session = ? AND used_at < ?", (key, now_s - REMEMBERED_S))

    def _new_token(self, connection: sqlite3.Connection, key: str, *, parent: bytes | None) -> str:
        token = base64.urlsafe_b64encode(self._chance(TOKEN_BYTES)).decode()
        connection.execute(
            "INSERT INTO refresh_token (digest, session, parent) VALUES (?, ?, ?)", (digest_of(token), key, parent)
        )
        return token


def digest_of(token: str) -> bytes:
    """Return what is kept of a refresh token. It is random: a plain hash gives nothing away."""
    return hashlib.sha256(token.encode()).digest()


def _has_used_child(connection: sqlite3.Connection, digest: bytes) -> bool:
    found = connection.execute("SELECT 1 FROM refresh_token WHERE parent = ? AND used_at IS NOT NULL", (digest,))
    return found.fetchone() is not None
