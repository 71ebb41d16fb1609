"""One measured figure, beside the limit that it should keep."""

from __future__ import annotations

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

    def line(self) -> str:
        """Return the figure as one line for a person."""
        text = f"{self.name}: {self.value:,.4g} {self.unit}".rstrip()
        if self.limit is not None:
            text += f" (limit {self.limit:,.4g}: {'ok' if self.is_ok else 'missed'})"
        return f"{text}, beside {self.peer}" if self.peer else text
