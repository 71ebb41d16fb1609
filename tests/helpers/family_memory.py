"""The table, the bucket and a computer's disk in memory, each as strict as the real one, and faulty on demand."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from backend.contract.batches import Flight
from backend.contract.records import Fields, is_deleted
from backend.contract.storage import Differing, Mark
from backend.core.ports import Item


class Crashed(Exception):
    """The process died here."""


class MemoryDocuments:
    """The table: conditions hold, reads are consistent. `before_put` lets others in just before a put."""

    def __init__(self) -> None:
        self.partitions: dict[str, dict[str, Item]] = {}
        self.before_put: Callable[[], None] = lambda: None
        self.on_put: Callable[[str, Item], None] = lambda sort, item: None

    def query(self, partition: str, *, low: str, high: str, limit: int) -> Sequence[Item]:
        items = self.partitions.get(partition, {})
        found = sorted(key for key in items if low <= key <= high)[:limit]
        return [{**items[key], "sk": key} for key in found]

    def last(self, partition: str, *, low: str, high: str) -> Item | None:
        items = self.partitions.get(partition, {})
        key = max((key for key in items if low <= key <= high), default=None)
        return None if key is None else {**items[key], "sk": key}

    def put_new(self, partition: str, sort: str, item: Item) -> bool:
        self.before_put()
        items = self.partitions.setdefault(partition, {})
        if sort in items:
            return False
        items[sort] = item
        self.on_put(sort, item)
        return True

    def update(self, partition: str, sort: str, *, changes: Item, expected: Item) -> bool:
        items = self.partitions.setdefault(partition, {})
        item = items.get(sort, {})
        if any(item.get(name) != value for name, value in expected.items()):
            return False
        items[sort] = {**item, **changes}
        return True

    def backup(self) -> dict[str, dict[str, Item]]:
        return {partition: dict(items) for partition, items in self.partitions.items()}

    def restore(self, backup: dict[str, dict[str, Item]]) -> None:
        self.partitions = {partition: dict(items) for partition, items in backup.items()}

    def expire(self, sort: str, *, partition: str) -> None:
        """Delete an item that has a `ttl`, as the table does some time after it."""
        if "ttl" in self.partitions[partition].get(sort, {}):
            del self.partitions[partition][sort]


class MemoryObjects:
    """The bucket; an address is the key itself."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}

    def put_new(self, key: str, data: bytes) -> bool:
        if key in self.files:
            return False
        self.files[key] = data
        return True

    def get(self, key: str) -> bytes | None:
        return self.files.get(key)

    def url(self, key: str) -> str:
        return key


@dataclass
class MovableClock:
    """A clock that is set by hand."""

    now: int = 1_700_000_000

    def now_s(self) -> int:
        return self.now


@dataclass
class MemoryStorage:
    """A computer's disk. `fuse` crashes the process at the end of a transaction: before it holds, or after."""

    base: dict[str, Fields] = field(default_factory=dict)
    former: dict[str, Fields] = field(default_factory=dict)
    pend: dict[str, Fields] = field(default_factory=dict)
    flight: Flight | None = None
    mark: Mark = field(default_factory=Mark)
    fuse: str = ""
    depth: int = 0

    @contextmanager
    def transaction(self) -> Iterator[None]:
        if self.depth:
            yield
            return
        saved = self.copy()
        self.depth = 1
        try:
            yield
            if self.fuse == "before":
                raise Crashed
        except BaseException:
            self.become(saved)
            raise
        finally:
            self.depth = 0
        if self.fuse == "after":
            raise Crashed

    def set_base_aside(self) -> None:
        self.former, self.base = self.base, {}

    def fill_base(self, state: Mapping[str, Fields]) -> None:
        self.base.update(state)

    def deleting(self) -> list[str]:
        return [record for record, fields in self.pend.items() if is_deleted(fields)]

    def differing(self) -> Iterator[Differing]:
        for record in sorted({**self.former, **self.base}):
            before, after = self.former.get(record), self.base.get(record)
            if before != after:
                yield record, before, after

    def copy(self) -> MemoryStorage:
        return MemoryStorage(dict(self.base), dict(self.former), dict(self.pend), self.flight, self.mark)

    def become(self, other: MemoryStorage) -> None:
        self.base, self.former, self.pend = dict(other.base), dict(other.former), dict(other.pend)
        self.flight, self.mark = other.flight, other.mark
