"""Each refusal of the accounts reaches a parent in plain words, with what to do next and without Cognito's English."""

from __future__ import annotations

import pytest

from desktop.gateways.cloud.identity_words import Errand, Said, duration, read, trouble_of
from desktop.model.errors import Busy, NotConfirmed, OwnerCodeNeeded, Refused, SignInNeeded, Trouble

CASES: list[tuple[Errand, Said, type[Trouble], str]] = [
    (Errand.SIGN_IN, Said("NotAuthorizedException", "Incorrect username or password."), Refused, "do not fit"),
    (Errand.SIGN_IN, Said("UserNotFoundException", "User does not exist."), Refused, "do not fit"),
    (Errand.SIGN_IN, Said("NotAuthorizedException", "Password attempts exceeded"), Busy, "too many"),
    (Errand.SIGN_IN, Said("UserNotConfirmedException"), NotConfirmed, "not confirmed"),
    (Errand.SIGN_IN, Said("PasswordResetRequiredException"), Refused, "new password"),
    (Errand.SIGN_IN, Said("ResourceNotFoundException"), Refused, "anew"),
    (Errand.SIGN_IN, Said("InternalErrorException", status=500), Busy, "problem of its own"),
    (Errand.SIGN_IN, Said("SomethingNew", status=400), Refused, "refused"),
    (Errand.SIGN_IN, Said("302", status=302), Busy, "problem of its own"),
    (Errand.SIGN_UP, Said("UsernameExistsException"), Refused, "already"),
    (Errand.SIGN_UP, Said("UserLambdaValidationException"), OwnerCodeNeeded, "needs"),
    (Errand.OWNER_SIGN_UP, Said("UserLambdaValidationException"), OwnerCodeNeeded, "not right"),
    (Errand.SIGN_UP, Said("InvalidParameterException"), Refused, "not an e-mail"),
    (Errand.SIGN_UP, Said("CodeDeliveryFailureException"), Busy, "could not be sent"),
    (Errand.SIGN_UP, Said("LimitExceededException", retry_after_s=240.5), Busy, "too many"),
    (Errand.CONFIRM, Said("CodeMismatchException"), Refused, "not right"),
    (Errand.CONFIRM, Said("ExpiredCodeException"), Refused, "too old"),
    (Errand.CONFIRM, Said("NotAuthorizedException", "Current status is CONFIRMED"), Refused, "confirmed already"),
    (Errand.SECOND_FACTOR, Said("NotAuthorizedException", "session is expired"), Refused, "too long"),
    (Errand.SECOND_FACTOR, Said("CodeMismatchException"), Refused, "not right"),
    (Errand.SECOND_FACTOR, Said("ExpiredCodeException"), Refused, "used already"),
    (Errand.RESET, Said("UserNotFoundException"), Refused, "too old"),
    (Errand.RESET, Said("InvalidParameterException"), Refused, "not confirmed"),
    (Errand.CHANGE, Said("NotAuthorizedException", "Incorrect username or password."), Refused, "old password"),
    (Errand.CHANGE, Said("NotAuthorizedException", "Access Token has expired"), SignInNeeded, "ended"),
    (Errand.CHANGE, Said("InvalidParameterException"), Refused, "too weak"),
    (Errand.ACCOUNT, Said("NotAuthorizedException", "Access Token has been revoked"), SignInNeeded, "ended"),
    (Errand.ACCOUNT, Said("EnableSoftwareTokenMFAException"), Refused, "not right"),
    (Errand.REFRESH, Said("NotAuthorizedException", "Refresh Token has been revoked"), SignInNeeded, "ended"),
    (Errand.REFRESH, Said("RefreshTokenReuseException"), SignInNeeded, "ended"),
    (Errand.REFRESH, Said("ResourceNotFoundException"), SignInNeeded, "ended"),
    (Errand.REFRESH, Said("TooManyRequestsException"), Busy, "too many"),
    (Errand.REFRESH, Said("AccessDenied", status=403), Busy, "problem of its own"),
]


@pytest.mark.parametrize(("errand", "said", "expected", "words"), CASES)
def test_each_refusal_is_told_in_words_with_a_next_step(
    errand: Errand, said: Said, expected: type[Trouble], words: str
) -> None:
    trouble = trouble_of(said, errand=errand)
    assert type(trouble) is expected
    assert words in trouble.message
    assert trouble.next_step.endswith(".")
    assert "Yoto" not in trouble.title + trouble.sentence()
    assert not said.message or said.message not in trouble.sentence()


@pytest.mark.parametrize(
    ("message", "words"),
    [
        ("Password did not conform with policy: Password not long enough", "It is too short."),
        ("Password did not conform with policy: Password must have uppercase characters", "capital letter"),
        ("Password did not conform with policy: Password must have lowercase characters", "small letter"),
        ("Password did not conform with policy: Password must have numeric characters", "digit"),
        ("Password did not conform with policy: Password must have symbol characters", "sign such as"),
        ("The password needs at least 8 characters.", "It is too short."),
        ("The password must not begin or end with a space.", "space"),
        ("Something else", "longer"),
    ],
)
def test_what_a_password_lacks_is_said(message: str, words: str) -> None:
    trouble = trouble_of(Said("InvalidPasswordException", message), errand=Errand.SIGN_UP)
    assert words in trouble.next_step


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0.2, "a second"), (5, "5 seconds"), (89.5, "90 seconds"), (91, "2 minutes"), (900, "15 minutes")],
)
def test_a_wait_is_never_told_too_short(seconds: float, words: str) -> None:
    assert duration(seconds) == words


def test_a_refusal_is_read_however_little_it_says() -> None:
    assert read({}) == Said("", "", 0, None)
    assert read(
        {
            "Error": {"Code": "LimitExceededException", "Message": "Attempt limit exceeded"},
            "ResponseMetadata": {"HTTPStatusCode": 400, "HTTPHeaders": {"retry-after": "30"}},
        }
    ) == Said("LimitExceededException", "Attempt limit exceeded", 400, 30.0)
