"""Which column of which row is which field of which record: the one table of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from backend.contract.codec import Json, is_same
from backend.contract.records import DELETED as TOMBSTONE
from backend.contract.records import ENTRY, PLAYLIST, RECORDING, Fields, has_content, recording_sha256
from desktop.store import playlists, recordings
from desktop.store.fields import DELETED, Row, Table, Value
from desktop.store.sync_fields import (
    COUNT,
    ENDING,
    HALF,
    KEY,
    MEDIUM,
    MIME,
    MOMENT,
    OPTIONAL_COUNT,
    OPTIONAL_MOMENT,
    OPTIONAL_TEXT,
    ORIGIN,
    PICTURE,
    POSITION,
    SECONDS,
    TAGS,
    TEXT,
    WORD,
    Form,
    Unfit,
)


@dataclass(frozen=True, slots=True)
class Column:
    """A column, the field that it travels as, and what it holds when a record has no such field, or an unfit one."""

    name: str
    field: str
    form: Form
    usual: Value

    def read(self, fields: Fields) -> Value:
        """Return what the column is to hold for a record's fields."""
        if self.field not in fields:
            return self.usual
        try:
            return self.form.unpack(fields[self.field])
        except Unfit:
            return self.usual

    def fits(self, value: Json) -> bool:
        """Return whether the column can hold a field's value."""
        try:
            self.form.unpack(value)
        except Unfit:
            return False
        return True

    def is_told(self, value: Value, fields: Fields) -> bool:
        """Return whether a column's value is what a record says: then it stays, with what travels less exactly."""
        wanted = self.read(fields)
        return value == wanted or is_same(self.form.pack(value), self.form.pack(wanted))


@dataclass(frozen=True)  # no slots: what follows from the columns is kept beside them
class Kind:
    """One kind of record: its table, its columns, and those without which there is no row."""

    prefix: str
    table: Table
    columns: tuple[Column, ...]
    essential: tuple[str, ...]
    links: tuple[str, ...] = ()

    def row(self, key: str, fields: Fields) -> Row | None:
        """Return the row of a living record, None when this version can make nothing of it."""
        row = dict(self._usual_row)
        readers = self._readers
        for name, value in fields.items():
            if name in readers:
                column, unpack = readers[name]
                try:
                    row[column] = unpack(value)
                except Unfit:
                    continue
        if self.prefix == RECORDING:
            sha256 = recording_sha256(key, fields.get("sha"))
            row["sha256"] = None if sha256 is None else sha256.hex()
        if any(row[name] is None for name in self.essential):
            return None
        if self.prefix == ENTRY and row["recording"] is None and row["origin"] is None:
            return None
        return row

    @cached_property
    def _usual_row(self) -> Row:
        return {column.name: column.usual for column in self.columns}

    @cached_property
    def _readers(self) -> Mapping[str, tuple[str, Callable[[Json], Value]]]:
        """By field, the column that it goes to, and how. (What a recording's id says, too, is read from both.)"""
        return {column.field: (column.name, column.form.unpack) for column in self.columns if column.form is not HALF}

    def whole(self, row: Mapping[str, Value], *, seen: Fields) -> dict[str, Json]:
        """Return all of a living row as fields, without what a record that lacks it would be read as anyway.

        `seen` is the record as it is known so far.
        """
        told: dict[str, Json] = {}
        for column in self.columns:
            if column.name not in row:
                continue  # it was not given: what the record says of it stays
            is_seen = column.field in seen
            if not is_seen and row[column.name] == column.usual:
                continue
            value = column.form.pack(row[column.name])
            if is_seen or not self.is_usual(column.field, value):
                told[column.field] = value
        if TOMBSTONE in seen:
            told[TOMBSTONE] = 0
        return told

    def changed(self, row: Mapping[str, Value]) -> dict[str, Json]:
        """Return some columns of a row as fields."""
        told: dict[str, Json] = {
            column.field: column.form.pack(row[column.name]) for column in self.columns if column.name in row
        }
        if DELETED in row:
            told[TOMBSTONE] = int(row[DELETED] or 0)
        return told

    def is_usual(self, field: str, value: Json) -> bool:
        """Return whether a record that lacks a field is read as if it had this value."""
        return field in self._usual_fields and is_same(self._usual_fields[field], value)

    @cached_property
    def _usual_fields(self) -> Mapping[str, Json]:
        return {
            column.field: None if column.usual is None else column.form.pack(column.usual) for column in self.columns
        }

    def column_of(self, field: str) -> str | None:
        """Return the column of a field, None when it has none."""
        if field == TOMBSTONE:
            return DELETED
        return next((column.name for column in self.columns if column.field == field), None)


_RECORDING = Kind(
    prefix=RECORDING,
    table=recordings.TABLE,
    essential=("sha256",),
    columns=(
        Column("sha256", "sha", HALF, None),
        Column("title", "title", TEXT, ""),
        Column("artist", "artist", TEXT, ""),
        Column("album", "album", TEXT, ""),
        Column("disc", "disc", OPTIONAL_COUNT, None),
        Column("track", "track", OPTIONAL_COUNT, None),
        Column("duration_s", "duration_s", SECONDS, 0.0),
        Column("size_bytes", "size", COUNT, 0),
        Column("ending", "ending", ENDING, ""),
        Column("mime", "mime", MIME, ""),
        Column("tags", "tags", TAGS, "[]"),
        Column("cover", "cover", PICTURE, None),
        Column("medium", "medium", MEDIUM, None),
        Column("added_at", "added_at", MOMENT, 0.0),
    ),
)
_PLAYLIST = Kind(
    prefix=PLAYLIST,
    table=playlists.TABLE,
    essential=("title",),
    columns=(
        Column("title", "title", TEXT, None),
        Column("cover", "cover", PICTURE, None),
        Column("card_id", "card_id", WORD, None),
        Column("published_hash", "published_hash", WORD, None),
        Column("published_at", "published_at", OPTIONAL_MOMENT, None),
        Column("published_base", "published_base", WORD, None),
        Column("created_at", "created_at", MOMENT, 0.0),
    ),
)
_ENTRY = Kind(
    prefix=ENTRY,
    table=playlists.ENTRY_TABLE,
    essential=("playlist",),
    links=("playlist", "recording"),
    columns=(
        Column("playlist", "playlist", KEY, None),
        Column("pos", "pos", POSITION, "V"),
        Column("recording", "recording", KEY, None),
        Column("title", "title", OPTIONAL_TEXT, None),
        Column("icon", "icon", WORD, None),
        Column("origin", "origin", ORIGIN, None),
    ),
)
KINDS = {kind.prefix: kind for kind in (_RECORDING, _PLAYLIST, _ENTRY)}
OF_TABLE = {kind.table.kind: kind for kind in KINDS.values()}


def is_usual(record: str, field: str, value: Json) -> bool:
    """Return whether a record that lacks a field is read as if it had this value."""
    kind = KINDS.get(record[:2])
    return kind is not None and kind.is_usual(field, value)


def overtaken(record: str, written: Fields) -> Iterator[tuple[str, str, str]]:
    """Yield (kind, key, column) of all that somebody's write makes theirs: no undo of ours touches it any more.

    Whoever says something about a thing, or puts something into it, also wants it to be there.
    """
    kind = KINDS.get(record[:2])
    if kind is None:
        return
    names = (kind.column_of(field) for field in written)
    yield from ((kind.table.kind, record, name) for name in names if name is not None)
    if has_content(written):
        yield kind.table.kind, record, DELETED
        for link in kind.links:
            target = written.get(link)
            if isinstance(target, str):
                yield link, target, DELETED
