"""J7: two people edit one playlist while the cloud is away; both edits survive; what was replaced can be restored."""

from __future__ import annotations

import asyncio
from pathlib import Path

from desktop.services.sync_status import SyncState
from tests.helpers import audio
from tests.helpers.journey_family import has_sent_all, household, playlist, renames, titles
from tests.journeys.conftest import save_picture

ALBUM = "The Long Way Home"


async def test_both_edits_survive_and_what_was_replaced_is_put_back_with_one_click(tmp_path: Path) -> None:
    async with household(tmp_path, take_picture=save_picture) as home:
        kitchen, study = home.kitchen, home.study
        await kitchen.has_keyboard()
        kitchen.person.drops([audio.album(tmp_path)])
        await kitchen.person.waits_to_see("6 recordings added")
        kitchen.person.clicks("Done")
        await home.connect_both()
        await has_sent_all(kitchen)
        await home.become_alike()

        await asyncio.to_thread(home.cloud.switch_off)
        await renames(kitchen, ALBUM, "Bedtime in the Kitchen")
        await renames(study, ALBUM, "Bedtime in the Study")
        editor = study.screen.playlists.editor
        await study.has_keyboard()
        study.person.clicks_row(editor.table, "First Light")
        study.person.presses("Alt+Down")
        await study.person.waits_for(lambda: study.person.rows(editor.table)[1] == "First Light", "the moved track")
        for journey in (kitchen, study):
            journey.studio.sync.hurry()
            await journey.person.waits_for(
                lambda journey=journey: journey.studio.sync.status.state is SyncState.OFFLINE, "the cloud to be missed"
            )
            assert journey.studio.sync.status.waiting
        study.person.screenshot("j7-offline")

        await asyncio.to_thread(home.cloud.switch_on)
        await home.become_alike()
        (title,) = {one.title for journey in (kitchen, study) for one in journey.studio.library.playlists.all()}
        assert title in ("Bedtime in the Kitchen", "Bedtime in the Study")
        moved = ["Over the Hills", "First Light", *audio.TITLES[2:]]
        await home.see_alike(lambda journey: titles(journey, title) == moved)

        loser, other = (
            (study, "Bedtime in the Study") if title.endswith("Kitchen") else (kitchen, "Bedtime in the Kitchen")
        )
        await loser.has_keyboard()
        loser.person.presses("Ctrl+5")
        await loser.person.waits_to_see(other, "Put back")
        loser.person.screenshot("j7-replaced")
        loser.person.clicks(f"Put back the title “{other}”")
        await loser.person.waits_for(lambda: playlist(loser, other), "the title that was typed here")
        await home.become_alike()
        await home.see_alike(lambda journey: playlist(journey, other) is not None)
        loser.person.screenshot("j7-put-back")
