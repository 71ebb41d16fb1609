"""The app as a process of its own, which uploads a folder until it is killed; run as a module by a journey."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from pathlib import Path

import keyring
import qasync

from desktop import app
from desktop.life import Life
from desktop.model.account import Endpoints
from desktop.options import Options
from desktop.ui.application import make_application, make_look
from tests.helpers.journey import FileKeyring, keychain_of


async def run(folder: Path, music: Path, endpoints: Endpoints) -> None:
    """Open the app, take the folder in, upload all of it, and say "sending" once bytes are on the line."""
    opened: asyncio.Future[Life] = asyncio.get_running_loop().create_future()
    options = Options(folder=folder, endpoints=endpoints)
    living = asyncio.ensure_future(app.live(options, make_look(app_of_process), on_open=opened.set_result))
    studio = (await opened).parts.studio
    result = await studio.importer.start([music]).finished
    has_begun = asyncio.Event()
    studio.uploads.subscribe(lambda keys: has_begun.set() if any(map(studio.uploads.live, keys)) else None)
    studio.uploads.want(result.added)
    await has_begun.wait()
    sys.stdout.write("sending\n")
    sys.stdout.flush()
    await living


if __name__ == "__main__":
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    profile, dropped = Path(sys.argv[1]), Path(sys.argv[2])
    keyring.set_keyring(FileKeyring(keychain_of(profile)))
    app_of_process = make_application()
    with qasync.QEventLoop(app_of_process) as loop:
        loop.run_until_complete(run(profile, dropped, Endpoints(**json.loads(sys.argv[3]))))
