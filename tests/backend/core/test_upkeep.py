"""What becomes of a family's log and files by its people's pushes alone."""

from __future__ import annotations

import hashlib

import pytest

from backend.contract.chain import START, Cursor
from backend.contract.records import recording_id, sha_of
from backend.core import retention, upkeep
from backend.core.garbage import DAY_S
from backend.core.ports import Item, Sending
from backend.core.snapshot import EVERY_COMMITS
from tests.helpers.family_calls import Cloud, Person

AUDIO = b"a lullaby"
SHA256 = hashlib.sha256(AUDIO)
RECORDING = recording_id(SHA256.digest())


class Household:
    """A parent who writes, and the place in the log up to which they have heard."""

    def __init__(self, cloud: Cloud) -> None:
        self.cloud = cloud
        self.owner: Person = cloud.owner()
        self.cursor = START
        self._count = 0

    def write(self, record: str, **fields: str | int) -> None:
        """Push one write."""
        reply = self.owner.push({record: fields}, cursor=self.cursor)
        assert reply.status == 200, reply
        newest = reply.told["commits"][-1]
        self.cursor = Cursor(newest["seq"], newest["h"])

    def live(self, *, commits: int = upkeep.LOOK_EVERY_COMMITS, later_s: int = 0) -> None:
        """Go on writing after a while."""
        self.cloud.clock.now += later_s
        for _ in range(commits):
            self._count += 1
            self.write(f"p_{self._count % 8}", title=f"title {self._count}")

    def send_audio(self) -> None:
        told = self.owner.call("POST", f"/v1/blobs/{SHA256.hexdigest()}", {"size": len(AUDIO), "mime": "audio/mpeg"})
        put = told.told["put"]
        assert self.cloud.objects.deliver(Sending(put["url"], put["headers"]), AUDIO) == 200
        assert self.owner.call("POST", f"/v1/blobs/{SHA256.hexdigest()}/complete", {}).status == 200

    @property
    def has_audio(self) -> bool:
        return self.owner.call("GET", f"/v1/blobs/{SHA256.hexdigest()}").status == 200

    @property
    def used_bytes(self) -> int:
        return int(self.owner.call("GET", "/v1/family").told["used_bytes"])

    @property
    def items(self) -> dict[str, Item]:
        return self.cloud.documents.partitions[f"F#{self.cloud.family_of(self.owner)}"]


@pytest.fixture
def household(cloud: Cloud) -> Household:
    return Household(cloud)


def test_audio_that_was_deleted_goes_after_thirty_days_and_one_more_in_a_family_that_writes_little(
    household: Household,
) -> None:
    household.send_audio()
    household.write(RECORDING, title="Lullaby", sha=sha_of(SHA256.digest()))
    household.live(later_s=40 * DAY_S)
    household.live(later_s=40 * DAY_S)
    assert household.has_audio
    household.write(RECORDING, _del=1)
    household.live(later_s=2 * DAY_S)
    household.live(later_s=29 * DAY_S)
    household.live(later_s=DAY_S - 60)  # this is not yet the day after the thirtieth
    assert household.has_audio
    household.live(later_s=DAY_S)
    assert household.cloud.objects.files
    household.live(later_s=DAY_S)
    assert not household.has_audio
    assert not household.cloud.objects.files
    assert household.used_bytes == 0
    assert household.cursor.seq < EVERY_COMMITS, "no snapshot was due"


def test_an_upload_that_nobody_asks_for_any_more_gives_its_room_back(household: Household) -> None:
    told = household.owner.call("POST", f"/v1/blobs/{SHA256.hexdigest()}", {"size": len(AUDIO), "mime": "audio/mpeg"})
    assert "put" in told.told
    assert household.used_bytes == len(AUDIO)
    household.live(later_s=6 * DAY_S)
    assert household.used_bytes == len(AUDIO)
    household.live(later_s=2 * DAY_S)
    assert household.used_bytes == 0


def test_files_are_looked_through_once_a_day_at_most(household: Household) -> None:
    household.live()
    first = household.items["META"]["collected_at"]
    household.live(commits=64, later_s=DAY_S // 2)
    assert household.items["META"]["collected_at"] == first
    household.live(later_s=DAY_S // 2)
    assert household.items["META"]["collected_at"] == household.cloud.clock.now


def test_a_log_with_a_hole_gives_no_file_away(household: Household) -> None:
    household.send_audio()
    household.write(RECORDING, title="Lullaby", sha=sha_of(SHA256.digest()))
    household.live()
    del household.items["C#000000000001"]
    for _ in range(4):
        household.live(later_s=40 * DAY_S)
    assert household.has_audio


def test_commits_go_a_week_after_a_snapshot_has_covered_them_and_the_newest_stays(household: Household) -> None:
    household.live(commits=EVERY_COMMITS + 16)
    assert not any("ttl" in item for item in household.items.values())
    household.live(later_s=retention.KEEP_S + 1)
    going = sorted(key for key, item in household.items.items() if "ttl" in item)
    assert going == [f"C#{number:012d}" for number in range(1, retention.MAX_AT_ONCE + 1)]


def test_a_snapshot_that_others_have_followed_goes_after_weeks(household: Household) -> None:
    for _ in range(3):
        household.live(commits=EVERY_COMMITS)
    assert len(household.cloud.objects.files) == 3
    household.live(commits=EVERY_COMMITS, later_s=retention.KEEP_SNAPSHOTS_S + 1)
    assert len(household.cloud.objects.files) == 2  # the newest, and the one that it has just followed
