"""The family's accounts as the template makes them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.backend.infra.synthesis import Template

Templates = dict[str, Template]


@pytest.fixture
def pool(templates: Templates) -> dict[str, Any]:
    return dict(templates["family"].one("Cognito::UserPool"))


@pytest.fixture
def client(templates: Templates) -> dict[str, Any]:
    return dict(templates["family"].one("Cognito::UserPoolClient"))


def test_the_app_signs_in_by_srp_and_in_no_other_way(client: dict[str, Any]) -> None:
    assert client["ExplicitAuthFlows"] == ["ALLOW_USER_SRP_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"]
    assert client["AllowedOAuthFlowsUserPoolClient"] is False
    assert client["SupportedIdentityProviders"] == ["COGNITO"]


def test_the_client_is_public_and_has_no_secret(client: dict[str, Any]) -> None:
    assert client["GenerateSecret"] is False


def test_all_tokens_of_a_sign_in_come_of_one_refresh_token_so_that_a_computer_can_be_shut_out(
    client: dict[str, Any],
) -> None:
    assert "RefreshTokenRotation" not in client


def test_tokens_can_be_revoked(client: dict[str, Any]) -> None:
    assert client["EnableTokenRevocation"] is True


def test_nobody_learns_from_an_error_whether_an_account_exists(client: dict[str, Any]) -> None:
    assert client["PreventUserExistenceErrors"] == "ENABLED"


def test_access_ends_after_an_hour_and_a_sign_in_after_90_days(client: dict[str, Any]) -> None:
    assert client["TokenValidityUnits"] == {"AccessToken": "minutes", "IdToken": "minutes", "RefreshToken": "minutes"}
    assert (client["AccessTokenValidity"], client["RefreshTokenValidity"]) == (60, 90 * 24 * 60)


def test_a_password_has_12_characters_or_more_and_no_rules_of_composition(pool: dict[str, Any]) -> None:
    policy = dict(pool["Policies"]["PasswordPolicy"])
    assert policy.pop("MinimumLength") == 12
    assert set(policy.values()) == {False}


def test_a_second_factor_is_an_app_and_a_choice(pool: dict[str, Any]) -> None:
    assert (pool["MfaConfiguration"], pool["EnabledMfas"]) == ("OPTIONAL", ["SOFTWARE_TOKEN_MFA"])


def test_an_account_is_an_address_that_was_confirmed_and_case_does_not_matter(pool: dict[str, Any]) -> None:
    assert pool["UsernameAttributes"] == ["email"]
    assert pool["AutoVerifiedAttributes"] == ["email"]
    assert pool["UsernameConfiguration"] == {"CaseSensitive": False}
    assert pool["UserAttributeUpdateSettings"] == {"AttributesRequireVerificationBeforeUpdate": ["email"]}


def test_the_letter_with_the_code_says_what_it_is_for(pool: dict[str, Any]) -> None:
    letter = pool["VerificationMessageTemplate"]
    assert letter["DefaultEmailOption"] == "CONFIRM_WITH_CODE"
    assert "Yoto Smart Stream" in letter["EmailSubject"]
    assert "{####}" in letter["EmailMessage"]


def test_a_forgotten_password_comes_back_by_e_mail_only(pool: dict[str, Any]) -> None:
    assert pool["AccountRecoverySetting"] == {"RecoveryMechanisms": [{"Name": "verified_email", "Priority": 1}]}


def test_the_accounts_outlive_the_stack_where_it_lasts(templates: Templates) -> None:
    assert templates["family"].one("Cognito::UserPool")["DeletionProtection"] == "ACTIVE"
    assert templates["trial"].one("Cognito::UserPool")["DeletionProtection"] == "INACTIVE"
    (lasting,) = templates["family"].all("Cognito::UserPool").values()
    (passing,) = templates["trial"].all("Cognito::UserPool").values()
    assert (lasting["DeletionPolicy"], passing["DeletionPolicy"]) == ("Retain", "Delete")


def test_the_door_for_new_accounts_can_be_closed(templates: Templates) -> None:
    closed = {
        name: template.one("Cognito::UserPool")["AdminCreateUserConfig"]["AllowAdminCreateUserOnly"]
        for name, template in templates.items()
    }
    assert closed == {"family": False, "trial": True}
