"""Uploads: each stage a row."""

from __future__ import annotations

from dataclasses import replace

from desktop.model.names import UploadKey, upload_key
from desktop.model.upload import Stage, Upload
from desktop.store.library import Library
from desktop.store.transaction import Transaction
from tests.desktop.store.support import Ear, a_recording, add_recordings

ONE, TWO = a_recording(1), a_recording(2)
FIRST = Upload(upload_key(ONE.sha256), ONE.key, Stage.PREPARING, 1000, 1000, "id", 40, "transcode", "", 2, 1.0, 3.0)
SECOND = Upload(upload_key(TWO.sha256), TWO.key, Stage.DONE, 1000, created_at=0.5)


def save(library: Library, *uploads: Upload) -> None:
    def change(tx: Transaction) -> None:
        for upload in uploads:
            tx.save_upload(upload)

    library.transact("Upload", change, undoable=False)


def test_uploads_come_back_as_they_were_given_the_oldest_first(library: Library) -> None:
    add_recordings(library, ONE, TWO)
    save(library, FIRST, SECOND)
    assert library.uploads.all() == [SECOND, FIRST]
    assert library.uploads.active() == [FIRST]
    assert library.uploads.get(FIRST.key) == FIRST
    assert library.uploads.of_recording(TWO.key) == SECOND
    assert library.uploads.get(UploadKey("u_nowhere")) is None


def test_a_new_stage_replaces_the_old_one_and_is_news(library: Library, ear: Ear) -> None:
    add_recordings(library, ONE)
    save(library, FIRST)
    save(library, replace(FIRST, stage=Stage.FAILED, problem="It was refused."))
    assert ear.last.of("upload") == {FIRST.key}
    held = library.uploads.get(FIRST.key)
    assert held is not None
    assert held.stage is Stage.FAILED
    heard = len(ear.heard)
    save(library, held)
    assert len(ear.heard) == heard


def test_a_removed_upload_is_gone(library: Library, ear: Ear) -> None:
    add_recordings(library, ONE)
    save(library, FIRST)
    library.transact("Clear", lambda tx: tx.remove_upload(FIRST.key), undoable=False)
    assert library.uploads.all() == []
    assert ear.last.of("upload") == {FIRST.key}


def test_uploads_take_no_part_in_undo(library: Library) -> None:
    add_recordings(library, ONE)
    save(library, FIRST)
    assert library.undo() == "Import"
    assert library.uploads.all() == [FIRST]


def test_uploads_are_found_by_their_stage(library: Library) -> None:
    add_recordings(library, ONE, TWO)
    save(library, FIRST, SECOND)
    assert library.uploads.in_stage(Stage.DONE) == [SECOND]
    assert library.uploads.in_stage(Stage.DONE, Stage.PREPARING) == [SECOND, FIRST]
    assert library.uploads.in_stage(Stage.FAILED) == []
    plan = library._connection.execute("explain query plan select * from upload where stage in ('done')").fetchone()
    assert "upload_by_stage" in plan[3]
