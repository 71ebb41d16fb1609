"""Tokens: what is in them, and that no forged, foreign, old or ended one is taken for ours."""

from __future__ import annotations

import urllib.request

import jwt
import pytest

from backend.local.identity.keys import SigningKey
from tests.backend.local.identity.forger import FORGERIES, Forger
from tests.backend.local.identity.house import CLIENT, EMAIL, POOL, House, refused


@pytest.fixture
def forger(house: House, key: SigningKey) -> Forger:
    person = house.signed_in()
    return Forger(dict(person.access_claims), key)


def test_a_token_that_the_forger_changes_nothing_of_is_good(house: House, forger: Forger) -> None:
    """Else the refusals below would prove nothing."""
    assert house.identity.verify(forger.signed())


def test_no_forged_token_is_taken_for_ours(house: House, forger: Forger) -> None:
    taken = [name for name, forge in FORGERIES.items() if house.identity.verify(forge(forger)) is not None]
    assert taken == []


def test_no_forged_token_opens_the_account(house: House, forger: Forger) -> None:
    for name, forge in FORGERIES.items():
        status, answer, _ = house.call("GetUser", {"AccessToken": forge(forger)})
        assert status == 400, name
        assert answer["__type"] in ("NotAuthorizedException", "InvalidParameterException"), name


def test_an_access_token_is_good_for_an_hour(house: House) -> None:
    person = house.signed_in()
    house.clock.advance(3599)
    assert house.identity.verify(person.access_token)
    house.clock.advance(1)
    assert house.identity.verify(person.access_token) is None
    with refused("NotAuthorizedException"):
        person.get_user()


def test_an_id_token_is_no_access_token(house: House) -> None:
    person = house.signed_in()
    assert house.identity.verify(person.id_token) is None
    assert person.id_claims["aud"] == CLIENT
    with refused("NotAuthorizedException"):
        house.boto.get_user(AccessToken=person.id_token)


def test_tokens_carry_cognitos_claims(house: House) -> None:
    person = house.signed_in()
    access, identity = person.access_claims, person.id_claims
    both = {"sub", "iss", "origin_jti", "event_id", "token_use", "auth_time", "exp", "iat", "jti"}
    assert set(access) == both | {"client_id", "scope", "username"}
    assert set(identity) == both | {"aud", "cognito:username", "email", "email_verified"}
    assert access["iss"] == identity["iss"] == f"{house.url}/{POOL}"
    assert access["exp"] - access["iat"] == 3600
    assert access["origin_jti"] == identity["origin_jti"]
    assert access["jti"] != identity["jti"]
    assert (identity["email"], identity["email_verified"]) == (EMAIL, True)
    assert EMAIL not in str(access)


def test_a_server_that_moved_to_another_address_wants_a_new_token_and_renews_the_old_sign_in(house: House) -> None:
    person = house.signed_in()
    house.identity.close()
    house.open(issuer_url="https://nas.local/identity")
    assert house.identity.verify(person.access_token) is None
    answer = house.boto.get_tokens_from_refresh_token(ClientId=CLIENT, RefreshToken=person.refresh_token)
    assert house.identity.verify(answer["AuthenticationResult"]["AccessToken"])


def test_the_public_key_is_published_and_verifies_and_nothing_private_is_in_it(house: House) -> None:
    person = house.signed_in()
    request = urllib.request.Request(f"{house.url}/{POOL}/.well-known/jwks.json")
    status, jwks, headers = house.http(request)
    assert status == 200
    assert headers["content-type"] == "application/json"
    (published,) = jwks["keys"]
    assert set(published) == {"alg", "e", "kid", "kty", "n", "use"}
    key = jwt.PyJWK(published)
    assert jwt.decode(person.access_token, key, algorithms=["RS256"])["sub"] == person.access_claims["sub"]
    person.pool_jwk = None
    person.verify_tokens()
