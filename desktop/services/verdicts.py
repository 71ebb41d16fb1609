"""Says in words for a person what became of a command."""

from __future__ import annotations

from desktop.model.command import Command, Pause, PlayCard, Resume, SetSleepTimer, SetVolume, Stop
from desktop.services.commands import Cause, Ending


def verdict(name: str, ending: Ending) -> str | None:
    """Return what to tell of a command to the player called `name`, or None where there is nothing to say."""
    doing = _doing(ending.pending.command)
    if doing is None:
        return None
    match ending.cause:
        case Cause.PROVEN:
            return None
        case Cause.REFUSED if isinstance(ending.pending.command, PlayCard):
            return (  # its keys are of another version than the one on the player (yoto-api.md 7, 27)
                f"{name} could not play this. The card may have changed: players fetch changes when idle and charging."
            )
        case Cause.REFUSED:
            return f"{name} could not {doing}. Try again."
        case Cause.SILENT:
            return f"{name} did not answer. It may be switched off."
        case Cause.UNPROVEN:
            return f"{name} said yes, but did not {doing}. Try again."
        case Cause.TOO_LATE:
            return f"{name} could not be reached in time. Try again."
        case Cause.GONE:
            return f"{name} went offline before it answered. Switch it on and try again."


def _doing(command: Command) -> str | None:
    match command:
        case PlayCard():
            return "start the card"
        case Pause():
            return "pause"
        case Resume():
            return "go on playing"
        case Stop():
            return "stop"
        case SetVolume():
            return "change its volume"
        case SetSleepTimer():
            return "set the sleep timer"
        case _:
            return None
