"""Describes one route: what is asked for, who may ask, what answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias, TypeVar

from backend.contract.codec import Json
from backend.contract.errors import Code
from backend.core import access
from backend.core.access import Account, Computer, Member
from backend.core.call import Answer, Call

Schema: TypeAlias = Mapping[str, Json]
Caller = TypeVar("Caller")


class Access(StrEnum):
    """Who may call: anybody, who is signed in, who belongs to a family, its owner, one of its computers."""

    ANYBODY = "anybody"
    ACCOUNT = "account"
    MEMBER = "member"
    OWNER = "owner"
    COMPUTER = "computer"


@dataclass(frozen=True, slots=True)
class Words:
    """What the description of the API says of a route: its own refusals too, beyond those that all routes have."""

    summary: str
    answers: Mapping[int, Schema]
    body: Schema | None = None
    query: Mapping[str, Schema] | None = None
    is_gzip: bool = False  # the body's JSON comes as gzip
    refusals: tuple[Code, ...] = ()


@dataclass(frozen=True, slots=True)
class Route:
    """One line of the table that both dispatches and describes. `{names}` in the path become `params`."""

    method: str
    path: str
    access: Access
    respond: Callable[[Call], Answer]
    words: Words

    def params(self, path: str) -> Mapping[str, str] | None:
        """Return what a path names in this route's places, None when it is another route's path."""
        mine, theirs = self.path.split("/"), path.split("/")
        if len(mine) != len(theirs):
            return None
        found = {}
        for one, other in zip(mine, theirs, strict=True):
            if one.startswith("{") and other:
                found[one[1:-1]] = other
            elif one != other:
                return None
        return found


def for_anybody(method: str, path: str, respond: Callable[[Call], Answer], words: Words) -> Route:
    """Return a route that needs no sign-in."""
    return Route(method, path, Access.ANYBODY, respond, words)


def for_account(method: str, path: str, respond: Callable[[Call, Account], Answer], words: Words) -> Route:
    """Return a route for who is signed in."""
    return Route(method, path, Access.ACCOUNT, _let_in(access.account, respond), words)


def for_member(method: str, path: str, respond: Callable[[Call, Member], Answer], words: Words) -> Route:
    """Return a route for who belongs to a family."""
    return Route(method, path, Access.MEMBER, _let_in(access.member, respond), words)


def for_owner(method: str, path: str, respond: Callable[[Call, Member], Answer], words: Words) -> Route:
    """Return a route for the family's owner."""
    return Route(method, path, Access.OWNER, _let_in(access.owner, respond), words)


def for_computer(method: str, path: str, respond: Callable[[Call, Computer], Answer], words: Words) -> Route:
    """Return a route for the family's computers."""
    return Route(method, path, Access.COMPUTER, _let_in(access.computer, respond), words)


def _let_in(who: Callable[[Call], Caller], respond: Callable[[Call, Caller], Answer]) -> Callable[[Call], Answer]:
    return lambda call: respond(call, who(call))
