"""Uploads and the transcoder behind them (yoto-api.md 5.1, 5.2)."""

import base64
import hashlib
import secrets
from dataclasses import dataclass
from pathlib import Path
from random import Random

from backend.simulator.clock import Clock, iso
from backend.simulator.cloud.media import MediaStore, Medium, Probe, probe
from backend.simulator.wire import Json, media_id

STALL_DURATION_S = 3600
# An MP4 "free" box: players of every format ignore it, and it gives the transcoded file a hash of its own.
TRANSCODED_TAIL = b"\x00\x00\x00\x08free"
PHASES = ((0.10, "queued"), (0.20, "downloading"), (0.35, "analyzing"), (1.0, "transcoding"))


@dataclass(slots=True)
class Upload:
    """One upload: asked for, then stored, then transcoded or rejected."""

    upload_id: str
    filename: str
    announced_sha256: str
    received_bytes: int = 0
    sha256: str = ""
    stored_at: float | None = None
    duration_s: float = 0.0
    is_rejected: bool = False
    is_stalled: bool = False
    probed: Probe | None = None
    medium: Medium | None = None

    @property
    def is_stored(self) -> bool:
        """Whether the announced bytes are in the store, so that they need no second PUT."""
        return self.stored_at is not None and self.announced_sha256 in ("", self.sha256)

    def is_done(self, now: float) -> bool:
        """Whether the transcoder has finished."""
        if self.stored_at is None or self.is_rejected or self.is_stalled or self.medium is None:
            return False
        return now >= self.stored_at + self.duration_s

    def progress(self, now: float) -> Json | None:
        """Return the phase and percent that a poll shows, None before the start and after a rejection."""
        if self.stored_at is None or self.is_rejected:
            return None
        if self.is_done(now):
            return {"phase": "complete", "percent": 100}
        share = min((now - self.stored_at) / max(self.duration_s, 0.001), 0.99)
        if self.is_stalled:
            share = min(share, 0.3)
        phase = next(name for limit, name in PHASES if share < limit)
        return {"phase": phase, "percent": int(share * 100)}


class Uploads:
    """All uploads of the family. What the transcoder made of the same bytes is always the same."""

    def __init__(self, clock: Clock, media: MediaStore, *, seconds: tuple[float, float], random: Random) -> None:
        self._clock = clock
        self._media = media
        self._seconds = seconds
        self._random = random
        self._uploads: dict[str, Upload] = {}
        self.stalls_to_come = 0

    def all(self) -> list[Upload]:
        """Return the uploads in the order in which they were asked for."""
        return list(self._uploads.values())

    def ask(self, *, sha256: str, filename: str) -> Upload:
        """Return the upload for these bytes, a known one when the hash is known."""
        upload_id = media_id(bytes.fromhex(sha256)) if sha256 else secrets.token_urlsafe(24)
        if upload_id not in self._uploads:
            self._uploads[upload_id] = self._begun_with(upload_id, sha256) or Upload(upload_id, filename, sha256)
        upload = self._uploads[upload_id]
        upload.filename = filename or upload.filename
        return upload

    def _begun_with(self, upload_id: str, sha256: str) -> Upload | None:
        """Return the upload by which audio of the world that the simulation began with once came here."""
        medium = self._media.medium(upload_id)
        if medium is None:
            return None
        long_ago = self._clock.now() - self._seconds[1]
        return Upload(
            upload_id,
            medium.path.name,
            sha256,
            received_bytes=medium.size,
            sha256=sha256,
            stored_at=long_ago,
            probed=probe(medium.path),
            medium=medium,
        )

    def find(self, upload_id: str) -> Upload | None:
        """Return an upload by its id, or by the hex SHA-256 of its bytes."""
        if len(upload_id) == 64 and all(letter in "0123456789abcdef" for letter in upload_id):
            upload_id = media_id(bytes.fromhex(upload_id))
        return self._uploads.get(upload_id)

    def body_path(self, upload: Upload) -> Path:
        """Return where the bytes of an upload are written while they arrive."""
        return self._media.folder / f"{upload.upload_id}.{secrets.token_hex(4)}.part"

    def store(self, upload: Upload, path: Path, *, digest: "hashlib._Hash") -> None:
        """Take the received file over and start its transcoding; unreadable bytes are rejected for good."""
        upload.sha256 = digest.hexdigest()
        upload.probed = probe(path)
        upload.stored_at = self._clock.now()
        upload.duration_s = self._random.uniform(*self._seconds)
        upload.is_rejected = upload.probed is None or not upload.is_stored
        upload.is_stalled = self._take_stall() or (
            upload.probed is not None and upload.probed.duration_s > STALL_DURATION_S
        )
        if upload.is_rejected or upload.probed is None:
            path.unlink()
            return
        with path.open("ab") as stream:
            stream.write(TRANSCODED_TAIL)
        digest.update(TRANSCODED_TAIL)
        identity = media_id(digest.digest())
        upload.medium = self._media.add_medium(
            path.replace(self._media.folder / identity), identity=identity, probed=upload.probed
        )

    def view(self, upload: Upload) -> Json:
        """Return the `transcode` object of a poll."""
        now = self._clock.now()
        medium = upload.medium if upload.is_done(now) else None
        has_started = upload.stored_at is not None and not upload.is_rejected
        finished_at = (upload.stored_at or 0.0) + upload.duration_s
        return {
            "uploadId": upload.upload_id,
            "uploadFilename": upload.filename,
            "uploadSha256": upload.announced_sha256 or upload.sha256 or None,
            "progress": upload.progress(now),
            "startedAt": iso(upload.stored_at) if has_started and upload.stored_at else None,
            "transcodedAt": iso(finished_at) if medium else None,
            "transcodedSha256": medium.media_id if medium else None,
            "transcodedInfo": _transcoded_info(medium, upload.probed) if medium and upload.probed else None,
            "failedUploadSha256": upload.announced_sha256 or upload.sha256 if upload.is_rejected else None,
            "failedOptionsHash": _options_hash() if upload.is_rejected else None,
        }

    def _take_stall(self) -> bool:
        if not self.stalls_to_come:
            return False
        self.stalls_to_come -= 1
        return True


def _transcoded_info(medium: Medium, probed: Probe) -> Json:
    return {
        "duration": medium.duration_s,
        "codec": "opus",
        "format": medium.format,
        "sampleRate": 48000,
        "channels": medium.channels,
        "bitrate": int(medium.size * 8 / max(medium.duration_s, 1)),
        "inputFormat": medium.input_format,
        "fileSize": medium.size,
        "metadata": {"title": probed.title, "artist": probed.artist},
    }


def _options_hash() -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(b"loudnorm=false").digest()).rstrip(b"=").decode()
