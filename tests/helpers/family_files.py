"""Files of a family on their way to its cloud, small enough to try every order of events."""

from __future__ import annotations

import hashlib
from dataclasses import replace

from backend.contract.errors import Code, Refused
from backend.contract.records import recording_id, sha_of
from backend.core import garbage, uploads
from backend.core.blobs import Blob, Stage
from backend.core.keys import FamilyKey, Sha256
from backend.core.ports import Sending
from backend.core.uploads import Incomplete, Wanted
from backend.core.vault import Vault
from backend.core.world import World
from tests.helpers.family_calls import HELLO, SeededChance
from tests.helpers.family_memory import EchoingDocuments, MemoryObjects, MovableClock
from tests.helpers.turns import Stepping, Turns

FAMILY = FamilyKey("f1")
QUOTA = 1000
ATTEMPTS = 8


class Attic:
    """A family's files with nothing else around them; `turns` sees every call to the table and the bucket."""

    def __init__(self, turns: Turns | None = None) -> None:
        self.turns = turns or Turns()
        self.documents, self.objects, self.clock = EchoingDocuments(), MemoryObjects(), MovableClock()
        self.world = World(
            Stepping(self.documents, self.step),  # type: ignore[arg-type]  # it stands for any of its methods
            Stepping(self.objects, self.step),  # type: ignore[arg-type]
            self.clock,
            SeededChance(),
            HELLO,
            QUOTA,
        )
        self.vault = Vault(self.world, family=FAMILY)
        self.crash_at = 0
        self.stepped = 0

    def step(self) -> None:
        """Count a call, crash at the one that is meant, and wait for one's turn."""
        self.stepped += 1
        if self.stepped == self.crash_at:
            raise Killed
        self.turns.step()

    def send(self, data: bytes) -> bool:
        """Send a file as the app does; return whether the cloud has said that it has it."""
        wanted = wanted_of(data)
        for _ in range(ATTEMPTS):
            leave = uploads.ask(wanted, vault=self.vault)
            if leave is None:
                return True
            self.deliver(leave, data)
            try:
                uploads.complete(wanted.sha256, vault=self.vault)
            except (Incomplete, Refused) as refusal:
                if refusal.code not in (Code.BLOB_INCOMPLETE, Code.NO_BLOB):
                    raise
            else:
                return True
        return False

    def deliver(self, leave: uploads.Multipart | Sending, data: bytes) -> None:
        """Put what is missing where the cloud says."""
        if isinstance(leave, Sending):
            self.step()
            self.objects.deliver(leave, data)
            return
        for number, sending in leave.missing:
            self.step()
            self.objects.deliver(sending, part_of(data, number))

    def collect(self, *named: bytes) -> int:
        """Collect garbage while live recordings name these files."""
        hashes = [hashlib.sha256(data).digest() for data in named]
        state = {recording_id(sha256): {"sha": sha_of(sha256)} for sha256 in hashes}
        return garbage.collect(state, vault=self.vault)

    def read(self, data: bytes) -> bytes | None:
        """Return a file's bytes as another computer gets them, None when the cloud says that it has none."""
        try:
            found = uploads.read(sha256_of(data), vault=self.vault)
        except Refused:
            return None
        return self.objects.get(found.url)

    def blob(self, data: bytes) -> Blob | None:
        return self.vault.blobs.get(sha256_of(data))

    def put(self, data: bytes, stage: Stage, *, days: int = 0) -> None:
        """Bring a file to a stage in which it has been for so many days."""
        if stage is Stage.PENDING:
            uploads.ask(wanted_of(data), vault=self.vault)
        else:
            assert self.send(data)
        now_s = self.clock.now
        blob = self.blob(data)
        assert blob is not None
        if stage is Stage.READY and days:
            self.vault.blobs.write(replace(blob, idle_since=now_s), was=blob)
        if stage is Stage.DELETING:
            self.vault.blobs.write(replace(blob, stage=stage, idle_since=now_s, deleting_since=now_s), was=blob)
        if stage is Stage.GONE:
            self.vault.throw_away(blob)
        self.clock.now += days * 24 * 3600

    def audit(self) -> None:
        """Fail unless every file that is said to be here is here, and the count is exact once all is settled."""
        self.clock.now += 2 * 24 * 3600
        garbage.settle_moves(self.vault)
        here = [blob for blob in self.vault.blobs.all() if blob.stage in (Stage.READY, Stage.DELETING)]
        coming = [blob for blob in self.vault.blobs.all() if blob.stage is Stage.PENDING]
        for blob in here:
            data = self.objects.files.get(self.vault.file(blob), b"")
            assert hashlib.sha256(data).hexdigest() == blob.sha256, "a file that is said to be here is not"
        count = self.vault.quota.count()
        assert count.stored_bytes == sum(blob.size for blob in here), count
        assert sorted(move.ticket for move in count.moves) == sorted(blob.ticket for blob in coming), count


class Killed(Exception):
    """The process died here."""


def sha256_of(data: bytes) -> Sha256:
    return Sha256(hashlib.sha256(data).hexdigest())


def part_of(data: bytes, number: int) -> bytes:
    return data[(number - 1) * uploads.PART_BYTES : number * uploads.PART_BYTES]


def wanted_of(data: bytes) -> Wanted:
    """Return how the app asks for leave to send these bytes."""
    count = uploads.count_of_parts(len(data))
    hashes = tuple(hashlib.sha256(part_of(data, number)).hexdigest() for number in range(1, count + 1))
    return Wanted(sha256_of(data), len(data), "audio/mpeg", hashes)
