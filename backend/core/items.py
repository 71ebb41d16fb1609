"""Reads the fields of the table's items, whatever may stand in them."""

from __future__ import annotations

from backend.core.ports import Item


def text(item: Item, name: str) -> str:
    """Return a field's text, "" when it has none."""
    value = item.get(name)
    return value if isinstance(value, str) else ""


def number(item: Item, name: str) -> int:
    """Return a field's number, 0 when it has none."""
    value = item.get(name)
    return value if isinstance(value, int) else 0


def texts(item: Item, name: str) -> tuple[str, ...]:
    """Return a field's list of texts, an empty one when it has none."""
    value = item.get(name)
    return tuple(value) if isinstance(value, list) else ()


def data(item: Item, name: str) -> bytes:
    """Return a field's bytes, none when it has none."""
    value = item.get(name)
    return value if isinstance(value, bytes) else b""


def tail_of_key(item: Item) -> str:
    """Return what follows the kind in an item's sort key."""
    return text(item, "sk").partition("#")[2]
