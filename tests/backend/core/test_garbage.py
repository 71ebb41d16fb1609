"""Garbage goes slowly, never under an upload, and whatever is killed or comes late the count stays exact."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from contextlib import suppress

import pytest

from backend.contract.records import Fields, recording_id, sha_of
from backend.core import garbage, uploads
from backend.core.blobs import Stage
from backend.core.garbage import references
from tests.helpers.family_files import Attic, Killed, wanted_of
from tests.helpers.turns import Turns, plans

SMALL = b"abc"
LARGE = b"0123456789abcdef"
DAY_S = 24 * 3600


@pytest.fixture(autouse=True)
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "PART_BYTES", 6)
    monkeypatch.setattr(uploads, "MAX_WHOLE_BYTES", 8)


def test_live_records_name_their_audio_and_covers() -> None:
    audio, cover, other, later = (hashlib.sha256(name).digest() for name in (b"audio", b"cover", b"other", b"later"))
    state = {
        recording_id(audio): {"sha": sha_of(audio), "cover": cover.hex()},
        recording_id(other): {"sha": sha_of(other), "_del": 1},
        "p_1": {"cover": other.hex(), "title": "not a hash", "_del": 0},
        "n_1": {"invented": later.hex()},
        "a_1": {"sha": hashlib.sha256(b"a picture that nothing shows").hexdigest()},
    }
    assert references(state) == {audio.hex(), cover.hex(), other.hex(), later.hex()}


@pytest.mark.parametrize("fields", [{"sha": 5}, {"sha": "!" * 22}, {"title": "no file"}], ids=repr)
def test_a_living_recording_whose_file_cannot_be_told_keeps_every_file(fields: Fields) -> None:
    attic = Attic()
    assert attic.send(SMALL)
    odd = {recording_id(hashlib.sha256(b"odd").digest()): fields}
    for _ in range(3):
        garbage.collect(odd, vault=attic.vault)
        attic.clock.now += 40 * DAY_S
    assert attic.read(SMALL) is not None
    attic.collect()
    attic.clock.now += 30 * DAY_S
    attic.collect()
    attic.clock.now += DAY_S
    attic.collect()
    assert attic.read(SMALL) is None


def test_a_file_that_nothing_names_goes_after_thirty_days_and_one_more() -> None:
    attic = Attic()
    assert attic.send(SMALL)
    attic.collect()
    attic.clock.now += 30 * DAY_S - 1
    attic.collect()
    assert attic.blob(SMALL).stage is Stage.READY  # type: ignore[union-attr]
    attic.clock.now += 1
    attic.collect()
    assert attic.blob(SMALL).stage is Stage.DELETING  # type: ignore[union-attr]
    attic.clock.now += DAY_S - 1
    attic.collect()
    assert attic.objects.files
    attic.clock.now += 1
    attic.collect()
    assert not attic.objects.files
    assert attic.read(SMALL) is None
    attic.audit()
    assert attic.vault.quota.used_bytes() == 0


@pytest.mark.parametrize(("stage", "days"), [(Stage.READY, 31), (Stage.DELETING, 2)])
def test_a_file_that_is_named_again_stays(stage: Stage, days: int) -> None:
    attic = Attic()
    attic.put(SMALL, stage, days=days)
    attic.collect(SMALL)
    blob = attic.blob(SMALL)
    assert blob is not None
    assert (blob.stage, blob.idle_since) == (Stage.READY, 0)


@pytest.mark.parametrize(("stage", "days"), [(Stage.READY, 31), (Stage.DELETING, 2)])
def test_a_file_that_is_asked_for_again_stays(stage: Stage, days: int) -> None:
    attic = Attic()
    attic.put(SMALL, stage, days=days)
    assert uploads.ask(wanted_of(SMALL), vault=attic.vault) is None
    attic.collect()
    assert attic.read(SMALL) == SMALL


def test_a_file_that_is_about_to_go_stays_when_somebody_reads_it() -> None:
    attic = Attic()
    attic.put(SMALL, Stage.DELETING, days=2)
    assert attic.read(SMALL) == SMALL
    attic.collect()
    assert attic.read(SMALL) == SMALL


@pytest.mark.parametrize("data", [SMALL, LARGE])
def test_an_upload_that_goes_on_is_left_alone_and_one_that_nobody_wants_is_given_up(data: bytes) -> None:
    attic = Attic()
    attic.put(data, Stage.PENDING)
    for _ in range(5):
        attic.clock.now += 6 * DAY_S
        uploads.ask(wanted_of(data), vault=attic.vault)
        attic.collect()
    assert attic.blob(data).stage is Stage.PENDING  # type: ignore[union-attr]
    attic.clock.now += 8 * DAY_S
    attic.collect()
    assert attic.blob(data).stage is Stage.GONE  # type: ignore[union-attr]
    assert not attic.objects.uploads
    assert attic.vault.quota.used_bytes() == 0
    assert attic.send(data)
    assert attic.read(data) == data


def test_whoever_is_late_with_deleting_cannot_reach_what_was_sent_since() -> None:
    attic = Attic()
    attic.put(SMALL, Stage.DELETING, days=2)
    late = list(attic.objects.files)
    attic.collect()
    assert attic.send(SMALL)
    for key in late:
        attic.objects.remove(key)
    assert attic.read(SMALL) == SMALL


BEGINNINGS: dict[str, Callable[[Attic, bytes], None]] = {
    "unknown": lambda attic, data: None,
    "pending": lambda attic, data: attic.put(data, Stage.PENDING),
    "stale": lambda attic, data: attic.put(data, Stage.PENDING, days=8),
    "idle": lambda attic, data: attic.put(data, Stage.READY, days=31),
    "deleting": lambda attic, data: attic.put(data, Stage.DELETING, days=2),
    "gone": lambda attic, data: attic.put(data, Stage.GONE),
}
PAIRS: dict[str, tuple[Callable[[Attic, bytes], object], Callable[[Attic, bytes], object]]] = {
    "garbage and upload": (lambda attic, data: attic.collect(), lambda attic, data: attic.send(data)),
    "upload and garbage": (lambda attic, data: attic.send(data), lambda attic, data: attic.collect()),
    "two uploads": (lambda attic, data: attic.send(data), lambda attic, data: attic.send(data)),
    "garbage twice": (lambda attic, data: attic.collect(), lambda attic, data: attic.collect()),
    "garbage and reader": (lambda attic, data: attic.collect(), lambda attic, data: attic.read(data)),
}


@pytest.mark.parametrize("pair", PAIRS)
@pytest.mark.parametrize("beginning", BEGINNINGS)
@pytest.mark.parametrize("data", [SMALL, LARGE], ids=["whole", "parts"])
def test_every_order_of_two_deeds_keeps_what_was_promised(data: bytes, beginning: str, pair: str) -> None:
    steps = sum(played(data, beginning, pair, ()).turns.steps)
    for plan in plans(steps, switches=2):
        played(data, beginning, pair, plan)


def played(data: bytes, beginning: str, pair: str, plan: tuple[int, ...]) -> Attic:
    """Let two deeds be done in an order and check all that must hold then."""
    attic = Attic(Turns(plan))
    BEGINNINGS[beginning](attic, data)
    one, other = PAIRS[pair]
    results = attic.turns.run(lambda: one(attic, data), lambda: other(attic, data))
    assert not [result for result in results if isinstance(result, Exception)], (plan, results)
    if "upload" in pair:
        has_sent = [result for result, deed in zip(results, PAIRS[pair], strict=True) if result is True]
        assert has_sent, plan
        assert attic.read(data) == data, plan
        attic.collect(data)
        assert attic.read(data) == data, plan
    if pair == "garbage and reader" and results[1] is not None:
        assert results[1] == data
    attic.audit()
    return attic


@pytest.mark.parametrize("is_mended_first", [True, False])
@pytest.mark.parametrize("deed", ["upload", "garbage"])
@pytest.mark.parametrize("beginning", BEGINNINGS)
@pytest.mark.parametrize("data", [SMALL, LARGE], ids=["whole", "parts"])
def test_a_crash_at_any_call_leaves_nothing_wrong_and_nothing_stuck(
    data: bytes, beginning: str, deed: str, is_mended_first: bool
) -> None:
    for step in range(1, 60):
        attic = Attic()
        BEGINNINGS[beginning](attic, data)
        attic.crash_at = attic.stepped + step
        try:
            attic.send(data) if deed == "upload" else attic.collect()
        except Killed:
            is_killed = True
        else:
            is_killed = False
        attic.crash_at = 0
        if is_mended_first:
            attic.audit()
        assert attic.send(data), step
        assert attic.read(data) == data
        attic.audit()
        assert attic.vault.quota.used_bytes() == len(data)
        if not is_killed:
            return
    pytest.fail("it never came to an end")


@pytest.mark.parametrize("deed", ["upload", "garbage"])
@pytest.mark.parametrize("beginning", BEGINNINGS)
@pytest.mark.parametrize("data", [SMALL, LARGE], ids=["whole", "parts"])
def test_a_write_that_is_heard_twice_counts_once(data: bytes, beginning: str, deed: str) -> None:
    for write in range(1, 30):
        attic = Attic()
        BEGINNINGS[beginning](attic, data)
        attic.documents.echo_at = attic.documents.writes + write
        if deed == "upload":
            assert attic.send(data)
        else:
            attic.collect()
        was_echoed = attic.documents.writes >= attic.documents.echo_at
        attic.audit()
        assert attic.send(data)
        assert attic.read(data) == data
        attic.audit()
        assert attic.vault.quota.used_bytes() == len(data)
        if not was_echoed:
            return
    pytest.fail("it never came to an end")


@pytest.mark.parametrize("write", range(1, 5))
def test_room_is_kept_once_even_when_the_write_is_heard_twice(write: int) -> None:
    attic = Attic()
    attic.documents.echo_at = write
    attic.put(SMALL, Stage.PENDING)
    assert attic.vault.quota.used_bytes() == len(SMALL)


def test_the_count_is_exact_after_any_number_of_crashes() -> None:
    for step in range(1, 40):
        attic = Attic()
        attic.put(SMALL, Stage.DELETING, days=2)
        for _ in range(3):
            attic.crash_at = attic.stepped + step
            with suppress(Killed):
                attic.collect()
        attic.crash_at = 0
        attic.audit()
        attic.collect()
        attic.audit()
        assert attic.vault.quota.used_bytes() == 0
        assert not attic.objects.files
