"""Snapshots come when they are due, once, and never from a log with a hole."""

from __future__ import annotations

import pytest

from backend.contract.errors import Code, Refused
from backend.core import push as pushing
from backend.core.keys import DeviceKey
from backend.core.push import push
from backend.core.retention import KEEP_SNAPSHOTS_S, remove_old_snapshots
from backend.core.snapshot import EVERY_COMMITS, snapshot_if_due
from tests.helpers.family_world import FAMILY, PARTITION, Weather, World

CALM = Weather(steps=0, computers=(1, 1), has_losses=False)


def world_of(commits: int) -> World:
    """Return one computer that has pushed so many commits."""
    world = World(0, CALM)
    world.is_calm = True
    world.page_commits = 50
    for number in range(commits):
        world.edit(world.computers[0], {f"p_{number}": {"title": world.new_value()}})
        world.exchange(world.computers[0], is_reliable=True)
    return world


def test_a_snapshot_is_due_after_enough_commits_and_not_twice() -> None:
    world = world_of(EVERY_COMMITS - 1)
    assert snapshot_if_due(log=world.log(), objects=world.objects, family=FAMILY) is None
    world.edit(world.computers[0], {"p_last": {"title": world.new_value()}})
    world.exchange(world.computers[0], is_reliable=True)
    taken = snapshot_if_due(log=world.log(), objects=world.objects, family=FAMILY)
    assert taken is not None
    assert taken.cursor == world.computers[0].replica.cursor
    assert snapshot_if_due(log=world.log(), objects=world.objects, family=FAMILY) is None


def test_no_snapshot_is_folded_over_a_hole() -> None:
    world = world_of(EVERY_COMMITS)
    del world.documents.partitions[PARTITION]["C#000000000100"]
    assert snapshot_if_due(log=world.log(), objects=world.objects, family=FAMILY) is None
    assert not world.objects.files


def test_a_snapshot_whose_file_was_written_before_a_crash_is_used() -> None:
    world = world_of(EVERY_COMMITS)
    snapshot_if_due(log=world.log(), objects=world.objects, family=FAMILY)
    meta = world.log().meta()
    del world.documents.partitions[PARTITION]["META"]
    snapshot_if_due(log=world.log(), objects=world.objects, family=FAMILY)
    assert world.log().meta() == meta
    assert len(world.objects.files) == 1


def test_the_files_of_snapshots_that_others_have_followed_go_after_weeks() -> None:
    world = world_of(EVERY_COMMITS)
    snapshot_if_due(log=world.log(), objects=world.objects, family=FAMILY)
    first = world.log().meta().snap_key
    for number in range(EVERY_COMMITS):
        world.edit(world.computers[0], {f"q_{number}": {"title": world.new_value()}})
        world.exchange(world.computers[0], is_reliable=True)
    assert snapshot_if_due(log=world.log(), objects=world.objects, family=FAMILY) is not None
    assert removed(world) == 0
    world.clock.now += KEEP_SNAPSHOTS_S + 1
    assert removed(world) == 1
    assert removed(world) == 0
    assert list(world.objects.files) == [world.log().meta().snap_key] != [first]


def removed(world: World) -> int:
    return remove_old_snapshots(log=world.log(), objects=world.objects, clock=world.clock)


def test_a_library_beyond_all_reason_takes_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    world = world_of(EVERY_COMMITS)
    snapshot_if_due(log=world.log(), objects=world.objects, family=FAMILY)
    monkeypatch.setattr(pushing, "MAX_LIBRARY_BYTES", 1000)
    world.edit(world.computers[0], {"p_x": {"title": world.new_value()}})
    wanted = world.computers[0].replica.push()
    assert wanted is not None
    with pytest.raises(Refused) as refusal:
        push(wanted, log=world.log(), device=DeviceKey("d1"), clock=world.clock)
    assert refusal.value.status == 507


def test_a_client_that_is_too_old_is_told_to_upgrade() -> None:
    world = world_of(1)
    world.documents.update(PARTITION, "META", changes={"min_schema": 2}, expected={})
    world.edit(world.computers[0], {"p_x": {"title": world.new_value()}})
    wanted = world.computers[0].replica.push()
    assert wanted is not None
    with pytest.raises(Refused) as refusal:
        push(wanted, log=world.log(), device=world.computers[0].device, clock=world.clock)  # type: ignore[arg-type]
    assert refusal.value.code is Code.UPGRADE
    assert refusal.value.status == 426


def test_a_race_that_is_lost_again_and_again_ends_in_a_word_to_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    world = world_of(1)
    world.edit(world.computers[0], {"p_x": {"title": world.new_value()}})
    wanted = world.computers[0].replica.push()
    assert wanted is not None
    monkeypatch.setattr(pushing.Log, "append", lambda *_, **__: False)
    with pytest.raises(Refused) as refusal:
        push(wanted, log=world.log(), device=world.computers[0].device, clock=world.clock)  # type: ignore[arg-type]
    assert refusal.value.status == 503
