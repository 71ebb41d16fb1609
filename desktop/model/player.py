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


def merge(reported: Reported, patch: Mapping[str, Any], *, at: float) -> Reported:
    """Return `reported` with the fields of `patch`, which holds only what one message said.

    A `card_id` of None in the patch ("none" on the wire) clears all that plays: the stop event does not resend the
    other keys (yoto-api.md 3.4). A playing message without a position keeps the running one. `at` is the app's clock.
    """
    fields = dict(patch)
    if "card_id" in fields and fields["card_id"] is None:
        fields.update(dict.fromkeys(NOW_PLAYING), is_streaming=False, is_waiting=False)
        fields["playback"] = Playback.STOPPED
    if "position_s" in fields:
        fields["position_at"] = at
    elif "playback" in fields and fields["playback"] != reported.playback:
        fields["position_s"] = position(reported, at=at)
        fields["position_at"] = at
    if "sleep_s" in fields:
        fields["sleep_at"] = at
    return replace(reported, heard_at=at, **fields)


def position(reported: Reported, *, at: float) -> int | None:
    """Return where the track is at the moment `at`, in whole seconds: it runs on between events, never past the end."""
    if reported.position_s is None:
        return None
    if reported.playback is not Playback.PLAYING or reported.is_waiting:
        return reported.position_s
    run = reported.position_s + max(0.0, at - reported.position_at)
    return int(min(run, reported.track_length_s)) if reported.track_length_s else int(run)


def sleep_remaining(reported: Reported, *, at: float) -> int | None:
    """Return the seconds left on the sleep timer at the moment `at`, or None when none runs."""
    if reported.sleep_s is None:
        return None
    return max(0, int(reported.sleep_s - max(0.0, at - reported.sleep_at)))
