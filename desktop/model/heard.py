"""What can be heard from a player: a change of its state, its presence, or an answer to a command."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias


@dataclass(frozen=True, slots=True)
class Change:
    """Fields of player.Reported that one message (event or status) brought, and only those."""

    patch: Mapping[str, Any]
    is_event: bool  # data/events: proof of a command's effect; a status is not


@dataclass(frozen=True, slots=True)
class Presence:
    is_online: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """An acknowledgement (yoto-api.md 3.8): `name` as the player spelled it, `request_id` when it came back."""

    name: str
    is_ok: bool
    request_id: str | None
    body: str


Heard: TypeAlias = Change | Presence | Answer
