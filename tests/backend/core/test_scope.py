"""T3: every state of a small scope keeps every promise; `packaging/dev.py simulate --exhaustive` takes a larger one."""

from __future__ import annotations

import pytest

from backend.contract import following
from backend.contract.merge import Merged
from backend.core import push as pushing
from tests.helpers.family_scope import Scope, search

SMALL = Scope(edits=2, mishaps=1, steps=5)


def test_every_state_of_a_small_scope_settles_with_all_promises_kept() -> None:
    found = search(SMALL)
    assert found.broken == []
    assert len(found.states) > 5_000


def test_the_search_finds_a_last_writer_who_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(following, "merge", lambda mine, *, changes, view: Merged(dict(mine)))
    assert search(SMALL, is_first_enough=True).broken


def test_the_search_finds_a_server_that_ignores_footprints(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pushing, "is_overlapping", lambda *_, **__: False)
    assert search(SMALL, is_first_enough=True).broken
