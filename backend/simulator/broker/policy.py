"""Who may connect to the broker, and which exact topics a client may use (yoto-api.md 3.1 to 3.3)."""

import re
from collections.abc import Callable

from backend.simulator.auth.tokens import Claims, ExpiredTokenError, InvalidTokenError, TokenMint

USERNAME = re.compile(r"(?P<who>[A-Za-z0-9_-]+)\?x-amz-customauthorizer-name=PublicJWTAuthorizer")
TOPIC = re.compile(r"device/(?P<player>[A-Za-z0-9_-]+)/(?P<rest>[a-z/-]+)")
READABLE = frozenset(("data/events", "data/status", "response", "status/full", "presence", "status", "events"))
COMMAND = "command/"
SCOPE = "family:devices:control"


class BrokerPolicy:
    """The rules of the custom authorizer and of the policy that it returns."""

    def __init__(self, mint: TokenMint, *, is_player: Callable[[str], bool]) -> None:
        self._mint = mint
        self._is_player = is_player

    def admit(self, username: str, password: str) -> Claims | None:
        """Return the claims of a client that may connect, None for one that may not."""
        match = USERNAME.fullmatch(username)
        if match is None or not (match["who"] == "_" or self._is_player(match["who"])):
            return None
        try:
            claims = self._mint.check(password)
        except (InvalidTokenError, ExpiredTokenError):
            return None
        return claims if SCOPE in claims.scopes else None

    def may_subscribe(self, topic: str) -> bool:
        """Allow the known topics of the family's own players; no wildcard, no `$aws`, no leading slash."""
        match = TOPIC.fullmatch(topic)
        return match is not None and self._is_player(match["player"]) and match["rest"] in READABLE

    def command(self, topic: str) -> tuple[str, str] | None:
        """Return player and command name of a topic that a client may publish to, None for any other."""
        match = TOPIC.fullmatch(topic)
        if match is None or not self._is_player(match["player"]) or not match["rest"].startswith(COMMAND):
            return None
        return match["player"], match["rest"].removeprefix(COMMAND)
