"""J8: whatever goes wrong is one plain sentence with a next step, and nothing is lost."""

from __future__ import annotations

import asyncio
import dataclasses
import json
import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from shiboken6 import isValid

from backend.simulator.simulation import Simulation
from tests.helpers import audio
from tests.helpers.journey import (
    QUICK,
    FileKeyring,
    Journey,
    Opening,
    endpoints_of,
    keychain_of,
    leave_session,
)
from tests.helpers.journey_hands import click_row

ROOT = Path(__file__).parents[2]
SLOW_LINE = replace(QUICK, upload_bytes_per_second=10_000_000)


async def has_playlist(journey: Journey, folder: Path, *, tracks: int) -> None:
    person = journey.person
    person.drops([folder])
    await person.waits_to_see("Show playlist")
    person.clicks("Show playlist")
    editor = journey.screen.playlists.editor
    await person.waits_for(lambda: len(person.rows(editor.table)) == tracks, "the playlist's tracks")


async def test_a_window_is_gone_when_its_library_closes(demo: Opening, monkeypatch: pytest.MonkeyPatch) -> None:
    """A player that plays has its bar ask the library ten times a second."""
    left: list[bool] = []
    async with demo() as journey:
        await journey.becomes_ready()
        window, library = journey.screen.window, journey.studio.library
        close = library.close
        monkeypatch.setattr(library, "close", lambda: (left.append(isValid(window)), close()))
    assert left == [False]


async def test_a_card_that_would_be_too_full_says_so_before_anything_is_sent(family: Opening, tmp_path: Path) -> None:
    folder = audio.tones(tmp_path / "Too Many", 103)
    async with family() as journey:
        await journey.is_connected()
        person, editor = journey.person, journey.screen.playlists.editor
        await has_playlist(journey, folder, tracks=103)
        assert person.sees("103 of 100", "A card holds 100 tracks: take 3 tracks out.")
        person.clicks("Publish")
        await person.waits_to_see("Continue")
        person.clicks("Continue")
        await person.waits_to_see("+103 tracks", "100")
        assert not person.finds("Publish").isEnabled()
        person.presses("Escape")
        click_row(editor.table, "Tone 101")
        click_row(editor.table, "Tone 103", keys=Qt.KeyboardModifier.ShiftModifier)
        person.presses("Delete")
        await person.waits_to_see("100 of 100")
        assert not person.sees("A card holds 100 tracks")
        assert journey.studio.library.recordings.count() == 103
        assert journey.control.uploads() == []


async def test_a_session_that_has_ended_is_begun_again_where_the_banner_points(family: Opening) -> None:
    async with family() as journey:
        await journey.is_connected()
        person, players = journey.person, journey.studio.players
        cards = len(journey.studio.library.cards.all())
        journey.control.expire_tokens()
        await person.waits_to_see("Your Yoto session has ended. Your library is untouched.")
        person.clicks("Sign in again")
        await person.waits_for(lambda: journey.screen.window.page.id == "settings", "the settings")
        person.clicks("Sign in")
        await person.waits_to_see("Signed in")
        await person.waits_for(lambda: not person.sees("Your Yoto session has ended."), "the banner to go")
        await person.waits_for(lambda: players.link.is_connected, "live players")
        assert len(journey.studio.library.cards.all()) == cards


async def test_a_player_that_is_offline_is_told_of_wherever_it_could_be_asked(family: Opening) -> None:
    async with family() as journey:
        await journey.is_connected()
        person, screen = journey.person, journey.screen
        await person.waits_for(screen.bar.buttons.play.isEnabled, "Kitchen's card")
        journey.control.shut_down("Kitchen")
        await person.waits_to_see("Kitchen is offline")
        assert not screen.bar.buttons.play.isEnabled()
        assert not screen.bar.volume.isEnabled()
        assert person.sees("Kitchen: Offline")
        person.presses("Ctrl+3")
        person.clicks_row(screen.cards.grid, "Sleepy Sounds")
        await person.waits_for(lambda: len(person.rows(screen.cards.detail.table)) == 5, "the card's tracks")
        person.clicks("Play on Mila's room")
        await person.waits_for(
            lambda: journey.control.player_state("Mila's room")["playback"] == "playing", "another player to play it"
        )


async def test_a_publish_waits_out_a_lost_network_and_ends_on_the_card(family: Opening, tmp_path: Path) -> None:
    album = audio.album(tmp_path)
    async with family(simulation=SLOW_LINE) as journey:
        await journey.is_connected()
        person = journey.person
        before = set(journey.control.cards())
        await has_playlist(journey, album, tracks=6)
        person.clicks("Publish")
        await person.waits_to_see("Continue")
        person.clicks("Continue")
        await person.waits_to_see("To a new card")
        person.clicks("Publish")
        await person.waits_to_see("Uploading:", " MB of ")
        journey.control.set_network(on=False)
        await person.waits_to_see("Offline since")
        assert set(journey.control.cards()) == before
        journey.control.set_network(on=True)
        await person.waits_to_see("On the card.", within_s=60.0)
        (card_id,) = set(journey.control.cards()) - before
        assert len(journey.control.content(card_id)["content"]["chapters"]) == 6


async def test_killed_in_the_middle_of_its_uploads_the_app_goes_on_where_it_was(
    family: Opening, tmp_path: Path
) -> None:
    album, profile = audio.album(tmp_path), tmp_path / "profile"
    yoto = Simulation(SLOW_LINE)
    ready = await asyncio.to_thread(yoto.start)
    try:
        await leave_session(profile, ready, keychain=FileKeyring(keychain_of(profile)))
        await asyncio.to_thread(runs_until_killed, profile, album, yoto)
        async with family(simulation=yoto, is_signed_in=False) as journey:
            person, library = journey.person, journey.studio.library
            assert library.recordings.count() == 6
            person.presses("Ctrl+4")
            await person.waits_for(lambda: len(person.rows(journey.screen.uploads.table)) > 0, "what is left to upload")
            await person.waits_for(
                lambda: all(one.medium for one in library.recordings.rows(library.recordings.keys())), "all on Yoto"
            )
            stored = yoto.control.uploads()
            assert len(stored) == 6
            assert all(one["transcodedSha256"] for one in stored)
    finally:
        await asyncio.to_thread(yoto.stop)


def runs_until_killed(profile: Path, album: Path, yoto: Simulation) -> None:
    """Run the app in a process of its own and kill it while bytes are on the line."""
    endpoints = json.dumps(dataclasses.asdict(endpoints_of(yoto.ready)))
    command = (sys.executable, "-m", "tests.helpers.journey_killed", str(profile), str(album), endpoints)
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        said = process.stdout.readline()
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert said == "sending\n"
    assert any(one["transcodedSha256"] is None for one in yoto.control.uploads())
