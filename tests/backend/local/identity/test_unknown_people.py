"""Whoever asks about an address cannot tell whether it has an account."""

from __future__ import annotations

import re
import statistics
import time
from typing import Any

import pytest

from backend.local.identity.codes import Letter
from backend.local.identity.fields import Fields, Request
from backend.local.identity.protocol import OPERATIONS
from backend.local.identity.refusals import Refusal
from tests.backend.local.identity.house import CLIENT, EMAIL, PASSWORD, House

NOBODY = "nobody@example.org"
WAITING = "grace@example.org"
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")


def shape(value: Any) -> Any:
    """Return an answer without what differs from one person to the next."""
    if isinstance(value, dict):
        return {name: shape(each) for name, each in value.items()}
    return re.sub(r"[0-9a-f]{30,}", "hex", UUID.sub("uuid", value)) if isinstance(value, str) else value


def asked(house: House, operation: str, email: str, **fields: Any) -> tuple[int, dict[str, Any]]:
    status, answer, _ = house.call(operation, {"ClientId": CLIENT, "Username": email, **fields})
    return status, answer


@pytest.mark.parametrize("is_confirmed", [True, False])
@pytest.mark.parametrize(
    ("operation", "fields"),
    [
        ("ForgotPassword", {}),
        ("ResendConfirmationCode", {}),
        ("ConfirmSignUp", {"ConfirmationCode": "no code"}),
        ("ConfirmForgotPassword", {"ConfirmationCode": "no code", "Password": PASSWORD}),
    ],
)
def test_every_question_by_address_is_answered_alike(
    house: House, operation: str, fields: dict[str, str], is_confirmed: bool
) -> None:
    if is_confirmed:
        house.member()
    else:
        house.person().register(EMAIL, PASSWORD)
    known, unknown = asked(house, operation, EMAIL, **fields), asked(house, operation, NOBODY, **fields)
    assert known[0] == unknown[0]
    destination = {EMAIL: "a***@e***", NOBODY: "n***@e***"}
    assert str(known[1]).replace(destination[EMAIL], "") == str(unknown[1]).replace(destination[NOBODY], "")


def test_codes_that_were_asked_for_do_not_tell_either(house: House) -> None:
    house.member()
    for email in (EMAIL, NOBODY):
        asked(house, "ForgotPassword", email)
    house.code_for(EMAIL, "password")
    answers = [
        asked(house, "ConfirmForgotPassword", email, ConfirmationCode="no code", Password=PASSWORD)
        for email in (EMAIL, NOBODY)
    ]
    assert answers[0] == answers[1]
    assert [to for to, _, purpose in house.letters if purpose == "password"] == [EMAIL]


@pytest.mark.parametrize("operation", ["ResendConfirmationCode", "ForgotPassword"])
def test_a_letter_goes_only_to_who_needs_it(house: House, operation: str) -> None:
    house.member()
    house.person(WAITING).register(WAITING, PASSWORD)

    def letter(email: str) -> Letter | None:
        request = Request(Fields({"ClientId": CLIENT, "Username": email}), "192.0.2.1")
        return OPERATIONS[operation](house.identity.app.pool, request).letter

    written = {email: letter(email) is not None for email in (EMAIL, WAITING, NOBODY)}
    assert written == {EMAIL: operation == "ForgotPassword", WAITING: True, NOBODY: False}


def test_a_sign_in_looks_the_same_to_its_end(house: House) -> None:
    house.member()
    answers, ends = [], []
    for email in (EMAIL, NOBODY):
        srp = house.srp(email, "a guess at it")
        status, answer, _ = house.call(
            "InitiateAuth",
            {"ClientId": CLIENT, "AuthFlow": "USER_SRP_AUTH", "AuthParameters": srp.get_auth_params()},
        )
        assert status == 200
        responses = srp.process_challenge(answer["ChallengeParameters"], srp.get_auth_params())
        body = {"ClientId": CLIENT, "ChallengeName": "PASSWORD_VERIFIER", "ChallengeResponses": responses}
        answer["ChallengeParameters"]["SECRET_BLOCK"] = len(answer["ChallengeParameters"]["SECRET_BLOCK"])
        answers.append(answer)
        ends.append(house.call("RespondToAuthChallenge", body)[:2])
    assert shape(answers[0]) == shape(answers[1])
    assert ends[0] == ends[1]


def test_the_imagined_salt_and_user_stay_the_same_and_the_public_value_does_not(house: House) -> None:
    """A salt that changed at each try would tell that there is no account; so would one shared by all."""
    first, second = house.begin(house.srp(NOBODY)), house.begin(house.srp(NOBODY.upper()))
    other = house.begin(house.srp("somebody@example.org"))
    for name in ("SALT", "USER_ID_FOR_SRP", "USERNAME"):
        assert first[name] == second[name] != other[name]
    assert UUID.fullmatch(first["USER_ID_FOR_SRP"])
    assert first["SRP_B"] != second["SRP_B"]


def test_the_imagined_salt_survives_a_new_start(house: House) -> None:
    before = house.begin(house.srp(NOBODY))["SALT"]
    house.identity.close()
    house.open()
    assert house.begin(house.srp(NOBODY))["SALT"] == before


def test_locks_do_not_tell_either(house: House) -> None:
    house.member()
    for email in (EMAIL, NOBODY):
        house.clock.advance(3600)
        ends = [house.guess(house.opened(email)) for _ in range(6)]
        assert ends == ["NotAuthorizedException"] * 5 + ["TooManyRequestsException"]


def test_both_halves_of_a_sign_in_take_as_long_for_nobody_as_for_somebody(house: House) -> None:
    """Measured in this thread's own seconds of work, so that a busy machine does not matter."""
    house.member()
    pool = house.identity.app.pool

    def ask(operation: str, body: dict[str, Any]) -> tuple[float, Any]:
        request = Request(Fields(body), "192.0.2.1")
        begun = time.thread_time()
        try:
            answer = OPERATIONS[operation](pool, request).body
        except Refusal:
            answer = {}
        return time.thread_time() - begun, answer

    def halves(email: str) -> tuple[float, float]:
        house.clock.advance(3600)
        srp = house.srp(email, "a guess at it")
        start = {"ClientId": CLIENT, "AuthFlow": "USER_SRP_AUTH", "AuthParameters": srp.get_auth_params()}
        first, answer = ask("InitiateAuth", start)
        responses = srp.process_challenge(answer["ChallengeParameters"], srp.get_auth_params())
        body = {"ClientId": CLIENT, "ChallengeName": "PASSWORD_VERIFIER", "ChallengeResponses": responses}
        return first, ask("RespondToAuthChallenge", body)[0]

    def medians(email: str) -> list[float]:
        return [statistics.median(times) for times in zip(*(halves(email) for _ in range(7)), strict=True)]

    halves(EMAIL)  # the first one of all finds cold caches
    for known, unknown in zip(medians(EMAIL), medians(NOBODY), strict=True):
        assert 0.6 < unknown / known < 1.6
