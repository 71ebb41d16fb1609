"""Whether what a player said proves a command's effect or answers it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from desktop.model.command import (
    Command,
    Pause,
    Pending,
    PlayCard,
    RequestEvents,
    RequestStatus,
    Resume,
    SetSleepTimer,
    SetVolume,
    Stop,
)
from desktop.model.heard import Answer
from desktop.model.player import Playback, Reported
from desktop.model.volume import command_for_step

EARLY_S = 2.0  # players count whole seconds, and our clock and theirs differ
LATE_S = 4.0

_NAMES: dict[type[Command], frozenset[str]] = {
    PlayCard: frozenset({"card-play", "card-start", "card"}),
    Pause: frozenset({"card-pause", "card"}),
    Resume: frozenset({"card-resume", "card"}),
    Stop: frozenset({"card-stop", "card"}),
    SetVolume: frozenset({"volume", "set-volume", "volume-set"}),
    SetSleepTimer: frozenset({"sleep-timer", "sleep", "sleep-timer-set"}),
    RequestEvents: frozenset({"events", "events-request"}),
    RequestStatus: frozenset({"status", "status-request"}),
}


def proves(pending: Pending, patch: Mapping[str, Any], reported: Reported, *, at: float) -> bool:
    """Return whether an event with `patch`, merged into `reported`, shows that the command has taken effect.

    Events are partial, so the patch has to touch what was asked and nothing that is known may contradict it.
    """
    elapsed_s = at - (pending.sent_at if pending.sent_at is not None else pending.asked_at)
    match pending.command:
        case PlayCard() as play:
            return _plays(play, patch, reported, elapsed_s=elapsed_s)
        case Pause():
            return patch.get("playback") in (Playback.PAUSED, Playback.STOPPED)
        case Resume():
            return patch.get("playback") in (Playback.PLAYING, Playback.LOADING)
        case Stop():
            return patch.get("playback") is Playback.STOPPED or ("card_id" in patch and patch["card_id"] is None)
        case SetVolume(step):
            return "volume_step" in patch and patch["volume_step"] == _capped(step, reported.volume_cap)
        case SetSleepTimer(seconds):
            return "sleep_s" in patch and _is_about(patch["sleep_s"], seconds, elapsed_s=elapsed_s)
        case _:
            return False


def answers(answer: Answer, pending: Pending) -> bool:
    """Return whether an acknowledgement is for this command: by its request id, or else by name and body.

    Players spell the names in several ways, and may give the body back without our id (yoto-api.md 3.8).
    """
    if answer.request_id is not None:
        return answer.request_id == pending.request_id
    name = answer.name.replace("/", "-")
    return name in _NAMES[type(pending.command)] and _fits(answer.body, pending.command)


def _plays(play: PlayCard, patch: Mapping[str, Any], reported: Reported, *, elapsed_s: float) -> bool:
    if not patch.keys() & {"playback", "card_id", "chapter_key", "track_key", "position_s"}:
        return False
    if reported.card_id != play.card_id or reported.playback not in (Playback.PLAYING, Playback.LOADING):
        return False
    if play.chapter_key is not None and reported.chapter_key != play.chapter_key:
        return False
    if play.track_key is not None and reported.track_key != play.track_key:
        return False
    if play.seconds_in is None:
        return True
    if patch.get("position_s") is None:
        return "track_key" in patch or "playback" in patch
    return _is_within(patch["position_s"], play.seconds_in, play.seconds_in + elapsed_s)


def _is_about(remaining: int | None, asked: int, *, elapsed_s: float) -> bool:
    if asked == 0 or remaining is None:
        return asked == 0 and not remaining
    return _is_within(remaining, asked - elapsed_s, asked)


def _is_within(value: float, low: float, high: float) -> bool:
    return low - LATE_S <= value <= high + EARLY_S


def _capped(step: int, cap: int | None) -> int:
    return step if cap is None else min(step, cap)


def _fits(body: str, command: Command) -> bool:
    """Whether nothing in an acknowledged body contradicts `command`; no body fits all."""
    try:
        said = json.loads(body) if body else {}
    except ValueError:
        return False
    if not isinstance(said, dict):
        return False
    match command:
        case PlayCard(card_id, chapter_key, track_key):
            is_card = str(said.get("uri", card_id)).rsplit("/", 1)[-1] == card_id
            keys = said.get("chapterKey"), said.get("trackKey")
            return is_card and keys in ((chapter_key, track_key), (None, None))
        case SetVolume(step):
            return bool(said.get("volume", command_for_step(step)) == command_for_step(step))
        case SetSleepTimer(seconds):
            return bool(said.get("seconds", seconds) == seconds)
        case _:
            return True
