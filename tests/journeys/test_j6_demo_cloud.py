"""J6: the demo has a cloud of its own, with a letter box; another app on this computer joins it."""

from __future__ import annotations

from pathlib import Path

from tests.helpers.home import OWNER, PASSWORD
from tests.helpers.journey import QUICK, Opening, begun
from tests.helpers.journey_family import NAME, is_up_to_date, join_family
from tests.journeys.conftest import save_picture


async def test_the_demos_own_cloud_is_joined_by_an_app_that_is_no_demo(demo: Opening, tmp_path: Path) -> None:
    async with demo() as journey:
        await journey.becomes_ready()
        person = journey.person
        await person.calls("Connect to the family")
        await person.waits_to_see("This computer's demo cloud")
        person.clicks("This computer's demo cloud")
        await person.waits_to_see("Who are you?", "The demo's cloud")
        person.types(OWNER)
        person.presses("Tab")
        person.types(PASSWORD)
        person.presses("Return")
        await person.waits_to_see("The demo's letter box", "Use it")
        person.screenshot("demo-letter-box")
        person.clicks("Use it")
        person.presses("Return")
        await person.waits_to_see("The family's name")
        person.types(NAME)
        person.presses("Return")
        await person.waits_to_see(NAME, "Done")
        person.clicks("Done")
        await is_up_to_date(journey)

        cloud = journey.life.demo_cloud
        assert cloud is not None
        async with begun(tmp_path / "other", simulation=QUICK, is_signed_in=True, take_picture=save_picture) as other:
            await join_family(other, cloud.url)
            await is_up_to_date(other)
            library, arrived = journey.studio.library, other.studio.library
            assert arrived.recordings.count() == library.recordings.count() >= 52
            assert [one.title for one in arrived.playlists.all()] == [one.title for one in library.playlists.all()]
            await other.person.waits_to_see("Up to date", "52 recordings")
            other.person.screenshot("demo-cloud-joined")
