"""What the accounts' refusals mean to a person: the one table from Cognito's codes to errors."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum, auto
from typing import Any

from desktop.model.errors import Busy, NotAllowed, NotConfirmed, Refused, SignInNeeded, Trouble

_AGAIN = "Try again in a moment."
_NEW_CODE = "Ask for a new code."


class Errand(Enum):
    """What was being done: the same code means different things."""

    SIGN_UP = auto()
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
_TOO_MANY = _busy("There were too many tries.", "Wait a quarter of an hour, then try again.", title="Too many tries")
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
    "LimitExceededException": _TOO_MANY,
    "TooManyFailedAttemptsException": _TOO_MANY,
    "TooManyRequestsException": _busy("The family's cloud asks us to slow down.", _AGAIN, title="The cloud is busy"),
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
    (Errand.SIGN_UP, "InvalidParameterException"): _refused(
        "This is not an e-mail address.", "Check it, and try again.", title="No such address"
    ),
    (Errand.SIGN_UP, "CodeMismatchException"): _refused(
        "The owner's code is not right.", "It stands where the server was started.", title="Another code"
    ),
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
    (Errand.CHANGE, "InvalidParameterException"): lambda: _password_trouble(""),
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
    ("lowercase", "It needs a small letter."),
    ("uppercase", "It needs a capital letter."),
    ("numeric", "It needs a digit."),
    ("symbol", "It needs a sign such as ! or ?."),
)


def trouble_of(code: str, *, message: str, status: int, errand: Errand) -> Trouble:
    """Return the error for a refusal of the accounts, `message` being Cognito's English."""
    if code == "InvalidPasswordException":
        return _password_trouble(message)
    if code == "NotAuthorizedException" and "attempts exceeded" in message.casefold():
        return _TOO_MANY()
    if code == "NotAuthorizedException" and errand is Errand.CHANGE and "incorrect" in message.casefold():
        return Refused("The old password is not right.", next_step="Try again.", title="Not changed")
    make = _ON_ERRAND.get((errand, code)) or _ALWAYS.get(code)
    if make is not None:
        return make()
    if code == "NotAuthorizedException":
        return _ended()
    if status >= 500 or status < 400 or errand is Errand.REFRESH:
        return _FAILED()
    if status == 403:
        return NotAllowed("The family's cloud does not allow this.", title="Not allowed")
    return Refused("The family's cloud refused this.", next_step="Check what was entered.", title="That did not work")


def answer_of(response: Any) -> tuple[str, str, int]:
    """Return (code, message, HTTP status) of what a ClientError holds."""
    error = response.get("Error", {})
    status = response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    return str(error.get("Code", "")), str(error.get("Message", "")), status if isinstance(status, int) else 0


def _password_trouble(message: str) -> Trouble:
    lacks = [words for sign, words in _LACKS if sign in message.casefold()]
    return Refused(
        "This password is too weak for your family's cloud.",
        next_step=" ".join(lacks) or "Choose a longer one.",
        title="Another password",
    )
