"""What a plan says in words: its headline, its changes, one by one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from desktop.model.publication import Difference, Plan, Publication, PublishStage
from desktop.ui.format import count, eta, size
from desktop.ui.theme import Tone


@dataclass(frozen=True, slots=True)
class Group:
    """Changes of one kind: a heading, an icon in its tone, and the titles concerned."""

    heading: str
    icon: str
    tone: Tone
    lines: tuple[str, ...] = ()


def headline(plan: Plan) -> str:
    """Return such as "+11 tracks, 214 MB to upload"."""
    change = plan.difference
    if change.is_empty and not plan.missing:
        return "The card is up to date"
    parts = []
    if change.added:
        parts.append(f"+{count(len(change.added), 'track')}")
    if change.removed:
        parts.append(f"−{count(len(change.removed), 'track')}")
    if not parts:
        parts.append("Same tracks")
    upload = f"{size(plan.missing_bytes)} to upload" if plan.missing else "nothing to upload"
    return ", ".join([*parts, upload])


def groups(change: Difference) -> Iterator[Group]:
    """Yield what will be different on the card, the weightiest first."""
    if change.added:
        yield Group(f"{count(len(change.added), 'track')} added", "plus-circle", Tone.GOOD, change.added)
    if change.removed:
        yield Group(f"{count(len(change.removed), 'track')} removed", "minus", Tone.BAD, change.removed)
    if change.renamed:
        renamed = tuple(f"{before} → {after}" for before, after in change.renamed)
        yield Group(f"{count(len(renamed), 'track')} renamed", "edit", Tone.ACCENT, renamed)
    if change.is_reordered:
        yield Group("Another order of the tracks", "sort", Tone.ACCENT)
    if change.title is not None:
        before, after = change.title
        yield Group("Another title", "text", Tone.ACCENT, (f"{before} → {after}" if before else after,))
    if change.is_new_cover:
        yield Group("The playlist's cover", "image", Tone.ACCENT)
    if change.repainted:
        yield Group(f"{count(len(change.repainted), 'icon')} changed", "palette", Tone.ACCENT, change.repainted)
    if change.repaired:
        heading = f"{count(len(change.repaired), 'track')} repaired, which players would not have played"
        yield Group(heading, "sparkle", Tone.GOOD, change.repaired)


def stage_words(publication: Publication) -> str:
    """Return what a publish is doing now."""
    match publication.stage:
        case PublishStage.UPLOADING if publication.files_total:
            return f"Uploading: {publication.files_done} of {count(publication.files_total, 'track')} ready"
        case PublishStage.UPLOADING:
            return "Getting ready"
        case PublishStage.WRITING:
            return "Writing the card"
        case PublishStage.CHECKING:
            return "Reading it back to be sure"
        case PublishStage.DONE:
            return "On the card"
        case _:
            return "Not published"


def bytes_words(publication: Publication) -> str:
    """Return such as "84 MB of 214 MB · about 2 minutes left", or why nothing moves."""
    if publication.stage is not PublishStage.UPLOADING or not publication.bytes_total:
        return ""
    if publication.waiting:
        return publication.waiting
    sent = f"{size(publication.bytes_done)} of {size(publication.bytes_total)}"
    if publication.bytes_done >= publication.bytes_total:
        return f"{sent} · Yoto prepares the audio"
    left = eta(publication.eta_s)
    return f"{sent} · {left}" if left else sent
