"""Signing up and in by the real pycognito and boto3, and every way in which a sign-in must fail."""

from __future__ import annotations

import base64
import datetime
import hashlib
import hmac
from collections.abc import Callable

import pytest
from botocore.exceptions import ClientError
from pycognito import aws_srp

from tests.backend.local.identity.house import CLIENT, EMAIL, PASSWORD, House, refused

OTHER = "grace@example.org"


def test_signing_up_confirming_and_signing_in_gives_tokens_that_the_server_knows_again(house: House) -> None:
    person = house.member()
    person.authenticate(PASSWORD)
    claims = house.identity.verify(person.access_token)
    assert claims is not None
    assert claims["token_use"] == "access"
    assert claims["client_id"] == CLIENT
    assert claims["iss"].startswith(house.url)
    assert claims["sub"] == claims["username"] == person.access_claims["sub"]
    assert all(isinstance(value, str) for value in claims.values())
    assert person.id_claims["email"] == EMAIL


def test_a_wrong_password_is_refused(house: House) -> None:
    person = house.member()
    with refused("NotAuthorizedException", "Incorrect username or password"):
        person.authenticate(PASSWORD + "x")


def test_the_address_may_be_typed_in_capitals(house: House) -> None:
    house.member()
    person = house.person(EMAIL.upper())
    person.authenticate(PASSWORD)
    assert house.identity.verify(person.access_token)


def test_the_password_never_crosses_the_wire_to_sign_in(house: House) -> None:
    house.member()
    srp = house.srp()
    parameters = house.begin(srp)
    sent = {**srp.get_auth_params(), **srp.process_challenge(parameters, srp.get_auth_params())}
    assert PASSWORD not in str(sent)
    assert "password" not in {name.lower() for name in sent}


def test_a_computer_whose_clock_is_off_by_ten_years_signs_in(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    house.member()
    srp = house.srp()
    parameters = house.begin(srp)
    wrong = datetime.datetime.now(datetime.UTC) - datetime.timedelta(days=3652)
    real = srp.get_cognito_formatted_timestamp
    monkeypatch.setattr(srp, "get_cognito_formatted_timestamp", lambda _: real(wrong))
    assert house.finish(srp.process_challenge(parameters, srp.get_auth_params()))["AuthenticationResult"]


@pytest.mark.parametrize("multiple", [0, 1, 2])
def test_a_public_value_that_makes_the_key_known_is_refused(house: House, multiple: int) -> None:
    """With A = 0, N or 2N the shared number is 0 whatever the password."""
    house.member()
    srp = house.srp(password="not it")
    srp.large_a_value = multiple * srp.big_n
    with refused("InvalidParameterException", "SRP_A"):
        house.begin(srp)


def test_a_claim_signed_with_a_known_key_is_refused(house: House) -> None:
    """What would work if A = 0 were let through does not work with any other A either."""
    house.member()
    srp = house.srp(password="not it")
    parameters = house.begin(srp)
    scrambler = aws_srp.calculate_u(srp.large_a_value, int(parameters["SRP_B"], 16))
    key = aws_srp.compute_hkdf(b"\0", bytes.fromhex(aws_srp.pad_hex(scrambler)))
    answer = srp.process_challenge(parameters, srp.get_auth_params())
    said = srp.pool_id.split("_")[1] + parameters["USER_ID_FOR_SRP"]
    block = base64.b64decode(parameters["SECRET_BLOCK"])
    signature = hmac.digest(key, said.encode() + block + answer["TIMESTAMP"].encode(), hashlib.sha256)
    with refused("NotAuthorizedException"):
        house.finish({**answer, "PASSWORD_CLAIM_SIGNATURE": base64.b64encode(signature).decode()})


def _flipped(text: str) -> str:
    return ("A" if text[0] != "A" else "B") + text[1:]


TAMPERINGS: dict[str, Callable[[dict[str, str]], dict[str, str]]] = {
    "signature": lambda answer: {"PASSWORD_CLAIM_SIGNATURE": _flipped(answer["PASSWORD_CLAIM_SIGNATURE"])},
    "short signature": lambda answer: {"PASSWORD_CLAIM_SIGNATURE": answer["PASSWORD_CLAIM_SIGNATURE"][:-4]},
    "signature of no bytes": lambda answer: {"PASSWORD_CLAIM_SIGNATURE": "===="},
    "signature in other letters": lambda answer: {"PASSWORD_CLAIM_SIGNATURE": "日本語"},
    "secret block": lambda answer: {"PASSWORD_CLAIM_SECRET_BLOCK": _flipped(answer["PASSWORD_CLAIM_SECRET_BLOCK"])},
    "timestamp": lambda answer: {"TIMESTAMP": "Tue Nov 4 09:05:01 UTC 2025"},
    "user": lambda answer: {"USERNAME": "0b0b0b0b-0000-4000-8000-000000000000"},
}


@pytest.mark.parametrize("what", TAMPERINGS)
def test_a_claim_that_was_tampered_with_is_refused(house: House, what: str) -> None:
    house.member()
    srp = house.srp()
    answer = srp.process_challenge(house.begin(srp), srp.get_auth_params())
    with refused("NotAuthorizedException", "Incorrect username or password"):
        house.finish({**answer, **TAMPERINGS[what](answer)})


@pytest.mark.parametrize(
    ("timestamp", "error"),
    [
        ("Tue Nov 04 09:05:01 UTC 2025", "InvalidParameterException"),
        ("2025-11-04T09:05:01Z", "InvalidParameterException"),
        ("Tue Nov 4 09:05:01 CET 2025", "InvalidParameterException"),
        ("Die Nov 4 09:05:01 UTC 2025", "InvalidParameterException"),
        ("Tue Nov 31 09:05:01 UTC 2025", "InvalidParameterException"),
        ("Tue Nov 4 29:05:01 UTC 2025", "InvalidParameterException"),
        ("Tue Nov 4 09:05:01 UTC 0000", "InvalidParameterException"),
        ("Mon Nov 4 09:05:01 UTC 2025", "NotAuthorizedException"),
    ],
)
def test_a_timestamp_that_is_no_moment_is_refused_even_when_it_is_signed(
    house: House, monkeypatch: pytest.MonkeyPatch, timestamp: str, error: str
) -> None:
    house.member()
    srp = house.srp()
    monkeypatch.setattr(srp, "get_cognito_formatted_timestamp", lambda _: timestamp)
    answer = srp.process_challenge(house.begin(srp), srp.get_auth_params())
    with refused(error):
        house.finish(answer)


def test_a_handshake_is_good_once(house: House) -> None:
    house.member()
    srp = house.srp()
    answer = srp.process_challenge(house.begin(srp), srp.get_auth_params())
    assert house.finish(answer)["AuthenticationResult"]
    with refused("NotAuthorizedException", "Incorrect username or password"):
        house.finish(answer)


def test_a_handshake_is_used_up_by_a_wrong_claim(house: House) -> None:
    house.member()
    srp = house.srp()
    answer = srp.process_challenge(house.begin(srp), srp.get_auth_params())
    with refused("NotAuthorizedException"):
        house.finish({**answer, "PASSWORD_CLAIM_SIGNATURE": _flipped(answer["PASSWORD_CLAIM_SIGNATURE"])})
    with refused("NotAuthorizedException"):
        house.finish(answer)


@pytest.mark.parametrize(("waited_s", "is_good"), [(179, True), (180, False)])
def test_a_handshake_is_good_for_three_minutes(house: House, waited_s: int, is_good: bool) -> None:
    house.member()
    srp = house.srp()
    answer = srp.process_challenge(house.begin(srp), srp.get_auth_params())
    house.clock.advance(waited_s)
    if is_good:
        assert house.finish(answer)["AuthenticationResult"]
    else:
        with refused("NotAuthorizedException"):
            house.finish(answer)


def test_a_proof_of_one_person_does_not_sign_another_in(house: House) -> None:
    house.member()
    house.member(OTHER, "another password 8")
    mine, theirs = house.srp(), house.srp(OTHER, "not known to me")
    my_parameters, their_parameters = house.begin(mine), house.begin(theirs)
    answer = mine.process_challenge(my_parameters, mine.get_auth_params())
    with refused("NotAuthorizedException"):
        house.finish({**answer, "USERNAME": their_parameters["USERNAME"]})
    answer = mine.process_challenge(house.begin(mine), mine.get_auth_params())
    with refused("NotAuthorizedException"):
        house.finish({**answer, "PASSWORD_CLAIM_SECRET_BLOCK": their_parameters["SECRET_BLOCK"]})


def test_the_same_password_of_two_people_proves_nothing_of_the_other(house: House) -> None:
    house.member()
    house.member(OTHER, PASSWORD)
    mine, theirs = house.begin(house.srp()), house.begin(house.srp(OTHER))
    assert mine["SALT"] != theirs["SALT"]
    srp = house.srp(OTHER)
    answer = srp.process_challenge({**house.begin(srp), "USER_ID_FOR_SRP": mine["USERNAME"]}, srp.get_auth_params())
    with refused("NotAuthorizedException"):
        house.finish(answer)


def test_who_has_not_confirmed_hears_so_and_only_with_the_right_password(house: House) -> None:
    person = house.person()
    person.register(EMAIL, PASSWORD)
    with refused("NotAuthorizedException", "Incorrect username or password"):
        person.authenticate("not the password")
    with refused("UserNotConfirmedException"):
        person.authenticate(PASSWORD)


@pytest.mark.parametrize("flow", ["USER_PASSWORD_AUTH", "ADMIN_USER_PASSWORD_AUTH", "CUSTOM_AUTH", "USER_AUTH"])
def test_no_flow_takes_a_password(house: House, flow: str) -> None:
    house.member()
    with refused("InvalidParameterException", f"{flow} flow not enabled"):
        house.boto.initiate_auth(
            AuthFlow=flow, ClientId=CLIENT, AuthParameters={"USERNAME": EMAIL, "PASSWORD": PASSWORD}
        )


def test_an_app_of_another_pool_is_refused(house: House) -> None:
    house.member()
    srp = house.srp()
    with refused("ResourceNotFoundException"):
        house.boto.initiate_auth(AuthFlow="USER_SRP_AUTH", ClientId="someoneelse", AuthParameters=srp.get_auth_params())
    with pytest.raises(ClientError):
        house.boto.respond_to_auth_challenge(
            ClientId=CLIENT, ChallengeName="CUSTOM_CHALLENGE", ChallengeResponses={"USERNAME": EMAIL}
        )
