"""The bundle of gateways: built in a thread, used on the loop, true to the services' ports."""

from __future__ import annotations

import asyncio

from desktop.gateways.audio.files import FolderAudioFiles
from desktop.gateways.audio.reader import WorkerAudioReader, WorkerPictureReader
from desktop.gateways.browser import LoopbackSignInPage
from desktop.gateways.clock import SystemClock
from desktop.gateways.keychain import EncryptedTokenStore, MemoryTokenStore
from desktop.gateways.yoto.auth import HttpYotoAuth
from desktop.gateways.yoto.devices import HttpYotoDevices
from desktop.gateways.yoto.library import HttpYotoLibrary
from desktop.gateways.yoto.link import PahoPlayerLink
from desktop.gateways.yoto.media import HttpYotoMedia
from desktop.gateways.yoto.service import Yoto
from desktop.services import ports
from tests.desktop.gateways.support import TokenBox, endpoints_of, simulated

# What mypy holds each gateway to.
IMPLEMENTED: tuple[
    type[ports.Clock],
    type[ports.SignInPage],
    type[ports.YotoAuth],
    type[ports.TokenStore],
    type[ports.TokenStore],
    type[ports.YotoLibrary],
    type[ports.YotoMedia],
    type[ports.YotoDevices],
    type[ports.PlayerLink],
    type[ports.AudioReader],
    type[ports.AudioFiles],
    type[ports.PictureReader],
] = (
    SystemClock,
    LoopbackSignInPage,
    HttpYotoAuth,
    EncryptedTokenStore,
    MemoryTokenStore,
    HttpYotoLibrary,
    HttpYotoMedia,
    HttpYotoDevices,
    PahoPlayerLink,
    WorkerAudioReader,
    FolderAudioFiles,
    WorkerPictureReader,
)


async def test_a_bundle_built_in_a_thread_serves_on_the_loop() -> None:
    with simulated() as (_, ready):
        bearer = TokenBox(ready.access_token)
        yoto = await asyncio.to_thread(
            lambda: Yoto(endpoints_of(ready), bearer=bearer, client_id=lambda: ready.client_id)
        )
        answered: list[bool] = []
        yoto.reach.subscribe(answered.append)
        cards, players, icons = await asyncio.gather(yoto.library.cards(), yoto.devices.players(), yoto.media.icons())
        assert cards
        assert players
        assert icons
        assert set(answered) == {True}
        cover = next(card.cover_url for card in cards if card.cover_url)
        assert await yoto.media.fetch(cover)
        assert (await yoto.auth.refresh(ready.refresh_token)).access_token
        await yoto.close()
