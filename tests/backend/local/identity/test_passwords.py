"""Changing a password, known or forgotten."""

from __future__ import annotations

import pytest

from tests.backend.local.identity.house import EMAIL, PASSWORD, House, refused

NEW = "a new password 9"


def test_a_forgotten_password_is_replaced_by_a_code_and_ends_every_sign_in(house: House) -> None:
    old = house.signed_in()
    person = house.person()
    person.initiate_forgot_password()
    person.confirm_forgot_password(house.code_for(EMAIL, "password"), NEW)
    assert house.identity.verify(old.access_token) is None
    with refused("NotAuthorizedException", "Incorrect username or password"):
        house.person().authenticate(PASSWORD)
    person.authenticate(NEW)
    assert house.identity.verify(person.access_token)


def test_a_code_for_a_password_is_good_once_and_for_an_hour(house: House) -> None:
    person = house.member()
    person.initiate_forgot_password()
    code = house.code_for(EMAIL, "password")
    house.clock.advance(3600)
    with refused("ExpiredCodeException"):
        person.confirm_forgot_password(code, NEW)
    person.initiate_forgot_password()
    code = house.code_for(EMAIL, "password", number=2)
    person.confirm_forgot_password(code, NEW)
    with refused("CodeMismatchException"):
        person.confirm_forgot_password(code, "yet another 10")
    person.authenticate(NEW)


def test_a_weak_new_password_uses_no_code_up(house: House) -> None:
    person = house.member()
    person.initiate_forgot_password()
    code = house.code_for(EMAIL, "password")
    with refused("InvalidPasswordException"):
        person.confirm_forgot_password(code, "short")
    person.confirm_forgot_password(code, NEW)


def test_who_never_confirmed_may_set_a_password_by_a_code(house: House) -> None:
    person = house.person()
    person.register(EMAIL, PASSWORD)
    person.initiate_forgot_password()
    person.confirm_forgot_password(house.code_for(EMAIL, "password"), NEW)
    person.authenticate(NEW)
    assert house.identity.verify(person.access_token)


def test_a_known_password_is_changed_and_the_other_computers_are_signed_out(house: House) -> None:
    here, there = house.signed_in(), house.person()
    there.authenticate(PASSWORD)
    here.change_password(PASSWORD, NEW)
    assert house.identity.verify(here.access_token)
    assert house.identity.verify(there.access_token) is None
    with refused("NotAuthorizedException"):
        there.authenticate(PASSWORD)
    there.authenticate(NEW)


def test_an_access_token_alone_changes_no_password(house: House) -> None:
    person = house.signed_in()
    with refused("NotAuthorizedException", "Incorrect username or password"):
        person.change_password("a guess at it", NEW)
    with refused("InvalidParameterException", "PreviousPassword is missing"):
        house.boto.change_password(ProposedPassword=NEW, AccessToken=person.access_token)
    with refused("InvalidPasswordException"):
        person.change_password(PASSWORD, "short")
    house.person().authenticate(PASSWORD)


def test_guessing_the_present_password_with_a_stolen_token_is_throttled(house: House) -> None:
    person = house.signed_in()
    for _ in range(5):
        with refused("NotAuthorizedException"):
            person.change_password("a guess at it", NEW)
    with refused("LimitExceededException"):
        person.change_password(PASSWORD, NEW)


@pytest.mark.parametrize("operation", ["initiate_forgot_password", "resend"])
def test_codes_are_not_sent_without_end(house: House, operation: str) -> None:
    person = house.member()
    ask = person.initiate_forgot_password if operation != "resend" else lambda: person.resend_confirmation_code(EMAIL)
    for _ in range(5):
        ask()
    with refused("LimitExceededException", "60 seconds"):
        ask()
    house.clock.advance(60)
    ask()
