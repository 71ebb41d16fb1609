"""Shows the family's library on a computer that had none: a snapshot's records in the order of their places."""

from __future__ import annotations

from collections.abc import Generator, ItemsView, Iterator, Mapping
from heapq import merge
from itertools import islice

from backend.contract.records import Fields
from desktop.store import sync_news
from desktop.store.sync_copy import Copy
from desktop.store.sync_order import Place, place
from desktop.store.sync_steps import Outcome

_PLACED_AT_ONCE = 2_000
_SHOWN_AT_ONCE = 500


def arrive(
    copy: Copy, *, initiator: object, state: Mapping[str, Fields] | None = None
) -> Generator[None, None, Outcome]:
    """Make the rows what the base says, a commit a step. Cut off, it is begun again.

    `state` is the base where somebody has it at hand; else it is read.
    """
    outcome, doings = Outcome(), sync_news.Doings()
    yield from copy.tables.sweep()  # of a snapshot that was only half written before
    base = copy.tables.base
    pages: list[list[Place]] = []
    for page in _places(base.items() if state is None else state.items()):
        pages.append(page)
        yield
    records = (one[-1] for one in merge(*pages))
    while shown := list(islice(records, _SHOWN_AT_ONCE)):
        if state is not None:
            base.know({record: state[record] for record in shown})
        copy.tables.look_up(shown)
        with copy.door.opened(sync_news.LABEL, initiator=initiator, is_repeatable=True) as opening:
            copy.show(shown, opening=opening, is_sorted=True)
            doings.tell(sync_news.CLOUD, opening.writer.written, opening=opening, copy=copy)
        outcome.report.touched.update(shown)
        yield
    with copy.door.opened(sync_news.LABEL, initiator=initiator, is_repeatable=True) as opening:
        copy.tables.joining = None
        opening.collected.add("sync", "waiting")
    yield
    return outcome


def _places(state: ItemsView[str, Fields]) -> Iterator[list[Place]]:
    """Yield the places of all records, sorted, by the page."""
    records = iter(state)
    while page := [place(record, fields) for record, fields in islice(records, _PLACED_AT_ONCE)]:
        yield sorted(page)
