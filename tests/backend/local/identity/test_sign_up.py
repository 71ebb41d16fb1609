"""Becoming somebody on a home server: the owner by the code that the server shows, then others by a code each."""

from __future__ import annotations

import pytest

from tests.backend.local.identity.house import CLIENT, EMAIL, OWNER_CODE, PASSWORD, House, refused

HOUR = 3600
OTHER = "grace@example.org"


@pytest.mark.parametrize("metadata", [None, {}, {"owner_code": ""}, {"owner_code": "ABCD-2346"}, {"code": OWNER_CODE}])
def test_the_first_account_is_refused_without_the_owner_code(
    empty_house: House, metadata: dict[str, str] | None
) -> None:
    empty_house.open(owner_code=OWNER_CODE)
    with refused("UserLambdaValidationException", "owner code"):
        empty_house.person().register(EMAIL, PASSWORD, client_metadata=metadata)
    assert empty_house.identity.needs_owner


@pytest.mark.parametrize("typed", [OWNER_CODE, "abcd2345", " ABCD 2345 "])
def test_the_owner_code_makes_the_first_account_and_confirms_it(empty_house: House, typed: str) -> None:
    empty_house.open(owner_code=OWNER_CODE)
    person = empty_house.person()
    answer = person.register(EMAIL, PASSWORD, client_metadata={"owner_code": typed})
    assert answer["UserConfirmed"] is True
    person.authenticate(PASSWORD)
    assert empty_house.identity.verify(person.access_token)
    assert not empty_house.identity.needs_owner
    assert empty_house.letters == []


def test_the_second_account_needs_a_code_that_the_server_shows_and_no_owner_code(empty_house: House) -> None:
    empty_house.open(owner_code=OWNER_CODE)
    empty_house.person().register(EMAIL, PASSWORD, client_metadata={"owner_code": OWNER_CODE})
    other = empty_house.person(OTHER)
    answer = other.register(OTHER, PASSWORD)
    assert answer["UserConfirmed"] is False
    assert answer["CodeDeliveryDetails"]["Destination"] == "g***@e***"
    with refused("UserNotConfirmedException"):
        other.authenticate(PASSWORD)
    other.confirm_sign_up(empty_house.code_for(OTHER, "sign-up"), username=OTHER)
    other.authenticate(PASSWORD)
    assert empty_house.identity.verify(other.access_token)


def test_the_owner_code_cannot_be_guessed_for_long(empty_house: House) -> None:
    empty_house.open(owner_code=OWNER_CODE)
    for guess in range(5):
        with refused("UserLambdaValidationException"):
            empty_house.person().register(EMAIL, PASSWORD, client_metadata={"owner_code": f"GUESS-{guess}"})
    with refused("LimitExceededException", "Try again in 5 seconds"):
        empty_house.person().register(EMAIL, PASSWORD, client_metadata={"owner_code": OWNER_CODE})


def test_an_address_belongs_to_one_account(house: House) -> None:
    house.member()
    with refused("UsernameExistsException", "Sign in"):
        house.person().register(EMAIL.title(), "another password 8")
    person = house.person()
    person.authenticate(PASSWORD)
    assert house.identity.verify(person.access_token)


@pytest.mark.parametrize("password", ["short12", " spaces 123 ", "tab at the end\t"])
def test_a_weak_password_is_refused_in_plain_words(house: House, password: str) -> None:
    with refused("InvalidPasswordException", "The password"):
        house.person().register(EMAIL, password)


@pytest.mark.parametrize(
    "name", ["ada", "ada@", "@example.org", "ada @example.org", "ada@exa mple.org", "a@b@c", "ada\x1b[2J@example.org"]
)
def test_what_is_no_address_is_refused(house: House, name: str) -> None:
    with refused("InvalidParameterException", "e-mail address"):
        house.person(name).register(name, PASSWORD)


def test_the_email_attribute_must_be_the_username(house: House) -> None:
    person = house.person()
    person.set_base_attributes(email=OTHER)
    with refused("InvalidParameterException", "same address"):
        person.register(EMAIL, PASSWORD)
    person.set_base_attributes(email=EMAIL)
    assert person.register(EMAIL, PASSWORD)["UserSub"]


def test_a_wrong_code_confirms_nothing(house: House) -> None:
    person = house.person()
    person.register(EMAIL, PASSWORD)
    code = house.code_for(EMAIL, "sign-up")
    with refused("CodeMismatchException"):
        person.confirm_sign_up(f"{(int(code) + 1) % 1_000_000:06}", username=EMAIL)
    with refused("UserNotConfirmedException"):
        person.authenticate(PASSWORD)


def test_a_code_is_good_once_and_for_one_address(house: House) -> None:
    for email in (EMAIL, OTHER):
        house.person(email).register(email, PASSWORD)
    code = house.code_for(EMAIL, "sign-up")
    if code != house.code_for(OTHER, "sign-up"):
        with refused("CodeMismatchException"):
            house.person(OTHER).confirm_sign_up(code, username=OTHER)
    house.person().confirm_sign_up(code, username=EMAIL)
    with refused("CodeMismatchException"):
        house.person().confirm_sign_up(code, username=EMAIL)


def test_a_code_for_signing_up_sets_no_password(house: House) -> None:
    person = house.person()
    person.register(EMAIL, PASSWORD)
    with refused("CodeMismatchException"):
        person.confirm_forgot_password(house.code_for(EMAIL, "sign-up"), "another password 8")


@pytest.mark.parametrize(("waited_s", "is_good"), [(24 * HOUR - 1, True), (24 * HOUR, False)])
def test_a_code_is_good_for_a_day(house: House, waited_s: int, is_good: bool) -> None:
    person = house.person()
    person.register(EMAIL, PASSWORD)
    code = house.code_for(EMAIL, "sign-up")
    house.clock.advance(waited_s)
    if is_good:
        person.confirm_sign_up(code, username=EMAIL)
    else:
        with refused("ExpiredCodeException", "Ask for a new one"):
            person.confirm_sign_up(code, username=EMAIL)


def test_a_new_code_makes_the_old_one_void(house: House) -> None:
    person = house.person()
    person.register(EMAIL, PASSWORD)
    first = house.code_for(EMAIL, "sign-up")
    person.resend_confirmation_code(EMAIL)
    second = house.code_for(EMAIL, "sign-up", number=2)
    if first != second:
        with refused("CodeMismatchException"):
            person.confirm_sign_up(first, username=EMAIL)
    person.confirm_sign_up(second, username=EMAIL)


def test_an_address_that_was_never_confirmed_is_free_again_after_a_day(house: House) -> None:
    house.person().register(EMAIL, "somebody else's 9")
    with refused("UsernameExistsException"):
        house.person().register(EMAIL, PASSWORD)
    house.clock.advance(24 * HOUR + 1)
    person = house.person()
    person.register(EMAIL, PASSWORD)
    person.confirm_sign_up(house.code_for(EMAIL, "sign-up", number=2), username=EMAIL)
    person.authenticate(PASSWORD)
    assert house.identity.verify(person.access_token)


def test_a_house_takes_only_so_many_who_never_confirm(house: House) -> None:
    for n in range(50):
        house.clock.advance(360)
        house.boto.sign_up(ClientId=CLIENT, Username=f"u{n}@example.org", Password=PASSWORD)
    house.clock.advance(360)
    with refused("LimitExceededException", "wait for their code"):
        house.boto.sign_up(ClientId=CLIENT, Username="one@toomany.org", Password=PASSWORD)
