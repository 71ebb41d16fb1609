"""The committed rows of the uploads: where each one is, whatever happens to this process."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from desktop.model.names import RecordingKey, UploadKey, upload_key
from desktop.model.recording import Medium, Recording
from desktop.model.upload import Stage, Upload
from desktop.services.ports import Clock
from desktop.store.library import Library
from desktop.store.transaction import Transaction


class UploadRows:
    """Every transition of an upload is one commit, and none can be undone by hand."""

    def __init__(self, library: Library, *, clock: Clock) -> None:
        self._library = library
        self._clock = clock

    def get(self, key: UploadKey) -> Upload | None:
        return self._library.uploads.get(key)

    def in_stage(self, *stages: Stage) -> list[Upload]:
        """Return the uploads in one of `stages`, oldest first."""
        return self._library.uploads.in_stage(*stages)

    def some(self, keys: Iterable[UploadKey], *stages: Stage) -> list[Upload]:
        """Return those of `keys` that are in one of `stages`."""
        found = [self._library.uploads.get(key) for key in keys]
        return [upload for upload in found if upload is not None and upload.stage in stages]

    def want(self, recordings: Iterable[Recording]) -> list[Upload]:
        """Queue each recording anew and return their rows."""
        now = self._clock.now()
        rows = [
            Upload(
                key=upload_key(recording.sha256),
                recording=recording.key,
                stage=Stage.WAITING,
                total_bytes=recording.size_bytes,
                created_at=now,
                stage_since=now,
            )
            for recording in recordings
        ]
        self._save(rows)
        return rows

    def move(self, uploads: Iterable[Upload], stage: Stage, **fields: Any) -> list[Upload]:
        """Bring `uploads` to `stage` in one commit and return the new rows."""
        now = self._clock.now()
        rows = [replace(upload, stage=stage, stage_since=now, **fields) for upload in uploads]
        self._save(rows)
        return rows

    def edit(self, upload: Upload, **fields: Any) -> Upload:
        """Change fields of an upload that stays in its stage; nothing is written when nothing changes."""
        row = replace(upload, **fields)
        if row != upload:
            self._save([row])
        return row

    def finish(self, upload: Upload, medium: Medium) -> None:
        """Note what Yoto made of the recording together with the end of its upload."""
        row = replace(
            upload,
            stage=Stage.DONE,
            stage_since=self._clock.now(),
            sent_bytes=upload.total_bytes,
            percent=None,
            phase="",
            problem="",
        )

        def change(tx: Transaction) -> None:
            tx.edit_recording(upload.recording, medium=medium)
            tx.save_upload(row)

        self._library.transact("Finish upload", change, initiator=self, undoable=False)

    def fail(self, upload: Upload, sentence: str) -> None:
        """Give up on an upload, with the reason; Activity keeps it."""
        row = replace(upload, stage=Stage.FAILED, stage_since=self._clock.now(), problem=sentence)
        recording = self._library.recordings.get(upload.recording)
        title = recording.title if recording else "A recording"

        def change(tx: Transaction) -> None:
            tx.save_upload(row)
            tx.note("upload", f"“{title}” could not be uploaded.", sentence, upload.recording)

        self._library.transact("Fail upload", change, initiator=self, undoable=False)

    def remove(self, uploads: Iterable[Upload]) -> None:
        rows = list(uploads)

        def change(tx: Transaction) -> None:
            for upload in rows:
                tx.remove_upload(upload.key)

        if rows:
            self._library.transact("Clear uploads", change, initiator=self, undoable=False)

    def recording(self, key: RecordingKey) -> Recording | None:
        return self._library.recordings.get(key)

    def _save(self, rows: Iterable[Upload]) -> None:
        saved = list(rows)

        def change(tx: Transaction) -> None:
            for row in saved:
                tx.save_upload(row)

        if saved:
            self._library.transact("Move upload", change, initiator=self, undoable=False)
