"""Signing up and in by the real pycognito and boto3."""

from __future__ import annotations

import pytest
from botocore.exceptions import ClientError

from tests.backend.local.identity.house import CLIENT, EMAIL, PASSWORD, House


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
    with pytest.raises(ClientError, match="Incorrect username or password") as refused:
        person.authenticate(PASSWORD + "x")
    assert refused.value.response["Error"]["Code"] == "NotAuthorizedException"


def test_a_sign_in_is_renewed_and_its_refresh_token_changes(house: House) -> None:
    person = house.signed_in()
    first = person.refresh_token, person.access_token
    house.clock.advance(3000)
    person.renew_access_token()
    assert person.refresh_token != first[0]
    assert person.access_token != first[1]
    assert house.identity.verify(person.access_token)
