"""Tells on the Activity page what came from the family's other computers, and what became of one's own edits."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from backend.contract.merge import Note, Outcome
from backend.contract.replica import Report
from desktop.store import activity
from desktop.store.door import Opening
from desktop.store.fields import DELETED, Value
from desktop.store.sync_copy import Copy
from desktop.store.sync_mapping import KINDS

Name: TypeAlias = tuple[str, str, str]  # kind, key, column
Pair: TypeAlias = tuple[Value, Value]  # before and after

LABEL = "Sync"  # of the changes that the sync makes
CLOUD = "The family’s cloud"

_LISTED = 3
_SOMEBODY = "Another computer"
_NOUNS = {"recording": ("recording", "recordings"), "playlist": ("playlist", "playlists")}
_TYPED = frozenset({"title", "artist", "album", "cover", "tags", "pos", "playlist", "icon", "disc", "track", "card_id"})


@dataclass(slots=True)
class Doings:
    """What one computer did, as far as a person wants to know: the keys by kind.

    It is told after each step of much work: the lines then say all of it so far.
    """

    added: dict[str, dict[str, None]] = field(default_factory=dict)
    removed: dict[str, dict[str, None]] = field(default_factory=dict)
    renamed: dict[str, tuple[str, str]] = field(default_factory=dict)  # key -> the title before and after
    changed: dict[str, set[str]] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)  # that tell it

    def tell(self, name: str, written: Mapping[Name, Pair], *, opening: Opening, copy: Copy, detail: str = "") -> None:
        """Write what it did in a few lines, in place of those after an earlier step; `written` is new in this one."""
        for column, pair in written.items():
            self._count(*column, pair=pair, copy=copy)
        told = [
            activity.ActivityLine(opening.now, "sync", sentence, detail, key)
            for sentence, key in self._sentences(name, copy)
        ]
        opening.collected.add_all("activity", self.lines)
        self.lines = activity.rewrite(copy.connection, self.lines, told)
        opening.collected.add_all("activity", self.lines)

    def _count(self, kind: str, key: str, column: str, *, pair: Pair, copy: Copy) -> None:
        """Count one written column."""
        before, after = pair
        if kind == "entry" and (column == DELETED or column in _TYPED):
            found = copy.connection.execute("select playlist from entry where key = ?", (key,)).fetchone()
            self.changed.setdefault("playlist", set()).add(found[0])
        elif column == DELETED:
            now, former = (self.removed, self.added) if after else (self.added, self.removed)
            if key in former.get(kind, ()):
                del former[kind][key]  # it came and went
            else:
                now.setdefault(kind, {})[key] = None
        elif column == "title" and before:
            self.renamed[key] = (self.renamed.get(key, (str(before),))[0], str(after))
        elif column in _TYPED:
            self.changed.setdefault(kind, set()).add(key)

    def _sentences(self, name: str, copy: Copy) -> Iterator[tuple[str, str]]:
        yield from _of_many(f"{name} added", self.added, copy)
        yield from _of_many(f"{name} removed", self.removed, copy)
        renamed = {
            key: (before, after)
            for key, (before, after) in self.renamed.items()
            if before != after and not self._is_told(key)
        }
        if len(renamed) > _LISTED:
            yield f"{name} renamed {len(renamed):,} things.", ""
        else:
            for key, (before, after) in renamed.items():
                yield f"{name} renamed “{before}” to “{after}”.", key
        changed = {
            kind: sorted(key for key in keys if key not in renamed and not self._is_told(key))
            for kind, keys in self.changed.items()
        }
        yield from _of_many(f"{name} changed", changed, copy)

    def _is_told(self, key: str) -> bool:
        """Return whether another sentence says that a thing has come or gone."""
        return any(key in keys for keys in (*self.added.values(), *self.removed.values()))


class Deeds:
    """What each computer did in the steps of one page, so that much of it is told in one line."""

    def __init__(self) -> None:
        self._by_device: dict[str, Doings] = {}

    def tell(self, authors: Mapping[str, str], *, opening: Opening, copy: Copy) -> None:
        """Write what a step has done, with what the same computers did before; `authors` says who, by record."""
        by_device: dict[str, dict[Name, Pair]] = {}
        for column, pair in opening.writer.written.items():
            if column[1] in authors:
                by_device.setdefault(authors[column[1]], {})[column] = pair
        for device, written in by_device.items():
            doings = self._by_device.setdefault(device, Doings())
            doings.tell(_name(device, copy), written, opening=opening, copy=copy, detail=device)


def tell(report: Report, *, opening: Opening, copy: Copy) -> None:
    """Write what became of one's own edits in a step."""
    for note in report.notes:
        told = _note(note, copy)
        if told is not None:
            _write(told, key=note.record, opening=opening, copy=copy)
    if report.is_resyncing:
        words = "The library here was not as in the family’s cloud and is being read again. Nothing is lost by it."
        _write(words, key="", opening=opening, copy=copy)


def title_of(record: str, copy: Copy) -> str:
    """Return what a person calls a record: its title, an entry's recording's; "" when it has none."""
    if record[:2] == "e_":
        found = copy.connection.execute(
            """
            select coalesce(entry.title, recording.title) from entry
            left join recording on recording.key = entry.recording where entry.key = ?
            """,
            (record,),
        ).fetchone()
    elif record[:2] in KINDS:
        table = KINDS[record[:2]].table.kind
        found = copy.connection.execute(f"select title from {table} where key = ?", (record,)).fetchone()  # noqa: S608 - names of our own
    else:
        found = None
    return "" if found is None else found[0] or ""


def _of_many(verb: str, found: Mapping[str, Collection[str]], copy: Copy) -> Iterator[tuple[str, str]]:
    """Yield one sentence: with the title of a single thing, with the numbers of many."""
    things = sorted(((kind, some) for kind, some in found.items() if some), reverse=True)
    if [len(some) for _, some in things] == [1]:
        (key,) = things[0][1]
        yield f"{verb} “{title_of(key, copy)}”.", key
    elif things:
        yield f"{verb} {' and '.join(_count(kind, len(some)) for kind, some in things)}.", ""


def _note(note: Note, copy: Copy) -> str | None:
    title = title_of(note.record, copy)
    if not title:
        return None
    if note.outcome is Outcome.REPLACED:
        word = field_word(note.field)
        return f"The {word} of “{title}” was changed on another computer first. Yours is kept and can be put back."
    if note.outcome is Outcome.REVIVED:
        return f"“{title}” was removed on another computer, but it was edited here, so it stays."
    if note.outcome is Outcome.SPARED:
        return f"You removed “{title}”, but it was edited on another computer, so it stays."
    return f"“{title}” was moved on one computer and removed on another: it is removed."


def field_word(name: str) -> str:
    """Return the word for a record's field."""
    return {"pos": "place", "card_id": "card", "disc": "disc number", "track": "track number"}.get(name, name)


def _count(kind: str, number: int) -> str:
    one, many = _NOUNS[kind]
    return f"a {one}" if number == 1 else f"{number:,} {many}"


def _name(device: str, copy: Copy) -> str:
    return _SOMEBODY if copy.name_of is None else copy.name_of(device)


def _write(sentence: str, *, key: str, opening: Opening, copy: Copy) -> None:
    line = activity.ActivityLine(opening.now, "sync", sentence, key=key)
    opening.collected.add("activity", activity.add(copy.connection, line))
