"""The family's cloud as the app knows it: where it is, who is signed in to it, who and what belongs to the family."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from enum import StrEnum
from typing import NewType
from urllib.parse import urlsplit

DeviceKey = NewType("DeviceKey", str)  # "d_" and a ULID, made once a profile


class CloudKind(StrEnum):
    """`aws` is the family's own stack, `home` a server in the house, `demo` the one that ends with the app."""

    AWS = "aws"
    HOME = "home"
    DEMO = "demo"


@dataclass(frozen=True, slots=True)
class Cloud:
    """What a cloud says of itself at `GET /v1/hello`. `url` has no slash at its end.

    `identity_url` is where its accounts answer; "" means Amazon's own address for the region. `trusts_network`: the
    person has said that nobody else listens on the way to it, which is not encrypted.
    """

    url: str
    name: str
    kind: CloudKind
    region: str
    pool: str
    client: str
    identity_url: str = ""
    trusts_network: bool = False

    @property
    def is_on_this_computer(self) -> bool:
        """Return whether the address means this computer, and so leads nowhere from any other one."""
        return is_loopback(urlsplit(self.url).hostname or "")


@dataclass(frozen=True, slots=True)
class CloudTokens:
    """What a sign-in or a refresh gives; `expires_at` is epoch seconds.

    A refresh gives a new refresh token where the pool rotates them, the same one otherwise.
    """

    access_token: str
    refresh_token: str
    expires_at: float

    def __repr__(self) -> str:
        return f"CloudTokens(expires_at={self.expires_at})"


@dataclass(frozen=True, slots=True)
class CodeChallenge:
    """The account has a second factor: `session` and `username` come back with the six digits."""

    username: str
    session: str

    def __repr__(self) -> str:
        return "CodeChallenge()"


class Role(StrEnum):
    """What somebody may do: the owner invites, removes and revokes; everything else is both parents'."""

    OWNER = "owner"
    PARENT = "parent"


@dataclass(frozen=True, slots=True)
class Member:
    """One person of the family; `sub` is the account's own id."""

    sub: str
    email: str
    role: Role
    joined_at: float
    is_me: bool = False


@dataclass(frozen=True, slots=True)
class Household:
    """The family as its cloud keeps it, and how much it stores there."""

    name: str
    role: Role
    members: tuple[Member, ...]
    used_bytes: int
    quota_bytes: int


@dataclass(frozen=True, slots=True)
class Device:
    """One computer of the family. `seen_at` is epoch seconds, of the cloud's clock."""

    key: DeviceKey
    name: str
    platform: str
    seen_at: float
    is_revoked: bool = False
    is_this: bool = False


@dataclass(frozen=True, slots=True)
class Invite:
    """A single-use code for the other parent; `expires_at` is epoch seconds."""

    code: str
    expires_at: float


class Whereabouts(StrEnum):
    """Where a recording's audio is, seen from this computer."""

    HERE = "here"
    COMING = "coming"  # on its way from the cloud
    CLOUD = "cloud"  # can be fetched
    ELSEWHERE = "elsewhere"  # on another computer, which has not sent it yet


def is_loopback(host: str) -> bool:
    """Return whether a host's name is this computer's."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
