"""One profile that is open: its window, its services, what loads behind them, and how all of it ends."""

from __future__ import annotations

import asyncio
import logging
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent

from desktop.compose import Gateways, Parts, compose, folder_of_session
from desktop.gateways.clock import SystemClock
from desktop.late import load, load_now
from desktop.model.account import Endpoints, Tokens
from desktop.model.errors import Trouble
from desktop.services.ports import Clock
from desktop.services.session import CLIENT_ID
from desktop.services.upkeep import Upkeep
from desktop.store.library import Library
from desktop.ui.assembly import Screen, assemble
from desktop.ui.bind import end_errands
from desktop.ui.first_paint import FirstPaint
from desktop.ui.look import Look
from desktop.ui.resources import RESOURCES
from desktop.ui.switchboard import Switchboard

if TYPE_CHECKING:
    from backend.local.mailbox import Letter
    from backend.local.server import HomeServer
    from backend.simulator.simulation import Simulation

_log = logging.getLogger(__name__)
_BACKSTAGE = "desktop.ui.backstage"
_SOUND = "desktop.ui.sound"
_WORKSHOP = "desktop.services.workshop"
_DEMO = "desktop.services.demo"
_SERVICE = "desktop.gateways.yoto.service"
_KEYCHAIN = "desktop.gateways.keychain"
_SIMULATION = "backend.simulator.simulation"
_WORKER = "desktop.gateways.audio.process"
_READER = "desktop.gateways.audio.reader"
_FILES = "desktop.gateways.audio.files"
_PAGE = "desktop.gateways.browser"
_CLOUD = "desktop.gateways.cloud.service"
_CLOUD_TOKENS = "desktop.gateways.cloud.tokens"
_HOME_SERVER = "backend.local.server"
_MAILBOX = "backend.local.mailbox"
# A demo shows the whole road in a sitting, where the real service takes minutes.
DEMO_TRANSCODE_S = (2.0, 5.0)
DEMO_SYNC_S = (2.0, 4.0)


@dataclass(slots=True)
class Life:
    """Made by `open_life`. `ended` is set by the person who closes the window, or asks for another profile."""

    parts: Parts
    screen: Screen
    ended: asyncio.Event
    wants_demo: bool = False
    simulation: Simulation | None = None
    demo_cloud: HomeServer | None = None
    _begun: list[asyncio.Task[None]] = field(default_factory=list)

    async def close(self) -> None:
        """Stop the services in reverse order, let go of files, sockets and threads, and take the window down."""
        studio = self.parts.studio
        self.screen.listening.stop()
        await end_errands(self.screen.window)
        await studio.supervisor.stop()
        await studio.session.close()
        await studio.family.close()
        await self.parts.close()
        for simulated in (self.simulation, self.demo_cloud):
            if simulated is not None:
                await asyncio.to_thread(simulated.stop)
        self.screen.window.hide()
        for widget in (self.screen.welcome, self.screen.window):  # the window need never have shown the welcome
            widget.deleteLater()
            QCoreApplication.sendPostedEvents(widget, QEvent.Type.DeferredDelete)  # its timers ask the library
        studio.library.close()


def open_life(
    folder: Path,
    look: Look,
    *,
    endpoints: Endpoints,
    is_demo: bool,
    open_browser: Callable[[str], object],
    on_bug: Callable[[str, Exception], None],
    first_page: str = "",
    clock: Clock | None = None,
) -> Life:
    """Open the profile in `folder` and show its window; the heavy parts follow in the background.

    Raise Trouble when the library cannot be opened (another window has it, it is damaged, a newer version made it).
    """
    clock = clock or SystemClock()
    library = Library.open(folder, clock=clock.now)
    ended = asyncio.Event()
    loaded: asyncio.Future[Gateways] = asyncio.get_running_loop().create_future()
    screens: list[Screen] = []

    def tell(trouble: Trouble) -> None:
        for one in screens:
            one.window.show_trouble(trouble)

    parts = compose(
        library,
        endpoints,
        clock=clock,
        loaded=loaded,
        open_browser=open_browser,
        on_trouble=tell,
        on_bug=on_bug,
    )
    screen = assemble(
        parts.studio,
        look,
        on_close=ended.set,
        open_backstage=lambda: load_now(_BACKSTAGE).Backstage(
            parts.studio,
            look,
            screen=screen,
            board=board,
            is_demo=is_demo,
            open_demo_cloud=(lambda: _open_demo_cloud(life)) if is_demo else None,
        ),
        open_sound=lambda parent: load_now(_SOUND).Sound(parent),
    )
    board = Switchboard(parts.studio, screen, look, is_demo=is_demo)
    screens.append(screen)
    life = Life(parts, screen=screen, ended=ended)
    screen.welcome.demo_wanted.connect(lambda: _switch_to_demo(life))
    if first_page:
        screen.window.show_page(first_page)
    else:
        screen.window.restore()
    first_paint = FirstPaint(screen.window)
    screen.window.show()
    parts.studio.supervisor.spawn("begin", _begin(life, first_paint, is_demo=is_demo))
    return life


def _switch_to_demo(life: Life) -> None:
    life.wants_demo = True
    life.screen.window.close()


async def _begin(life: Life, first_paint: FirstPaint, *, is_demo: bool) -> None:
    """Do what the first paint need not wait for: the parts behind it, the services that run, the gateways."""
    await first_paint.over()
    await load(_WORKSHOP, _BACKSTAGE, _SOUND)
    for _ in life.screen.finish():
        await asyncio.sleep(0)
    studio = life.parts.studio
    studio.supervisor.start("uploads", studio.uploads.run)
    studio.supervisor.start("players", studio.players.run)
    studio.supervisor.start("sync", studio.sync.run)
    studio.supervisor.start("vault", studio.vault.run)
    await (_connect_demo(life) if is_demo else _connect(life))


async def _connect(life: Life) -> None:
    """Load the gateways and take up the last session."""
    parts = life.parts
    keychain, cloud_tokens = await load(_KEYCHAIN, _CLOUD_TOKENS)
    folder = folder_of_session(parts.studio.library.folder)
    folder.mkdir(parents=True, exist_ok=True)
    await _provide(
        parts,
        parts.studio.endpoints,
        token_store=keychain.EncryptedTokenStore(folder),
        cloud_tokens=cloud_tokens.EncryptedCloudTokens(folder),
    )
    await parts.studio.session.restore()
    await parts.studio.family.restore()
    Upkeep(parts.studio).begin()


async def _connect_demo(life: Life) -> None:
    """Start the simulated Yoto, sign in to it, and fill the library."""
    keychain, cloud_tokens, simulation, demo = await load(_KEYCHAIN, _CLOUD_TOKENS, _SIMULATION, _DEMO)
    options = simulation.SimulationOptions(
        transcode_seconds=DEMO_TRANSCODE_S, card_sync_s=DEMO_SYNC_S, auto_approve=True
    )
    life.simulation = simulation.Simulation(options)
    ready = await asyncio.to_thread(life.simulation.start)
    endpoints = Endpoints(
        auth_url=ready.auth_url,
        api_url=ready.api_url,
        mqtt_host=ready.mqtt.host,
        mqtt_port=ready.mqtt.port,
        mqtt_path=ready.mqtt.path,
        mqtt_tls=False,
    )
    store = keychain.MemoryTokenStore()
    await store.save(Tokens(ready.access_token, ready.refresh_token, expires_at=0.0))
    parts = life.parts
    parts.studio.library.transact(
        "Begin the demo", lambda tx: tx.set_preference(CLIENT_ID, ready.client_id), undoable=False
    )
    await _provide(parts, endpoints, token_store=store, cloud_tokens=cloud_tokens.MemoryCloudTokens())
    await parts.studio.session.restore()
    family = demo.DemoFamily(
        parts.studio, folder=RESOURCES / "demo", audio_files=parts.audio_files, audio_reader=parts.audio_reader
    )
    await family.fill()
    Upkeep(parts.studio).begin()


async def _open_demo_cloud(life: Life) -> str:
    """Start the demo's own cloud, if it does not run yet, and return its address. Its letters come to the window."""
    server, mailbox = await load(_HOME_SERVER, _MAILBOX)
    loop = asyncio.get_running_loop()

    def show(letter: Letter) -> None:
        loop.call_soon_threadsafe(life.screen.family.show_letter, letter.email, letter.code)

    if life.demo_cloud is None:
        folder = life.parts.studio.library.folder.parent / "demo-cloud"
        await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)
        cloud = server.HomeServer(folder, kind="demo", name="The demo's cloud", mailbox=mailbox.Mailbox(show))
        await asyncio.to_thread(cloud.start)
        life.demo_cloud = cloud
    return life.demo_cloud.url


async def _provide(parts: Parts, endpoints: Endpoints, *, token_store: object, cloud_tokens: object) -> None:
    """Build the gateways, for which the services may have been waiting."""
    service, process, reader, files, browser, cloud = await load(_SERVICE, _WORKER, _READER, _FILES, _PAGE, _CLOUD)
    session = parts.studio.session
    worker = process.WorkerProcess()
    parts.loaded.set_result(
        Gateways(
            yoto=service.Yoto(
                endpoints,
                bearer=session,
                client_id=lambda: session.client_id,
                clock=parts.clock,
                reach=parts.reach,
            ),
            token_store=token_store,
            cloud=cloud.CloudService(bearer=parts.studio.family, clock=parts.clock),
            cloud_tokens=cloud_tokens,
            page=browser.LoopbackSignInPage(),
            audio_files=files.FolderAudioFiles(parts.studio.library.folder),
            worker=worker,
            audio_reader=reader.WorkerAudioReader(worker),
        )
    )
