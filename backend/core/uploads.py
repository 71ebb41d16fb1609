"""Lets the family's computers send files to the cloud and read them back, with nobody in between."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from backend.contract.errors import Code, Refused
from backend.core.blobs import Blob, Stage
from backend.core.keys import Sha256
from backend.core.ports import Part, Sending
from backend.core.vault import Vault

PART_BYTES = 8 * 1024 * 1024
MAX_WHOLE_BYTES = 32 * 1024 * 1024  # above, a file comes in parts
MAX_BYTES = 4 * 1024**3
MAX_ROUNDS = 20
ASKED_EVERY_S = 3600  # how exactly it is written down when an upload was last asked for


@dataclass(frozen=True, slots=True)
class Wanted:
    """A file that a computer would like the cloud to have; `parts` are the SHA-256 of its parts, in hex."""

    sha256: Sha256
    size: int
    mime: str
    parts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Multipart:
    """How the rest of a file is sent: leave for each part that is missing, and the numbers of those that are here."""

    upload_id: str
    missing: Sequence[tuple[int, Sending]]
    done: Sequence[int]


@dataclass(frozen=True, slots=True)
class Reading:
    """Where a file is read."""

    url: str
    size: int


class Incomplete(Refused):
    """Parts of a file have not arrived, or not as announced."""

    def __init__(self, missing: Sequence[int]) -> None:
        super().__init__(Code.BLOB_INCOMPLETE)
        self.missing = missing


def ask(wanted: Wanted, *, vault: Vault) -> Sending | Multipart | None:
    """Return how a file is to be sent, None when the family's cloud has it. Asked again, it goes on where it was.

    A file that is about to go stays. Raise Refused when there is no room, or when the file has another size here.
    """
    for _ in range(MAX_ROUNDS):
        blob = vault.blobs.get(wanted.sha256)
        if blob is None or blob.stage is Stage.GONE:
            blob = vault.begin(wanted.sha256, was=blob, size=wanted.size, mime=wanted.mime, parts=wanted.parts)
        elif blob.stage is not Stage.PENDING:
            if blob.size != wanted.size:
                raise Refused(Code.BLOB_DIFFERS)
            if _stays(blob, vault):
                return None
            continue
        if blob is None:
            continue
        arrived_bytes = vault.arrived_bytes(blob)
        if (blob.size, blob.parts) != (wanted.size, wanted.parts) or arrived_bytes not in (None, blob.size):
            vault.abandon(blob)
        elif arrived_bytes is not None:
            if vault.arrive(blob):
                return None
        elif (leave := _leave(blob, vault)) is not None:
            return leave
    raise Refused(Code.BUSY)


def complete(sha256: Sha256, *, vault: Vault) -> None:
    """Take a file as stored once all its bytes are there; done again, nothing happens.

    Raise Incomplete with the numbers of the parts that are missing, Refused when nobody has asked for this file.
    """
    for _ in range(MAX_ROUNDS):
        blob = vault.blobs.get(sha256)
        if blob is None or blob.stage is Stage.GONE:
            raise Refused(Code.NO_BLOB)
        if blob.stage is Stage.READY:
            return
        if blob.stage is Stage.DELETING:
            vault.keep(blob)
            continue
        if not vault.has_bytes(blob):
            _assemble(blob, vault)
        if vault.arrive(blob):
            return
    raise Refused(Code.BUSY)


def read(sha256: Sha256, *, vault: Vault) -> Reading:
    """Return where a file is read for a short while; a file that is about to go stays. Raise Refused without it."""
    for _ in range(MAX_ROUNDS):
        blob = vault.blobs.get(sha256)
        if blob is None or blob.stage in (Stage.PENDING, Stage.GONE):
            raise Refused(Code.NO_BLOB)
        if blob.stage is Stage.DELETING:
            vault.keep(blob)
        elif vault.has_bytes(blob):
            return Reading(vault.objects.url(vault.file(blob)), blob.size)
        else:
            raise Refused(Code.NO_BLOB)
    raise Refused(Code.BUSY)


def count_of_parts(size: int) -> int:
    """Return in how many parts a file comes, 0 when it comes whole."""
    return 0 if size <= MAX_WHOLE_BYTES else -(-size // PART_BYTES)


def _stays(blob: Blob, vault: Vault) -> bool:
    """Return whether a stored file is here and stays; one whose bytes have vanished is given up."""
    if not vault.has_bytes(blob):
        vault.throw_away(blob)
        return False
    return (blob.stage is Stage.READY and not blob.idle_since) or vault.keep(blob)


def _leave(blob: Blob, vault: Vault) -> Sending | Multipart | None:
    """Return leave to send what is missing; None when the file has changed meanwhile."""
    if abs(vault.now_s() - blob.asked_at) > ASKED_EVERY_S:
        vault.blobs.write(replace(blob, asked_at=vault.now_s()), was=blob)
        return None
    if not blob.parts:
        return vault.objects.sending(vault.file(blob), size=blob.size, mime=blob.mime, sha256=blob.sha256)
    arrived = vault.objects.parts(vault.file(blob), upload_id=blob.upload_id) if blob.upload_id else None
    if arrived is None:
        _begin_parts(blob, vault)
        return None
    done = _whole_parts(blob, arrived)
    missing = [number for number in range(1, len(blob.parts) + 1) if number not in done]
    return Multipart(blob.upload_id, [(number, _part(blob, number, vault)) for number in missing], sorted(done))


def _begin_parts(blob: Blob, vault: Vault) -> None:
    upload_id = vault.objects.begin_parts(vault.file(blob), mime=blob.mime)
    if not vault.blobs.write(replace(blob, upload_id=upload_id), was=blob):
        vault.objects.abort_parts(vault.file(blob), upload_id=upload_id)


def _part(blob: Blob, number: int, vault: Vault) -> Sending:
    return vault.objects.part_sending(
        vault.file(blob),
        upload_id=blob.upload_id,
        number=number,
        size=_size_of_part(blob, number),
        sha256=blob.parts[number - 1],
    )


def _assemble(blob: Blob, vault: Vault) -> None:
    """Make a file of its parts; raise Incomplete when some are missing or not as announced."""
    arrived = vault.objects.parts(vault.file(blob), upload_id=blob.upload_id) if blob.upload_id else None
    done = _whole_parts(blob, arrived or ())
    missing = [number for number in range(1, max(1, len(blob.parts)) + 1) if number not in done]
    if not missing:
        vault.objects.finish_parts(
            vault.file(blob), upload_id=blob.upload_id, parts=[done[number] for number in sorted(done)]
        )
    if not vault.has_bytes(blob):  # somebody else may have finished it meanwhile
        raise Incomplete(missing or range(1, len(blob.parts) + 1))


def _whole_parts(blob: Blob, arrived: Sequence[Part]) -> dict[int, Part]:
    return {
        part.number: part
        for part in arrived
        if part.number <= len(blob.parts)
        and part.sha256 == blob.parts[part.number - 1]
        and part.size == _size_of_part(blob, part.number)
    }


def _size_of_part(blob: Blob, number: int) -> int:
    return min(PART_BYTES, blob.size - (number - 1) * PART_BYTES)
