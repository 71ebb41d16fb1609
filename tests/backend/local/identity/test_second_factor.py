"""The authenticator app's six digits."""

from __future__ import annotations

import base64

import pytest
from pycognito import Cognito
from pycognito.exceptions import SoftwareTokenMFAChallengeException

from backend.local.identity import totp
from tests.backend.local.identity.house import PASSWORD, House, refused

# RFC 6238, appendix B, the last six of the eight digits.
RFC_SECRET = b"12345678901234567890"
RFC_CODES = {59: "287082", 1111111109: "081804", 1111111111: "050471", 1234567890: "005924", 20000000000: "353130"}


class Phone:
    """An authenticator app."""

    def __init__(self, house: House, secret: str) -> None:
        self.house = house
        self.secret = base64.b32decode(secret)

    def code(self, *, steps_later: int = 0) -> str:
        return totp.code_at(self.house.clock.now_s() // 30 + steps_later, secret=self.secret)

    def wrong_code(self) -> str:
        near = {self.code(steps_later=n) for n in (-1, 0, 1)}
        return next(code for code in ("000000", "000001", "000002", "000003") if code not in near)


def with_phone(house: House) -> tuple[Cognito, Phone]:
    """Return somebody who has an authenticator app, and the app; the code that proved it lies a minute back."""
    person = house.signed_in()
    phone = Phone(house, person.associate_software_token())
    assert person.verify_software_token(phone.code(), "My phone")
    person.set_user_mfa_preference(sms_mfa=False, software_token_mfa=True, preferred="SOFTWARE_TOKEN")
    house.clock.advance(60)
    return person, phone


def asked_for_code(house: House) -> Cognito:
    """Return somebody who has shown the password and is asked for the code."""
    person = house.person()
    with pytest.raises(SoftwareTokenMFAChallengeException):
        person.authenticate(PASSWORD)
    return person


@pytest.mark.parametrize("moment", RFC_CODES)
def test_codes_are_those_of_the_rfc(moment: int) -> None:
    assert totp.code_at(moment // 30, secret=RFC_SECRET) == RFC_CODES[moment]
    assert totp.step_of(RFC_CODES[moment], secret=RFC_SECRET, now_s=moment) == moment // 30


def test_a_code_is_good_from_thirty_seconds_before_to_thirty_after() -> None:
    step = 1111111111 // 30
    near = [
        totp.step_of(totp.code_at(step, secret=RFC_SECRET), secret=RFC_SECRET, now_s=(step + n) * 30)
        for n in range(-2, 3)
    ]
    assert near == [None, step, step, step, None]


@pytest.mark.parametrize("code", ["", "28708", "2870822", "28708２", "abcdef", "-87082", " 87082"])
def test_what_is_no_code_is_none(code: str) -> None:
    assert totp.step_of(code, secret=RFC_SECRET, now_s=59) is None


def test_signing_in_takes_password_and_code(house: House) -> None:
    _, phone = with_phone(house)
    person = asked_for_code(house)
    assert person.access_token is None
    person.respond_to_software_token_mfa_challenge(phone.code())
    assert house.identity.verify(person.access_token)
    answer = house.boto.get_user(AccessToken=person.access_token)
    assert answer["UserMFASettingList"] == ["SOFTWARE_TOKEN_MFA"]
    assert answer["PreferredMfaSetting"] == "SOFTWARE_TOKEN_MFA"


def test_a_wrong_code_is_refused_and_may_be_corrected(house: House) -> None:
    _, phone = with_phone(house)
    person = asked_for_code(house)
    with refused("CodeMismatchException"):
        person.respond_to_software_token_mfa_challenge(phone.wrong_code())
    person.respond_to_software_token_mfa_challenge(phone.code())
    assert house.identity.verify(person.access_token)


def test_a_code_is_good_once(house: House) -> None:
    _, phone = with_phone(house)
    seen = phone.code()
    asked_for_code(house).respond_to_software_token_mfa_challenge(seen)
    thief = asked_for_code(house)
    with refused("CodeMismatchException"):
        thief.respond_to_software_token_mfa_challenge(seen)
    with refused("CodeMismatchException"):  # nor one of the half minute before it
        thief.respond_to_software_token_mfa_challenge(phone.code(steps_later=-1))
    thief.respond_to_software_token_mfa_challenge(phone.code(steps_later=1))


def test_the_code_that_proved_the_app_does_not_sign_in(house: House) -> None:
    person = house.signed_in()
    phone = Phone(house, person.associate_software_token())
    seen = phone.code()
    person.verify_software_token(seen)
    person.set_user_mfa_preference(sms_mfa=False, software_token_mfa=True, preferred="SOFTWARE_TOKEN")
    with refused("CodeMismatchException"):
        asked_for_code(house).respond_to_software_token_mfa_challenge(seen)


def test_the_question_for_the_code_is_good_once_and_for_three_minutes(house: House) -> None:
    _, phone = with_phone(house)
    person = asked_for_code(house)
    person.respond_to_software_token_mfa_challenge(phone.code())
    house.clock.advance(60)
    with refused("NotAuthorizedException"):
        person.respond_to_software_token_mfa_challenge(phone.code())
    late = asked_for_code(house)
    house.clock.advance(180)
    with refused("NotAuthorizedException", "took too long"):
        late.respond_to_software_token_mfa_challenge(phone.code())


def test_the_question_for_one_persons_code_is_not_answered_for_another(house: House) -> None:
    _, phone = with_phone(house)
    person = asked_for_code(house)
    person.username = "grace@example.org"
    with refused("NotAuthorizedException"):
        person.respond_to_software_token_mfa_challenge(phone.code())


def test_guessing_codes_is_throttled_though_the_password_is_known(house: House) -> None:
    _, phone = with_phone(house)
    thief = asked_for_code(house)
    for _ in range(5):
        with refused("CodeMismatchException"):
            thief.respond_to_software_token_mfa_challenge(phone.wrong_code())
    with refused("TooManyRequestsException", "5 seconds"):
        asked_for_code(house).respond_to_software_token_mfa_challenge(phone.code())
    house.clock.advance(5)
    person = asked_for_code(house)
    person.respond_to_software_token_mfa_challenge(phone.code())
    assert house.identity.verify(person.access_token)


def test_an_app_that_was_not_proved_is_not_asked_for(house: House) -> None:
    person = house.signed_in()
    with refused("SoftwareTokenMFANotFoundException"):
        person.verify_software_token("123456")
    phone = Phone(house, person.associate_software_token())
    with refused("EnableSoftwareTokenMFAException"):
        person.verify_software_token(phone.wrong_code())
    with refused("InvalidParameterException", "authenticator app first"):
        person.set_user_mfa_preference(sms_mfa=False, software_token_mfa=True, preferred="SOFTWARE_TOKEN")
    house.person().authenticate(PASSWORD)


def test_proving_an_app_once_more_is_harmless_when_the_first_answer_was_lost(house: House) -> None:
    person, phone = with_phone(house)
    seen = phone.code()
    assert person.verify_software_token(seen)
    with refused("EnableSoftwareTokenMFAException"):
        person.verify_software_token(seen)
    house.clock.advance(30)
    asked_for_code(house).respond_to_software_token_mfa_challenge(phone.code())


def test_the_question_for_the_code_does_not_outlive_the_password(house: House) -> None:
    person, phone = with_phone(house)
    thief = asked_for_code(house)
    person.change_password(PASSWORD, "a new password 9")
    with refused("NotAuthorizedException", "Sign in again"):
        thief.respond_to_software_token_mfa_challenge(phone.code())


def test_a_second_app_takes_the_place_of_the_first_only_when_proved(house: House) -> None:
    person, first = with_phone(house)
    second = Phone(house, person.associate_software_token())
    asked_for_code(house).respond_to_software_token_mfa_challenge(first.code())
    house.clock.advance(60)
    person.verify_software_token(second.code())
    house.clock.advance(60)
    with refused("CodeMismatchException"):
        asked_for_code(house).respond_to_software_token_mfa_challenge(first.code())
    asked_for_code(house).respond_to_software_token_mfa_challenge(second.code())


def test_the_second_factor_can_be_ended(house: House) -> None:
    person, _ = with_phone(house)
    person.set_user_mfa_preference(sms_mfa=False, software_token_mfa=False)
    again = house.person()
    again.authenticate(PASSWORD)
    assert house.identity.verify(again.access_token)
    assert "UserMFASettingList" not in house.boto.get_user(AccessToken=again.access_token)


def test_codes_by_text_message_are_not_to_be_had(house: House) -> None:
    person = house.signed_in()
    with refused("InvalidParameterException", "SMSMfaSettings"):
        person.set_user_mfa_preference(sms_mfa=True, software_token_mfa=False, preferred="SMS")
    with refused("InvalidParameterException", "preferred"):
        house.boto.set_user_mfa_preference(
            AccessToken=person.access_token, SoftwareTokenMfaSettings={"Enabled": False, "PreferredMfa": True}
        )


def test_a_forgotten_password_does_not_get_around_the_second_factor(house: House) -> None:
    with_phone(house)
    person = house.person()
    person.initiate_forgot_password()
    person.confirm_forgot_password(house.code_for(person.username, "password"), PASSWORD)
    asked_for_code(house)
