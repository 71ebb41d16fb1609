"""J6: on a second computer the library arrives, with covers and playlists; audio when it is wanted, or all of it."""

from __future__ import annotations

from pathlib import Path

from desktop.model.cloud import Whereabouts
from tests.helpers import audio
from tests.helpers.journey_family import (
    found_family,
    has_sent_all,
    household,
    is_up_to_date,
    join_family,
    playlist,
    titles,
    whereabouts,
)
from tests.journeys.conftest import save_picture

ALBUM = "The Long Way Home"


async def test_the_library_arrives_on_the_second_computer_and_audio_comes_when_it_is_played(tmp_path: Path) -> None:
    async with household(tmp_path, take_picture=save_picture) as home:
        kitchen, study = home.kitchen, home.study
        await kitchen.has_keyboard()
        kitchen.person.drops([audio.album(tmp_path)])
        await kitchen.person.waits_to_see("6 recordings added")
        kitchen.person.clicks("Done")
        await found_family(kitchen, home.cloud)
        await has_sent_all(kitchen)
        kitchen.person.screenshot("j6-kitchen")

        await join_family(study, home.cloud.url)
        await is_up_to_date(study)
        person = study.person
        await person.waits_to_see(*audio.TITLES)
        arrived, kept = playlist(study, ALBUM), playlist(kitchen, ALBUM)
        assert arrived is not None
        assert kept is not None
        assert titles(study, ALBUM) == list(audio.TITLES)
        cover = arrived.cover
        assert cover == kept.cover is not None
        await person.waits_for(lambda: study.studio.library.artwork.path(cover), "the cover's picture")
        assert whereabouts(study) == {Whereabouts.CLOUD}
        await study.has_keyboard()
        person.screenshot("j6-study-in-the-cloud")

        person.double_clicks_row(study.screen.library.table, "Rain on the Roof")
        await person.waits_to_see("Playing on this computer")
        (played,) = [
            one
            for one in study.studio.library.recordings.rows(study.studio.library.recordings.keys())
            if one.title == "Rain on the Roof"
        ]
        assert study.studio.library.recordings.path(played).is_file()
        assert whereabouts(study) == {Whereabouts.HERE, Whereabouts.CLOUD}
        person.screenshot("j6-study-plays")
        person.presses("Ctrl+P")

        study.studio.vault.set_keeps_everything(True)
        await person.waits_for(lambda: whereabouts(study) == {Whereabouts.HERE}, "all audio here")
        for one in study.studio.library.recordings.rows(study.studio.library.recordings.keys()):
            there = kitchen.studio.library.recordings.path(one)
            assert study.studio.library.recordings.path(one).read_bytes() == there.read_bytes()
