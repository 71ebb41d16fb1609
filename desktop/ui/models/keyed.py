"""A one-column list of keyed rows: all keys at once, their values in pages as they are looked at."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QByteArray, QModelIndex, QObject, QPersistentModelIndex, Qt

from desktop.ui.models.ranges import runs
from desktop.ui.models.roles import Role, role_names

PAGE_ROWS = 128
KEPT_PAGES = 24
MOST_RUNS = 48  # more separate changes than this are told as one reset

AnyIndex = QModelIndex | QPersistentModelIndex
Row = TypeVar("Row")


class KeyedModel(QAbstractTableModel, Generic[Row]):
    """The keys of a list in order, and its rows loaded 128 at a time.

    A subclass says how rows are loaded (`load`), what they are called (`title_of`) and how they read aloud
    (`spoken_of`). `put` takes a new order, `refresh` the keys whose values changed; both tell the views the least.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._keys: list[str] = []
        self._rows_by_key: dict[str, int] | None = None
        self._pages: dict[int, list[Row | None]] = {}

    # What a subclass says

    def load(self, keys: Sequence[str]) -> Mapping[str, Row]:
        """Return the rows of `keys`; one that no longer exists is left out."""
        raise NotImplementedError

    def title_of(self, row: Row) -> str:
        """Return the row's title."""
        raise NotImplementedError

    def spoken_of(self, row: Row) -> str:
        """Return what a screen reader says of the row."""
        return self.title_of(row)

    def complete(self) -> None:
        """Have all keys: a list that shows its first rows before it knows the others reads those now."""

    # Reading

    def keys(self) -> list[str]:
        """Return all keys in order."""
        return list(self._keys)

    def key_at(self, row: int) -> str:
        return self._keys[row]

    def row_of(self, key: str) -> int | None:
        """Return the row at which `key` stands, or None."""
        if self._rows_by_key is None:
            self._rows_by_key = {one: row for row, one in enumerate(self._keys)}
        return self._rows_by_key.get(key)

    def value_at(self, row: int) -> Row | None:
        """Return the row's value, or None when it has just vanished from the store."""
        if not 0 <= row < len(self._keys):
            return None
        number, place = divmod(row, PAGE_ROWS)
        page = self._pages.get(number)
        if page is None:
            page = self._load_page(number)
        return page[place]

    def value_of(self, key: str) -> Row | None:
        row = self.row_of(key)
        return None if row is None else self.value_at(row)

    # Changing

    def put(self, keys: Sequence[str]) -> None:
        """Show `keys` in this order. Rows that stay keep their selection."""
        fresh = list(keys)
        if fresh == self._keys:
            return
        staying, known = set(fresh), set(self._keys)
        gone = runs(row for row, key in enumerate(self._keys) if key not in staying)
        new = runs(row for row, key in enumerate(fresh) if key not in known)
        if len(gone) + len(new) > MOST_RUNS or not self._keys or not fresh:
            self.reset(fresh)
            return
        for first, last in reversed(gone):
            self.beginRemoveRows(QModelIndex(), first, last)
            self._replace(self._keys[:first] + self._keys[last + 1 :])
            self.endRemoveRows()
        self._reorder([key for key in fresh if key in known])
        for first, last in new:
            self.beginInsertRows(QModelIndex(), first, last)
            self._replace(self._keys[:first] + fresh[first : last + 1] + self._keys[first:])
            self.endInsertRows()

    def reset(self, keys: Sequence[str]) -> None:
        """Show `keys` as a new list; selection is dropped."""
        self.beginResetModel()
        self._replace(list(keys))
        self.endResetModel()

    def refresh(self, keys: Iterable[str]) -> None:
        """Load the rows of `keys` again where they are loaded, and have just those drawn."""
        rows = sorted(row for row in (self.row_of(key) for key in set(keys)) if row is not None)
        held = [row for row in rows if row // PAGE_ROWS in self._pages]
        fresh = self.load([self._keys[row] for row in held]) if held else {}
        for row in held:
            number, place = divmod(row, PAGE_ROWS)
            self._pages[number][place] = fresh.get(self._keys[row])
        for first, last in runs(rows):
            self.dataChanged.emit(self.index(first, 0), self.index(last, 0))

    def refresh_all(self) -> None:
        """Forget all loaded rows and have them drawn again."""
        self._pages.clear()
        if self._keys:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._keys) - 1, 0))

    # Qt's side

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self._keys)

    def columnCount(self, parent: AnyIndex = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else 1

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        if role == Role.KEY:
            return self._keys[index.row()]
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole, Role.ROW):
            return None
        row = self.value_at(index.row())
        if row is None or role == Role.ROW:
            return row
        return self.title_of(row) if role == Qt.ItemDataRole.DisplayRole else self.spoken_of(row)

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren

    def roleNames(self) -> dict[int, QByteArray]:
        return {**super().roleNames(), **role_names()}

    def _load_page(self, number: int) -> list[Row | None]:
        while len(self._pages) >= KEPT_PAGES:
            del self._pages[next(iter(self._pages))]
        keys = self._keys[number * PAGE_ROWS : (number + 1) * PAGE_ROWS]
        rows = self.load(keys)
        page = [rows.get(key) for key in keys]
        self._pages[number] = page
        return page

    def _replace(self, keys: list[str]) -> None:
        self._keys = keys
        self._rows_by_key = None
        self._pages.clear()

    def _reorder(self, keys: list[str]) -> None:
        if keys == self._keys:
            return
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        held = [self._keys[index.row()] for index in before]
        self._replace(keys)
        rows = {key: row for row, key in enumerate(keys)}
        self.changePersistentIndexList(before, [self.index(rows[key], 0) for key in held])
        self.layoutChanged.emit()
