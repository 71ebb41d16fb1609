"""Finds what a few typed letters mean."""

from __future__ import annotations

import unicodedata


def fold(text: str) -> str:
    """Return `text` without case and accents, for comparing."""
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in parts if not unicodedata.combining(letter))


def score(query: str, text: str) -> float | None:
    """Return how well `query` fits `text` (greater is better), or None where its letters do not occur in this order.

    Starts of words and unbroken runs count most; shorter texts win among equals.
    """
    wanted, folded = fold(query).replace(" ", ""), fold(text)
    if not wanted:
        return 0.0
    whole = folded.find(fold(query).strip())
    total = 0.0
    if whole >= 0:
        total += 60 if whole == 0 else 40 if not folded[whole - 1].isalnum() else 4
    at = -1
    for letter in wanted:
        found = _next(folded, letter, after=at)
        if found < 0:
            return None
        if found == at + 1:
            total += 3
        if found == 0 or not folded[found - 1].isalnum():
            total += 5
        at = found
    return total - len(folded) / 100


def _next(text: str, letter: str, *, after: int) -> int:
    """Return where `letter` comes next, at the start of a word if it starts one further on."""
    plain = text.find(letter, after + 1)
    if plain == after + 1 or plain < 0:
        return plain
    at = plain
    while at >= 0:
        if at == 0 or not text[at - 1].isalnum():
            return at
        at = text.find(letter, at + 1)
    return plain
