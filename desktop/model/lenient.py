"""Values of JSON that others wrote, where types vary and anything may be missing (yoto-api.md 6.3)."""

from __future__ import annotations

import json
import math
import re
from typing import Any, TypeAlias

Json: TypeAlias = dict[str, Any]

MOST = 2**53  # what JSON's numbers hold exactly; the database's integers end not far above

_HALF_LETTER = re.compile(r"\\u[dD][89a-fA-F]")


def parsed(said: str) -> Any:
    """Return the values of a JSON text, without halves of letters. Raise ValueError for anything else."""
    try:
        found = json.loads(said)
        if _HALF_LETTER.search(said):
            found = json.loads(storable(json.dumps(found, ensure_ascii=False)))
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    return found


def text(value: Any) -> str:
    """Return a text as it is, "" for anything else."""
    return value if isinstance(value, str) else ""


def number(value: Any) -> float | None:
    """Return a finite number from a number or a text that holds one, within 2^53 of zero; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        found = float(value)
    except (ValueError, OverflowError):
        return None
    return max(-MOST, min(MOST, found)) if math.isfinite(found) else None


def amount(value: Any) -> float:
    """Return a number that counts something (seconds, bytes): 0.0 for anything that is none or is below zero."""
    return max(0.0, number(value) or 0.0)


def storable(said: str) -> str:
    """Return a text that can be written as UTF-8: "?" for halves of letters, as odd file names and escapes bring."""
    return said.encode("utf-8", "replace").decode("utf-8")


def table(value: Any) -> Json:
    """Return an object as it is, an empty one for anything else."""
    return value if isinstance(value, dict) else {}


def tables(value: Any) -> list[Json]:
    """Return the objects of a list; what is no object in it is left out, and what is no list has none."""
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def key(value: Any) -> str:
    """Return a key as the text it is: "08" stays "08"; a bare number, which no app writes, becomes its digits."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else text(value)
