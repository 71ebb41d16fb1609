"""The state from which every run begins: a family with a past, one computer that has not joined, and a second one."""

from __future__ import annotations

import asyncio
import random
import shutil
import socket
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import httpx

from desktop.gateways.cloud.tokens import EncryptedCloudTokens
from tests.desktop.kills.desk import Desk, FixedKeychain, desk
from tests.desktop.kills.forks import forked
from tests.desktop.kills.house import Door, House
from tests.desktop.kills.script import ELDER, ELDERS_COVER, lay_out
from tests.helpers.home import OWNER, PASSWORD

HERE, SECOND, ELDER_NAME = "here", "second", "elder"
_PORTS = (18_000, 30_000)  # below those that the system gives to whoever asks


@dataclass(frozen=True, slots=True)
class Ground:
    """A folder to be copied for each run, and the port that its profiles know."""

    folder: Path
    port: int

    def copy(self, to: Path) -> Path:
        """Return a fresh copy."""
        shutil.copytree(self.folder, to, ignore=lambda _, names: [name for name in names if name == "door"])
        return to


def free_port() -> int:
    """Return a port that nobody uses and that nobody is given by chance."""
    while True:
        port = random.randrange(*_PORTS)
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        return port


def make_ground(folder: Path, *, client_off_s: float = 0.0, server_off_s: int = 0) -> Ground:
    """Make the state in a process of its own, by the app itself as far as it goes."""
    port = free_port()
    folder.mkdir(parents=True)
    lay_out(folder / "sources")
    house = House(folder, port=port, ahead_s=server_off_s)
    try:
        url = f"http://127.0.0.1:{port}"
        made = forked(lambda _: asyncio.run(_settle_down(folder, url=url, off_s=client_off_s)))
        assert not made.has_failed, "the ground could not be made"
    finally:
        house.end()
    (folder / "door").unlink()
    return Ground(folder, port)


def seeded(name: str) -> Callable[[int], bytes]:
    """Return chance that is the same each time."""
    return random.Random(name).randbytes


async def _settle_down(folder: Path, *, url: str, off_s: float) -> None:
    async with desk(folder, name=ELDER_NAME, client=httpx.AsyncClient, off_s=off_s, entropy=seeded("elder")) as elder:
        cloud = await elder.family.find(url)
        code = Door(folder).ask("owner_code")
        await elder.family.sign_up(cloud, email=OWNER, password=PASSWORD, owner_code=code)
        await elder.family.sign_in(cloud, email=OWNER, password=PASSWORD)
        await elder.family.found("The Millers")
        await _fill(elder, folder / "past")
    Door(folder).ask("let_go", days=40)
    for name in (HERE, SECOND):
        async with desk(folder, name=name, client=httpx.AsyncClient, off_s=off_s, entropy=seeded(name)) as one:
            await one.family.sign_in(cloud, email=OWNER, password=PASSWORD)
        await _age_tokens(folder / name / "session")
    shutil.rmtree(folder / ELDER_NAME)
    shutil.rmtree(folder / "past")


async def _fill(elder: Desk, past: Path) -> None:
    (past / "Old").mkdir(parents=True)
    for number, data in enumerate(ELDER):
        (past / "Old" / f"elder {number}.mp3").write_bytes(data)
    await elder.bring_in(past / "Old")
    (playlist,) = elder.library.playlists.all()
    await elder.playlists.set_cover(playlist.key, ELDERS_COVER)
    await elder.sync_up()
    await elder.carry()
    await elder.sync_up()


async def _age_tokens(session: Path) -> None:
    """Have the next start renew its session first: that, too, is to survive."""
    store = EncryptedCloudTokens(session, open_keychain=FixedKeychain)
    tokens = await store.load()
    assert tokens is not None
    await store.save(replace(tokens, expires_at=0.0))
