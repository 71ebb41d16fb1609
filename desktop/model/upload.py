"""An upload: one recording on its way to Yoto, stage by stage."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from desktop.model.names import RecordingKey, UploadKey
from desktop.model.recording import Medium


class Stage(StrEnum):
    """Where an upload is. Every change of stage is a committed row."""

    WAITING = "waiting"  # for a slot
    SENDING = "sending"  # asking for an address, then bytes on the line
    PREPARING = "preparing"  # Yoto transcodes; holds no slot
    DONE = "done"
    FAILED = "failed"
    PAUSED = "paused"
    CANCELLED = "cancelled"

    @property
    def is_active(self) -> bool:
        return self in (Stage.WAITING, Stage.SENDING, Stage.PREPARING)


@dataclass(frozen=True, slots=True)
class Upload:
    """One upload. `sent_bytes` counts what has left for Yoto, `tries` how often it had to begin anew; times are epoch
    seconds."""

    key: UploadKey
    recording: RecordingKey
    stage: Stage
    total_bytes: int
    sent_bytes: int = 0
    upload_id: str | None = None
    percent: int | None = None  # of Yoto's preparation, when it says
    phase: str = ""  # Yoto's own word for it
    problem: str = ""  # one sentence, for FAILED
    tries: int = 0
    created_at: float = 0.0
    stage_since: float = 0.0


@dataclass(frozen=True, slots=True)
class Ticket:
    """Yoto's answer to "may I send this": `url` is None when it has the bytes already (yoto-api.md 5.1)."""

    upload_id: str
    url: str | None


@dataclass(frozen=True, slots=True)
class Progress:
    """One answer of the transcode poll. Neither `medium` nor `is_rejected`: still working, whatever `phase` says."""

    phase: str
    percent: int | None
    medium: Medium | None
    is_rejected: bool
    retry_after_s: float | None = None
