"""What sync.md promises beyond random mishaps: clocks, empty servers, the same person twice, other versions."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Mapping
from dataclasses import replace

import pytest

from backend.contract.chain import START
from backend.contract.codec import canonical
from backend.contract.digest import digest
from backend.contract.fold import State, fold
from backend.contract.messages import Commit, Page, Push, opened
from backend.contract.records import DELETED, LEDGER, Fields, Op, is_deleted
from backend.contract.replica import TooManyDeletions
from backend.contract.snapshots import EMPTY, extended, read_snapshot, write_snapshot
from backend.core import retention
from backend.core.keys import DeviceKey
from backend.core.push import Conflict, push
from tests.helpers.family_memory import MemoryStorage
from tests.helpers.family_people import edit_of
from tests.helpers.family_world import PARTITION, Computer, Weather, World

TEN_YEARS_S = 10 * 365 * 24 * 3600
CALM = Weather(steps=0, computers=(3, 3), has_losses=False, has_truncation=False, has_restores=False, has_clones=False)
ALONE = replace(CALM, computers=(1, 1))


def calm_world(seed: int = 1) -> World:
    """Return three computers and a network that does what it should."""
    world = World(seed, CALM)
    world.is_calm = True
    world.page_commits = 256
    return world


def live(world: World, *, edits: int, are_deleting: bool = False) -> None:
    """Let people edit on any computer, now and then in touch with the server."""
    for _ in range(edits):
        computer = world.chance.choice(world.computers)
        writes = edit_of(computer.state(), world=world)
        if are_deleting or not any(DELETED in fields for fields in writes.values()):
            world.edit(computer, writes)
        if world.chance.random() < 0.3:
            world.exchange(world.chance.choice(world.computers), is_reliable=True)


def timeless(state: Mapping[str, Fields]) -> bytes:
    """Return a state's bytes without the times that the ledger shows to people."""
    return canonical(
        {record: {name: fields[name] for name in fields if name != "when"} for record, fields in state.items()}
    )


def losses(world: World) -> list[Fields]:
    return [fields for record, fields in world.computers[0].state().items() if record.startswith(LEDGER)]


def dead(computer: Computer) -> list[str]:
    return [record for record, fields in computer.state().items() if is_deleted(fields)]


def test_clocks_ten_years_off_change_not_one_byte() -> None:
    for seed in range(40):
        ends = []
        for offset_s in (0, TEN_YEARS_S, -TEN_YEARS_S):
            world = World(seed, Weather(clock_offset_s=offset_s))
            world.run()
            ends.append(timeless(world.computers[0].state()))
        assert ends[0] == ends[1] == ends[2]


def test_a_clock_that_jumps_by_years_loses_nothing() -> None:
    truncated = 0
    for seed in range(600):
        world = World(seed, Weather(wild_clock=True, has_restores=False))
        world.run()
        truncated += world.happened["truncated"]
    assert truncated > 30


def log_of(seed: int) -> tuple[Commit, ...]:
    """Return the log of what somebody has written, from one commit to some dozen."""
    world, state, cursor = World(seed, ALONE), State(), START
    for _ in range(world.chance.randint(1, 24)):
        ops = tuple(Op(record, fields) for record, fields in edit_of(state, world=world).items())
        fold(state, ops)
        wanted = Push(cursor, world.new_uuid(), 1, ops, digest(state))
        answer = push(wanted, log=world.log(), device=DeviceKey("d0"), clock=world.clock)
        assert isinstance(answer, Page)
        cursor = answer.commits[-1].cursor
    return tuple(world.history[seq] for seq in sorted(world.history))


def test_a_snapshot_and_the_tail_are_the_whole_fold() -> None:
    for seed in range(10_000):
        commits, chance = log_of(seed), random.Random(seed)
        whole: State = {}
        for commit in commits:
            fold(whole, opened(commit))
        cut = chance.randint(0, len(commits))
        again = chance.randint(0, cut)
        made = extended(extended(EMPTY, commits=commits[:again]), commits=commits[again:cut])
        data = write_snapshot(made)
        read = read_snapshot(data, sha256=hashlib.sha256(data).hexdigest())
        assert read == made
        state = dict(read.state)
        for commit in commits[cut:]:
            fold(state, opened(commit))
        assert state == whole
        assert digest(state) == commits[-1].dig


@pytest.mark.parametrize("seed", range(30))
def test_an_emptied_server_deletes_nothing(seed: int) -> None:
    world = calm_world(seed)
    live(world, edits=30)
    world.settle()
    before = world.computers[0].state()
    world.documents.partitions.clear()
    world.objects.files.clear()
    world.history.clear()
    live(world, edits=6)
    world.settle()
    for computer in world.computers:
        assert not dead(computer)
        assert before.keys() <= computer.state().keys()
    world.happened["disaster"] += 1
    world.happened["server restored"] += 1
    world.check()


@pytest.mark.parametrize("seed", range(30))
def test_a_server_restored_from_an_older_backup_deletes_nothing(seed: int) -> None:
    world = calm_world(seed)
    live(world, edits=15)
    backup, history = world.documents.backup(), dict(world.history)
    live(world, edits=15)
    world.settle()
    before = world.computers[0].state()
    world.documents.restore(backup)
    world.history = history
    live(world, edits=6)
    world.settle()
    for computer in world.computers:
        assert not dead(computer)
        assert before.keys() <= computer.state().keys()


@pytest.mark.parametrize("seed", range(30))
def test_a_fresh_computer_with_a_library_of_its_own_unites_both(seed: int) -> None:
    world = calm_world(seed)
    live(world, edits=20)
    world.settle()
    theirs = world.computers[0].state()
    fresh = world.add_computer(MemoryStorage(), device="fresh")
    for _ in range(10):
        world.edit(fresh, {world.new_id("p_"): {"title": world.new_value()}})
    mine = fresh.state()
    world.settle()
    for computer in world.computers:
        assert computer.state() == {**theirs, **mine}


def test_a_vanished_disk_comes_back_from_the_others() -> None:
    world = calm_world()
    live(world, edits=30)
    world.settle()
    before = world.computers[0].state()
    world.computers[1].storage.become(MemoryStorage())
    world.settle()
    assert world.computers[1].state() == before == world.computers[0].state()


@pytest.mark.parametrize("seed", range(30))
def test_the_same_person_on_every_side_has_no_false_conflicts(seed: int) -> None:
    world = calm_world(seed)
    for _ in range(40):
        computer = world.chance.choice(world.computers)
        world.edit(computer)
        if world.chance.random() < 0.5:  # the person walks to another computer
            world.settle()
        else:  # the person does the same there before the two have talked
            other = world.chance.choice(world.computers)
            writes = {record: dict(fields) for record, fields in computer.storage.pend.items()}
            other.replica.edit(writes)
            world.settle()
    assert not losses(world)


@pytest.mark.parametrize("seed", range(20))
def test_unknown_records_and_fields_come_back_byte_for_byte(seed: int) -> None:
    chance = random.Random(seed)
    world = calm_world(seed)
    world.is_on_wire = True
    newer, older, third = world.computers
    unknown: Fields = {
        "text": '\u00e9\U0001f3b5 \u6f22\u5b57 \\ " \u2028',
        "number": chance.choice([1, 1.0, -0.0, 1e300, 2**53 - 1, 0.1 + 0.2]),
        "nested": {"z": [True, None, {"a": []}], "a": chance.random()},
    }
    world.edit(newer, {"p_1": {"title": "a", **unknown}, "zz_9": unknown})
    world.settle()
    world.edit(older, {"p_1": {"title": "b"}})
    world.settle()
    world.take_snapshot()
    world.documents.partitions[PARTITION] = {
        key: item for key, item in world.documents.partitions[PARTITION].items() if key in ("META", "C#000000000002")
    }
    third.storage.become(MemoryStorage())
    world.settle()
    for computer in world.computers:
        assert canonical(computer.state()["zz_9"]) == canonical(unknown)
        assert canonical(computer.state()["p_1"]) == canonical({"title": "b", **unknown})


def test_a_mass_deletion_stops_and_asks() -> None:
    world = calm_world()
    one, other, _third = world.computers
    world.edit(one, {f"p_{number}": {"title": world.new_value()} for number in range(60)})
    world.settle()
    one.replica.edit({f"p_{number}": {DELETED: 1} for number in range(21)})
    with pytest.raises(TooManyDeletions):
        one.replica.push()
    wanted = one.replica.push(allow_deletions=True)
    assert wanted is not None
    world.serve_push(one, wanted)
    page = world.serve_pull(other)
    with pytest.raises(TooManyDeletions):
        other.replica.take(page)  # type: ignore[arg-type]
    assert not dead(other)
    other.replica.take(page, allow_deletions=True)  # type: ignore[arg-type]
    assert len(dead(other)) == 21


def test_a_base_that_has_rotted_mends_itself_and_keeps_local_writes() -> None:
    world = calm_world()
    live(world, edits=20)
    world.settle()
    one, other, _third = world.computers
    record = next(name for name in one.storage.base if name.startswith("p_"))
    one.storage.base[record] = {"title": "rot"}
    one.storage.mark = type(one.storage.mark)(cursor=one.storage.mark.cursor, dig=digest(one.storage.base))
    world.edit(other, {"p_new": {"title": world.new_value()}})
    world.exchange(other, is_reliable=True)
    world.edit(one, {"p_mine": {"title": world.new_value()}})
    report = one.replica.take(world.serve_pull(one))  # type: ignore[arg-type]
    assert report.is_resyncing
    world.settle()
    world.happened["disaster"] += 1
    world.check()


def test_the_newest_commit_and_young_ones_stay() -> None:
    world = calm_world()
    for number in range(6):
        world.edit(world.computers[0], {f"p_{number}": {"title": world.new_value()}})
        world.exchange(world.computers[0], is_reliable=True)
        world.clock.now += 2 * 24 * 3600
    world.take_snapshot()
    assert retention.let_go_of_old(log=world.log(), clock=world.clock) == 3
    world.clock.now += TEN_YEARS_S
    assert retention.let_go_of_old(log=world.log(), clock=world.clock) == 2
    items = world.documents.partitions[PARTITION]
    assert "ttl" not in items["C#000000000006"]


def test_a_push_is_refused_when_what_it_hangs_on_was_deleted() -> None:
    world = calm_world()
    one, other, _third = world.computers
    world.edit(one, {"p_1": {"title": world.new_value()}})
    world.settle()
    world.edit(one, {"p_1": {DELETED: 1}})
    world.edit(other, {"e_1": {"playlist": "p_1", "title": world.new_value(), "pos": "V"}})
    world.exchange(one, is_reliable=True)
    wanted = other.replica.push()
    assert wanted is not None
    answer = push(wanted, log=world.log(), device=other.device, clock=world.clock)  # type: ignore[arg-type]
    assert isinstance(answer, Conflict)
    world.settle()
    assert all(not is_deleted(computer.state()["p_1"]) for computer in world.computers)


def test_a_server_restored_while_a_fresh_computer_reads_its_snapshot_loses_nothing() -> None:
    world = calm_world()
    world.edit(world.computers[0], {"p_1": {"title": world.new_value()}})
    world.exchange(world.computers[0], is_reliable=True)
    world.take_snapshot()
    fresh = world.computers[1]
    world.receive(fresh, world.log().gone(forked=False))
    for lost in (world.computers[0], world.computers[2]):
        lost.storage.become(MemoryStorage())
    world.documents.partitions.clear()
    world.history.clear()
    world.receive(fresh, world.serve_pull(fresh))
    world.settle()
    assert all("p_1" in computer.state() for computer in world.computers)


def test_a_thing_that_a_step_brought_back_outlives_a_delete_for_what_a_later_step_brings_back_into_it() -> None:
    world = calm_world()
    one, other, third = world.computers
    world.edit(one, {"p_1": {"title": world.new_value()}})
    world.settle()
    world.edit(other, {"e_1": {"playlist": "p_1", "title": world.new_value(), "pos": "V"}})
    world.exchange(other, is_reliable=True)  # the one has not heard of it
    third.storage.become(MemoryStorage())  # it would bring the playlist back as well
    world.documents.partitions.clear()
    world.history.clear()
    world.receive(other, world.serve_pull(other))
    other.replica.read(world.serve_pull(other))  # type: ignore[arg-type]
    other.replica.approach([found for found in other.storage.differing() if found[0] == "p_1"], at_s=0)
    assert "p_1" in other.storage.pend
    assert "e_1" not in other.storage.pend
    for _ in range(3):
        world.exchange(one, is_reliable=True)
    world.edit(one, {"p_1": {DELETED: 1}})
    world.exchange(one, is_reliable=True)
    page = world.serve_pull(other)
    other.replica.read(page)  # type: ignore[arg-type]
    for found in sorted(other.storage.differing(), reverse=True):  # the playlist first
        other.replica.approach([found], at_s=0)
    other.replica.arrive(page)  # type: ignore[arg-type]
    world.settle()
    for computer in world.computers:
        assert not is_deleted(computer.state()["p_1"])
        assert not is_deleted(computer.state()["e_1"])
