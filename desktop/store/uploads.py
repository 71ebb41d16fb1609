"""Uploads in the store: every change of stage is a committed row."""

from __future__ import annotations

import sqlite3
from dataclasses import astuple
from typing import Any

from desktop.model.names import RecordingKey, UploadKey
from desktop.model.upload import Stage, Upload

_COLUMNS = """
    key, recording, stage, total_bytes, sent_bytes, upload_id, percent, phase, problem, tries, created_at, stage_since
"""
_SELECT = f"select {_COLUMNS} from upload"  # noqa: S608 - every part is ours


class Uploads:
    """Reads uploads, the oldest first."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def get(self, key: UploadKey) -> Upload | None:
        return self._one("key = ?", key)

    def all(self) -> list[Upload]:
        return [_upload(row) for row in self._connection.execute(f"{_SELECT} order by created_at, rowid")]

    def in_stage(self, *stages: Stage) -> list[Upload]:
        """Return the uploads in one of `stages`."""
        marks = ", ".join("?" * len(stages))
        statement = f"{_SELECT} where stage in ({marks}) order by created_at, rowid"
        return [_upload(row) for row in self._connection.execute(statement, stages)]

    def active(self) -> list[Upload]:
        """Return the uploads that wait, send or are being prepared."""
        return self.in_stage(*(stage for stage in Stage if stage.is_active))

    def of_recording(self, key: RecordingKey) -> Upload | None:
        return self._one("recording = ?", key)

    def _one(self, condition: str, value: str) -> Upload | None:
        row = self._connection.execute(f"{_SELECT} where {condition}", (value,)).fetchone()
        return None if row is None else _upload(row)


def save(connection: sqlite3.Connection, upload: Upload) -> bool:
    """Write an upload; return whether anything changed."""
    if Uploads(connection).get(upload.key) == upload:
        return False
    connection.execute(
        f"""
        insert into upload ({_COLUMNS}) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        on conflict (key) do update set
            recording = excluded.recording, stage = excluded.stage, total_bytes = excluded.total_bytes,
            sent_bytes = excluded.sent_bytes, upload_id = excluded.upload_id, percent = excluded.percent,
            phase = excluded.phase, problem = excluded.problem, tries = excluded.tries,
            created_at = excluded.created_at, stage_since = excluded.stage_since
        """,  # noqa: S608 - every part is ours
        astuple(upload),
    )
    return True


def remove(connection: sqlite3.Connection, key: UploadKey) -> bool:
    """Forget an upload; return whether it was there."""
    return bool(connection.execute("delete from upload where key = ?", (key,)).rowcount)


def _upload(row: tuple[Any, ...]) -> Upload:
    key, recording, stage, *rest = row
    return Upload(key, recording, Stage(stage), *rest)
