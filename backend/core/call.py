"""What a request says and what an answer holds, apart from how either travels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from backend.contract.codec import Json, check_value, parse
from backend.contract.errors import Code, Refused
from backend.core.world import World

MAX_JSON_DEPTH = 3


@dataclass(frozen=True, slots=True)
class Call:
    """One request. `params` is what the path names; `claims` are verified; all else is only what somebody says."""

    world: World
    params: Mapping[str, str]
    query: Mapping[str, Sequence[str]]
    headers: Mapping[str, str]  # names in small letters
    body: bytes
    claims: Mapping[str, str]

    def fields(self) -> Mapping[str, Json]:
        """Return the JSON object in the body; raise Refused when it is none."""
        told = parse(self.body)
        check_value(told, depth=MAX_JSON_DEPTH)
        if not isinstance(told, dict):
            raise Refused(Code.BAD_JSON, "an object is meant")
        return told


@dataclass(frozen=True, slots=True)
class Answer:
    """What is said back, as JSON."""

    status: int
    told: Mapping[str, Json]
    headers: Mapping[str, str] = field(default_factory=dict)


def text(fields: Mapping[str, Json], name: str, *, limit: int) -> str:
    """Return a field's text without blanks around it; raise Refused when it is none, empty, too long or not plain."""
    value = fields.get(name)
    if not isinstance(value, str) or not 0 < len(value.strip()) <= limit or any(map(_is_control, value)):
        raise Refused(Code.BAD_VALUE, name)
    return value.strip()


def number(fields: Mapping[str, Json], name: str, *, low: int, high: int) -> int:
    """Return a field's whole number; raise Refused when it is none or not in [low, high]."""
    value = fields.get(name)
    if type(value) is not int or not low <= value <= high:
        raise Refused(Code.BAD_VALUE, name)
    return value


def _is_control(sign: str) -> bool:
    return ord(sign) < 32 or 127 <= ord(sign) < 160
