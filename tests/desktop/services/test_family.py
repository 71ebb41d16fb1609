"""The family's service: its states, what each mishap makes of them, and what the next start takes up."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from desktop.model.cloud import DeviceKey
from desktop.model.errors import NoSecretStore, Offline, Refused, SignInNeeded
from desktop.services.family import Family, FamilyState
from desktop.store.library import Library
from tests.helpers.clock import FakeClock
from tests.helpers.fakes_cloud_account import CLOUD, CODE, FakeCloudTokens, FakeHome, FakeIdentity

EMAIL = "alex@example.org"


class Desk:
    """A family's service, its fakes, and the next start of the app."""

    def __init__(self, folder: Path) -> None:
        self.clock = FakeClock()
        self.identity = FakeIdentity(self.clock)
        self.home = FakeHome()
        self.tokens = FakeCloudTokens()
        self.library = Library.open(folder, clock=self.clock.now)
        self.family = self.another()
        self.home.device = lambda: self.family.device
        self.states: list[FamilyState] = []
        self.family.subscribe(self.states.append)

    def another(self) -> Family:
        return Family(
            library=self.library,
            identity=self.identity,
            home=self.home,
            token_store=self.tokens,
            clock=self.clock,
            device_name="Kitchen laptop",
            platform="Linux",
        )

    def told(self) -> list[str]:
        """Return what Activity says, the newest first."""
        return [f"{line.sentence} {line.detail}".strip() for line in self.library.activity.recent()]

    async def next_start(self) -> Family:
        family = self.another()
        await family.restore()
        return family

    async def sign_in(self) -> bool:
        return await self.family.sign_in(CLOUD, email=EMAIL, password="secret")

    async def begin(self) -> None:
        await self.sign_in()
        await self.family.found(" The Millers ")


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    made = Desk(tmp_path)
    yield made
    await made.family.close()
    made.library.close()


async def test_without_a_cloud_there_is_nothing_to_do_and_nothing_to_ask(desk: Desk) -> None:
    await desk.family.restore()
    assert desk.family.state is FamilyState.NONE
    with pytest.raises(SignInNeeded):
        await desk.family.access_token()
    with pytest.raises(SignInNeeded):
        await desk.family.change_password(old="a", new="b")
    assert desk.states == []


async def test_founding_a_family_makes_this_computer_one_of_it(desk: Desk) -> None:
    await desk.begin()
    assert desk.states[-1] is FamilyState.MEMBER
    assert desk.family.last_household is not None
    assert desk.family.last_household.name == "The Millers"
    assert desk.home.registered == [("Kitchen laptop", "Linux")]
    assert desk.home.emails == [EMAIL]
    assert re.fullmatch(r"d_[0-9A-HJKMNP-TV-Z]{26}", desk.family.device)


async def test_who_has_joined_on_another_computer_is_a_member_here_at_the_next_look(desk: Desk) -> None:
    await desk.sign_in()
    assert desk.family.state is FamilyState.HOMELESS
    await desk.home.join("ABCD", email=EMAIL)
    await desk.family.household()
    assert desk.family.is_member
    assert len(desk.home.registered) == 1
    await desk.family.household()
    assert len(desk.home.registered) == 1


async def test_a_sign_in_whose_second_half_fails_signs_nobody_in(desk: Desk) -> None:
    desk.home.trouble = Offline("Away.")
    with pytest.raises(Offline):
        await desk.sign_in()
    assert desk.family.state is FamilyState.SIGNED_OUT
    assert desk.family.cloud == CLOUD
    assert await desk.tokens.load() is None
    desk.home.trouble = None
    await desk.sign_in()
    assert desk.family.state is FamilyState.HOMELESS


async def test_a_session_that_the_cloud_ended_is_told_once_and_still_at_the_next_start(desk: Desk) -> None:
    await desk.begin()
    token = await desk.family.access_token()
    desk.identity.trouble = SignInNeeded("The session has ended.")
    for _ in range(2):
        with pytest.raises(SignInNeeded):
            await desk.family.access_token(rejected=token)
    assert desk.states.count(FamilyState.EXPIRED) == 1
    assert (await desk.next_start()).state is FamilyState.EXPIRED
    desk.identity.trouble = None
    desk.home.trouble = Offline("Away.")
    with pytest.raises(Offline):
        await desk.sign_in()
    assert desk.family.state is FamilyState.EXPIRED


async def test_offline_ends_no_session(desk: Desk) -> None:
    await desk.begin()
    await desk.clock.advance(3590)
    desk.identity.trouble = Offline("Away.")
    with pytest.raises(Offline):
        await desk.family.access_token()
    assert desk.family.is_member
    desk.identity.trouble = None
    assert await desk.family.access_token() == "access-2"
    assert desk.identity.refreshed_with == ["refresh-1"]


async def test_a_removed_computer_keeps_its_library_and_nothing_else(desk: Desk) -> None:
    await desk.begin()
    await desk.family.note_dismissal(desk.family.device, is_revoked=True)
    assert desk.family.state is FamilyState.REVOKED
    assert await desk.tokens.load() is None
    assert desk.family.cloud == CLOUD
    assert (await desk.next_start()).state is FamilyState.REVOKED


async def test_a_removed_computer_that_signs_in_again_is_a_new_one(desk: Desk) -> None:
    await desk.begin()
    old = desk.family.device
    await desk.family.revoke(old)
    assert desk.family.state is FamilyState.REVOKED
    await desk.sign_in()
    assert desk.family.is_member
    assert desk.family.device != old
    assert (await desk.next_start()).device == desk.family.device


async def test_a_late_word_about_what_is_over_changes_nothing(desk: Desk) -> None:
    await desk.begin()
    await desk.family.note_dismissal(DeviceKey("d_of_yesterday"), is_revoked=True)
    assert desk.family.is_member
    await desk.family.sign_out()
    await desk.family.note_dismissal(desk.family.device, is_revoked=True)
    await desk.family.note_dismissal(desk.family.device, is_revoked=False)
    assert desk.family.state is FamilyState.SIGNED_OUT


async def test_who_is_in_no_family_any_more_is_still_signed_in(desk: Desk) -> None:
    await desk.begin()
    await desk.family.note_dismissal(desk.family.device, is_revoked=False)
    assert desk.family.state is FamilyState.HOMELESS
    assert desk.family.last_household is None
    assert await desk.family.access_token()
    assert (await desk.next_start()).state is FamilyState.HOMELESS


async def test_the_next_start_knows_all_of_it_without_the_network(desk: Desk) -> None:
    await desk.begin()
    await desk.family.rename_device(" The old laptop ")
    desk.identity.trouble = desk.home.trouble = Offline("Away.")
    tomorrow = await desk.next_start()
    assert tomorrow.is_member
    assert (tomorrow.cloud, tomorrow.email, tomorrow.device) == (CLOUD, EMAIL, desk.family.device)
    assert tomorrow.device_name == "The old laptop"
    assert await tomorrow.access_token() == "access-1"


async def test_without_a_keychain_the_session_lasts_until_the_app_is_closed(desk: Desk) -> None:
    desk.tokens.is_locked_up = True
    await desk.begin()
    assert desk.family.is_member
    assert await desk.family.access_token()
    assert desk.family.unkept is not None
    (told,) = desk.told()
    assert told.startswith("Your sign-in to the family's cloud could not be saved on this computer.")
    assert told.endswith("You will be asked to sign in again when the app starts.")
    family = await desk.next_start()
    assert family.state is FamilyState.SIGNED_OUT
    assert family.unkept is not None
    assert "the keychain may be locked. Unlock it and start the app again" in desk.told()[0]
    await family.close()


async def test_each_sign_in_that_cannot_be_kept_says_so_and_once_it_can_that_is_told_too(desk: Desk) -> None:
    desk.tokens.is_locked_up = True
    await desk.begin()
    await desk.family.sign_out()
    assert desk.family.unkept is None
    await desk.sign_in()
    assert desk.family.unkept is not None
    assert len(desk.told()) == 2
    desk.tokens.is_locked_up = False
    await desk.family.access_token(rejected=await desk.family.access_token())
    assert desk.family.unkept is None
    assert desk.told()[0] == "Your sign-in to the family's cloud is saved now."
    assert len(desk.told()) == 3


async def test_a_session_that_is_kept_is_nothing_to_tell(desk: Desk) -> None:
    await desk.begin()
    await desk.family.access_token(rejected=await desk.family.access_token())
    assert (await desk.next_start()).unkept is None
    assert desk.told() == []


async def test_a_code_may_be_mistyped_and_a_sign_in_begun_anew(desk: Desk) -> None:
    desk.identity.has_second_factor = True
    with pytest.raises(SignInNeeded):
        await desk.family.answer_code(CODE)
    assert await desk.sign_in()
    assert desk.family.is_code_needed
    assert desk.family.state is FamilyState.NONE
    with pytest.raises(Refused):
        await desk.family.answer_code("654321")
    await desk.family.answer_code(f" {CODE} ")
    assert not desk.family.is_code_needed
    assert desk.family.state is FamilyState.HOMELESS
    assert desk.family.email == EMAIL
    with pytest.raises(SignInNeeded):
        await desk.family.answer_code(CODE)


async def test_whether_there_is_a_second_factor_is_known_once_somebody_has_signed_in(desk: Desk) -> None:
    assert desk.family.has_second_factor is None
    await desk.sign_in()
    assert desk.family.has_second_factor is False
    assert await desk.family.begin_second_factor() == "SECRET"
    told = len(desk.states)
    await desk.family.finish_second_factor(CODE)
    assert desk.family.has_second_factor is True
    assert (await desk.next_start()).has_second_factor is True
    await desk.family.end_second_factor()
    assert desk.family.has_second_factor is False
    assert len(desk.states) == told + 2
    desk.identity.has_second_factor = True
    await desk.sign_in()
    await desk.family.answer_code(CODE)
    assert desk.family.has_second_factor is True


async def test_an_errand_of_the_account_renews_a_refused_token_once(desk: Desk) -> None:
    await desk.begin()
    desk.identity.valid.clear()
    await desk.family.change_password(old="a", new="b")
    assert desk.identity.refreshed_with == ["refresh-1"]


async def test_signing_out_tells_the_cloud_and_happens_though_it_is_away(desk: Desk) -> None:
    await desk.begin()
    await desk.family.sign_out()
    assert desk.identity.signed_out == ["refresh-1"]
    assert await desk.tokens.load() is None
    await desk.sign_in()
    desk.identity.trouble = Offline("Away.")
    await desk.family.sign_out()
    assert desk.family.state is FamilyState.SIGNED_OUT
    assert (await desk.next_start()).state is FamilyState.SIGNED_OUT


async def test_signing_out_everywhere_changes_nothing_here_when_it_fails(desk: Desk) -> None:
    await desk.begin()
    desk.identity.trouble = Offline("Away.")
    with pytest.raises(Offline):
        await desk.family.sign_out_everywhere()
    assert desk.family.is_member
    desk.identity.trouble = None
    await desk.family.sign_out_everywhere()
    assert desk.family.state is FamilyState.SIGNED_OUT


async def test_disconnecting_forgets_the_cloud_even_where_kept_tokens_cannot_be_deleted(desk: Desk) -> None:
    await desk.begin()
    desk.tokens.can_clear = False
    with pytest.raises(NoSecretStore):
        await desk.family.disconnect()
    assert (desk.family.state, desk.family.cloud, desk.family.email) == (FamilyState.NONE, None, "")
    assert desk.identity.signed_out == ["refresh-1"]
    assert (await desk.next_start()).state is FamilyState.NONE


async def test_a_cloud_that_a_later_version_kept_is_none_to_this_one(desk: Desk) -> None:
    await desk.begin()
    kept = desk.library.preferences.get("cloud")
    for odd in ({**kept, "kind": "moon"}, "text", None, 7, []):
        desk.library.transact("x", lambda tx, odd=odd: tx.set_preference("cloud", odd), undoable=False)
        assert (await desk.next_start()).state is FamilyState.NONE


async def test_leaving_a_family_keeps_the_account(desk: Desk) -> None:
    await desk.begin()
    await desk.family.leave()
    assert desk.family.state is FamilyState.HOMELESS
    await desk.family.join(" ABCD-EFGH-JKLM ")
    assert desk.family.is_member


async def test_secrets_show_in_no_repr(desk: Desk) -> None:
    desk.identity.has_second_factor = True
    await desk.sign_in()
    await desk.family.answer_code(CODE)
    assert "access-1" not in repr(vars(desk.family))
    assert "session-1" not in repr(vars(desk.family))
