"""Signing in (yoto-api.md 1)."""

import base64
import hashlib
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import httpx
import jwt
import pytest

from backend.simulator.control import Control
from backend.simulator.options import ALL_SCOPES
from backend.simulator.simulation import Ready
from tests.backend.conftest import Start

VERIFIER = "a-verifier-of-a-good-length-0123456789-abcdefg"
REDIRECT = "http://127.0.0.1:8787/callback"


def asked(ready: Ready, **changes: str) -> dict[str, str]:
    """Return the query of a good sign-in, with changes."""
    challenge = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
    return {
        "response_type": "code",
        "client_id": ready.client_id,
        "redirect_uri": REDIRECT,
        "scope": "openid offline_access family:devices:view",
        "audience": "https://api.yotoplay.com",
        "code_challenge": challenge,
        "code_challenge_method": "S256",
        "state": "s-1",
    } | changes


def answer_of(response: httpx.Response) -> dict[str, str]:
    """Return the query that a redirect carries back."""
    assert response.status_code == 302
    return {key: values[0] for key, values in parse_qs(urlsplit(response.headers["location"]).query).items()}


def approved_code(ready: Ready, **changes: str) -> str:
    form = asked(ready, **changes) | {"decision": "approve"}
    return answer_of(httpx.post(f"{ready.auth_url}/authorize/decision", data=form))["code"]


def token(ready: Ready, **form: str) -> httpx.Response:
    return httpx.post(f"{ready.auth_url}/oauth/token", data={"client_id": ready.client_id, **form})


def exchange(ready: Ready, code: str, **changes: str) -> httpx.Response:
    form = {"code": code, "code_verifier": VERIFIER, "redirect_uri": REDIRECT} | changes
    return token(ready, grant_type="authorization_code", **form)


def refresh(ready: Ready, refresh_token: str) -> httpx.Response:
    return token(ready, grant_type="refresh_token", refresh_token=refresh_token)


def test_the_page_asks_and_approving_gives_a_code_that_gives_tokens(ready: Ready) -> None:
    page = httpx.get(f"{ready.auth_url}/authorize", params=asked(ready))
    assert page.status_code == 200
    assert "Approve" in page.text
    assert "family:devices:view" in page.text
    answer = exchange(ready, approved_code(ready)).json()
    assert set(answer) == {"access_token", "refresh_token", "id_token", "token_type", "expires_in", "scope"}
    assert (answer["token_type"], answer["expires_in"]) == ("Bearer", 28800)


def test_state_comes_back_and_denying_is_access_denied(ready: Ready) -> None:
    form = asked(ready) | {"decision": "deny"}
    answer = answer_of(httpx.post(f"{ready.auth_url}/authorize/decision", data=form))
    assert (answer["error"], answer["state"]) == ("access_denied", "s-1")


def test_auto_approve_redirects_at_once(ready: Ready) -> None:
    answer = answer_of(httpx.get(f"{ready.auth_url}/authorize", params=asked(ready) | {"auto_approve": "1"}))
    assert exchange(ready, answer["code"]).status_code == 200


@pytest.mark.parametrize("redirect", ["http://127.0.0.1:8788/callback", "http://127.0.0.1:8787/callback/", "x:y"])
def test_a_redirect_that_is_not_registered_exactly_gets_no_redirect(ready: Ready, redirect: str) -> None:
    response = httpx.get(f"{ready.auth_url}/authorize", params=asked(ready, redirect_uri=redirect))
    assert response.status_code == 403


def test_a_scope_that_is_not_enabled_fails_the_whole_sign_in(ready: Ready) -> None:
    response = httpx.get(f"{ready.auth_url}/authorize", params=asked(ready, scope="openid user:content:manage-bulk"))
    answer = answer_of(response)
    assert answer["error"] == "access_denied"
    assert "pre-approved" in answer["error_description"]


def test_without_pkce_there_is_no_sign_in(ready: Ready) -> None:
    response = httpx.get(f"{ready.auth_url}/authorize", params=asked(ready, code_challenge=""))
    assert answer_of(response)["error"] == "invalid_request"


def test_a_code_works_once(ready: Ready) -> None:
    code = approved_code(ready)
    assert exchange(ready, code).status_code == 200
    second = exchange(ready, code)
    assert (second.status_code, second.json()["error"]) == (403, "invalid_grant")


@pytest.mark.parametrize("wrong", [{"code_verifier": "another"}, {"redirect_uri": "http://localhost:8787/callback"}])
def test_verifier_and_redirect_must_fit_the_code(ready: Ready, wrong: dict[str, str]) -> None:
    assert exchange(ready, approved_code(ready), **wrong).json()["error"] == "invalid_grant"


def test_a_json_body_is_refused(ready: Ready) -> None:
    response = httpx.post(f"{ready.auth_url}/oauth/token", json={"grant_type": "refresh_token"})
    assert (response.status_code, response.json()["error"]) == (400, "invalid_request")


def test_the_token_is_an_rs256_jwt_of_the_published_key(ready: Ready) -> None:
    keys = jwt.PyJWKClient(f"{ready.auth_url}/.well-known/jwks.json")
    key = keys.get_signing_key_from_jwt(ready.access_token)
    claims = jwt.decode(ready.access_token, key.key, algorithms=["RS256"], audience="https://api.yotoplay.com")
    assert claims["iss"] == f"{ready.auth_url}/"
    assert claims["sub"].startswith("auth0|")
    assert claims["azp"] == ready.client_id
    assert claims["scope"].split() == list(ALL_SCOPES)
    assert claims["exp"] - claims["iat"] == 28800


def test_refresh_tokens_rotate(ready: Ready) -> None:
    first = refresh(ready, ready.refresh_token).json()
    assert first["refresh_token"].startswith("v1.")
    assert first["refresh_token"] != ready.refresh_token
    assert refresh(ready, first["refresh_token"]).status_code == 200


def test_using_an_old_refresh_token_revokes_the_family_for_good(ready: Ready) -> None:
    newer = refresh(ready, ready.refresh_token).json()["refresh_token"]
    assert refresh(ready, ready.refresh_token).json()["error"] == "invalid_grant"
    assert refresh(ready, newer).json()["error"] == "invalid_grant"


def test_an_answer_can_leave_the_refresh_token_out_and_the_old_one_stays_good(start: Start) -> None:
    ready = start(omit_refresh_token=True).ready
    assert "refresh_token" not in refresh(ready, ready.refresh_token).json()
    assert refresh(ready, ready.refresh_token).status_code == 200


def test_without_offline_access_there_is_no_refresh_token(ready: Ready) -> None:
    answer = exchange(ready, approved_code(ready, scope="family:devices:view")).json()
    assert "refresh_token" not in answer


def test_without_the_audience_the_token_is_opaque_and_the_api_refuses_it(ready: Ready) -> None:
    opaque = exchange(ready, approved_code(ready, audience="")).json()["access_token"]
    assert "." not in opaque
    answer = httpx.get(f"{ready.api_url}/device-v2/devices/mine", headers={"Authorization": f"Bearer {opaque}"})
    assert answer.status_code == 401


def test_client_credentials_are_refused(ready: Ready) -> None:
    assert token(ready, grant_type="client_credentials").json()["error"] == "unauthorized_client"


def test_expired_sign_ins_cannot_be_refreshed(ready: Ready, control: Control) -> None:
    control.expire_tokens()
    assert refresh(ready, ready.refresh_token).json()["error"] == "invalid_grant"


def test_userinfo_needs_openid(ready: Ready) -> None:
    def info(access_token: str) -> httpx.Response:
        return httpx.get(f"{ready.auth_url}/userinfo", headers={"Authorization": f"Bearer {access_token}"})

    assert info(ready.access_token).json()["email"] == "hills@example.com"
    without = exchange(ready, approved_code(ready, scope="family:devices:view")).json()["access_token"]
    assert info(without).status_code == 401


def test_a_device_code_waits_then_slows_down_then_gives_tokens(ready: Ready, control: Control) -> None:
    form = {"client_id": ready.client_id, "scope": "offline_access", "audience": "https://api.yotoplay.com"}
    started = httpx.post(f"{ready.auth_url}/oauth/device/code", data=form).json()
    assert (started["interval"], started["expires_in"]) == (5, 300)

    def poll() -> tuple[int, str]:
        grant = "urn:ietf:params:oauth:grant-type:device_code"
        answer = token(ready, grant_type=grant, device_code=started["device_code"])
        return answer.status_code, answer.json().get("error", "signed in")

    assert poll() == (403, "authorization_pending")
    assert poll() == (403, "slow_down")
    control.advance(5)
    activation = {"user_code": started["user_code"], "decision": "approve"}
    assert httpx.post(f"{ready.auth_url}/activate", data=activation).status_code == 200
    assert poll() == (200, "signed in")
    assert poll() == (403, "invalid_grant")


def test_the_device_code_grant_can_be_switched_off(start: Start) -> None:
    ready = start(device_code_enabled=False).ready
    answer = httpx.post(f"{ready.auth_url}/oauth/device/code", data={"client_id": ready.client_id})
    assert (answer.status_code, answer.json()["error"]) == (403, "unauthorized_client")


@pytest.fixture
def limited(ready: Ready) -> Callable[[str], httpx.Client]:
    """Return a client with other scopes."""

    def limited(scope: str) -> httpx.Client:
        access_token = exchange(ready, approved_code(ready, scope=scope)).json()["access_token"]
        return httpx.Client(base_url=ready.api_url, headers={"Authorization": f"Bearer {access_token}"})

    return limited


def test_a_missing_scope_is_forbidden_and_named(limited: Callable[[str], httpx.Client]) -> None:
    with limited("family:library:view") as client:
        assert client.get("/card/family/library").status_code == 200
        answer = client.get("/content/mine")
    assert answer.status_code == 403
    assert answer.json()["error"]["code"] == "forbidden"
    assert "user:content:view" in answer.json()["error"]["message"]


def test_manage_includes_view(limited: Callable[[str], httpx.Client]) -> None:
    with limited("user:content:manage") as client:
        assert client.get("/content/mine").status_code == 200
        assert client.get("/media/displayIcons/user/me").status_code == 200


def test_no_token_and_garbage_are_401_but_an_expired_token_is_403_unauthorized(
    ready: Ready, api: httpx.Client, control: Control
) -> None:
    for headers in ({}, {"Authorization": "Bearer garbage"}, {"Authorization": ready.access_token}):
        assert httpx.get(f"{ready.api_url}/device-v2/devices/mine", headers=headers).status_code == 401
    control.expire_access_tokens()
    answer = api.get("/device-v2/devices/mine")
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "unauthorized")
    renewed = refresh(ready, ready.refresh_token).json()["access_token"]
    again = httpx.get(f"{ready.api_url}/device-v2/devices/mine", headers={"Authorization": f"Bearer {renewed}"})
    assert again.status_code == 200


def test_tokens_expire_by_the_simulated_clock_and_can_answer_401(start: Start) -> None:
    simulation = start(token_lifetime_s=3600, expired_token_status=401)
    headers = {"Authorization": f"Bearer {simulation.ready.access_token}"}
    url = f"{simulation.ready.api_url}/device-v2/devices/mine"
    assert httpx.get(url, headers=headers).status_code == 200
    simulation.control.advance(3601)
    assert httpx.get(url, headers=headers).status_code == 401
