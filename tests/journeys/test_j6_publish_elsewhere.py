"""J6: what one computer has uploaded to Yoto, the other publishes without a byte; audio in the cloud comes first."""

from __future__ import annotations

from pathlib import Path

from desktop.model.cloud import Whereabouts
from tests.helpers import audio
from tests.helpers.journey import Journey
from tests.helpers.journey_family import has_sent_all, household, playlist, whereabouts
from tests.journeys.conftest import save_picture

ALBUM, WORDS = "The Long Way Home", "Two Words"


async def opens(journey: Journey, title: str) -> None:
    """Open a playlist in its editor."""
    await journey.has_keyboard()
    person, page = journey.person, journey.screen.playlists
    person.presses("Ctrl+2")
    await person.waits_for(lambda: title in person.rows(page.table), f"the playlist {title}")
    person.clicks_row(page.table, title)
    await person.waits_for(lambda: page.editor.head.title.text() == title, "the playlist's editor")


async def publishes_anew(journey: Journey, title: str) -> None:
    """Publish a playlist to a fresh card."""
    await opens(journey, title)
    person = journey.person
    person.clicks("Publish")
    await person.waits_to_see("A fresh card in your library")
    person.clicks("Continue")
    await person.waits_to_see("to upload")
    person.clicks("Publish")
    await person.waits_to_see("On the card.")
    person.clicks("Done")


async def test_what_is_uploaded_once_is_published_elsewhere_without_a_byte_and_the_cloud_gives_the_rest(
    tmp_path: Path,
) -> None:
    async with household(tmp_path, take_picture=save_picture) as home:
        kitchen, study, control = home.kitchen, home.study, home.simulation.control
        await kitchen.is_connected()
        await kitchen.has_keyboard()
        kitchen.person.drops([audio.album(tmp_path), audio.words(tmp_path / WORDS)])
        await kitchen.person.waits_to_see("8 recordings added")
        kitchen.person.clicks("Done")
        await publishes_anew(kitchen, ALBUM)
        assert len(control.uploads()) == 6
        await home.connect_both()
        await has_sent_all(kitchen)
        await home.become_alike()

        await study.is_connected()
        person, editor = study.person, study.screen.playlists.editor
        await opens(study, ALBUM)
        person.clicks("Update card")
        await person.waits_to_see("The card is up to date")
        person.presses("Escape")
        person.clicks_row(editor.table, "First Light")
        person.presses("Alt+Down")
        person.clicks("Update card")
        await person.waits_to_see("Another order of the tracks", "nothing to upload")
        study.person.screenshot("j6-study-updates")
        person.clicks("Publish")
        await person.waits_to_see("On the card.")
        person.clicks("Done")
        (card_id,) = {one.card_id for one in study.studio.library.playlists.all() if one.card_id}
        titles = [track["title"] for one in control.content(card_id)["content"]["chapters"] for track in one["tracks"]]
        assert titles == ["Over the Hills", "First Light", *audio.TITLES[2:]]
        assert len(control.uploads()) == 6
        assert whereabouts(study) == {Whereabouts.CLOUD}

        await publishes_anew(study, WORDS)
        assert len(control.uploads()) == 8
        assert whereabouts(study) == {Whereabouts.CLOUD, Whereabouts.HERE}
        await home.become_alike()
        await opens(kitchen, WORDS)
        published = playlist(kitchen, WORDS)
        assert published is not None
        assert published.card_id in control.cards()
        kitchen.person.clicks("Update card")
        await kitchen.person.waits_to_see("The card is up to date")
