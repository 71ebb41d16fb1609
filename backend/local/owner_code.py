"""Makes the code by which a server's owner shows that they sit in front of it."""

from __future__ import annotations

from backend.core.ports import Chance

LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # 32 that nobody takes for another
GROUPS = 3


def new_owner_code(chance: Chance) -> str:
    """Return a code of 60 random bits in groups of four letters."""
    letters = [LETTERS[byte % len(LETTERS)] for byte in chance(4 * GROUPS)]
    return "-".join("".join(letters[at : at + 4]) for at in range(0, len(letters), 4))
