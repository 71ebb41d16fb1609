"""The session: signing in, one refresher, and single-use refresh tokens that are never lost."""

from __future__ import annotations

import asyncio
import hashlib
import logging
from base64 import urlsafe_b64encode
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from desktop.model.account import Account, Tokens
from desktop.model.errors import NoSecretStore, NotAllowed, Offline, SignInNeeded, Trouble
from desktop.services import refresher
from desktop.services.session import Session, SessionState
from desktop.store.library import Library
from tests.helpers.clock import FakeClock, settle
from tests.helpers.fakes_players import FakeAuth, FakePage, FakeTokenStore


class Desk:
    """A session, its fakes, and a second process that may share the token file."""

    def __init__(self, folder: Path) -> None:
        self.clock = FakeClock()
        self.auth = FakeAuth(self.clock)
        self.store = FakeTokenStore()
        self.page = FakePage()
        self.opened: list[str] = []
        self.is_open = asyncio.Event()
        self.library = Library.open(folder, clock=self.clock.now)
        self.session = self.another()
        self.states: list[SessionState] = []
        self.session.subscribe(self.states.append)

    def another(self) -> Session:
        return Session(
            library=self.library,
            auth=self.auth,
            page=self.page,
            token_store=self.store,
            clock=self.clock,
            open_browser=self.open_browser,
            entropy=lambda size: bytes(range(size)),
        )

    def open_browser(self, url: str) -> None:
        self.opened.append(url)
        self.is_open.set()

    async def restored(self) -> Tokens:
        self.store.tokens = self.auth.issue()
        await self.session.restore()
        return self.store.tokens

    async def browser_opens(self) -> None:
        async with asyncio.timeout(30):
            await self.is_open.wait()


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    made = Desk(tmp_path)
    yield made
    await made.session.close()
    made.library.close()


async def test_signing_in_goes_through_the_browser_with_pkce(desk: Desk) -> None:
    work = asyncio.create_task(desk.session.sign_in(" my-client "))
    await desk.browser_opens()
    query = {name: values[0] for name, values in parse_qs(urlsplit(desk.opened[0]).query).items()}
    assert query["state"] == desk.page.state
    assert desk.states[-1] is SessionState.SIGNING_IN
    assert desk.session.sign_in_url == desk.opened[0]
    desk.page.answer.set_result("the-code")
    await work
    code, verifier = desk.auth.exchanged[0]
    digest = urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    assert (code, query["code_challenge"]) == ("the-code", digest)
    assert 43 <= len(verifier) <= 128
    assert desk.page.timeout_s == 300
    assert desk.session.state is SessionState.SIGNED_IN
    assert desk.session.account == Account("auth0|parent", "Alex", "alex@example.org")
    assert desk.session.client_id == "my-client"
    assert desk.session.sign_in_url is None
    assert await desk.session.access_token() == desk.store.saves[-1].access_token


async def test_a_declined_sign_in_leaves_all_as_it_was(desk: Desk) -> None:
    work = asyncio.create_task(desk.session.sign_in("my-client"))
    await desk.browser_opens()
    desk.page.answer.set_exception(NotAllowed("The sign-in was declined."))
    with pytest.raises(NotAllowed):
        await work
    assert desk.session.state is SessionState.SIGNED_OUT
    assert desk.states == [SessionState.SIGNING_IN, SessionState.SIGNING_IN, SessionState.SIGNED_OUT]


async def test_a_cancelled_sign_in_stops_listening(desk: Desk) -> None:
    work = asyncio.create_task(desk.session.sign_in("my-client"))
    await desk.browser_opens()
    work.cancel()
    await asyncio.wait({work})
    assert desk.page.answer.cancelled()
    assert desk.session.state is SessionState.SIGNED_OUT


async def test_a_taken_port_is_told_before_the_browser_opens(desk: Desk) -> None:
    desk.page.answer.set_exception(Trouble("Another program uses port 8787."))
    with pytest.raises(Trouble, match="8787"):
        await desk.session.sign_in("my-client")
    assert desk.opened == []


async def test_signing_in_without_a_client_id_says_where_to_enter_it(desk: Desk) -> None:
    with pytest.raises(Trouble) as caught:
        await desk.session.sign_in("  ")
    assert "Settings" in caught.value.next_step


async def test_the_last_session_is_taken_up_at_the_start_without_the_network(desk: Desk) -> None:
    desk.auth.trouble = Offline("no network")
    tokens = await desk.restored()
    assert desk.session.state is SessionState.SIGNED_IN
    assert desk.session.account == Account("auth0|parent")
    assert await desk.session.access_token() == tokens.access_token


async def test_the_persons_name_is_remembered_for_a_start_without_the_network(desk: Desk) -> None:
    desk.page.answer.set_result("code")
    desk.store.tokens = None
    work = asyncio.create_task(desk.session.sign_in("my-client"))
    await work
    later = desk.another()
    await later.restore()
    assert later.account == Account("auth0|parent", "Alex", "alex@example.org")


async def test_a_token_with_a_minute_left_is_used_and_one_with_less_is_refreshed(desk: Desk) -> None:
    tokens = await desk.restored()
    await desk.clock.advance(28_800 - 60)
    assert await desk.session.access_token() == tokens.access_token
    await desk.clock.advance(1)
    assert await desk.session.access_token() != tokens.access_token


async def test_short_lived_tokens_are_used_until_a_tenth_of_their_life_is_left(desk: Desk) -> None:
    desk.auth.life_s = 30
    tokens = await desk.restored()
    await desk.clock.advance(26)
    assert await desk.session.access_token() == tokens.access_token
    await desk.clock.advance(2)
    assert await desk.session.access_token() != tokens.access_token


async def test_quirk_25_a_token_that_yoto_rejects_is_replaced_though_its_time_is_not_up(desk: Desk) -> None:
    tokens = await desk.restored()
    fresh = await desk.session.access_token(rejected=tokens.access_token)
    assert fresh != tokens.access_token
    assert await desk.session.access_token(rejected=tokens.access_token) == fresh
    assert len(desk.auth.refreshed_with) == 1


async def test_many_callers_cause_one_refresh(desk: Desk) -> None:
    tokens = await desk.restored()
    desk.auth.gate = asyncio.Event()
    callers = [asyncio.create_task(desk.session.access_token(rejected=tokens.access_token)) for _ in range(20)]
    await settle()
    desk.auth.gate.set()
    assert len(set(await asyncio.gather(*callers))) == 1
    assert desk.auth.refreshed_with == ["refresh-1"]


async def test_a_cancelled_caller_does_not_cut_off_the_refresh(desk: Desk) -> None:
    tokens = await desk.restored()
    desk.auth.gate = asyncio.Event()
    caller = asyncio.create_task(desk.session.access_token(rejected=tokens.access_token))
    await settle()
    caller.cancel()
    await asyncio.wait({caller})
    desk.auth.gate.set()
    await desk.session.close()
    assert desk.store.saves[-1].refresh_token == "refresh-2"


async def test_the_end_of_the_app_does_not_wait_for_ever_for_a_refresh(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desktop.services.refresher.CLOSE_S", 0.01)
    tokens = await desk.restored()
    desk.auth.gate = asyncio.Event()
    caller = asyncio.create_task(desk.session.access_token(rejected=tokens.access_token))
    await settle()
    await desk.session.close()
    await asyncio.wait({caller}, timeout=10)
    assert isinstance(caller.exception(), SignInNeeded)


async def test_two_processes_refresh_once_between_them(desk: Desk) -> None:
    tokens = await desk.restored()
    other = desk.another()
    await other.restore()
    desk.auth.gate = asyncio.Event()
    both = [
        asyncio.create_task(session.access_token(rejected=tokens.access_token)) for session in (desk.session, other)
    ]
    await settle()
    desk.auth.gate.set()
    first, second = await asyncio.gather(*both)
    assert first == second
    assert desk.auth.refreshed_with == ["refresh-1"]


async def test_an_expired_token_that_another_process_stored_is_refreshed_with_its_refresh_token(desk: Desk) -> None:
    await desk.restored()
    desk.store.tokens = desk.auth.issue()
    await desk.clock.advance(28_800)
    await desk.session.access_token()
    assert desk.auth.refreshed_with == ["refresh-2"]


async def test_quirk_13_new_tokens_are_on_the_disk_before_the_new_access_token_is_used(desk: Desk) -> None:
    tokens = await desk.restored()
    desk.store.save_gate = asyncio.Event()
    caller = asyncio.create_task(desk.session.access_token(rejected=tokens.access_token))
    await settle()
    assert desk.auth.refreshed_with == ["refresh-1"]
    other = asyncio.create_task(desk.session.access_token(rejected=tokens.access_token))
    await settle()
    assert not caller.done()
    assert not other.done()
    desk.store.save_gate.set()
    assert await other == desk.store.saves[-1].access_token
    assert await caller == desk.store.saves[-1].access_token


async def test_quirk_13_a_crash_after_the_save_costs_no_sign_in(desk: Desk) -> None:
    tokens = await desk.restored()
    desk.store.tokens = tokens
    await desk.session.access_token(rejected=tokens.access_token)
    next_start = desk.another()
    await next_start.restore()
    await desk.clock.advance(28_800)
    assert await next_start.access_token()
    assert desk.auth.refreshed_with == ["refresh-1", "refresh-2"]


async def test_an_answer_without_a_refresh_token_keeps_the_old_one(desk: Desk) -> None:
    tokens = await desk.restored()
    desk.auth.omits_refresh_token = True
    await desk.session.access_token(rejected=tokens.access_token)
    assert desk.store.saves[-1].refresh_token == "refresh-1"


async def test_offline_during_a_refresh_keeps_the_session(desk: Desk) -> None:
    await desk.restored()
    await desk.clock.advance(28_800)
    desk.auth.trouble = Offline("no network")
    with pytest.raises(Offline):
        await desk.session.access_token()
    assert desk.session.state is SessionState.SIGNED_IN
    assert desk.store.tokens is not None
    desk.auth.trouble = None
    assert await desk.session.access_token()


async def test_a_session_that_yoto_ended_is_dropped_and_told_once(desk: Desk) -> None:
    tokens = await desk.restored()
    desk.auth.trouble = SignInNeeded("The session has ended.")
    for _ in range(3):
        with pytest.raises(SignInNeeded):
            await desk.session.access_token(rejected=tokens.access_token)
    assert desk.states.count(SessionState.EXPIRED) == 1
    assert desk.store.tokens is None
    assert len(desk.auth.refreshed_with) == 1


async def test_without_a_keychain_the_session_is_held_in_memory_and_says_so(desk: Desk) -> None:
    desk.store.is_locked_up = True
    await desk.session.restore()
    desk.page.answer.set_result("code")
    await desk.session.sign_in("my-client")
    assert desk.session.state is SessionState.SIGNED_IN
    assert not desk.session.is_kept
    await desk.clock.advance(28_800)
    assert await desk.session.access_token()


async def test_signing_out_forgets_tokens_and_account(desk: Desk) -> None:
    await desk.restored()
    await desk.session.sign_out()
    assert desk.session.state is SessionState.SIGNED_OUT
    assert desk.session.account is None
    assert desk.store.tokens is None
    with pytest.raises(SignInNeeded):
        await desk.session.access_token()


async def test_tokens_show_in_no_log_and_no_repr(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    tokens = await desk.restored()
    desk.auth.trouble = Offline("no network")
    with pytest.raises(Offline):
        await desk.session.access_token(rejected=tokens.access_token)
    seen = caplog.text + repr(tokens) + repr(vars(desk.session))
    assert tokens.access_token not in seen
    assert "refresh-1" not in seen


async def test_a_token_that_is_no_jwt_is_used_as_it_is(desk: Desk) -> None:
    desk.store.tokens = Tokens("opaque", "refresh-0", desk.clock.now() + 100)
    await desk.session.restore()
    assert desk.session.account == Account("")
    assert await desk.session.access_token() == "opaque"


async def test_signing_out_while_a_refresh_hangs_tells_its_callers_and_cancels_none_of_them(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A cancelled caller would look as if the app were ending: uploads and the live connection would stop for good."""
    monkeypatch.setattr(refresher, "CLOSE_S", 0.01)
    old = await desk.restored()
    desk.auth.gate = asyncio.Event()
    callers = [asyncio.create_task(desk.session.access_token(rejected=old.access_token)) for _ in range(2)]
    await settle()
    await desk.session.sign_out()
    for caller in callers:
        with pytest.raises(SignInNeeded):
            await caller
        assert not caller.cancelled()


async def test_signing_out_happens_even_where_the_kept_tokens_cannot_be_deleted(desk: Desk) -> None:
    await desk.restored()
    desk.store.clearing = NoSecretStore("The session's file cannot be deleted.")
    with pytest.raises(NoSecretStore):
        await desk.session.sign_out()
    assert desk.session.state is SessionState.SIGNED_OUT
    assert desk.session.account is None
    with pytest.raises(SignInNeeded):
        await desk.session.access_token()


async def test_a_session_that_yoto_ended_is_over_even_where_the_kept_tokens_cannot_be_deleted(desk: Desk) -> None:
    old = await desk.restored()
    desk.auth.trouble = SignInNeeded("The session has ended.")
    desk.store.clearing = NoSecretStore("The session's file cannot be deleted.")
    with pytest.raises(Trouble):
        await desk.session.access_token(rejected=old.access_token)
    assert desk.session.state is SessionState.EXPIRED


async def test_a_refresh_that_begins_during_a_sign_in_never_replaces_the_new_session(desk: Desk) -> None:
    """Without a keychain the new tokens are in memory alone."""
    old = await desk.restored()
    desk.store.is_locked_up = True
    desk.store.save_gate = asyncio.Event()
    work = asyncio.create_task(desk.session.sign_in("my-client"))
    await desk.browser_opens()
    desk.page.answer.set_result("the-code")
    await settle()
    asking = asyncio.create_task(desk.session.access_token(rejected=old.access_token))
    await settle()
    desk.store.save_gate.set()
    await work
    assert await asking == await desk.session.access_token() != old.access_token
    assert desk.auth.refreshed_with == []


async def test_a_clock_set_ten_years_ahead_and_back_costs_refreshes_but_no_sign_in(desk: Desk) -> None:
    await desk.restored()
    ten_years_s = 10 * 365 * 86_400.0
    desk.clock.step_wall(ten_years_s)
    ahead = await desk.session.access_token()
    desk.clock.step_wall(-ten_years_s)
    assert await desk.session.access_token() == ahead
    assert await desk.session.access_token(rejected=ahead) != ahead
    assert desk.session.is_signed_in
