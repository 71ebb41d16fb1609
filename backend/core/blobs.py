"""Keeps what is known of a family's files: whether their bytes are coming, here, or on their way out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from backend.core import items, keys
from backend.core.keys import FamilyKey, Sha256
from backend.core.ports import Documents, Item, Value

PAGE = 1000


class Stage(StrEnum):
    """Where a file's bytes are in their life. What is `gone` stays known, so that its next bytes get another key."""

    PENDING = "pending"
    READY = "ready"
    DELETING = "deleting"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Blob:
    """One file. Times are seconds since 1970, 0 for never; `parts` are the SHA-256 of its parts while it comes.

    `generation` counts how often its bytes were given up: those of the generations from `swept` on may still be there.
    `ticket` is that of the move in the family's count which belongs to this stage.
    """

    sha256: Sha256
    size: int
    mime: str
    stage: Stage
    ticket: str
    asked_at: int
    generation: int = 0
    swept: int = 0
    upload_id: str = ""
    parts: tuple[str, ...] = ()
    idle_since: int = 0
    deleting_since: int = 0
    revision: int = 0


class Blobs:
    """The items of one family's files. Each write is on condition that nobody has written since what was read."""

    def __init__(self, documents: Documents, *, family: FamilyKey) -> None:
        self._documents = documents
        self._partition = keys.partition(family)

    def get(self, sha256: Sha256) -> Blob | None:
        """Return what is known of a file, None when nothing ever was."""
        sort = keys.blob(sha256)
        found = self._documents.query(self._partition, low=sort, high=sort, limit=1)
        return _to_blob(found[0]) if found else None

    def all(self) -> Iterator[Blob]:
        """Iterate over every file, a page at a time."""
        low, high = keys.BLOBS
        while True:
            found = self._documents.query(self._partition, low=low, high=high, limit=PAGE)
            yield from map(_to_blob, found)
            if len(found) < PAGE:
                return
            low = f"{items.text(found[-1], 'sk')}~"

    def write(self, blob: Blob, *, was: Blob | None) -> bool:
        """Write what a file has become; return False when somebody else was faster."""
        revision = was.revision if was else 0
        changes: dict[str, Value] = {
            "size": blob.size,
            "mime": blob.mime,
            "state": blob.stage.value,
            "ticket": blob.ticket,
            "asked_at": blob.asked_at,
            "gen": blob.generation or None,
            "swept": blob.swept or None,
            "upload_id": blob.upload_id or None,
            "parts": list(blob.parts) or None,
            "idle_since": blob.idle_since or None,
            "deleting_since": blob.deleting_since or None,
            "rev": revision + 1,
        }
        expected: Item = {"rev": revision or None}
        return self._documents.update(self._partition, keys.blob(blob.sha256), changes=changes, expected=expected)


def _to_blob(item: Item) -> Blob:
    return Blob(
        Sha256(items.tail_of_key(item)),
        items.number(item, "size"),
        items.text(item, "mime"),
        Stage(items.text(item, "state")),
        items.text(item, "ticket"),
        items.number(item, "asked_at"),
        items.number(item, "gen"),
        items.number(item, "swept"),
        items.text(item, "upload_id"),
        items.texts(item, "parts"),
        items.number(item, "idle_since"),
        items.number(item, "deleting_since"),
        items.number(item, "rev"),
    )
