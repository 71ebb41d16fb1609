"""Answers what has come since a cursor."""

from __future__ import annotations

from backend.contract.chain import Cursor
from backend.contract.messages import Gone, Page
from backend.core.log import Log


def pull(cursor: Cursor, *, log: Log) -> Page | Gone:
    """Return a page of the commits after a cursor, or where to start over."""
    tail = log.tail(cursor)
    return tail if isinstance(tail, Gone) else Page(tail.commits, more=tail.more)
