"""Where a recording's audio is: here, on its way, or on Yoto."""

from __future__ import annotations

from enum import StrEnum

from desktop.model.cloud import Whereabouts as Audio
from desktop.model.playlist import Entry
from desktop.model.recording import Recording
from desktop.model.upload import Stage, Upload
from desktop.ui.models.away import Away


class Whereabouts(StrEnum):
    LOCAL = "local"
    WAITING = "waiting"
    SENDING = "sending"
    PREPARING = "preparing"
    PAUSED = "paused"
    FAILED = "failed"
    ON_YOTO = "on_yoto"
    ON_CARD = "on_card"  # a track that only the card has
    MISSING = "missing"  # its recording was removed from the library


_BY_STAGE = {
    Stage.WAITING: Whereabouts.WAITING,
    Stage.SENDING: Whereabouts.SENDING,
    Stage.PREPARING: Whereabouts.PREPARING,
    Stage.PAUSED: Whereabouts.PAUSED,
    Stage.FAILED: Whereabouts.FAILED,
}

_WORDS = {
    Whereabouts.LOCAL: "On this computer",
    Whereabouts.WAITING: "Waiting",
    Whereabouts.SENDING: "Uploading",
    Whereabouts.PREPARING: "Preparing",
    Whereabouts.PAUSED: "Paused",
    Whereabouts.FAILED: "Failed",
    Whereabouts.ON_YOTO: "On Yoto",
    Whereabouts.ON_CARD: "Only on the card",
    Whereabouts.MISSING: "Recording removed",
}


def whereabouts(recording: Recording, upload: Upload | None) -> Whereabouts:
    """Return where the audio is; what Yoto has already counts more than an upload's state."""
    if recording.medium is not None:
        return Whereabouts.ON_YOTO
    return _BY_STAGE.get(upload.stage, Whereabouts.LOCAL) if upload is not None else Whereabouts.LOCAL


def entry_whereabouts(entry: Entry, recording: Recording | None, upload: Upload | None) -> Whereabouts:
    """Return where the audio of a playlist's entry is; what came from a card is at Yoto already."""
    if entry.origin is not None:
        return Whereabouts.ON_YOTO if recording is not None else Whereabouts.ON_CARD
    return whereabouts(recording, upload) if recording is not None else Whereabouts.MISSING


def words(where: Whereabouts, *, percent: int | None = None) -> str:
    """Return the pill's text, with the percentage while bytes are on the line or Yoto prepares."""
    if percent is not None and where in (Whereabouts.SENDING, Whereabouts.PREPARING):
        return f"{_WORDS[where]} {percent}%"
    return _WORDS[where]


def state_words(where: Whereabouts, away: Away, *, percent: int | None = None) -> str:
    """Return the pill's text where the audio may be away: that it is coming, or not here, says more than "local"."""
    if away.where is Audio.COMING or (away.is_away and where is Whereabouts.LOCAL):
        return away.words
    return words(where, percent=percent)


def spoken_state(state: str, away: Away) -> str:
    """Return what a screen reader says of a row's state."""
    return state if not away.is_away or state == away.words else f"{state}, {away.words.lower()}"


def percent_of(upload: Upload | None, *, live_bytes: int = 0) -> int | None:
    """Return how far the upload's present stage has come, or None when nobody knows."""
    if upload is None:
        return None
    if upload.stage is Stage.SENDING and upload.total_bytes:
        return min(100, round(100 * max(upload.sent_bytes, live_bytes) / upload.total_bytes))
    return upload.percent if upload.stage is Stage.PREPARING else None
