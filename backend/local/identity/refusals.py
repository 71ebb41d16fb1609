"""How the pool says no: Cognito's own error names, in plain words."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
    """Cognito's names of errors, as far as they can happen here."""

    ALREADY_THERE = "UsernameExistsException"
    CODE_EXPIRED = "ExpiredCodeException"
    CODE_WRONG = "CodeMismatchException"
    FIRST_CODE_WRONG = "EnableSoftwareTokenMFAException"
    INTERNAL = "InternalErrorException"
    INVALID = "InvalidParameterException"
    NO_SECOND_FACTOR = "SoftwareTokenMFANotFoundException"
    NOT_AUTHORIZED = "NotAuthorizedException"
    NOT_CONFIRMED = "UserNotConfirmedException"
    OWNER_CODE = "UserLambdaValidationException"
    REUSED = "RefreshTokenReuseException"
    TOO_MANY = "TooManyRequestsException"
    LIMIT = "LimitExceededException"
    UNKNOWN_CLIENT = "ResourceNotFoundException"
    UNKNOWN_OPERATION = "UnknownOperationException"
    UNREADABLE = "SerializationException"
    WEAK_PASSWORD = "InvalidPasswordException"  # noqa: S105 - a name of an error
    WRONG_TOKEN_TYPE = "UnsupportedTokenTypeException"  # noqa: S105 - a name of an error


class Refusal(Exception):
    """The answer is no: `kind` for the app, a sentence for the person, how long to wait where that helps."""

    def __init__(self, kind: Kind, message: str, *, retry_after_s: int = 0, status: int = 400) -> None:
        super().__init__(message)
        self.kind = kind
        self.message = message
        self.retry_after_s = retry_after_s
        self.status = status


def wrong_password() -> Refusal:
    """Return what a wrong password gets, and an unknown user, and a stale sign-in: the same."""
    return Refusal(Kind.NOT_AUTHORIZED, "Incorrect username or password.")
