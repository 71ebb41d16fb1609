"""What the accounts' refusals mean to a person: the one table from Cognito's codes to errors."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

from desktop.model.errors import Busy, NotConfirmed, OwnerCodeNeeded, Refused, SignInNeeded, Trouble
from desktop.model.lenient import number

_AGAIN = "Try again in a moment."
_NEW_CODE = "Ask for a new code."


class Errand(Enum):
    """What was being done: the same code means different things."""

    SIGN_UP = auto()
    OWNER_SIGN_UP = auto()  # with the code that the first account of a server at home needs
    CONFIRM = auto()
    SIGN_IN = auto()
    SECOND_FACTOR = auto()
    RESET = auto()
    ACCOUNT = auto()  # something that needs a session
    CHANGE = auto()  # of the password
    REFRESH = auto()


Make = Callable[[], Trouble]


def _refused(message: str, next_step: str, *, title: str = "That did not work") -> Make:
    return lambda: Refused(message, next_step=next_step, title=title)


def _busy(message: str, next_step: str, *, title: str) -> Make:
    return lambda: Busy(message, next_step=next_step, title=title)


def _ended() -> Trouble:
    return SignInNeeded("Your session with the family's cloud has ended.", next_step="Sign in again.")


_UNFITTING = _refused(
    "This e-mail and password do not fit.",
    "Try again, or choose \u201cForgotten password\u201d.",
    title="Not signed in",
)
_WRONG_CODE = _refused("This code is not right.", "Check it, and try again.", title="Another code")
_OLD_CODE = _refused("This code is too old.", _NEW_CODE, title="Another code")
_NOT_AUTHORIZED = "NotAuthorizedException"
_TOO_OFTEN = frozenset({"LimitExceededException", "TooManyFailedAttemptsException", "TooManyRequestsException"})
_GONE = _refused(
    "This cloud's accounts have been set up anew.",
    "Disconnect, then connect to its address again.",
    title="Another cloud",
)
_FAILED = _busy("The family's cloud has a problem of its own.", _AGAIN, title="The cloud is busy")

_ALWAYS: dict[str, Make] = {
    "UserNotFoundException": _UNFITTING,
    "UserNotConfirmedException": lambda: NotConfirmed(
        "Your e-mail address is not confirmed yet.", next_step="Enter the code that was sent to you."
    ),
    "UsernameExistsException": _refused(
        "There is an account with this e-mail already.",
        "Sign in, or choose \u201cForgotten password\u201d.",
        title="Already there",
    ),
    "CodeMismatchException": _WRONG_CODE,
    "EnableSoftwareTokenMFAException": _WRONG_CODE,
    "ExpiredCodeException": _OLD_CODE,
    "CodeDeliveryFailureException": _busy("The e-mail with the code could not be sent.", _AGAIN, title="No e-mail"),
    "PasswordResetRequiredException": _refused(
        "This account needs a new password.", "Choose \u201cForgotten password\u201d.", title="A new password"
    ),
    "PasswordHistoryPolicyViolationException": _refused(
        "This password was used before.", "Choose another one.", title="Another password"
    ),
    "ResourceNotFoundException": _GONE,
    "InvalidParameterException": _refused("Something that was entered is not right.", "Check it, and try again."),
}

_ON_ERRAND: dict[tuple[Errand, str], Make] = {
    (Errand.SIGN_UP, "UserLambdaValidationException"): lambda: OwnerCodeNeeded(
        "The first account needs the owner's code.", next_step="The server shows it where it was started."
    ),
    (Errand.OWNER_SIGN_UP, "UserLambdaValidationException"): lambda: OwnerCodeNeeded(
        "The owner's code is not right.", next_step="The server shows it where it was started: type it again."
    ),
    **{
        (errand, "InvalidParameterException"): _refused(
            "This is not an e-mail address.", "Check it, and try again.", title="No such address"
        )
        for errand in (Errand.SIGN_UP, Errand.OWNER_SIGN_UP)
    },
    (Errand.CONFIRM, "NotAuthorizedException"): _refused(
        "This account is confirmed already.", "Sign in.", title="Already done"
    ),
    (Errand.CONFIRM, "InvalidParameterException"): _refused(
        "This account is confirmed already.", "Sign in.", title="Already done"
    ),
    (Errand.SIGN_IN, "NotAuthorizedException"): _UNFITTING,
    (Errand.SECOND_FACTOR, "NotAuthorizedException"): _refused(
        "That took too long.", "Sign in once more.", title="Not signed in"
    ),
    (Errand.SECOND_FACTOR, "ExpiredCodeException"): _refused(
        "This code was used already.", "Wait for the next one.", title="Another code"
    ),
    (Errand.RESET, "UserNotFoundException"): _OLD_CODE,
    (Errand.RESET, "NotAuthorizedException"): _refused(
        "This account's password cannot be set anew now.", "Confirm your e-mail address first.", title="Not yet"
    ),
    (Errand.RESET, "InvalidParameterException"): _refused(
        "This account's e-mail address is not confirmed.", "Confirm it first.", title="Not yet"
    ),
    (Errand.CHANGE, "InvalidParameterException"): lambda: _password_trouble("long enough"),
    **{
        (Errand.REFRESH, code): _ended
        for code in (
            "NotAuthorizedException",
            "RefreshTokenReuseException",
            "ResourceNotFoundException",
            "UserNotFoundException",
            "UserNotConfirmedException",
            "PasswordResetRequiredException",
        )
    },
    (Errand.REFRESH, "InvalidParameterException"): _ended,
}

_LACKS = (
    ("long enough", "It is too short."),
    ("at least", "It is too short."),
    ("space", "It must not begin or end with a space."),
    ("lowercase", "It needs a small letter."),
    ("uppercase", "It needs a capital letter."),
    ("numeric", "It needs a digit."),
    ("symbol", "It needs a sign such as ! or ?."),
)


@dataclass(frozen=True, slots=True)
class Said:
    """A refusal as it came: `message` is Cognito's English, `retry_after_s` None where it names no time."""

    code: str
    message: str = ""
    status: int = 400
    retry_after_s: float | None = None


def trouble_of(said: Said, *, errand: Errand) -> Trouble:
    """Return the error for a refusal of the accounts."""
    words = said.message.casefold()
    if said.code == "InvalidPasswordException":
        return _password_trouble(words)
    if said.code in _TOO_OFTEN or (said.code == _NOT_AUTHORIZED and "attempts exceeded" in words):
        return _too_many(said.retry_after_s)
    if said.code == _NOT_AUTHORIZED and errand is Errand.CHANGE and "incorrect" in words:
        return Refused("The old password is not right.", next_step="Try again.", title="Not changed")
    make = _ON_ERRAND.get((errand, said.code)) or _ALWAYS.get(said.code)
    if make is not None:
        return make()
    if said.code == _NOT_AUTHORIZED:
        return _ended()
    if said.status >= 500 or said.status < 400 or errand is Errand.REFRESH:
        return _FAILED()
    return Refused("The family's cloud refused this.", next_step="Check what was entered.", title="That did not work")


def read(response: Any) -> Said:
    """Return what the response of a botocore ClientError says."""
    error, about = response.get("Error", {}), response.get("ResponseMetadata", {})
    after = number(about.get("HTTPHeaders", {}).get("retry-after"))
    return Said(
        code=str(error.get("Code", "")),
        message=str(error.get("Message", "")),
        status=about.get("HTTPStatusCode", 0),
        retry_after_s=after,
    )


def _too_many(wait_s: float | None) -> Trouble:
    wait = "a quarter of an hour" if wait_s is None else duration(wait_s)
    return Busy(
        "There were too many tries.",
        next_step=f"Wait {wait}, then try again.",
        title="Too many tries",
        retry_after_s=wait_s,
    )


def duration(seconds: float) -> str:
    """Return a time to wait in words, never too short."""
    if seconds <= 90:
        return f"{max(1, math.ceil(seconds))} seconds" if seconds > 1 else "a second"
    return f"{math.ceil(seconds / 60)} minutes"


def _password_trouble(words: str) -> Trouble:
    lacks = [lack for sign, lack in _LACKS if sign in words]
    return Refused(
        "This password is too weak for your family's cloud.",
        next_step=" ".join(lacks) or "Choose a longer one.",
        title="Another password",
    )
