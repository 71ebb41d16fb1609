"""The accounts of a home server."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, NewType, TypeAlias

from backend.local.identity.database import Database
from backend.local.identity.srp import PRIME_BYTES, SALT_BYTES, Verifier

Subject = NewType("Subject", str)  # a UUID; in SRP and tokens the account's name

Row: TypeAlias = tuple[str, str, bytes, bytes, int, int, bytes | None, bytes | None, int]
COLUMNS: Final = "sub, email, salt, verifier, created_at, is_confirmed, totp_asked, totp_secret, has_second_factor"


@dataclass(frozen=True, slots=True)
class Account:
    """One person. `totp_asked` is a second factor's secret that has not been proved yet."""

    sub: Subject
    email: str
    verifier: Verifier
    created_at: int
    is_confirmed: bool
    totp_asked: bytes | None = None
    totp_secret: bytes | None = None
    has_second_factor: bool = False

    def __repr__(self) -> str:
        return f"Account({self.sub})"


class Accounts:
    """Keeps accounts. An e-mail address belongs to one at the most."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def has_any(self) -> bool:
        """Say whether anybody has signed up here."""
        with self._database.reading() as connection:
            return connection.execute("SELECT 1 FROM account LIMIT 1").fetchone() is not None

    def count_unconfirmed(self) -> int:
        """Return how many accounts wait for their code."""
        with self._database.reading() as connection:
            (count,) = connection.execute("SELECT count(*) FROM account WHERE NOT is_confirmed").fetchone()
        return int(count)

    def of_email(self, email: str) -> Account | None:
        """Return whose address this is."""
        return self._one("email = ?", email)

    def of_subject(self, sub: str) -> Account | None:
        """Return the account of this key."""
        return self._one("sub = ?", sub)

    def add(self, account: Account) -> bool:
        """Keep a new account; return False when its address is taken."""
        row = (account.sub, account.email, *_stored(account.verifier), account.created_at, account.is_confirmed)
        with self._database.transaction() as connection:
            added = connection.execute(
                "INSERT INTO account (sub, email, salt, verifier, created_at, is_confirmed)"
                " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (email) DO NOTHING",
                row,
            )
            return added.rowcount == 1

    def confirm(self, sub: Subject) -> None:
        """Note that the person has shown the code."""
        self._change(sub, "is_confirmed = 1")

    def set_verifier(self, sub: Subject, verifier: Verifier) -> None:
        """Replace the password."""
        self._change(sub, "salt = ?, verifier = ?", *_stored(verifier))

    def remove(self, sub: Subject) -> None:
        """Forget the account, its sign-ins with it."""
        with self._database.transaction() as connection:
            connection.execute("DELETE FROM account WHERE sub = ?", (sub,))

    def remove_unconfirmed(self, *, before: int) -> None:
        """Forget who signed up before this moment (epoch seconds) and has never shown a code."""
        with self._database.transaction() as connection:
            connection.execute("DELETE FROM account WHERE NOT is_confirmed AND created_at < ?", (before,))

    def ask_second_factor(self, sub: Subject, secret: bytes) -> None:
        """Keep a secret that becomes the second factor once it is proved."""
        self._change(sub, "totp_asked = ?", secret)

    def keep_second_factor(self, sub: Subject, *, step: int) -> None:
        """Make the asked secret the second factor's; `step` is that of the code which proved it."""
        self._change(sub, "totp_secret = totp_asked, totp_asked = NULL, totp_step = ?", step)

    def set_second_factor(self, sub: Subject, *, is_on: bool) -> None:
        """Ask for the second factor at each sign-in, or do not."""
        self._change(sub, "has_second_factor = ?", is_on)

    def use_step(self, sub: Subject, step: int) -> bool:
        """Use up a code's step; return False when it, or a later one, was used before."""
        with self._database.transaction() as connection:
            used = connection.execute(
                "UPDATE account SET totp_step = ?1 WHERE sub = ?2 AND totp_step < ?1", (step, sub)
            )
            return used.rowcount == 1

    def _one(self, condition: str, value: str) -> Account | None:
        with self._database.reading() as connection:
            row = connection.execute(f"SELECT {COLUMNS} FROM account WHERE {condition}", (value,)).fetchone()  # noqa: S608 - both are ours
        return None if row is None else _account(row)

    def _change(self, sub: Subject, changes: str, *values: bytes | int) -> None:
        with self._database.transaction() as connection:
            connection.execute(f"UPDATE account SET {changes} WHERE sub = ?", (*values, sub))  # noqa: S608 - the changes are ours


def _stored(verifier: Verifier) -> tuple[bytes, bytes]:
    return verifier.salt.to_bytes(SALT_BYTES), verifier.value.to_bytes(PRIME_BYTES)


def _account(row: Row) -> Account:
    sub, email, salt, verifier, created_at, is_confirmed, asked, secret, has_second_factor = row
    return Account(
        sub=Subject(sub),
        email=email,
        verifier=Verifier(int.from_bytes(salt), int.from_bytes(verifier)),
        created_at=created_at,
        is_confirmed=bool(is_confirmed),
        totp_asked=asked,
        totp_secret=secret,
        has_second_factor=bool(has_second_factor),
    )
