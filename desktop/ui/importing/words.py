"""What an import says of itself in words."""

from __future__ import annotations

from desktop.services.import_outcome import ImportProgress, ImportResult
from desktop.ui.format import eta, size


def heading(progress: ImportProgress) -> str:
    """Return such as "Adding 4 of 48: The Gruffalo.mp3"."""
    if not progress.total:
        return "Looking through the folders…"
    number = min(progress.done + 1, progress.total)
    name = f": {progress.current}" if progress.current else ""
    return f"Adding {number:,} of {progress.total:,}{name}"


def caption(progress: ImportProgress) -> str:
    """Return such as "84 MB of 214 MB · about 2 minutes left"."""
    if not progress.bytes_total:
        return ""
    parts = [f"{size(progress.bytes_done)} of {size(progress.bytes_total)}", eta(progress.eta_s)]
    return " · ".join(part for part in parts if part)


def share(progress: ImportProgress) -> float:
    """Return how much is done, 0.0 to 1.0: by bytes, which take the time."""
    return progress.bytes_done / progress.bytes_total if progress.bytes_total else 0.0


def title(result: ImportResult) -> str:
    """Return the heading of the result."""
    if result.stopped:
        return "The import had to stop"
    if result.is_cancelled:
        return "Import cancelled"
    if result.added:
        return "Added to your library"
    if result.known:
        return "Already in your library"
    return "Nothing could be added" if result.unreadable else "No audio found"


def together(jobs: list[ImportProgress]) -> ImportProgress:
    """Return several imports as one."""
    etas = [job.eta_s for job in jobs if job.eta_s is not None]
    return ImportProgress(
        done=sum(job.done for job in jobs),
        total=sum(job.total for job in jobs),
        bytes_done=sum(job.bytes_done for job in jobs),
        bytes_total=sum(job.bytes_total for job in jobs),
        current=next((job.current for job in jobs if job.current), ""),
        eta_s=max(etas) if etas else None,
    )
