"""What an upload, and all of them together, say in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from desktop.model.upload import Stage, Upload
from desktop.ui.format import count, eta, size, speed
from desktop.ui.models.uploads import UploadRow


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast something goes; zero and None where nobody knows."""

    bytes_per_second: float = 0.0
    eta_s: float | None = None


def detail(row: UploadRow, pace: Pace) -> str:
    """Return such as "12 MB of 42 MB · 3.2 MB/s · about 10 seconds left", or why it failed."""
    upload = row.upload
    match upload.stage:
        case Stage.FAILED:
            return upload.problem
        case Stage.SENDING | Stage.PAUSED:
            parts = [f"{size(row.sent_bytes)} of {size(upload.total_bytes)}"]
            if upload.stage is Stage.SENDING and pace.bytes_per_second:
                parts += [speed(pace.bytes_per_second), eta(pace.eta_s)]
            return " · ".join(part for part in parts if part)
        case Stage.PREPARING:
            return f"{size(upload.total_bytes)} sent · Yoto turns it into its own format"
        case _:
            return size(upload.total_bytes)


def summary(uploads: Sequence[Upload], *, left_bytes: int, pace: Pace, waiting: str) -> str:
    """Return the line under the page's title."""
    active = [upload for upload in uploads if upload.stage.is_active]
    if active:
        parts = [count(len(active), "upload")]
        if left_bytes:
            parts.append(f"{size(left_bytes)} to go")
        if waiting:
            parts.append(waiting)
        elif pace.bytes_per_second:
            parts += [speed(pace.bytes_per_second), eta(pace.eta_s)]
        return " · ".join(part for part in parts if part)
    failed = sum(upload.stage is Stage.FAILED for upload in uploads)
    paused = sum(upload.stage is Stage.PAUSED for upload in uploads)
    parts = [f"{number} {word}" for number, word in ((failed, "failed"), (paused, "paused")) if number]
    return ", ".join(parts) if parts else "All done"
