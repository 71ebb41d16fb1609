"""The list that every page shows: what views are told, and how little."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest
from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPersistentModelIndex
from PySide6.QtTest import QAbstractItemModelTester

from desktop.ui.models.keyed import PAGE_ROWS, KeyedModel
from desktop.ui.models.ranges import runs
from desktop.ui.models.roles import Role


class Names(KeyedModel[str]):
    def __init__(self) -> None:
        super().__init__()
        self.names: dict[str, str] = {}
        self.asked: list[list[str]] = []

    def load(self, keys: Sequence[str]) -> Mapping[str, str]:
        self.asked.append(list(keys))
        return {key: self.names.get(key, key.upper()) for key in keys if self.names.get(key) != "gone"}

    def title_of(self, row: str) -> str:
        return row


@pytest.fixture
def names(qapp: object) -> Names:
    return Names()


def told(model: Names) -> list[tuple[str, int, int]]:
    """Collect what views hear of `model` from now on."""
    heard: list[tuple[str, int, int]] = []
    model.rowsInserted.connect(lambda _parent, first, last: heard.append(("in", first, last)))
    model.rowsRemoved.connect(lambda _parent, first, last: heard.append(("out", first, last)))
    model.dataChanged.connect(lambda first, last: heard.append(("data", first.row(), last.row())))
    model.modelReset.connect(lambda: heard.append(("reset", 0, 0)))
    model.layoutChanged.connect(lambda: heard.append(("layout", 0, 0)))
    return heard


def test_runs_join_neighbours() -> None:
    assert runs([0, 1, 2, 5, 7, 8]) == [(0, 2), (5, 5), (7, 8)]


def test_qts_own_tester_finds_no_fault_through_every_kind_of_change(names: Names) -> None:
    tester = QAbstractItemModelTester(names, QAbstractItemModelTester.FailureReportingMode.Fatal)
    for keys in ("abcdef", "abef", "abxyef", "feyxba", "", "qrs", "sxqy", "abc"):
        names.put(list(keys))
        assert [names.key_at(row) for row in range(names.rowCount())] == list(keys)
        assert [names.data(names.index(row, 0)) for row in range(names.rowCount())] == [key.upper() for key in keys]
    names.refresh(["a", "c"])
    names.refresh_all()
    assert tester.model() is names


def test_removals_and_insertions_are_told_as_such_and_nothing_else(names: Names) -> None:
    names.put(list("abcdef"))
    heard = told(names)
    names.put(list("aefxy"))
    assert heard == [("out", 1, 3), ("in", 3, 4)]


def test_a_new_order_keeps_the_rows_that_somebody_holds_on_to(names: Names) -> None:
    names.put(list("abcd"))
    held = QPersistentModelIndex(names.index(1, 0))
    names.put(list("dxcba"))
    assert names.data(held, Role.KEY) == "b"


def test_selection_survives_a_new_order(names: Names) -> None:
    names.put(list("abcd"))
    selection = QItemSelectionModel(names)
    selection.select(names.index(0, 0), QItemSelectionModel.SelectionFlag.Select)
    selection.select(names.index(2, 0), QItemSelectionModel.SelectionFlag.Select)
    names.put(list("cdab"))
    assert sorted(names.data(index, Role.KEY) for index in selection.selectedIndexes()) == ["a", "c"]


def test_a_refresh_loads_and_tells_only_the_named_rows(names: Names) -> None:
    names.put([f"k{number}" for number in range(300)])
    names.data(names.index(0, 0))
    names.asked.clear()
    heard = told(names)
    names.names["k3"] = "new"
    names.refresh(["k3", "k4", "k9", "k299", "unknown"])
    assert heard == [("data", 3, 4), ("data", 9, 9), ("data", 299, 299)]
    assert names.asked == [["k3", "k4", "k9"]]
    assert names.data(names.index(3, 0)) == "new"


def test_a_row_that_has_just_vanished_is_empty_and_no_error(names: Names) -> None:
    names.put(["a", "b"])
    names.names["a"] = "gone"
    assert names.data(names.index(0, 0)) is None
    assert names.data(names.index(0, 0), Role.KEY) == "a"


def test_a_hundred_thousand_rows_load_only_the_page_that_is_looked_at(names: Names) -> None:
    names.put([f"k{number}" for number in range(100_000)])
    assert names.rowCount() == 100_000
    assert names.data(names.index(70_000, 0)) == "K70000"
    assert [len(page) for page in names.asked] == [PAGE_ROWS]


def test_a_row_taken_out_of_a_hundred_thousand_leaves_the_others_alone(names: Names) -> None:
    keys = [f"k{number}" for number in range(100_000)]
    names.put(keys)
    heard = told(names)
    names.put([key for key in keys if not key.endswith("77777")])
    assert heard == [("out", 77_777, 77_777)]
    assert names.rowCount() == 99_999


def test_the_roles_have_names(names: Names) -> None:
    assert bytes(names.roleNames()[Role.KEY].data()) == b"key"
    assert names.rowCount(names.index(0, 0)) == 0
    assert names.data(QModelIndex()) is None
