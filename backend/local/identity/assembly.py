"""The accounts of a home server, put together from their folder."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from backend.core.ports import Chance, Clock
from backend.local.identity.accounts import Accounts
from backend.local.identity.challenges import Challenges
from backend.local.identity.codes import Codes
from backend.local.identity.database import Database
from backend.local.identity.keys import load_key
from backend.local.identity.pool import Pool
from backend.local.identity.protocol import PoolApp
from backend.local.identity.sessions import Sessions
from backend.local.identity.throttle import Throttle
from backend.local.identity.tokens import Mint

# What clients hash into their proofs is what follows the one "_"; the region before it is anything that boto3 takes.
POOL_ID: Final = re.compile(r"([a-z0-9-]+)_([A-Za-z0-9]+)")
FOLDER_MODE: Final = 0o700


class Identity:
    """Accounts that speak Cognito's user-pool protocol.

    `issuer_url` is the address at which clients reach `app`, without a slash at its end; tokens are issued by
    issuer_url/pool. `owner_code` is what the first account must show (None: nothing). `deliver(email, code, purpose)`
    gets each code that a person waits for, in a worker thread; purpose is "sign-up" or "password".
    `is_shut_out(sub, session)` says of a sign-in whether the family has revoked its computer: it changes nothing here.
    Raises ValueError for a pool that is not "<region>_<name>", OSError, UnusableKey, NewerAccounts, sqlite3.Error.
    """

    def __init__(
        self,
        folder: Path,
        *,
        clock: Clock,
        chance: Chance,
        issuer_url: str,
        pool: str,
        client: str,
        owner_code: str | None,
        deliver: Callable[[str, str, str], None],
        is_shut_out: Callable[[str, str], bool] = lambda *_: False,
    ) -> None:
        match = POOL_ID.fullmatch(pool)
        if match is None:
            raise ValueError(f"{pool} is not of the form region_name")
        folder.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
        key = load_key(folder)
        self._database = Database(folder)
        self._pool = Pool(
            name=match[2],
            client=client,
            owner_code=owner_code,
            clock=clock,
            chance=chance,
            secret=key.derive("addresses without an account"),
            database=self._database,
            accounts=Accounts(self._database),
            codes=Codes(self._database, clock=clock, chance=chance, secret=key.derive("codes")),
            sessions=Sessions(self._database, clock=clock, chance=chance),
            mint=Mint(key, f"{issuer_url}/{pool}", client, clock, chance),
            throttle=Throttle(clock),
            passwords_asked=Challenges(clock=clock, chance=chance),
            codes_asked=Challenges(clock=clock, chance=chance),
            is_shut_out=is_shut_out,
        )
        self.app = PoolApp(self._pool, f"/{pool}/.well-known/jwks.json", deliver)

    def verify(self, token: str) -> Mapping[str, str] | None:
        """Return the claims of an access token that is good now, all as texts; None for anything else. Any thread."""
        return self._pool.claims_of(token)

    @property
    def needs_owner(self) -> bool:
        """Whether nobody has signed up yet, so that the first account must show the owner code (if there is one)."""
        return not self._pool.accounts.has_any()

    def close(self) -> None:
        """Let go of the accounts' file. Harmless when done before."""
        self._database.close()
