"""Signing in and renewing: against a scripted server for the corners and the simulated Yoto for the whole."""

from __future__ import annotations

import asyncio
import base64
import hashlib
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from desktop.gateways.browser import LoopbackSignInPage
from desktop.gateways.clock import SystemClock
from desktop.gateways.http import HttpLine
from desktop.gateways.yoto.auth import AUDIENCE, SCOPES, HttpYotoAuth
from desktop.model.account import Endpoints
from desktop.model.errors import Busy, NotAllowed, Offline, Refused, SignInNeeded
from tests.desktop.gateways.support import (
    Script,
    StillClock,
    endpoints_of,
    free_port,
    listening,
    scripted_line,
    simulated,
)


def scripted_auth(script: Script, *, client_id: str = "client") -> HttpYotoAuth:
    return HttpYotoAuth(
        scripted_line(script), endpoints=Endpoints(), client_id=lambda: client_id, clock=StillClock(now=1000.0)
    )


def form(request: httpx.Request) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(request.content.decode()).items()}


async def test_the_address_to_sign_in_at_says_all_that_yoto_needs() -> None:
    url = urlsplit(await scripted_auth(Script()).authorize_url(state="s/1", challenge="c"))
    query = {name: values[0] for name, values in parse_qs(url.query).items()}
    assert f"{url.scheme}://{url.netloc}{url.path}" == "https://login.yotoplay.com/authorize"
    assert query == {
        "response_type": "code",
        "client_id": "client",
        "redirect_uri": "http://127.0.0.1:8787/callback",
        "scope": " ".join(SCOPES),
        "audience": AUDIENCE,
        "code_challenge": "c",
        "code_challenge_method": "S256",
        "state": "s/1",
    }


async def test_without_a_client_id_the_person_is_sent_to_the_settings() -> None:
    with pytest.raises(NotAllowed) as caught:
        await scripted_auth(Script(), client_id=" ").authorize_url(state="s", challenge="c")
    assert "Settings" in caught.value.next_step


async def test_a_code_is_exchanged_in_a_form_with_its_verifier() -> None:
    script = Script(
        httpx.Response(200, json={"access_token": "a", "refresh_token": "r", "expires_in": 28800, "scope": "openid"})
    )
    tokens = await scripted_auth(script).exchange(code="c0de", verifier="v")
    assert (tokens.access_token, tokens.refresh_token, tokens.expires_at, tokens.scope) == ("a", "r", 29800.0, "openid")
    assert form(script.requests[0]) == {
        "grant_type": "authorization_code",
        "code": "c0de",
        "code_verifier": "v",
        "redirect_uri": "http://127.0.0.1:8787/callback",
        "client_id": "client",
        "audience": AUDIENCE,
    }


async def test_a_code_that_is_not_taken_is_refused_in_yotos_words() -> None:
    script = Script(httpx.Response(403, json={"error": "invalid_grant", "error_description": "Invalid code."}))
    with pytest.raises(Refused) as caught:
        await scripted_auth(script).exchange(code="c", verifier="v")
    assert "Invalid code." in caught.value.message


async def test_a_refresh_that_brings_no_new_refresh_token_keeps_the_old_one() -> None:
    script = Script(httpx.Response(200, json={"access_token": "a2", "expires_in": "3600"}))
    tokens = await scripted_auth(script).refresh("v1.old")
    assert (tokens.access_token, tokens.refresh_token, tokens.expires_at) == ("a2", "v1.old", 4600.0)
    assert form(script.requests[0])["refresh_token"] == "v1.old"


@pytest.mark.parametrize("status", [400, 403])
async def test_a_refused_refresh_asks_for_a_new_sign_in(status: int) -> None:
    script = Script(httpx.Response(status, json={"error": "invalid_grant", "error_description": "Unknown token."}))
    with pytest.raises(SignInNeeded):
        await scripted_auth(script).refresh("v1.old")


async def test_a_page_that_is_not_yotos_does_not_end_the_session() -> None:
    with pytest.raises(Busy):
        await scripted_auth(Script(httpx.Response(403, html="<h1>Welcome to our hotel</h1>"))).refresh("v1.old")


async def test_a_refresh_without_network_or_at_a_bad_moment_does_not_end_the_session() -> None:
    script = Script(httpx.ConnectError("no route"), httpx.Response(503))
    auth = scripted_auth(script)
    with pytest.raises(Offline):
        await auth.refresh("v1.old")
    with pytest.raises(Busy):
        await auth.refresh("v1.old")
    assert len(script.requests) == 2  # a refresh is never repeated by itself: its token is single use


async def test_the_profile_is_empty_where_the_scopes_do_not_allow_it() -> None:
    script = Script(httpx.Response(401), httpx.Response(200, json={"name": "Ann", "email": 7}))
    auth = scripted_auth(script)
    assert await auth.profile("t") == ("", "")
    assert await auth.profile("t") == ("Ann", "")


async def test_a_person_signs_in_by_the_browser_and_the_session_is_renewed() -> None:
    port = free_port()
    redirect_uri = f"http://127.0.0.1:{port}/callback"
    with simulated(auto_approve=True, redirect_uris=(redirect_uri,)) as (_, ready):
        line = HttpLine()
        auth = HttpYotoAuth(
            line,
            endpoints=endpoints_of(ready),
            client_id=lambda: ready.client_id,
            clock=SystemClock(),
            redirect_uri=redirect_uri,
        )
        verifier = base64.urlsafe_b64encode(bytes(range(64))).rstrip(b"=").decode()
        challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
        waiting = asyncio.ensure_future(LoopbackSignInPage(port=port).wait_for_code(state="s", timeout_s=10))
        await listening(port)
        async with httpx.AsyncClient(follow_redirects=True) as browser:
            page = await browser.get(await auth.authorize_url(state="s", challenge=challenge))
        assert "You are signed in" in page.text
        tokens = await auth.exchange(code=await waiting, verifier=verifier)
        renewed = await auth.refresh(tokens.refresh_token or "")
        assert renewed.access_token != tokens.access_token
        assert renewed.refresh_token != tokens.refresh_token
        with pytest.raises(SignInNeeded):
            await auth.refresh(tokens.refresh_token or "")
        await line.close()
