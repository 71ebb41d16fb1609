"""What the screen draws of a player: what it reported, overlaid with what was asked of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from desktop.model.command import Outcome, Pause, Pending, PlayCard, Resume, SetSleepTimer, SetVolume, Stop
from desktop.model.player import Playback, Reported, merge, position, sleep_remaining


@dataclass(frozen=True, slots=True)
class Shown:
    """A player as it is drawn. `asked` names the fields that are hoped for and not yet confirmed."""

    reported: Reported  # with the hopes laid over it
    position_s: int | None
    sleep_s: int | None
    asked: frozenset[str]

    @property
    def is_playing(self) -> bool:
        return self.reported.playback is Playback.PLAYING

    @property
    def is_asked(self) -> bool:
        return bool(self.asked)


def shown(reported: Reported, pending: Sequence[Pending], now: float) -> Shown:
    """Return what to draw at `now`: each live command's hope laid over the report, oldest first. Pure."""
    asked: set[str] = set()
    hoped = reported
    for one in pending:
        if one.outcome not in (Outcome.ASKED, Outcome.ACCEPTED) or now >= one.deadline:
            continue
        patch = hope(one)
        if patch:
            hoped = merge(hoped, patch, at=one.asked_at)
            asked.update(patch)
    return Shown(
        reported=replace(hoped, heard_at=reported.heard_at),
        position_s=position(hoped, at=now),
        sleep_s=sleep_remaining(hoped, at=now),
        asked=frozenset(asked),
    )


def hope(pending: Pending) -> dict[str, object]:
    """Return the fields that a command would change if the player obeys.

    A card that is asked for waits at its start: its position runs once the player says that it plays.
    """
    match pending.command:
        case PlayCard() as play:
            fields: dict[str, object] = {"playback": Playback.PLAYING, "card_id": play.card_id, "is_waiting": True}
            if play.chapter_key is not None:
                fields |= {"chapter_key": play.chapter_key, "track_key": play.track_key}
            if play.title:
                fields["track_title"] = play.title
            if play.length_s is not None:
                fields["track_length_s"] = play.length_s
            if play.seconds_in is not None:
                fields["position_s"] = play.seconds_in
            return fields
        case Pause():
            return {"playback": Playback.PAUSED}
        case Resume():
            return {"playback": Playback.PLAYING}
        case Stop():
            return {"card_id": None, "playback": Playback.STOPPED}
        case SetVolume(step):
            return {"volume_step": step}
        case SetSleepTimer(seconds):
            return {"sleep_s": seconds or None}
        case _:
            return {}
