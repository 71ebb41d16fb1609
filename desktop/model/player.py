"""A player: what it is, what it last reported, and how partial messages merge into that."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from desktop.model.names import CardId, PlayerId


class Playback(StrEnum):
    PLAYING = "playing"
    PAUSED = "paused"
    STOPPED = "stopped"
    LOADING = "loading"


class Slot(StrEnum):
    """What sits in the card slot, as the player counts (yoto-api.md 3.5)."""

    EMPTY = "empty"
    PHYSICAL = "physical"
    REMOTE = "remote"
    STREAM = "stream"


class Model(StrEnum):
    """The families that look and behave differently (yoto-api.md 2.3); anything new is treated as `player`."""

    MINI = "mini"
    PLAYER = "player"


@dataclass(frozen=True, slots=True)
class Player:
    """What the account knows of a player (yoto-api.md 2.1). `family` is Yoto's own word: v2, v3, mini, ..."""

    id: PlayerId
    name: str
    family: str = ""
    generation: str = ""
    nickname: str = ""
    is_online: bool = False

    @property
    def model(self) -> Model:
        return Model.MINI if self.family == "mini" else Model.PLAYER


@dataclass(frozen=True, slots=True)
class Reported:
    """What a player last said of itself, merged; None means that it has not said.

    `position_s` was true at `position_at`, `sleep_s` at `sleep_at` (both on the app's clock, seconds).
    """

    is_online: bool | None = None
    playback: Playback | None = None
    card_id: CardId | None = None
    chapter_key: str | None = None
    chapter_title: str | None = None
    track_key: str | None = None
    track_title: str | None = None
    track_length_s: int | None = None
    position_s: int | None = None
    position_at: float = 0.0
    is_streaming: bool = False
    is_waiting: bool = False
    repeats_all: bool | None = None
    source: str | None = None
    card_updated_at: str | None = None
    volume_step: int | None = None
    volume_cap: int | None = None
    sleep_s: int | None = None  # remaining; None: no timer runs
    sleep_at: float = 0.0
    battery_percent: int | None = None
    is_charging: bool | None = None
    wifi_dbm: int | None = None
    ssid: str | None = None
    temperature_c: int | None = None
    free_disk_kib: int | None = None
    total_disk_kib: int | None = None
    firmware: str | None = None
    has_headphones: bool | None = None
    is_day: bool | None = None
    slot: Slot | None = None
    heard_at: float | None = None  # when the last message of any kind came


NOW_PLAYING = (
    "card_id",
    "chapter_key",
    "chapter_title",
    "track_key",
    "track_title",
    "track_length_s",
    "position_s",
    "source",
    "card_updated_at",
)
_OF_TRACK = ("track_title", "track_length_s", "position_s")
_RUN = ("playback", "is_waiting", "is_online")
_BEHIND_S, _AHEAD_S = 1.0, 2.0


def merge(reported: Reported, patch: Mapping[str, Any], *, at: float) -> Reported:
    """Return `reported` with the fields of `patch`, which holds only what one message said.

    A `card_id` of None in the patch ("none" on the wire) clears all that plays: the stop event does not resend the
    other keys (yoto-api.md 3.4). Another card or track than before forgets what was known of the old one. Whatever sets
    the position going or brings it to a halt keeps it where it has run to. `at` is the app's clock.
    """
    fields = {**_left_behind(reported, patch), **patch}
    if "card_id" in fields and fields["card_id"] is None:
        fields.update(dict.fromkeys(NOW_PLAYING), is_streaming=False, is_waiting=False)
        fields["playback"] = Playback.STOPPED
    halts_or_starts = any(name in fields and fields[name] != getattr(reported, name) for name in _RUN)
    if "position_s" in fields:
        if halts_or_starts or not _runs_on(reported, fields, at=at):
            fields["position_at"] = at
        else:
            del fields["position_s"]
    elif halts_or_starts:
        fields["position_s"] = position(reported, at=at)
        fields["position_at"] = at
    if fields.get("sleep_s") is not None:
        fields["sleep_at"] = at
    return replace(reported, heard_at=at, **fields)


def _left_behind(reported: Reported, patch: Mapping[str, Any]) -> dict[str, None]:
    if _differs(reported, patch, "card_id"):
        return dict.fromkeys(NOW_PLAYING)
    if _differs(reported, patch, "track_key") or _differs(reported, patch, "chapter_key"):
        return dict.fromkeys(_OF_TRACK)
    return {}


def _differs(reported: Reported, patch: Mapping[str, Any], name: str) -> bool:
    known = getattr(reported, name)
    return name in patch and known is not None and patch[name] != known


def _runs_on(reported: Reported, fields: Mapping[str, Any], *, at: float) -> bool:
    """Whether a playing track is where it was thought to be: players count in whole seconds and report 4 or 5 s steps,
    and a position that followed each would jump to and fro on the screen."""
    run = _run(reported, at=at)
    said = fields["position_s"]
    if run is None or said is None or "track_length_s" in _left_behind(reported, fields):
        return False
    return reported.playback is Playback.PLAYING and said - _BEHIND_S <= run < said + _AHEAD_S


def position(reported: Reported, *, at: float) -> int | None:
    """Return where the track is at the moment `at`, in whole seconds: it runs on between events, never past the end.

    Of a player that is offline nobody knows: it stands still.
    """
    run = _run(reported, at=at)
    return None if run is None else int(run)


def _run(reported: Reported, *, at: float) -> float | None:
    if reported.position_s is None:
        return None
    if reported.playback is not Playback.PLAYING or reported.is_waiting or reported.is_online is False:
        return reported.position_s
    run = reported.position_s + max(0.0, at - reported.position_at)
    return min(run, reported.track_length_s) if reported.track_length_s else run


def sleep_remaining(reported: Reported, *, at: float) -> int | None:
    """Return the seconds left on the sleep timer at the moment `at`, or None when none runs."""
    if reported.sleep_s is None:
        return None
    return max(0, int(reported.sleep_s - max(0.0, at - reported.sleep_at)))
