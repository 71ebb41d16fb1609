"""One measured figure, beside the limit that it should keep."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """A measurement: smaller is better, and `limit` is in the same unit (None: only for information).

    `peer` says what it is compared with, in a few words; "" when the limit is absolute.
    """

    name: str
    value: float
    unit: str
    limit: float | None = None
    peer: str = ""

    @property
    def is_ok(self) -> bool:
        return self.limit is None or self.value <= self.limit

    @property
    def verdict(self) -> str:
        """Return "ok" or "missed", "" without a limit."""
        return "" if self.limit is None else "ok" if self.is_ok else "missed"

    def line(self) -> str:
        """Return the figure as one line for a person."""
        text = f"{self.name}: {self.value:,.4g} {self.unit}".rstrip()
        if self.limit is not None:
            text += f" (limit {self.limit:,.4g}: {self.verdict})"
        return f"{text}, beside {self.peer}" if self.peer else text


def share(values: Sequence[float], part: float) -> float:
    """Return the value that `part` of the values (0.95: nineteen of twenty) do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * part))]


def median(values: Sequence[float]) -> float:
    """Return the middle value."""
    return share(values, 0.5)
