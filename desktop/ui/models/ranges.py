"""How a list of rows becomes runs of neighbours, the unit in which views are told of a change."""

from __future__ import annotations

from collections.abc import Iterable


def runs(rows: Iterable[int]) -> list[tuple[int, int]]:
    """Return (first, last) of each run of neighbouring numbers in `rows`, which are sorted and each there once."""
    found: list[tuple[int, int]] = []
    for row in rows:
        if found and row == found[-1][1] + 1:
            found[-1] = (found[-1][0], row)
        else:
            found.append((row, row))
    return found
