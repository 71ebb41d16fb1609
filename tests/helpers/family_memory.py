"""The table, the bucket and a computer's disk in memory, each as strict as the real one, and faulty on demand."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from backend.contract.batches import Flight
from backend.contract.records import Fields, is_deleted
from backend.contract.storage import Differing, Mark
from backend.core.ports import Item, Part, Sending


class Crashed(Exception):
    """The process died here."""


class MemoryDocuments:
    """The table: conditions hold, reads are consistent, any thread may ask.

    `before_put` lets others in just before a put; `before_change` sees every write, and may crash it.
    """

    def __init__(self) -> None:
        self.partitions: dict[str, dict[str, Item]] = {}
        self.before_put: Callable[[], None] = lambda: None
        self.before_change: Callable[[str, str], None] = lambda partition, sort: None
        self.on_put: Callable[[str, Item], None] = lambda sort, item: None
        self._lock = threading.RLock()

    def query(self, partition: str, *, low: str, high: str, limit: int) -> Sequence[Item]:
        with self._lock:
            items = self.partitions.get(partition, {})
            found = sorted(key for key in items if low <= key <= high)[:limit]
            return [{**items[key], "sk": key} for key in found]

    def last(self, partition: str, *, low: str, high: str) -> Item | None:
        with self._lock:
            items = self.partitions.get(partition, {})
            key = max((key for key in items if low <= key <= high), default=None)
            return None if key is None else {**items[key], "sk": key}

    def put_new(self, partition: str, sort: str, item: Item) -> bool:
        self.before_put()
        self.before_change(partition, sort)
        with self._lock:
            items = self.partitions.setdefault(partition, {})
            if sort in items:
                return False
            items[sort] = item
            self.on_put(sort, item)
            return True

    def update(self, partition: str, sort: str, *, changes: Item, expected: Item) -> bool:
        self.before_change(partition, sort)
        with self._lock:
            items = self.partitions.setdefault(partition, {})
            item = items.get(sort, {})
            if any(item.get(name) != value for name, value in expected.items()):
                return False
            items[sort] = {name: value for name, value in {**item, **changes}.items() if value is not None}
            return True

    def remove(self, partition: str, sort: str, *, expected: Item) -> bool:
        self.before_change(partition, sort)
        with self._lock:
            items = self.partitions.get(partition, {})
            item = items.get(sort)
            if item is None or any(item.get(name) != value for name, value in expected.items()):
                return False
            del items[sort]
            return True

    def backup(self) -> dict[str, dict[str, Item]]:
        return {partition: dict(items) for partition, items in self.partitions.items()}

    def restore(self, backup: dict[str, dict[str, Item]]) -> None:
        self.partitions = {partition: dict(items) for partition, items in backup.items()}

    def expire(self, sort: str, *, partition: str) -> None:
        """Delete an item that has a `ttl`, as the table does some time after it."""
        if "ttl" in self.partitions[partition].get(sort, {}):
            del self.partitions[partition][sort]


class EchoingDocuments(MemoryDocuments):
    """A table to which the `echo_at`-th write is sent twice, since the answer to the first one was lost."""

    def __init__(self, echo_at: int = 0) -> None:
        super().__init__()
        self.echo_at = echo_at
        self.writes = 0

    def update(self, partition: str, sort: str, *, changes: Item, expected: Item) -> bool:
        if self._is_echoed():
            super().update(partition, sort, changes=changes, expected=expected)
        return super().update(partition, sort, changes=changes, expected=expected)

    def put_new(self, partition: str, sort: str, item: Item) -> bool:
        if self._is_echoed():
            super().put_new(partition, sort, item)
        return super().put_new(partition, sort, item)

    def remove(self, partition: str, sort: str, *, expected: Item) -> bool:
        if self._is_echoed():
            super().remove(partition, sort, expected=expected)
        return super().remove(partition, sort, expected=expected)

    def _is_echoed(self) -> bool:
        self.writes += 1
        return self.writes == self.echo_at


class MemoryObjects:
    """The bucket; an address is the key itself, leave to put something is an address that `deliver` takes."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.uploads: dict[str, tuple[str, dict[int, Part]]] = {}
        self.blocks: dict[tuple[str, int], bytes] = {}
        self.before_remove: Callable[[str], None] = lambda key: None

    def put_new(self, key: str, data: bytes) -> bool:
        if key in self.files:
            return False
        self.files[key] = data
        return True

    def get(self, key: str) -> bytes | None:
        return self.files.get(key)

    def size(self, key: str) -> int | None:
        data = self.files.get(key)
        return None if data is None else len(data)

    def remove(self, key: str) -> None:
        self.before_remove(key)
        self.files.pop(key, None)

    def url(self, key: str) -> str:
        return key

    def sending(self, key: str, *, size: int, mime: str, sha256: str) -> Sending:
        return Sending(f"whole:{key}", {"content-type": mime, "x-size": str(size), "x-sha256": sha256})

    def begin_parts(self, key: str, *, mime: str) -> str:
        upload_id = f"upload{len(self.uploads)}"
        self.uploads[upload_id] = (key, {})
        return upload_id

    def part_sending(self, key: str, *, upload_id: str, number: int, size: int, sha256: str) -> Sending:
        return Sending(f"part:{upload_id}:{number}", {"x-size": str(size), "x-sha256": sha256})

    def parts(self, key: str, *, upload_id: str) -> Sequence[Part] | None:
        found = self.uploads.get(upload_id)
        return None if found is None or found[0] != key else [part for _, part in sorted(found[1].items())]

    def finish_parts(self, key: str, *, upload_id: str, parts: Sequence[Part]) -> bool:
        if self.parts(key, upload_id=upload_id) != list(parts):
            return False
        self.files[key] = b"".join(self.blocks[upload_id, part.number] for part in parts)
        del self.uploads[upload_id]
        return True

    def abort_parts(self, key: str, *, upload_id: str) -> None:
        self.uploads.pop(upload_id, None)

    def deliver(self, sending: Sending, data: bytes) -> int:
        """Take what a client puts to an address and return the status that the bucket answers."""
        headers = sending.headers
        if len(data) != int(headers["x-size"]) or hashlib.sha256(data).hexdigest() != headers["x-sha256"]:
            return 400
        kind, _, rest = sending.url.partition(":")
        if kind == "whole":
            return 200 if self.put_new(rest, data) else 412
        upload_id, _, number = rest.rpartition(":")
        if upload_id not in self.uploads:
            return 404
        sha256 = headers["x-sha256"]
        self.uploads[upload_id][1][int(number)] = Part(int(number), f"etag-{sha256[:8]}", len(data), sha256)
        self.blocks[upload_id, int(number)] = data
        return 200


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
