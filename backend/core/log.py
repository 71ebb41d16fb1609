"""Reads and extends one family's log of commits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from backend.contract.chain import START, Cursor
from backend.contract.messages import Commit, Gone
from backend.core import items, keys
from backend.core.keys import FamilyKey
from backend.core.ports import Documents, Item, Objects, Value

PAGE_COMMITS = 256
READ_COMMITS = 64  # at once: whoever writes large commits must not fill our memory
PAGE_BYTES = 1024 * 1024  # of gzip; an answer stays well below what the gateway carries


@dataclass(frozen=True, slots=True)
class Meta:
    """What a family's META item says about its log: the newest snapshot, and what a client must at least understand.

    Every commit below `floor` is covered by a snapshot and may be gone. `collected_at` is when somebody last looked
    for files that nothing names (seconds since 1970, 0 for never).
    """

    floor: int = 0
    snapshot: Cursor = START
    snap_dig: int = 0
    snap_key: str = ""
    snap_sha256: str = ""
    snap_bytes: int = 0  # inflated
    min_schema: int = 0
    collected_at: int = 0


@dataclass(frozen=True, slots=True)
class Entry:
    """A commit as the table keeps it: with the ids that it wrote and depended on, so that nobody need open it."""

    commit: Commit
    written: frozenset[str]
    depended: frozenset[str]


@dataclass(frozen=True, slots=True)
class Tail:
    """The commits after a cursor, without a hole; `dig` is the digest at the cursor."""

    cursor: Cursor
    dig: int
    entries: tuple[Entry, ...]
    more: bool

    @property
    def commits(self) -> tuple[Commit, ...]:
        """The commits themselves."""
        return tuple(entry.commit for entry in self.entries)

    @property
    def head(self) -> Cursor:
        """The place after the last of these commits."""
        return self.entries[-1].commit.cursor if self.entries else self.cursor

    @property
    def head_dig(self) -> int:
        """The digest after the last of these commits."""
        return self.entries[-1].commit.dig if self.entries else self.dig


class Log:
    """One family's log. Numbers have no holes, each commit names its forerunner's hash, nothing is ever rewritten."""

    def __init__(
        self, documents: Documents, objects: Objects, *, family: FamilyKey, page_commits: int = PAGE_COMMITS
    ) -> None:
        self._page_commits = page_commits
        self._documents = documents
        self._objects = objects
        self._partition = keys.partition(family)

    def meta(self) -> Meta:
        """Return what is known of the log; a new family has nothing yet."""
        found = self._documents.query(self._partition, low=keys.META, high=keys.META, limit=1)
        if not found:
            return Meta()
        item = found[0]
        return Meta(
            floor=items.number(item, "floor"),
            snapshot=Cursor(items.number(item, "snap_seq"), items.text(item, "snap_h") or START.h),
            snap_dig=int(items.text(item, "snap_dig") or "0", 16),
            snap_key=items.text(item, "snap_key"),
            snap_sha256=items.text(item, "snap_sha256"),
            snap_bytes=items.number(item, "snap_bytes"),
            min_schema=items.number(item, "min_schema"),
            collected_at=items.number(item, "collected_at"),
        )

    def tail(self, cursor: Cursor, *, meta: Meta | None = None) -> Tail | Gone:
        """Return the commits after a cursor, or why it is of no use (sync.md, push 2).

        Whoever is at the very beginning is sent to the newest snapshot, if there is one: it says all at once. `meta`
        is what `self.meta()` has just said, where somebody has asked.
        """
        read = self._read(cursor)
        if read and read[0].commit.seq == cursor.seq:
            first, *after = read
            if first.commit.h != cursor.h:
                return self.gone(forked=True)
            return self._tail(cursor, first.commit.dig, after)
        meta = meta or self.meta()
        if cursor == START == meta.snapshot:
            return self._tail(cursor, 0, read)
        if cursor == meta.snapshot:
            return self._tail(cursor, meta.snap_dig, read)
        head = self.head_seq()
        return self.gone(forked=cursor.seq > head or cursor.seq == meta.snapshot.seq)

    def head_seq(self) -> int:
        """Return the number of the newest commit, 0 when there is none."""
        last = self._documents.last(self._partition, low=keys.commit(0), high=keys.AFTER_ALL_COMMITS)
        return 0 if last is None else _to_commit(last).seq

    def gone(self, *, forked: bool) -> Gone:
        """Return where to start over: the newest snapshot, or nothing."""
        meta = self.meta()
        url = self._objects.url(meta.snap_key) if meta.snap_key else ""
        return Gone(meta.snapshot.seq, meta.snapshot.h, url, meta.snap_sha256, forked=forked)

    def append(self, commit: Commit, *, written: Sequence[str], depended: Sequence[str]) -> bool:
        """Add a commit on condition that nobody has taken its number; return whether it was added."""
        item: dict[str, Value] = {
            "pid": commit.pid,
            "dev": commit.dev,
            "prev": commit.prev,
            "h": commit.h,
            "w": sorted(written),
            "d": sorted(depended),
            "z": commit.z,
            "dig": f"{commit.dig:032x}",
            "min": commit.min_schema,
            "at": commit.at_s,
        }
        return self._documents.put_new(self._partition, keys.commit(commit.seq), item)

    def write_meta(self, meta: Meta, *, was: Meta) -> bool:
        """Replace META on condition that its snapshot and floor are still the ones that were read."""
        changes: dict[str, Value] = {
            "floor": meta.floor,
            "snap_seq": meta.snapshot.seq,
            "snap_h": meta.snapshot.h,
            "snap_dig": f"{meta.snap_dig:032x}",
            "snap_key": meta.snap_key,
            "snap_sha256": meta.snap_sha256,
            "snap_bytes": meta.snap_bytes,
        }
        expected: dict[str, Value] = {"snap_key": was.snap_key or None, "floor": was.floor or None}
        if was.snap_key:
            expected["floor"] = was.floor
        return self._documents.update(self._partition, keys.META, changes=changes, expected=expected)

    def note_collection(self, meta: Meta, *, at_s: int) -> bool:
        """Note when somebody looks for files that nothing names; return False when somebody else has begun to."""
        return self._documents.update(
            self._partition,
            keys.META,
            changes={"collected_at": at_s},
            expected={"collected_at": meta.collected_at or None},
        )

    def retire(self, meta: Meta, *, at_s: int) -> None:
        """Remember the file of a snapshot that is about to be followed by another one."""
        if meta.snap_key:
            kept: Item = {"key": meta.snap_key, "at": at_s}
            name = keys.old_snapshot(meta.snapshot)
            self._documents.update(self._partition, name, changes=kept, expected={"key": None})

    def retired(self, *, limit: int) -> list[tuple[str, str, int]]:
        """Return the first retired snapshots: the name of each, its file, and since when it is one."""
        low, high = keys.OLD_SNAPSHOTS
        found = self._documents.query(self._partition, low=low, high=high, limit=limit)
        return [(items.text(item, "sk"), items.text(item, "key"), items.number(item, "at")) for item in found]

    def forget_retired(self, name: str) -> None:
        """Forget a retired snapshot, whose file is gone."""
        self._documents.remove(self._partition, name, expected={})

    def covered(self, *, low: int, high: int, limit: int) -> list[Commit]:
        """Return what is left of the commits numbered from `low` to `high`, which a snapshot covers."""
        found = self._documents.query(self._partition, low=keys.commit(low), high=keys.commit(high), limit=limit)
        return [_to_commit(item) for item in found]

    def let_go(self, commit: Commit, *, ttl_s: int) -> None:
        """Let the table delete a commit at a time of its own choosing after `ttl_s` (seconds since 1970)."""
        self._documents.update(
            self._partition, keys.commit(commit.seq), changes={"ttl": ttl_s}, expected={"h": commit.h}
        )

    def _read(self, cursor: Cursor) -> list[Entry]:
        """Return the commit at a cursor and those after it, at least one more than fit into a page."""
        entries: list[Entry] = []
        low, size, wanted = cursor.seq, 0, self._page_commits + 2
        while len(entries) < wanted and size <= PAGE_BYTES:
            limit = min(READ_COMMITS, wanted - len(entries))
            found = self._documents.query(
                self._partition, low=keys.commit(low), high=keys.AFTER_ALL_COMMITS, limit=limit
            )
            entries += map(_to_entry, found)
            if len(found) < limit:
                break
            low = entries[-1].commit.seq + 1
            size = sum(len(entry.commit.z) for entry in entries if entry.commit.seq != cursor.seq)
        return entries

    def _tail(self, cursor: Cursor, dig: int, after: Sequence[Entry]) -> Tail | Gone:
        entries: list[Entry] = []
        size = 0
        for entry in after:
            last = entries[-1].commit.cursor if entries else cursor
            if entry.commit.seq != last.seq + 1 or entry.commit.prev != last.h:
                return self.gone(forked=False)
            size += len(entry.commit.z)
            if len(entries) == self._page_commits or (entries and size > PAGE_BYTES):
                return Tail(cursor, dig, tuple(entries), more=True)
            entries.append(entry)
        return Tail(cursor, dig, tuple(entries), more=False)


def _to_entry(item: Item) -> Entry:
    return Entry(_to_commit(item), frozenset(items.texts(item, "w")), frozenset(items.texts(item, "d")))


def _to_commit(item: Item) -> Commit:
    return Commit(
        seq=int(items.tail_of_key(item)),
        pid=items.text(item, "pid"),
        dev=items.text(item, "dev"),
        prev=items.text(item, "prev"),
        h=items.text(item, "h"),
        dig=int(items.text(item, "dig"), 16),
        min_schema=items.number(item, "min"),
        at_s=items.number(item, "at"),
        z=items.data(item, "z"),
    )
