"""What the vault tells a person, in plain words."""

from __future__ import annotations

from desktop.model.errors import Busy, CloudFull, NoRoom, NotFound, Offline, SignInNeeded, Trouble, Unreadable
from desktop.model.recording import Recording


def stopped(recording: Recording) -> Trouble:
    return Trouble(f"“{recording.title}” was not fetched: it was stopped.", next_step="Fetch it again when you like.")


def missing(recording: Recording) -> Trouble:
    """Return what to say of audio that was here and that no cloud has."""
    return NotFound(f"The audio of “{recording.title}” is not on this computer.", next_step="Add the file again.")


def elsewhere(recording: Recording) -> Trouble:
    return NotFound(
        f"“{recording.title}” is on another computer of the family, which has not sent it yet.",
        next_step="Leave the app open there until it is in the family's cloud.",
        title="Not in the cloud yet",
    )


def out_of_reach(recording: Recording) -> Trouble:
    return Trouble(
        f"“{recording.title}” is in the family's cloud.",
        next_step="Sign in to the family's cloud to fetch it.",
        title="Please sign in again",
    )


def unfetched(recording: Recording, trouble: Trouble) -> Trouble:
    """Return a trouble of a fetch as one about this recording, of the same kind."""
    title = recording.title
    match trouble:
        case Offline():
            return Offline(
                f"“{title}” is in the family's cloud, which does not answer.",
                next_step="Try again when you are online.",
            )
        case Busy():
            return Busy(
                f"“{title}” is in the family's cloud, which is busy.",
                next_step="Try again in a minute.",
                retry_after_s=trouble.retry_after_s,
            )
        case NotFound():
            return NotFound(
                f"“{title}” is not in the family's cloud any more.",
                next_step="It is sent again when the computer that has it runs the app.",
            )
        case Unreadable():
            return Unreadable(
                f"“{title}” came damaged from the family's cloud, and was thrown away.",
                next_step="Try again. If it stays so, add the file again.",
                title="It came damaged",
            )
        case SignInNeeded():
            return out_of_reach(recording)
        case NoRoom():
            return NoRoom(
                f"There is no room on the disk for “{title}”.", next_step="Make room on the disk, then try again."
            )
        case _:
            return trouble


def coverless() -> Trouble:
    """Return what to say of a cover that is neither here nor in the cloud."""
    return NotFound(
        "The cover is on another computer of the family, which has not sent it yet.",
        next_step="Leave the app open there for a minute, or choose another cover.",
        title="The cover is not here yet",
    )


def unsent(name: str) -> str:
    """Return the line for Activity about a file that cannot be sent."""
    return f"“{name}” could not be kept in the family's cloud."


def halted(trouble: Trouble) -> Trouble:
    """Return a trouble that stops the whole vault, in the vault's words."""
    match trouble:
        case CloudFull():
            return CloudFull(
                "The family's cloud is full: no more audio is kept there.",
                next_step="Give the cloud more room. What you remove makes room there too, but a month later.",
            )
        case NoRoom():
            return NoRoom("There is no room on the disk for more audio.", next_step="Make room on the disk.")
        case Offline():
            return Offline("The family's cloud does not answer.", next_step="It goes on by itself.")
        case Busy():
            return Busy("The family's cloud is busy.", next_step="It goes on by itself.")
        case _:
            return trouble
