"""Builds all services of one profile and ties them together; the gateways behind them may still be loading."""

from __future__ import annotations

import asyncio
import platform
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from desktop.gateways.reach import Reach
from desktop.gateways.yoto.fields import read_status
from desktop.late import Late, load_now
from desktop.model.account import Endpoints
from desktop.model.errors import Trouble
from desktop.services.artwork import Artwork
from desktop.services.cards import Cards
from desktop.services.connectivity import Connectivity
from desktop.services.family import Family
from desktop.services.family_ports import CloudIdentity, CloudTokenStore, FamilyHome, FamilyLog, FamilyVault
from desktop.services.players import Players
from desktop.services.playlists import Playlists
from desktop.services.ports import (
    AudioFiles,
    AudioReader,
    Clock,
    PlayerLink,
    SignInPage,
    TokenStore,
    YotoAuth,
    YotoDevices,
    YotoLibrary,
    YotoMedia,
)
from desktop.services.recordings import Recordings
from desktop.services.session import Session
from desktop.services.studio import Studio
from desktop.services.supervisor import Supervisor
from desktop.services.sync import Sync
from desktop.services.uploads import Uploads
from desktop.services.vault import Vault
from desktop.store.library import Library

_SYSTEMS = {"linux": "Linux", "darwin": "macOS", "win32": "Windows"}
_WORKSHOP = "desktop.services.workshop"


@dataclass(frozen=True, slots=True)
class Gateways:
    """What becomes known once the heavy modules are loaded: `yoto` is a gateways.yoto.service.Yoto, `cloud` a
    gateways.cloud.service.CloudService."""

    yoto: Any
    token_store: Any
    cloud: Any
    cloud_tokens: Any
    page: Any  # a gateways.browser.LoopbackSignInPage
    audio_files: Any  # a gateways.audio.files.FolderAudioFiles
    worker: Any  # a gateways.audio.process.WorkerProcess
    audio_reader: Any


@dataclass(frozen=True, slots=True)
class Parts:
    """The services of one profile, and what has to be ended with them."""

    studio: Studio
    audio_files: AudioFiles
    audio_reader: AudioReader
    reach: Reach
    clock: Clock
    loaded: asyncio.Future[Gateways]

    async def close(self) -> None:
        """End what the gateways hold: connections, and the process that reads audio."""
        if not self.loaded.done():
            self.loaded.cancel()
            return
        gateways = self.loaded.result()
        await gateways.yoto.close()
        await gateways.cloud.close()
        await gateways.worker.close()


def compose(
    library: Library,
    endpoints: Endpoints,
    *,
    clock: Clock,
    loaded: asyncio.Future[Gateways],
    open_browser: Callable[[str], object],
    on_trouble: Callable[[Trouble], None],
    on_bug: Callable[[str, Exception], None],
) -> Parts:
    """Return the services over `library`. Nothing runs yet. Loop's thread."""
    reach = Reach()
    audio_files = cast(AudioFiles, Late(loaded, "audio_files"))
    audio_reader = cast(AudioReader, Late(loaded, "audio_reader"))
    supervisor = Supervisor(clock=clock, on_trouble=on_trouble, on_bug=on_bug)
    session = Session(
        library=library,
        auth=cast(YotoAuth, Late(loaded, "yoto.auth")),
        page=cast(SignInPage, Late(loaded, "page")),
        token_store=cast(TokenStore, Late(loaded, "token_store")),
        clock=clock,
        open_browser=open_browser,
    )
    yoto_library = cast(YotoLibrary, Late(loaded, "yoto.library"))
    media = cast(YotoMedia, Late(loaded, "yoto.media"))
    artwork = Artwork(library=library, media=media)
    cards = Cards(
        library=library,
        yoto_library=yoto_library,
        artwork=artwork,
        clock=clock,
        supervisor=supervisor,
        own_user_id=lambda: session.account.user_id if session.account else None,
    )
    connectivity = Connectivity(clock=clock)
    family = Family(
        library=library,
        identity=cast(CloudIdentity, Late(loaded, "cloud.identity")),
        home=cast(FamilyHome, Late(loaded, "cloud.home")),
        token_store=cast(CloudTokenStore, Late(loaded, "cloud_tokens")),
        clock=clock,
        device_name=platform.node() or "A computer",
        platform=_SYSTEMS.get(sys.platform, sys.platform),
    )
    vault = Vault(
        library=library,
        remote=cast(FamilyVault, Late(loaded, "cloud.vault")),
        family=family,
        spawn=supervisor.spawn,
        clock=clock,
    )
    uploads = Uploads(library=library, media=media, clock=clock, find_audio=vault.bring)
    studio = Studio(
        library=library,
        session=session,
        recordings=Recordings(library),
        playlists=Playlists(library),
        cards=cards,
        uploads=uploads,
        players=Players(
            library=library,
            devices=cast(YotoDevices, Late(loaded, "yoto.devices")),
            link_factory=lambda: cast(PlayerLink, loaded.result().yoto.link()),
            session=session,
            clock=clock,
            read_shadow=read_status,
            fetch_card=cards.open,
            spawn=supervisor.spawn,
        ),
        artwork=artwork,
        family=family,
        sync=Sync(
            library=library,
            log=cast(FamilyLog, Late(loaded, "cloud.log")),
            family=family,
            connectivity=connectivity,
            clock=clock,
        ),
        vault=vault,
        connectivity=connectivity,
        supervisor=supervisor,
        endpoints=endpoints,
        open_workshop=lambda: load_now(_WORKSHOP).Workshop(
            library=library,
            audio_files=audio_files,
            audio_reader=audio_reader,
            yoto_library=yoto_library,
            media=media,
            uploads=uploads,
            clock=clock,
            supervisor=supervisor,
            find_cover=vault.bring_cover,
        ),
    )
    reach.subscribe(connectivity.note_request)
    studio.players.subscribe_link(lambda link: connectivity.note_live(link.is_connected))
    return Parts(studio, audio_files=audio_files, audio_reader=audio_reader, reach=reach, clock=clock, loaded=loaded)


def folder_of_session(library_folder: Path) -> Path:
    """Return where the encrypted session lies."""
    return library_folder / "session"
