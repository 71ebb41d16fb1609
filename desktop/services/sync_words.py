"""What the sync tells a person who has to do something, in plain words."""

from __future__ import annotations

from desktop.model.errors import CloudFull, DeviceRevoked, NotAllowed, Refused, SignInNeeded, Trouble, UpgradeNeeded
from desktop.services.family import FamilyState
from desktop.services.sync_status import Deletions

_SIGN_IN = "Sign in to the family's cloud again."


def missing_membership(state: FamilyState) -> Trouble | None:
    """Return what keeps a computer with a cloud out of the family, None when nothing does or there is no cloud."""
    match state:
        case FamilyState.HOMELESS:
            return Trouble(
                "You are signed in, but belong to no family yet.",
                next_step="Begin a family, or join one with a code.",
                title="One more step",
            )
        case FamilyState.EXPIRED:
            return SignInNeeded("The session with the family's cloud has ended. Nothing is lost.", next_step=_SIGN_IN)
        case FamilyState.REVOKED:
            return NotAllowed(
                "This computer was removed from the family. Its library stays as it is.",
                next_step=f"If that was a mistake: {_SIGN_IN[0].lower()}{_SIGN_IN[1:]}",
                title="Removed from the family",
            )
        case _:
            return None


def needing(trouble: Trouble) -> Trouble:
    """Return a trouble that a person has to end, with what to do about it."""
    match trouble:
        case CloudFull():
            return CloudFull(
                "The family's cloud is full: your changes wait here.",
                next_step="Give the cloud more room. Nothing is lost meanwhile.",
            )
        case UpgradeNeeded():
            return UpgradeNeeded(
                "The family uses a newer version of the app: your changes wait here.", next_step="Update the app."
            )
        case SignInNeeded():
            return SignInNeeded("The session with the family's cloud has ended. Nothing is lost.", next_step=_SIGN_IN)
        case DeviceRevoked():
            return missing_membership(FamilyState.REVOKED) or trouble
        case NotAllowed() | Refused():
            trouble.title = "The family's cloud refused this"
            return trouble
        case _:
            return trouble


def asking(by: Deletions) -> Trouble:
    """Return the question before many things go; whoever asks it says how many of which kind."""
    if by is Deletions.ELSEWHERE:
        message = "Another computer of the family deleted much of the library. Here it is still as it was."
    else:
        message = "Much that you deleted here would go on the family's other computers, too."
    return Trouble(message, next_step="Delete it everywhere, or keep it all.", title="Delete so much?")
