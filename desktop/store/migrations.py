"""The steps that made the database what it is, in order; a step that has shipped is never edited."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from desktop.model.errors import Trouble


@dataclass(frozen=True, slots=True)
class Step:
    """One change of the schema: plain SQL, run in a transaction of its own."""

    number: int
    name: str
    sql: str


STEPS = (
    Step(
        1,
        "the spine: recordings, playlists, cards, players, uploads",
        """
        create table recording (
            id integer primary key,
            key text not null unique,
            sha256 text not null,
            title text not null,
            artist text not null,
            album text not null,
            disc integer,
            track integer,
            duration_s real not null,
            size_bytes integer not null,
            ending text not null,
            mime text not null,
            tags text not null,
            cover text,
            medium text,
            added_at real not null,
            deleted integer not null,
            title_order text not null,
            artist_order text not null,
            album_order text not null
        ) strict;
        create index recording_sums on recording (added_at, duration_s, size_bytes) where deleted = 0;

        create virtual table recording_search using fts5 (
            title, artist, album, playlists, tags, tokenize = 'ascii', prefix = '1 2 3'
        );

        create table playlist (
            id integer primary key,
            key text not null unique,
            title text not null,
            cover text,
            card_id text,
            published_hash text,
            published_at real,
            created_at real not null,
            deleted integer not null,
            title_order text not null
        ) strict;
        create index playlist_by_card on playlist (card_id) where card_id is not null;

        create table entry (
            id integer primary key,
            key text not null unique,
            playlist text not null references playlist (key) deferrable initially deferred,
            pos text not null,
            recording text references recording (key) deferrable initially deferred,
            title text,
            icon text,
            origin text,
            deleted integer not null
        ) strict;
        create index entry_by_playlist on entry (playlist, pos, key) where deleted = 0;
        create index entry_by_recording on entry (recording) where recording is not null;

        create table undo_step (
            id integer primary key,
            label text not null,
            job text,
            at real not null,
            undone integer not null
        ) strict;
        create table undo_field (
            step integer not null references undo_step (id) on delete cascade,
            kind text not null,
            key text not null,
            field text not null,
            before any,
            after any,
            primary key (key, field, kind, step)
        ) strict, without rowid;
        create index undo_field_by_step on undo_field (step);

        create table card (
            id text primary key,
            title text not null,
            author text not null,
            description text not null,
            category text not null,
            is_own integer not null,
            cover_url text,
            cover text,
            duration_s real not null,
            size_bytes integer not null,
            updated_at text not null,
            added_at text not null,
            last_played_at text not null,
            chapters text,
            raw text
        ) strict;
        create table card_version (
            id integer primary key,
            card text not null,
            saved_at real not null,
            raw text not null
        ) strict;
        create index card_version_by_card on card_version (card, id);

        create table player (
            id text primary key,
            name text not null,
            family text not null,
            generation text not null,
            nickname text not null,
            is_online integer not null
        ) strict;
        create table player_report (
            player text primary key,
            reported text not null
        ) strict;

        create table upload (
            key text primary key,
            recording text not null references recording (key) deferrable initially deferred,
            stage text not null,
            total_bytes integer not null,
            sent_bytes integer not null,
            upload_id text,
            percent integer,
            phase text not null,
            problem text not null,
            tries integer not null,
            created_at real not null,
            stage_since real not null
        ) strict;
        create index upload_by_recording on upload (recording);

        create table activity (
            id integer primary key,
            at real not null,
            kind text not null,
            sentence text not null,
            detail text not null,
            key text not null
        ) strict;

        create table preference (
            name text primary key,
            value text not null
        ) strict;

        create table artwork (
            key text primary key,
            mime text not null,
            size_bytes integer not null,
            added_at real not null
        ) strict;
        """,
    ),
    Step(
        2,
        "find uploads by their stage, recordings by what Yoto made of them",
        """
        create index upload_by_stage on upload (stage, created_at);
        create index recording_by_medium on recording (json_extract(medium, '$.sha')) where medium is not null;
        """,
    ),
    Step(
        3,
        "the family's log: what is synced, what waits, what is on its way",
        """
        create table sync_mark (
            id integer primary key check (id = 1),
            device text not null,
            cursor text not null,
            dig text not null,
            former text,
            is_met integer not null,
            resynced integer not null,
            deletions integer not null,
            base_part integer not null,
            former_part integer not null,
            last_part integer not null,
            joining text
        ) strict;
        create table sync_record (
            part integer not null,
            id text not null,
            fields text not null,
            primary key (part, id)
        ) strict, without rowid;
        create table sync_pend (
            number integer primary key,
            id text not null unique,
            fields text not null
        ) strict;
        create index sync_pend_deleting on sync_pend (id) where json_extract(fields, '$._del') = 1;
        create table sync_flight (
            id integer primary key check (id = 1),
            pid text not null,
            ops text not null
        ) strict;
        create table sync_orphan (
            needed text not null,
            entry text not null,
            primary key (needed, entry)
        ) strict, without rowid;

        create table loss (
            key text primary key,
            record text not null,
            field text not null,
            value text not null,
            device text not null,
            at real not null
        ) strict;
        create index loss_by_age on loss (at);
        create table stored_audio (
            recording text primary key
        ) strict, without rowid;
        create table stored_artwork (
            key text primary key,
            mime text not null,
            size_bytes integer not null
        ) strict, without rowid;
        """,
    ),
    Step(
        4,
        "what a card was like when it was published is the family's to know, not this computer's alone",
        """
        alter table playlist add column published_base text;
        update playlist set published_base = (select value from preference where name = 'published.' || playlist.key);
        delete from preference where name glob 'published.*';
        """,
    ),
    Step(
        5,
        "what is synced lies in the order in which it came: ids are random, and each new one met another page",
        """
        alter table sync_record rename to sync_record_by_id;
        create table sync_record (
            part integer not null,
            id text not null,
            fields text not null
        ) strict;
        insert into sync_record select part, id, fields from sync_record_by_id;
        drop table sync_record_by_id;
        create unique index sync_record_by_id on sync_record (part, id);
        """,
    ),
)


def migrate(connection: sqlite3.Connection, *, now: float, steps: tuple[Step, ...] = STEPS) -> None:
    """Bring the database up to the last of `steps`; each step is committed whole or not at all.

    Raise Trouble when the database has been used by a newer version of the app; nothing is changed then.
    """
    connection.execute(
        "create table if not exists migration (number integer primary key, name text not null, at real not null) strict"
    )
    done = {number for (number,) in connection.execute("select number from migration")}
    if done - {step.number for step in steps}:
        raise Trouble(
            "The library was used with a newer version of the app.",
            next_step="Install that version here too; the library stays as it is.",
            title="This library is newer",
        )
    for step in steps:
        if step.number not in done:
            _apply(connection, step, now=now)


def _apply(connection: sqlite3.Connection, step: Step, *, now: float) -> None:
    connection.execute("begin immediate")
    try:
        for statement in statements(step.sql):
            connection.execute(statement)
        connection.execute("insert into migration values (?, ?, ?)", (step.number, step.name, now))
        connection.execute("commit")
    finally:
        if connection.in_transaction:
            connection.execute("rollback")


def statements(sql: str) -> list[str]:
    """Split SQL at the semicolons that end a statement (a trigger's inner ones do not)."""
    found: list[str] = []
    open_text = ""
    for piece in sql.split(";")[:-1]:
        open_text += piece + ";"
        if sqlite3.complete_statement(open_text):
            found.append(open_text.strip())
            open_text = ""
    return found
