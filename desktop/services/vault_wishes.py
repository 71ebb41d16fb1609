"""What the person has said about the vault: kept in the library's preferences."""

from __future__ import annotations

from desktop.store.library import Library
from desktop.store.transaction import Transaction

IS_DOUBTED = "vault.is_doubted"
KEEPS_EVERYTHING = "vault.keeps_everything"
IS_PAUSED = "vault.is_paused"
LIMIT_KIB_S = "vault.limit_kib_s"


class Wishes:
    """Read from the library each time: it is the truth."""

    def __init__(self, library: Library) -> None:
        self._library = library

    @property
    def keeps_everything(self) -> bool:
        return self._library.preferences.get(KEEPS_EVERYTHING) is True

    @property
    def is_paused(self) -> bool:
        return self._library.preferences.get(IS_PAUSED) is True

    @property
    def limit_kib_s(self) -> int:
        kept = self._library.preferences.get(LIMIT_KIB_S, 0)
        return kept if isinstance(kept, int) and kept > 0 else 0

    @property
    def is_doubted(self) -> bool:
        """Return whether the cloud may have lost bytes that it had: all that is here is offered again."""
        return self._library.preferences.get(IS_DOUBTED) is True

    def set(self, name: str, value: object) -> None:
        def change(tx: Transaction) -> None:
            tx.set_preference(name, value)

        self._library.transact("Set the vault", change, initiator=self, undoable=False)
