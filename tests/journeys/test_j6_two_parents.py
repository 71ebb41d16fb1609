"""J6: the other parent joins with a library of their own; computers leave, come back, and lose nothing."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QScrollArea, QWidget

from desktop.services.family import FamilyState
from desktop.services.sync_status import SyncState
from desktop.ui.family.computers import ComputersSection
from desktop.ui.family.safety import SafetySection
from tests.helpers import audio
from tests.helpers.journey import Journey
from tests.helpers.journey_family import (
    CloudHere,
    found_family,
    household,
    is_up_to_date,
    join_by_invite,
    playlist,
    renames,
    signs_in_again,
    titles,
)
from tests.journeys.conftest import save_picture

ALBUM, TONES = "The Long Way Home", "All the Tones"
YEAR_S = 365 * 86_400


async def is_invited(journey: Journey) -> str:
    """Have a code made for the other parent, and read it."""
    await journey.has_keyboard()
    person = journey.person
    await person.calls("Invite the other parent")
    await person.waits_to_see("Works once")
    person.screenshot("family-invite")
    code = next(text for text in person.seen() if len(text) == 14 and text.count("-") == 2)
    person.clicks("Done")
    return code


async def renames_computer(journey: Journey, name: str) -> None:
    """Give this computer a name that tells it apart."""
    person = journey.person
    await opens_settings(journey)
    await scrolls_to(journey, ComputersSection, "This computer")
    (label,) = {text for text in person.seen() if text.startswith("Rename ") and text != "Rename…"}
    person.clicks(label)
    await person.waits_to_see("Rename this computer")
    person.presses("Ctrl+A")
    person.types(name)
    person.presses("Return")
    await person.waits_to_see(f"Rename {name}")


async def opens_settings(journey: Journey) -> None:
    await journey.has_keyboard()
    journey.person.presses("Ctrl+,")
    await journey.person.waits_for(lambda: journey.screen.window.page.id == "settings", "the settings")


async def scrolls_to(journey: Journey, section: type[QWidget], words: str) -> None:
    """Scroll a section of the settings into view once it says something."""
    (found,) = journey.screen.window.findChildren(section)
    (area,) = (one for one in journey.screen.window.findChildren(QScrollArea) if one.isAncestorOf(found))

    def is_seen() -> bool:
        area.ensureWidgetVisible(found, 0, 0)
        return journey.person.sees(words)

    await journey.person.waits_for(is_seen, f"“{words}” in the settings")


def states(journey: Journey) -> tuple[FamilyState, SyncState]:
    return journey.studio.family.state, journey.studio.sync.status.state


async def test_two_libraries_become_one_and_stay_so_through_every_end_of_a_session(tmp_path: Path) -> None:
    cloud = CloudHere(tmp_path / "cloud")
    async with household(tmp_path, cloud=cloud, take_picture=save_picture) as home:
        kitchen, study = home.kitchen, home.study
        for journey, folder in ((kitchen, audio.album(tmp_path)), (study, audio.tones(tmp_path / TONES, 3))):
            await journey.has_keyboard()
            journey.person.drops([folder])
            await journey.person.waits_to_see("recordings added")
            journey.person.clicks("Done")
        await found_family(kitchen, cloud)
        code = await is_invited(kitchen)
        await join_by_invite(study, cloud, code)
        await home.become_alike()
        await home.see_alike(lambda journey: journey.studio.library.recordings.count() == 9)
        await home.see_alike(lambda journey: titles(journey, ALBUM) == list(audio.TITLES))
        await home.see_alike(lambda journey: titles(journey, TONES) == ["Tone 1", "Tone 2", "Tone 3"])

        await renames_computer(study, "Sam's laptop")
        await opens_settings(kitchen)
        await scrolls_to(kitchen, ComputersSection, "Sign out Sam's laptop")
        person = kitchen.person
        person.screenshot("family-settings")
        person.clicks("Sign out Sam's laptop")
        await person.waits_to_see("Sign out “Sam's laptop”?")
        person.screenshot("family-revoke")
        person.clicks("Sign it out")
        await person.waits_to_see("Signed out")
        study.studio.sync.hurry()
        await study.person.waits_for(
            lambda: states(study) == (FamilyState.REVOKED, SyncState.NEEDS_YOU), "the study to be told"
        )
        await study.person.waits_to_see("Needs you", "The family took this computer off its list.")
        study.person.screenshot("family-revoked")
        assert study.studio.library.recordings.count() == 9
        await renames(study, TONES, "Beeps")
        study.person.clicks(study.screen.family.line)
        await signs_in_again(study)
        await home.become_alike()
        await home.see_alike(lambda journey: playlist(journey, "Beeps") is not None)

        await opens_settings(study)
        await scrolls_to(study, SafetySection, "Sign out on this computer")
        study.person.clicks("Sign out on this computer")
        await study.person.waits_to_see("You are signed out.")
        await renames(study, "Beeps", "Bleeps")
        await study.person.calls("Connect to the family")
        await signs_in_again(study)
        await home.become_alike()
        await home.see_alike(lambda journey: playlist(journey, "Bleeps") is not None)

        cloud.clock.ahead_s = YEAR_S
        await renames(study, "Bleeps", "Tones")
        study.studio.sync.hurry()
        await study.person.waits_for(
            lambda: states(study) == (FamilyState.EXPIRED, SyncState.NEEDS_YOU), "the session to end"
        )
        await study.person.waits_to_see("Needs you")
        study.person.screenshot("family-expired")
        study.person.clicks(study.screen.family.line)
        await signs_in_again(study)
        await is_up_to_date(study)
        assert not study.studio.sync.status.waiting
        assert study.studio.library.recordings.count() == 9
