"""The gateways on the app's own event loop, Qt's."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable
from pathlib import Path

import qasync
from PySide6.QtWidgets import QApplication

from desktop.gateways.audio.files import FolderAudioFiles
from desktop.gateways.audio.process import WorkerProcess
from desktop.gateways.audio.reader import WorkerAudioReader
from desktop.gateways.browser import LoopbackSignInPage
from desktop.gateways.http import HttpLine
from desktop.gateways.yoto.service import Yoto
from desktop.model.command import RequestEvents
from desktop.model.heard import Answer, Heard
from desktop.model.names import PlayerId
from tests.desktop.gateways.support import SAMPLES, TokenBox, endpoints_of, free_port, listening, simulated, until
from tests.helpers.tidiness import collected_here

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


def run_on_qt(app: QApplication, work: Callable[[], Awaitable[None]]) -> None:
    async def all_of_it() -> None:
        await work()

    with collected_here():
        with qasync.QEventLoop(app) as loop:
            loop.run_until_complete(all_of_it())
        del loop  # its timers live in cycles


def test_cards_uploads_and_players_work_on_qts_loop(qapp: QApplication) -> None:
    async def work() -> None:
        with simulated(speed=5.0) as (_, ready):
            bearer = TokenBox(ready.access_token)
            yoto = Yoto(endpoints_of(ready), bearer=bearer, client_id=lambda: ready.client_id)
            assert await yoto.library.cards()
            ticket = await yoto.media.ticket(sha256="0" * 64, file_name="tone.mp3")
            sent: list[int] = []
            tone = SAMPLES / "tone.mp3"
            await yoto.media.send(ticket.url or "", path=tone, mime="audio/mpeg", on_progress=sent.append)
            assert sent
            heard: list[Heard] = []
            player = PlayerId(ready.players[0])
            link = yoto.link()
            await link.connect(
                token=ready.access_token,
                players=[player],
                on_heard=lambda _, said: heard.append(said),
                on_lost=lambda _: None,
            )
            link.send(player, RequestEvents(), request_id="u-1")
            await until(lambda: any(isinstance(said, Answer) and said.request_id == "u-1" for said in heard))
            await link.close()
            await yoto.close()

    run_on_qt(qapp, work)


def test_files_tags_and_the_sign_in_page_work_on_qts_loop(qapp: QApplication, tmp_path: Path) -> None:
    async def work() -> None:
        files, worker = FolderAudioFiles(tmp_path), WorkerProcess()
        port = free_port()
        steps: list[int] = []
        stored = await files.store(SAMPLES / "tone.mp3", on_bytes=steps.append, is_cancelled=lambda: False)
        facts = await WorkerAudioReader(worker).read(stored.path)
        assert (facts.title, steps[-1]) == ("The_Tone", stored.size_bytes)
        await worker.close()
        waiting = asyncio.ensure_future(LoopbackSignInPage(port=port).wait_for_code(state="s", timeout_s=10))
        await listening(port)
        line = HttpLine()
        await line.request("GET", f"http://127.0.0.1:{port}/callback?code=c&state=s")
        assert await waiting == "c"
        await line.close()

    run_on_qt(qapp, work)
