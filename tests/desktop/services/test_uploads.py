"""The upload queue on a hand-stepped clock, a real store, and a Yoto whose line and transcoder take time."""

from __future__ import annotations

import asyncio
import hashlib
import itertools
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import pytest

from desktop.model.errors import Busy, NotAllowed, NotFound, Offline, Refused, SignInNeeded, Trouble
from desktop.model.names import RecordingKey, UploadKey, recording_key, upload_key
from desktop.model.recording import Recording
from desktop.model.upload import Progress, Stage, Upload
from desktop.services.upload_polls import budget_s
from desktop.services.uploads import Uploads
from desktop.store.library import Library
from desktop.store.transaction import Transaction
from tests.helpers.clock import FakeClock
from tests.helpers.fakes_yoto import WAIT, FakeYotoMedia, done, media_hash

MB = 1_000_000


class Dock:
    """A library with recordings, the fake Yoto and the uploads between them."""

    def __init__(self, folder: Path) -> None:
        self.clock = FakeClock()
        self.folder = folder
        self.library = Library.open(folder, clock=self.clock.now)
        self.media = FakeYotoMedia(self.clock, line_bps=8 * MB)
        self.start()

    def start(self) -> None:
        self.uploads = Uploads(library=self.library, media=self.media, clock=self.clock, jitter=lambda: 0.5)
        self.running = asyncio.create_task(self.uploads.run())

    async def kill(self) -> None:
        """End the process as a crash would: nothing is tidied up, nothing is written."""
        self.running.cancel()
        await asyncio.gather(self.running, return_exceptions=True)
        self.library.close()

    async def restart(self) -> None:
        await self.kill()
        self.library = Library.open(self.folder, clock=self.clock.now)
        self.start()

    def recordings(self, count: int, *, size: int = 8 * MB) -> list[RecordingKey]:
        made = [_recording(number, size=size) for number in range(count)]
        for one in made:
            path = self.library.recordings.path(one)
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("wb") as file:
                file.truncate(size)
        for one in made:
            self.library.transact("Add", partial(Transaction.add_recording, recording=one))
        return [one.key for one in made]

    def row(self, number: int = 0) -> Upload:
        row = self.library.uploads.get(self.key(number))
        assert row is not None
        return row

    def key(self, number: int = 0) -> UploadKey:
        return upload_key(_sha(number))

    def stages(self) -> list[Stage]:
        return [upload.stage for upload in self.library.uploads.all()]

    async def until(self, *stages: Stage, number: int = 0, within_s: float = 3600.0) -> Upload:
        deadline = self.clock.monotonic() + within_s
        while self.row(number).stage not in stages:
            assert self.clock.monotonic() < deadline, f"still {self.row(number)}"
            await self.clock.advance(0.25)
        return self.row(number)


def _sha(number: int) -> str:
    return hashlib.sha256(str(number).encode()).hexdigest()


def _recording(number: int, *, size: int) -> Recording:
    sha = _sha(number)
    return Recording(recording_key(sha), sha, f"Recording {number}", 300.0, size, ".mp3", "audio/mpeg")


@pytest.fixture
async def dock(tmp_path: Path) -> AsyncIterator[Dock]:
    dock = Dock(tmp_path)
    yield dock
    await dock.kill()


async def test_a_recording_is_sent_prepared_and_known_by_its_medium(dock: Dock) -> None:
    (key,) = dock.recordings(1)
    dock.uploads.want([key])
    await dock.until(Stage.DONE)
    recording = dock.library.recordings.get(key)
    assert recording is not None
    assert recording.medium == done(_sha(0)).medium
    assert dock.row().sent_bytes == 8 * MB
    assert not dock.library.can_undo or dock.library.undo_label == "Add"


async def test_what_yoto_has_already_is_not_sent(dock: Dock) -> None:
    known, stored = dock.recordings(2)
    dock.library.transact("Known", lambda tx: tx.edit_recording(known, medium=done("x").medium))
    dock.media.has.add(_sha(1))
    dock.uploads.want([known, stored])
    assert dock.library.uploads.of_recording(known) is None
    await dock.until(Stage.DONE, number=1)
    assert dock.media.times("send") == []


async def test_what_yoto_has_already_is_asked_after_at_once(dock: Dock) -> None:
    (key,) = dock.recordings(1)
    dock.media.has.add(_sha(0))
    dock.media.answer = lambda sha256, elapsed: done(sha256)
    dock.uploads.want([key])
    await dock.clock.advance(0.1)
    assert dock.row().stage is Stage.DONE


async def test_signing_out_lets_the_queue_wait_in_words_until_somebody_signs_in(dock: Dock) -> None:
    keys = dock.recordings(5)
    dock.uploads.want(keys)
    await dock.clock.advance(0.5)
    gone = [SignInNeeded("You are not signed in to Yoto.")] * 500
    dock.media.troubles |= {"ticket": list(gone), "progress": list(gone)}
    await dock.clock.advance(60.0)
    assert dock.uploads.waiting == "Waiting until you sign in to Yoto."
    assert not {Stage.FAILED, Stage.CANCELLED} & set(dock.stages())
    dock.media.troubles.clear()
    dock.uploads.wake()
    await dock.until(Stage.DONE, number=4)
    assert set(dock.stages()) == {Stage.DONE}
    assert dock.uploads.waiting == ""


async def test_the_slot_is_free_while_yoto_prepares(dock: Dock) -> None:
    dock.media.transcode_s = 600.0
    dock.uploads.want(dock.recordings(5))
    await dock.clock.advance(6.0)
    assert dock.stages() == [Stage.PREPARING] * 5
    assert dock.media.most_at_once == 3


async def test_twelve_files_take_the_line_and_one_transcode(dock: Dock) -> None:
    began = dock.clock.monotonic()
    dock.uploads.want(dock.recordings(12))
    for number in range(12):
        await dock.until(Stage.DONE, number=number)
    assert dock.clock.monotonic() - began <= 1.05 * (12.0 + 12.0) + 0.25


async def test_quirk_15_an_unknown_phase_means_wait(dock: Dock) -> None:
    phases = ["queued", "downloading", "analyzing", "frobnicating", "processing"]
    dock.media.answer = lambda sha, elapsed: (
        Progress(phase=phases[int(elapsed // 60)], percent=None, medium=None, is_rejected=False)
        if elapsed < 300
        else None
    )
    dock.uploads.want(dock.recordings(1))
    await dock.clock.advance(200.0)
    assert (dock.row().stage, dock.row().phase) == (Stage.PREPARING, "frobnicating")
    await dock.until(Stage.DONE)


async def test_a_rejection_is_final_though_the_answers_go_on(dock: Dock) -> None:
    dock.media.rejects.add(_sha(0))
    dock.uploads.want(dock.recordings(1))
    row = await dock.until(Stage.FAILED, within_s=10)
    assert row.problem
    polls = len(dock.media.times("progress"))
    await dock.clock.advance(120.0)
    assert len(dock.media.times("progress")) == polls
    assert [line.kind for line in dock.library.activity.recent(5)] == ["upload"]


async def test_pauses_between_polls_grow_from_two_seconds_to_fifteen(dock: Dock) -> None:
    dock.media.answer = lambda sha, elapsed: WAIT
    dock.uploads.want(dock.recordings(1))
    await dock.clock.advance(120.0)
    times = dock.media.times("progress")
    pauses = [round(after - before, 2) for before, after in itertools.pairwise(times)]
    assert times[0] - 1000.0 == pytest.approx(3.0, abs=0.1)
    assert pauses[:5] == [3.0, 4.5, 6.75, 10.12, 15.0]
    assert set(pauses[5:]) == {15.0}


async def test_a_retry_after_is_honoured(dock: Dock) -> None:
    dock.media.answer = lambda sha, elapsed: (
        Progress(phase="queued", percent=None, medium=None, is_rejected=False, retry_after_s=40.0)
        if elapsed < 30
        else None
    )
    dock.uploads.want(dock.recordings(1))
    await dock.until(Stage.DONE)
    first, second = dock.media.times("progress")
    assert second - first == pytest.approx(40.0)


async def test_a_preparation_that_stands_still_for_four_minutes_is_sent_once_more(dock: Dock) -> None:
    dock.media.answer = lambda sha, elapsed: Progress(phase="analyzing", percent=3, medium=None, is_rejected=False)
    dock.uploads.want(dock.recordings(1, size=100 * MB))
    await dock.until(Stage.PREPARING)
    dock.media.has.clear()
    await dock.clock.advance(300.0)
    assert len(dock.media.times("send")) == 2
    await dock.clock.advance(300.0)
    assert len(dock.media.times("send")) == 2


async def test_the_budget_ends_a_preparation_that_never_ends(dock: Dock) -> None:
    assert budget_s(size_bytes=MB, duration_s=60) == 360
    assert budget_s(size_bytes=100 * 1024 * 1024, duration_s=60) == 800
    assert budget_s(size_bytes=MB, duration_s=3600) == 1800
    assert budget_s(size_bytes=MB, duration_s=36_000) == 1800
    changing = iter(range(100_000))
    dock.media.answer = lambda sha, elapsed: Progress(
        phase=f"step {next(changing)}", percent=None, medium=None, is_rejected=False
    )
    dock.uploads.want(dock.recordings(1))
    began = dock.clock.monotonic()
    row = await dock.until(Stage.FAILED)
    assert 360 < dock.clock.monotonic() - began < 380
    assert "6 minutes" in row.problem


@pytest.mark.parametrize("trouble", [Offline("gone"), Busy("busy"), SignInNeeded("who are you")])
async def test_no_network_no_session_and_a_busy_yoto_are_waited_out(dock: Dock, trouble: Trouble) -> None:
    dock.media.troubles = {"ticket": [trouble] * 4, "progress": [trouble] * 2, "middle of send": [trouble]}
    dock.uploads.want(dock.recordings(1))
    await dock.clock.advance(0.5)
    assert dock.row().stage is Stage.WAITING
    assert dock.uploads.waiting
    await dock.until(Stage.DONE, within_s=120)
    assert dock.uploads.waiting == ""


async def test_a_line_that_breaks_in_every_file_is_tried_less_and_less_often(dock: Dock) -> None:
    dock.media.troubles = {"middle of send": [Offline("broken")] * 100}
    dock.uploads.want(dock.recordings(1))
    await dock.clock.advance(120.0)
    times = dock.media.times("send")
    pauses = [round(after - before) for before, after in itertools.pairwise(times)]
    assert pauses == [1, 2, 4, 8, 16, 30, 30]
    assert dock.row().stage is Stage.WAITING
    assert dock.row().tries == 0


async def test_being_woken_all_the_time_does_not_make_it_hurry_more_than_once_a_second(dock: Dock) -> None:
    dock.media.troubles = {"middle of send": [Offline("broken")] * 100}
    dock.uploads.want(dock.recordings(1))
    for _ in range(200):
        dock.uploads.wake()
        await dock.clock.advance(0.05)
    assert len(dock.media.times("send")) <= 11


async def test_a_sign_in_wakes_the_queue_at_once(dock: Dock) -> None:
    dock.media.troubles = {"ticket": [SignInNeeded("who are you")] * 6}
    dock.uploads.want(dock.recordings(1))
    await dock.clock.advance(40.0)
    assert dock.uploads.waiting == "Waiting until you sign in to Yoto."
    dock.media.troubles.clear()
    dock.uploads.wake()
    await dock.clock.advance(0.5)
    assert dock.row().stage is Stage.SENDING


async def test_an_outage_counts_neither_as_a_stall_nor_against_the_budget(dock: Dock) -> None:
    dock.media.transcode_s = 30.0
    dock.uploads.want(dock.recordings(1))
    await dock.until(Stage.PREPARING)
    dock.media.answer = lambda sha, elapsed: WAIT if elapsed < 7300 else None
    dock.media.troubles = {"progress": [Offline("gone")] * 240}
    await dock.clock.advance(7200.0)
    assert dock.row().stage is Stage.PREPARING
    await dock.until(Stage.DONE, within_s=600)
    assert len(dock.media.times("send")) == 1


async def test_one_refused_file_fails_in_words_and_the_others_go_on(dock: Dock) -> None:
    dock.media.troubles = {"ticket": [Refused("Yoto refused this: no.", next_step="Use another.")]}
    dock.uploads.want(dock.recordings(3))
    await dock.until(Stage.DONE, number=2)
    await dock.until(Stage.DONE, number=1)
    assert (dock.row(0).stage, dock.row(0).problem) == (Stage.FAILED, "Yoto refused this: no. Use another.")
    dock.uploads.retry([dock.key(0)])
    await dock.until(Stage.DONE, number=0)


@pytest.mark.parametrize("trouble", [Refused("expired"), NotAllowed("expired")])
async def test_an_address_that_has_run_out_is_asked_for_again(dock: Dock, trouble: Trouble) -> None:
    dock.media.troubles = {"send": [trouble]}
    dock.uploads.want(dock.recordings(1))
    await dock.until(Stage.DONE)
    assert len(dock.media.times("ticket")) == 2


async def test_an_upload_that_yoto_has_forgotten_starts_over(dock: Dock) -> None:
    dock.media.troubles = {"progress": [NotFound("unknown")]}
    dock.uploads.want(dock.recordings(1))
    await dock.until(Stage.DONE)
    assert len(dock.media.times("ticket")) == 2


async def test_a_killed_process_goes_on_where_it_was(dock: Dock) -> None:
    dock.media.transcode_s = 60.0
    dock.uploads.want(dock.recordings(6))
    await dock.clock.advance(3.6)
    assert {Stage.PREPARING, Stage.SENDING} <= set(dock.stages())
    sent = len(dock.media.has)
    before = set(dock.media.has)
    await dock.restart()
    for number in range(6):
        await dock.until(Stage.DONE, number=number)
    assert sent >= 1
    for sha in before:
        assert len(dock.media.times("send", sha)) == 1
        assert len(dock.media.times("ticket", sha)) == 1


async def test_a_paused_upload_leaves_the_line_and_goes_on_when_resumed(dock: Dock) -> None:
    dock.uploads.want(dock.recordings(1))
    await dock.clock.advance(0.5)
    dock.uploads.pause([dock.key()])
    await dock.clock.advance(30.0)
    assert dock.row().stage is Stage.PAUSED
    assert dock.media.has == set()
    dock.uploads.resume([dock.key()])
    await dock.until(Stage.DONE)


async def test_a_pause_while_yoto_prepares_does_not_send_again(dock: Dock) -> None:
    dock.uploads.want(dock.recordings(1))
    await dock.until(Stage.PREPARING)
    dock.uploads.pause([dock.key()])
    polls = len(dock.media.times("progress"))
    await dock.clock.advance(60.0)
    assert len(dock.media.times("progress")) == polls
    dock.uploads.resume([dock.key()])
    await dock.until(Stage.DONE, within_s=5)
    assert len(dock.media.times("send")) == 1


async def test_a_cancelled_upload_frees_its_slot_and_can_be_wanted_again(dock: Dock) -> None:
    keys = dock.recordings(4, size=80 * MB)
    dock.uploads.want(keys)
    await dock.clock.advance(0.5)
    dock.uploads.cancel([dock.key(0)])
    await dock.clock.advance(0.1)
    assert [dock.row(number).stage for number in range(4)] == [Stage.CANCELLED] + [Stage.SENDING] * 3
    dock.uploads.want(keys[:1])
    await dock.until(Stage.DONE, number=0)


async def test_the_ended_ones_can_be_cleared_away(dock: Dock) -> None:
    dock.media.rejects.add(_sha(1))
    dock.uploads.want(dock.recordings(2))
    await dock.until(Stage.DONE, number=0)
    await dock.until(Stage.FAILED, number=1)
    dock.uploads.clear_done()
    assert dock.stages() == [Stage.FAILED]


async def test_live_bytes_speed_and_eta_are_told_and_seldom_committed(dock: Dock) -> None:
    dock.uploads.want(dock.recordings(1, size=80 * MB))
    told: list[float] = []
    dock.uploads.subscribe(lambda keys: told.append(dock.clock.monotonic()))
    commits: list[str] = []
    dock.library.subscribe(lambda changes: commits.append(changes.label) if "upload" in changes else None)
    await dock.clock.advance(5.0)
    assert dock.uploads.live(dock.key()) == pytest.approx(40 * MB, rel=0.05)
    assert dock.uploads.speed_bps == pytest.approx(8 * MB, rel=0.05)
    assert dock.uploads.speed_of(dock.key()) == pytest.approx(8 * MB, rel=0.05)
    assert dock.uploads.eta_s(dock.key()) == pytest.approx(5.0, rel=0.1)
    assert dock.uploads.total_eta_s == pytest.approx(5.0, rel=0.1)
    assert 30 <= len(told) <= 51
    assert len(commits) <= 6
    assert dock.row().sent_bytes >= 30 * MB


async def test_settled_waits_for_all_and_names_those_that_failed(dock: Dock) -> None:
    dock.media.rejects.add(_sha(1))
    keys = dock.recordings(2)
    dock.uploads.want(keys)
    settled = asyncio.create_task(dock.uploads.settled(keys))
    await dock.clock.advance(5.0)
    assert not settled.done()
    await dock.clock.advance(20.0)
    assert [row.recording for row in await settled] == [keys[1]]


async def test_a_missing_file_fails_and_a_removed_recording_is_dropped(dock: Dock) -> None:
    gone, removed = dock.recordings(2)
    one = dock.library.recordings.get(gone)
    assert one is not None
    dock.library.recordings.path(one).unlink()
    dock.uploads.want([gone, removed])
    dock.library.transact("Remove", lambda tx: tx.remove_recording(removed))
    await dock.until(Stage.FAILED, number=0)
    await dock.until(Stage.CANCELLED, number=1)


async def test_a_file_over_one_gigabyte_is_refused_before_it_is_sent(dock: Dock) -> None:
    sha = _sha(9)
    big = Recording(recording_key(sha), sha, "Big", 60.0, 1024**3 + 1, ".wav", "audio/wav")
    dock.library.transact("Add", lambda tx: tx.add_recording(big))
    dock.uploads.want([big.key])
    await dock.clock.advance(1.0)
    assert dock.row(9).stage is Stage.FAILED
    assert dock.media.calls == []


def test_the_hash_of_media_has_43_characters() -> None:
    assert len(media_hash("x")) == 43
