"""How often each thing may be tried: by account, and by the address that it comes from."""

from __future__ import annotations

from typing import Final

from backend.local.identity.throttle import Rule

MINUTE_S: Final = 60
HOUR_S: Final = 60 * MINUTE_S

PASSWORDS: Final = Rule("password", free=5, leak_s=15 * MINUTE_S, first_lock_s=5, longest_lock_s=15 * MINUTE_S)
PASSWORDS_FROM: Final = Rule(
    "password from", free=20, leak_s=5 * MINUTE_S, first_lock_s=5, longest_lock_s=15 * MINUTE_S
)
# Six digits: at one guess an hour it takes a century.
CODES: Final = Rule("code", free=5, leak_s=HOUR_S, first_lock_s=5, longest_lock_s=HOUR_S)
CODES_FROM: Final = Rule("code from", free=20, leak_s=10 * MINUTE_S, first_lock_s=5, longest_lock_s=HOUR_S)
SECOND_FACTORS: Final = Rule("second factor", free=5, leak_s=HOUR_S, first_lock_s=5, longest_lock_s=HOUR_S)
OWNER_CODES: Final = Rule("owner code", free=20, leak_s=10 * MINUTE_S, first_lock_s=5, longest_lock_s=15 * MINUTE_S)
OWNER_CODES_FROM: Final = Rule("owner code from", free=5, leak_s=15 * MINUTE_S, first_lock_s=5, longest_lock_s=HOUR_S)
LETTERS: Final = Rule("letter", free=5, leak_s=12 * MINUTE_S, first_lock_s=MINUTE_S, longest_lock_s=HOUR_S)
LETTERS_FROM: Final = Rule("letter from", free=20, leak_s=3 * MINUTE_S, first_lock_s=MINUTE_S, longest_lock_s=HOUR_S)
SIGN_UPS_FROM: Final = Rule("sign-up from", free=10, leak_s=6 * MINUTE_S, first_lock_s=MINUTE_S, longest_lock_s=HOUR_S)
# The first half of a sign-in gives nothing away; it costs the server some milliseconds.
SIGN_INS_FROM: Final = Rule("sign-in from", free=60, leak_s=1, first_lock_s=1, longest_lock_s=MINUTE_S)
