"""Reading what a client sent: each field is what it must be, or the request is refused by its name."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from backend.local.identity.refusals import Kind, Refusal

LONGEST_TEXT: Final = 4096


@dataclass(frozen=True, slots=True)
class Fields:
    """The fields of a JSON object, none of them trusted."""

    values: Mapping[str, object]

    def __repr__(self) -> str:
        return f"Fields({sorted(self.values)})"

    def text(self, name: str, *, limit: int = LONGEST_TEXT) -> str:
        """Return a text that must be there."""
        value = self.optional_text(name, limit=limit)
        if not value:
            raise Refusal(Kind.INVALID, f"{name} is missing.")
        return value

    def optional_text(self, name: str, *, limit: int = LONGEST_TEXT) -> str:
        """Return a text, "" when it is not there."""
        value = self.values.get(name)
        if value is None:
            return ""
        if not isinstance(value, str) or not _is_sound(value):
            raise Refusal(Kind.INVALID, f"{name} must be a text.")
        if len(value) > limit:
            raise Refusal(Kind.INVALID, f"{name} is longer than {limit} characters.")
        return value

    def is_true(self, name: str) -> bool:
        """Return a yes or no, which is no when it is not there."""
        value = self.values.get(name)
        if value is None:
            return False
        if not isinstance(value, bool):
            raise Refusal(Kind.INVALID, f"{name} must be true or false.")
        return value

    def group(self, name: str) -> Fields:
        """Return the fields within a field, none when it is not there."""
        value = self.values.get(name)
        if value is None:
            return Fields({})
        if not isinstance(value, dict):
            raise Refusal(Kind.INVALID, f"{name} must be an object.")
        return Fields(value)

    def attributes(self, name: str) -> Fields:
        """Return a list of {"Name", "Value"} as fields."""
        value = self.values.get(name)
        if value is None:
            return Fields({})
        if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
            raise Refusal(Kind.INVALID, f"{name} must be a list of objects.")
        each_one = [Fields(each) for each in value]
        return Fields({one.text("Name"): one.optional_text("Value") for one in each_one})


@dataclass(frozen=True, slots=True)
class Request:
    """What somebody asks for, and from which address."""

    fields: Fields
    address: str


def parse(body: bytes) -> Fields:
    """Return the fields of a JSON object. Raise Refusal for anything else."""
    try:
        value = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Refusal(Kind.UNREADABLE, "The request is not JSON.") from error
    if not isinstance(value, dict):
        raise Refusal(Kind.UNREADABLE, "The request is not a JSON object.")
    return Fields(value)


def _is_sound(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:  # half of a surrogate pair, which JSON can spell
        return False
    return True
