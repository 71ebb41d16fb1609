"""Staying signed in, and ceasing to be: renewal, reuse, revocation, signing out everywhere, deletion."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from botocore.exceptions import ClientError
from pycognito import Cognito

from tests.backend.local.identity.house import CLIENT, EMAIL, PASSWORD, House, refused

DAY = 24 * 3600


def renew(house: House, token: str) -> str:
    """Renew as the app does and return the next refresh token."""
    answer = house.boto.get_tokens_from_refresh_token(ClientId=CLIENT, RefreshToken=token)
    next_token: str = answer["AuthenticationResult"]["RefreshToken"]
    return next_token


def is_in(house: House, person: Cognito) -> bool:
    return house.identity.verify(person.access_token) is not None


def test_both_ways_to_renew_give_a_new_refresh_token_and_the_same_sign_in(house: House) -> None:
    person = house.signed_in()
    origin = person.access_claims["origin_jti"]
    auth_time = person.access_claims["auth_time"]
    house.clock.advance(100)
    answer = house.boto.get_tokens_from_refresh_token(ClientId=CLIENT, RefreshToken=person.refresh_token)
    result = answer["AuthenticationResult"]
    assert result["ExpiresIn"] == 3600
    assert result["TokenType"] == "Bearer"
    claims = house.identity.verify(result["AccessToken"])
    assert claims is not None
    assert (claims["origin_jti"], claims["auth_time"]) == (origin, str(auth_time))
    person.refresh_token = result["RefreshToken"]
    person.renew_access_token()
    assert person.access_claims["origin_jti"] == origin
    assert person.refresh_token != result["RefreshToken"]


def test_a_lost_answer_can_be_asked_for_again_within_a_minute(house: House) -> None:
    person = house.signed_in()
    renew(house, person.refresh_token)  # lost on its way
    house.clock.advance(60)
    token = renew(house, person.refresh_token)
    assert renew(house, token)
    assert is_in(house, person)


def test_a_refresh_token_that_is_used_again_later_ends_the_sign_in_for_everybody(house: House) -> None:
    person = house.signed_in()
    token = renew(house, person.refresh_token)
    house.clock.advance(61)
    with refused("RefreshTokenReuseException", "Sign in again"):
        renew(house, person.refresh_token)
    with refused("NotAuthorizedException", "has ended"):
        renew(house, token)
    assert not is_in(house, person)


def test_a_refresh_token_whose_successor_was_used_is_not_taken_even_within_the_minute(house: House) -> None:
    person = house.signed_in()
    token = renew(house, renew(house, person.refresh_token))
    with refused("RefreshTokenReuseException"):
        renew(house, person.refresh_token)
    with refused("NotAuthorizedException"):
        renew(house, token)


def test_of_two_successors_only_one_lives_on(house: House) -> None:
    """A thief asks again within the minute: as soon as both go on, the sign-in ends."""
    person = house.signed_in()
    mine, stolen = renew(house, person.refresh_token), renew(house, person.refresh_token)
    assert renew(house, mine)
    with refused("RefreshTokenReuseException"):
        renew(house, stolen)
    assert not is_in(house, person)


def test_two_renewals_at_the_same_moment_do_not_end_the_sign_in(house: House) -> None:
    person = house.signed_in()
    with ThreadPoolExecutor(4) as callers:
        tokens = list(callers.map(lambda _: renew(house, person.refresh_token), range(4)))
    assert len(set(tokens)) == 4
    assert renew(house, tokens[-1])
    assert is_in(house, person)


@pytest.mark.parametrize(("idle_s", "is_good"), [(180 * DAY - 1, True), (180 * DAY, False)])
def test_a_sign_in_lasts_half_a_year_without_use(house: House, idle_s: int, is_good: bool) -> None:
    person = house.signed_in()
    house.clock.advance(100 * DAY)
    token = renew(house, person.refresh_token)
    house.clock.advance(idle_s)
    if is_good:
        assert renew(house, token)
    else:
        with refused("NotAuthorizedException"):
            renew(house, token)


@pytest.mark.parametrize("token", ["x", "A" * 64, "a.b.c"])
def test_a_token_that_we_never_gave_renews_nothing(house: House, token: str) -> None:
    with refused("NotAuthorizedException"):
        renew(house, token)


def test_an_access_token_renews_nothing(house: House) -> None:
    person = house.signed_in()
    with refused("NotAuthorizedException"):
        renew(house, person.access_token)


def test_a_revoked_sign_in_ends_at_once_and_others_go_on(house: House) -> None:
    here, there = house.signed_in(), house.person()
    there.authenticate(PASSWORD)
    house.boto.revoke_token(ClientId=CLIENT, Token=here.refresh_token)
    assert not is_in(house, here)
    assert is_in(house, there)
    with refused("NotAuthorizedException"):
        renew(house, here.refresh_token)
    with refused("NotAuthorizedException"):
        here.get_user()
    house.boto.revoke_token(ClientId=CLIENT, Token=here.refresh_token)  # once more is harmless
    assert is_in(house, there)


def test_revoking_a_used_refresh_token_ends_its_sign_in_too(house: House) -> None:
    person = house.signed_in()
    first = person.refresh_token
    person.renew_access_token()
    house.boto.revoke_token(ClientId=CLIENT, Token=first)
    assert not is_in(house, person)


def test_only_refresh_tokens_can_be_revoked(house: House) -> None:
    person = house.signed_in()
    with refused("UnsupportedTokenTypeException"):
        house.boto.revoke_token(ClientId=CLIENT, Token=person.access_token)
    assert is_in(house, person)


def test_signing_out_everywhere_ends_all_sign_ins_of_that_person_only(house: House) -> None:
    here, there, other = house.signed_in(), house.person(), house.signed_in("grace@example.org")
    there.authenticate(PASSWORD)
    token = there.refresh_token
    tokens = here.access_token, there.access_token
    here.logout()
    assert [house.identity.verify(each) for each in tokens] == [None, None]
    with refused("NotAuthorizedException"):
        renew(house, token)
    assert is_in(house, other)


def test_a_person_sees_the_own_account_and_deletes_it(house: House) -> None:
    person = house.signed_in()
    user = person.get_user()
    assert (user.email, user.sub) == (EMAIL, person.access_claims["sub"])
    assert user.email_verified is True
    person.delete_user()
    assert not is_in(house, person)
    with refused("NotAuthorizedException"):
        renew(house, person.refresh_token)
    with pytest.raises(ClientError, match="Incorrect username or password"):
        person.authenticate(PASSWORD)
    house.clock.advance(3600)
    again = house.person()
    again.register(EMAIL, PASSWORD)
    assert house.code_for(EMAIL, "sign-up", number=2)
