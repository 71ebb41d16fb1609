"""J3: a playlist goes onto a card; what will change is said before, and what is on the card is right after."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from desktop.ui.format import size
from tests.helpers import audio
from tests.helpers.journey import QUICK, Journey, Opening

SLOW_LINE = replace(QUICK, upload_bytes_per_second=12_000_000)
MILA = "Mila's room"


async def has_playlist(journey: Journey, folder: Path, *, tracks: int) -> None:
    """Drop a folder and look at the playlist that it has become."""
    person = journey.person
    person.drops([folder])
    await person.waits_to_see("Show playlist")
    person.clicks("Show playlist")
    editor = journey.screen.playlists.editor
    await person.waits_for(lambda: len(person.rows(editor.table)) == tracks, "the playlist's tracks")


async def opens_card(journey: Journey, title: str) -> None:
    """Open an own card as a playlist, from its page."""
    person, screen = journey.person, journey.screen
    person.presses("Ctrl+3")
    await person.waits_for(lambda: title in person.rows(screen.cards.grid), f"the card {title}")
    person.clicks_row(screen.cards.grid, title)
    await person.waits_to_see("Open as playlist")
    person.clicks("Open as playlist")
    await person.waits_for(lambda: screen.window.page.id == "playlists", "the playlists' page")
    await person.waits_for(lambda: screen.playlists.editor.head.title.text() == title, f"the playlist {title}")


def tracks_of(card: dict[str, Any]) -> list[dict[str, Any]]:
    return [track for chapter in card["content"]["chapters"] for track in chapter["tracks"]]


async def test_a_dropped_folder_goes_onto_a_new_card_and_plays_from_it(family: Opening, tmp_path: Path) -> None:
    album = audio.album(tmp_path)
    megabytes = size(sum(path.stat().st_size for path in album.iterdir() if path.suffix != ".jpg"))
    async with family(simulation=SLOW_LINE) as journey:
        await journey.is_connected()
        person, screen = journey.person, journey.screen
        before = set(journey.control.cards())
        await has_playlist(journey, album, tracks=6)
        person.clicks("Publish")
        await person.waits_to_see("Publish “The Long Way Home”", "A fresh card in your library")
        person.clicks("Continue")
        await person.waits_to_see(f"+6 tracks, {megabytes} to upload", "To a new card", "First Light", "Home Again")
        assert set(journey.control.cards()) == before
        person.clicks("Publish")
        await person.waits_to_see("Uploading:", f"of {megabytes}", "left", within_s=10.0)
        await person.waits_to_see("On the card.", "Play on Kitchen")
        (card_id,) = set(journey.control.cards()) - before
        card = journey.control.content(card_id)
        assert card["title"] == "The Long Way Home"
        assert card["metadata"]["cover"]["imageL"].startswith("http")
        assert [track["title"] for track in tracks_of(card)] == list(audio.TITLES)
        for number, (chapter, track) in enumerate(zip(card["content"]["chapters"], tracks_of(card), strict=True), 1):
            assert chapter["key"] == f"{number:02d}"
            assert isinstance(track["key"], str)
            assert track["overlayLabel"] == str(number)
            assert (track["type"], track["format"]) == ("audio", "opus")
            assert track["trackUrl"].startswith("yoto:#")
            assert len(track["trackUrl"]) == len("yoto:#") + 43
        person.clicks("Play on Mila's room")
        await person.waits_for(
            lambda: (
                journey.control.player_state(MILA)["card"] == card_id
                and journey.control.player_state(MILA)["playback"] == "playing"
            ),
            "the new card on the player",
        )
        (playlist,) = journey.studio.library.playlists.all()
        assert playlist.card_id == card_id
        await person.waits_for(lambda: screen.playlists.editor.head.publish.text() == "Update card", "a way to update")


async def test_an_update_says_what_changes_and_leaves_alone_what_it_does_not_know(
    family: Opening, tmp_path: Path
) -> None:
    sounds = [audio.bare(source, tmp_path / f"{source.stem} sound{source.suffix}") for source in audio.voices()[:2]]
    async with family() as journey:
        await journey.is_connected()
        person, screen, control = journey.person, journey.screen, journey.control
        was = control.content("hE3vn")
        content = was["content"]
        content["chapters"][0]["availableFrom"] = "2030-01-01T00:00:00.000Z"
        content["config"]["onlineOnly"] = False
        control.update_card("hE3vn", {"content": content, "somethingNew": {"a": [1, "two", None]}})
        await opens_card(journey, "Harp in the Evening")
        editor = screen.playlists.editor
        await person.waits_for(lambda: len(person.rows(editor.table)) == 4, "the card's tracks")
        person.drops(sounds, over=editor.table)
        await person.waits_for(lambda: len(person.rows(editor.table)) == 6, "two tracks more")
        person.clicks_row(editor.table, "Prelude in C")
        person.presses("F2")
        person.types("Bach, Prelude")
        person.presses("Return")
        await person.waits_for(lambda: "Bach, Prelude" in person.rows(editor.table), "the new name")
        person.clicks("Update card")
        await person.waits_to_see("+2 tracks,", "to upload", "To the card “Harp in the Evening”", "1 track renamed")
        person.clicks("Publish")
        await person.waits_to_see("On the card.", "Insert it,")
        person.clicks("Done")
        card = control.content("hE3vn")
        titles = [track["title"] for track in tracks_of(card)]
        assert titles == person.rows(editor.table)
        assert titles[:3] == ["Gymnopédie No. 1", "Bach, Prelude", "Greensleeves"]
        assert card["somethingNew"] == {"a": [1, "two", None]}
        assert card["content"]["config"]["onlineOnly"] is False
        assert card["content"]["config"]["resumeTimeout"] == was["content"]["config"]["resumeTimeout"]
        assert card["content"]["chapters"][0]["availableFrom"] == "2030-01-01T00:00:00.000Z"
        keys = [chapter["key"] for chapter in card["content"]["chapters"]]
        assert keys[:3] == [chapter["key"] for chapter in content["chapters"][:3]]
        assert len(set(keys)) == 6
        person.clicks("Update card")
        await person.waits_to_see("The card is up to date")


async def test_a_card_that_was_edited_elsewhere_is_not_overwritten_unasked(family: Opening) -> None:
    async with family() as journey:
        await journey.is_connected()
        person, screen, control = journey.person, journey.screen, journey.control
        await opens_card(journey, "Sleepy Sounds")
        editor = screen.playlists.editor
        person.clicks_row(editor.table, person.rows(editor.table)[0])
        person.presses("Delete")
        await person.waits_for(lambda: len(person.rows(editor.table)) == 4, "one track less")
        control.update_card("sS2zZ", {"title": "Sleepy Sounds by Grandma"})
        control.advance(5.0)  # until Yoto's reads show what was written
        stored = control.content("sS2zZ")
        person.clicks("Update card")
        await person.waits_to_see("This card was changed elsewhere", "Overwrite", "Look at the card")
        person.clicks("Look at the card")
        await person.waits_for(lambda: screen.window.page.id == "cards", "the card's page")
        await person.waits_to_see("Sleepy Sounds by Grandma")
        assert json.dumps(control.content("sS2zZ")) == json.dumps(stored)
        person.presses("Ctrl+2")
        person.clicks("Update card")
        await person.waits_to_see("Overwrite")
        person.clicks("Overwrite")
        await person.waits_to_see("On the card.")
        assert len(tracks_of(control.content("sS2zZ"))) == 4
        kept = journey.studio.library.cards.versions(stored["cardId"])
        assert any(raw["title"] == "Sleepy Sounds by Grandma" for _, raw in kept)
