"""Moves a family's files from stage to stage: each step on condition, each crash mended by the next one who looks."""

from __future__ import annotations

from dataclasses import replace

from backend.core import keys
from backend.core.blobs import Blob, Blobs, Stage
from backend.core.keys import FamilyKey, Sha256
from backend.core.quota import Move, Quota, Way
from backend.core.world import World

TICKET_BYTES = 8
LEAVES_S = 2 * 3600  # after a file was last asked for (known to the hour) no address to put it at is good any more


class Vault:
    """One family's files: their items, their bytes and their count.

    Bytes are only ever deleted under the keys of generations that are given up. So whoever is late with deleting, be
    it by days, cannot reach what has been sent since.
    """

    def __init__(self, world: World, *, family: FamilyKey) -> None:
        self._world = world
        self._family = family
        self.objects = world.objects
        self.blobs = Blobs(world.documents, family=family)
        self.quota = Quota(world.documents, family=family)

    def now_s(self) -> int:
        """Return the server's time."""
        return self._world.clock.now_s()

    def file(self, blob: Blob) -> str:
        """Return the key of a file's present bytes."""
        return keys.blob_file(self._family, blob.sha256, blob.generation)

    def arrived_bytes(self, blob: Blob) -> int | None:
        """Return how many bytes of a file are there, None when there is no such file."""
        return self.objects.size(self.file(blob))

    def has_bytes(self, blob: Blob) -> bool:
        """Return whether a file's bytes are there whole."""
        return self.arrived_bytes(blob) == blob.size

    def is_quiet(self, blob: Blob) -> bool:
        """Return whether nobody can put bytes any more by an address from before the file was given up."""
        return abs(self.now_s() - blob.asked_at) > LEAVES_S

    def begin(self, sha256: Sha256, *, was: Blob | None, size: int, mime: str, parts: tuple[str, ...]) -> Blob | None:
        """Keep room for a file and expect its bytes; None when somebody else was faster. Raise Refused when full."""
        if was is not None and self.is_quiet(was):
            self.quota.release(was.ticket)
        move = Move(self._ticket(), Way.IN, sha256, size, self.now_s())
        self.quota.reserve(move, limit=self._world.quota_bytes)
        known = (was.generation, was.swept) if was else (0, 0)
        blob = Blob(sha256, size, mime, Stage.PENDING, move.ticket, move.at_s, *known, parts=parts)
        if self._has_written(blob, was=was):
            return replace(blob, revision=(was.revision if was else 0) + 1)
        self.quota.release(move.ticket)
        return None

    def arrive(self, blob: Blob) -> bool:
        """Make a pending file ready, since its bytes are there; return False when somebody else was faster."""
        ready = replace(blob, stage=Stage.READY, upload_id="", parts=())
        if not self.blobs.write(ready, was=blob):
            return False
        self.quota.settle(blob.ticket, size=blob.size)
        return True

    def keep(self, blob: Blob) -> bool:
        """Make a file ready that was idle or about to go; return False when somebody else was faster."""
        return self.blobs.write(replace(blob, stage=Stage.READY, idle_since=0, deleting_since=0), was=blob)

    def abandon(self, blob: Blob) -> bool:
        """Give up a pending file; return False when somebody else was faster.

        Its room is kept while bytes may still come: else whoever gives up again and again stores without end. The
        garbage collection gives it back.
        """
        gone = _given_up(blob, ticket=blob.ticket)
        if not self.blobs.write(gone, was=blob):
            return False
        if blob.upload_id:
            self.objects.abort_parts(self.file(blob), upload_id=blob.upload_id)
        if self.is_quiet(blob):
            self.quota.release(blob.ticket)
        return True

    def throw_away(self, blob: Blob) -> bool:
        """Give up a file that was ready; return False when somebody else was faster."""
        self.quota.settle(blob.ticket, size=blob.size)
        move = Move(self._ticket(), Way.OUT, blob.sha256, blob.size, self.now_s())
        self.quota.let_go(move)
        if not self._has_written(_given_up(blob, ticket=move.ticket), was=blob):
            self.quota.settle(move.ticket, size=move.size)
            return False
        self.quota.release(move.ticket)
        return True

    def sweep(self, blob: Blob) -> None:
        """Delete the bytes of the generations that are given up."""
        for generation in range(blob.swept, blob.generation):
            self.objects.remove(keys.blob_file(self._family, blob.sha256, generation))
        self.blobs.write(replace(blob, swept=blob.generation), was=blob)

    def _has_written(self, blob: Blob, *, was: Blob | None) -> bool:
        """Write a file that bears a new ticket; return whether it does.

        A write whose answer was lost is sent again and fails then, on account of itself.
        """
        if self.blobs.write(blob, was=was):
            return True
        now = self.blobs.get(blob.sha256)
        return now is not None and now.ticket == blob.ticket

    def _ticket(self) -> str:
        return self._world.chance(TICKET_BYTES).hex()


def _given_up(blob: Blob, *, ticket: str) -> Blob:
    return Blob(
        blob.sha256,
        blob.size,
        blob.mime,
        Stage.GONE,
        ticket,
        blob.asked_at,
        generation=blob.generation + 1,
        swept=blob.swept,
    )
