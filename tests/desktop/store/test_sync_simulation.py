"""Whole clients on SQLite under random schedules: nothing is lost, nothing diverges, the rows are always the fold."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable

import pytest

from backend.contract.records import Fields
from desktop.store.library import Library
from desktop.store.sync_rows import Rows
from desktop.store.transaction import Transaction
from tests.helpers.family_libraries import LibraryWorld
from tests.helpers.family_library import LibraryStorage
from tests.helpers.family_schedules import play, simulate

SCHEDULES = 2_000
TEN_YEARS_S = 10 * 365 * 24 * 3600
TIMES = ("added_at", "created_at", "published_at", "when")


def test_two_thousand_schedules_keep_every_promise() -> None:
    """T1 of sync.md in its whole-client form; the long form is `dev.py simulate --clients sqlite`."""
    played = simulate(SCHEDULES, jobs=os.cpu_count() or 1, family=LibraryWorld)
    sys.stdout.write(played.summary())
    assert played.broken == []
    for mishap in ("crashed", "forked", "snapshot", "conflict", "replaced", "revived", "spared", "cloned"):
        assert played.happened[mishap] > 100, f"{mishap} hardly ever happens: the simulator proves nothing about it"
    for mishap in ("gone", "truncated", "profile restored", "stays_deleted"):
        assert played.happened[mishap], mishap


def test_the_same_seed_is_the_same_story() -> None:
    def story(seed: int) -> tuple[object, ...]:
        world = LibraryWorld(seed)
        world.run()
        return tuple(world.history.values()), dict(world.happened)

    assert story(7) == story(7)


@pytest.mark.parametrize("seed", [3, 8, 21])
def test_clocks_that_are_ten_years_off_change_nothing_but_times(seed: int) -> None:
    """T6 of sync.md."""

    def result(drift_s: int) -> list[object]:
        world = LibraryWorld(seed, drift_s=drift_s)
        world.run()
        return [
            (_timeless(computer.state()), _rows(computer.storage))
            for computer in world.computers
            if isinstance(computer.storage, LibraryStorage)
        ]

    assert result(0) == result(TEN_YEARS_S)


def _timeless(state: dict[str, Fields]) -> dict[str, dict[str, object]]:
    return {
        record: {name: value for name, value in fields.items() if name not in TIMES} for record, fields in state.items()
    }


def _rows(storage: LibraryStorage) -> list[object]:
    statements = (
        "select key, title, artist, duration_s, ending, tags, medium, deleted from recording order by key",
        "select key, title, card_id, published_hash, deleted from playlist order by key",
        "select * from entry order by key",
        "select recording from stored_audio",
    )
    return [storage.connection.execute(statement).fetchall() for statement in statements]


def test_an_app_that_goes_on_after_a_commit_has_failed_keeps_every_promise(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.helpers.family_library.LibraryStorage.start", _keep_the_app)
    assert play((0, 30), family=LibraryWorld)[1] == []


def test_what_people_refuse_to_have_deleted_lives_on(monkeypatch: pytest.MonkeyPatch) -> None:
    _ask_about_every_deletion(monkeypatch)
    assert play((0, 100), family=LibraryWorld)[1] == []


# the simulator catches what it is for


def test_it_notices_rows_that_are_not_written(monkeypatch: pytest.MonkeyPatch) -> None:
    def forgetful(rows: Rows, records: Iterable[str], **more: bool) -> None:
        whole(rows, sorted(records)[1:], **more)

    whole = Rows.bring_up_to_date
    monkeypatch.setattr(Rows, "bring_up_to_date", forgetful)
    assert play((0, 10), family=LibraryWorld)[1]


def test_it_notices_an_edit_that_is_not_queued(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("desktop.store.sync_mapping.Kind.changed", lambda kind, row: {})
    assert play((0, 10), family=LibraryWorld)[1]


def test_it_notices_a_memory_that_outlives_a_rollback(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("desktop.store.sync_tables.SyncTables._count_rollbacks", lambda tables: 0)
    monkeypatch.setattr("tests.helpers.family_library.LibraryStorage.start", _keep_the_app)
    assert play((60, 120), family=LibraryWorld)[1]


def test_it_notices_a_refusal_that_nobody_heeds(monkeypatch: pytest.MonkeyPatch) -> None:
    _ask_about_every_deletion(monkeypatch)
    monkeypatch.setattr("desktop.store.sync_taking.Taking._keep_alive", lambda taking, records: None)
    assert play((0, 30), family=LibraryWorld)[1]


def test_it_notices_an_undo_of_what_others_wrote(monkeypatch: pytest.MonkeyPatch) -> None:
    def careless(library: Library) -> str | None:
        keys = library.recordings.keys()

        def remove(tx: Transaction) -> None:
            for key in keys:
                tx.remove_recording(key)

        library.transact("Remove", remove)
        return "Undo"

    monkeypatch.setattr("desktop.store.library.Library.undo", careless)
    assert any("took back what another wrote" in told for told in play((0, 10), family=LibraryWorld)[1])


def test_it_notices_a_ledger_that_is_let_go_of_too_early(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("desktop.store.sync_losses.KEPT_S", 24 * 3600)
    assert any("let go of too early" in told for told in play((0, 20), family=LibraryWorld)[1])


def _ask_about_every_deletion(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("backend.contract.layers.FEW_DELETIONS", 0)
    monkeypatch.setattr("backend.contract.layers.DELETED_SHARE", 1_000)


def _keep_the_app(storage: LibraryStorage) -> None:
    """Go on after a failed commit as an app does whose disk was full."""
    if storage.is_off:
        start(storage)


start = LibraryStorage.start
