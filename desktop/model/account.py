"""The person's Yoto account and the session's tokens."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tokens:
    """What a sign-in or a refresh gives. `expires_at` is epoch seconds; `refresh_token` is single use."""

    access_token: str
    refresh_token: str | None
    expires_at: float
    scope: str = ""

    def __repr__(self) -> str:
        return f"Tokens(expires_at={self.expires_at})"


@dataclass(frozen=True, slots=True)
class Account:
    """Who is signed in: `user_id` is the token's `sub`, which own cards bear."""

    user_id: str
    name: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class Endpoints:
    """Where Yoto is: the real service or a simulated one."""

    auth_url: str = "https://login.yotoplay.com"
    api_url: str = "https://api.yotoplay.com"
    mqtt_host: str = "aqrphjqbp3u2z-ats.iot.eu-west-2.amazonaws.com"
    mqtt_port: int = 443
    mqtt_path: str = "/mqtt"
    mqtt_tls: bool = True
