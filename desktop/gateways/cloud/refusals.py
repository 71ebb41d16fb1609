"""What the family's cloud means by an unsuccessful answer: the one table from its codes and statuses to errors."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from backend.contract.errors import Code
from desktop.gateways.answers import error_words, retry_after
from desktop.gateways.http import Answer
from desktop.model.errors import (
    Busy,
    CloudFull,
    DeviceRevoked,
    NotAllowed,
    NotFound,
    Refused,
    SignInNeeded,
    Trouble,
    UpgradeNeeded,
)

_LATER = "Try again in a moment."


def _ended() -> Trouble:
    return SignInNeeded("Your session with the family's cloud has ended.", next_step="Sign in again.")


def _old_app() -> Trouble:
    return UpgradeNeeded(
        "Your family uses a newer version of this app.", next_step="Install the newest version on this computer."
    )


def _full() -> Trouble:
    return CloudFull("Your family's cloud has no room for this.", next_step="Give the cloud more room.")


def _too_large() -> Trouble:
    return Refused("This is larger than your family's cloud takes.", title="Too large")


_BY_CODE: Mapping[str, Callable[[], Trouble]] = {
    Code.NOT_SIGNED_IN: _ended,
    Code.NOT_OWNER: lambda: NotAllowed(
        "Only the owner of the family can do this.", next_step="Ask the owner to do it.", title="For the owner"
    ),
    Code.DEVICE_UNKNOWN: lambda: NotAllowed(
        "Your family's cloud does not know this computer.", next_step="Sign in again.", title="Not known"
    ),
    Code.DEVICE_REVOKED: lambda: DeviceRevoked(
        "This computer was removed from your family.",
        next_step="Your library stays. Sign in again if that was a mistake.",
    ),
    Code.NO_FAMILY: lambda: NotFound(
        "Your account belongs to no family.", next_step="Begin one, or enter the code of an invitation."
    ),
    Code.NO_MEMBER: lambda: NotFound("This person is not in your family any more."),
    Code.NO_DEVICE: lambda: NotFound("This computer is not in your family's list any more."),
    Code.NO_BLOB: lambda: NotFound(
        "Your family's cloud does not have this file.", next_step="The computer that has it must send it first."
    ),
    Code.BAD_INVITE: lambda: Refused(
        "This code does not work: it is wrong, used or too old.", next_step="Ask for a new one.", title="Another code"
    ),
    Code.HAS_FAMILY: lambda: Refused(
        "Your account belongs to a family already.", next_step="Leave it first.", title="Already in a family"
    ),
    Code.LAST_OWNER: lambda: Refused(
        "The owner cannot leave while others are in the family.",
        next_step="Remove the others first.",
        title="You are the owner",
    ),
    Code.TOO_LARGE: _too_large,
    Code.UPGRADE: _old_app,
    Code.FULL: _full,
}


def trouble_of(answer: Answer) -> Trouble:
    """Return the error for an answer of status 300 and up."""
    make = _BY_CODE.get(code_of(answer))
    return make() if make else _by_status(answer)


def code_of(answer: Answer) -> str:
    """Return the code that stands in an answer, "" without one."""
    code, _ = error_words(answer)
    return code


def not_understood() -> Busy:
    """Return the error for an answer that is not what was agreed."""
    return Busy(
        "The answer of your family's cloud could not be understood.", next_step=_LATER, title="The cloud is busy"
    )


def _by_status(answer: Answer) -> Trouble:
    match answer.status:
        case 401:
            return _ended()
        case 403:
            return NotAllowed("Your family's cloud does not allow this.", title="Not allowed")
        case 404:
            return NotFound("Your family's cloud does not have this.", next_step="Refresh to see what is there.")
        case 413:
            return _too_large()
        case 426:
            return _old_app()
        case 507:
            return _full()
        case 429:
            return Busy(
                "Your family's cloud asks us to slow down.",
                next_step=_wait(retry_after(answer)),
                title="The cloud is busy",
                retry_after_s=retry_after(answer),
            )
        case status if status < 400 or status == 408:  # the cloud sends nobody elsewhere: some network's own page
            return Busy(
                "Something answered that is not your family's cloud.",
                next_step="Check whether your network asks for a sign-in.",
                title="The cloud is busy",
            )
        case status if status >= 500:
            return Busy(
                "Your family's cloud has a problem of its own.",
                next_step=_LATER,
                title="The cloud is busy",
                retry_after_s=retry_after(answer),
            )
        case status:
            return Refused(f"Your family's cloud refused this (code {status}).", title="That did not work")


def _wait(seconds: float | None) -> str:
    if seconds is None or seconds < 100:
        return _LATER
    return f"Try again in {round(seconds / 60)} minutes."
