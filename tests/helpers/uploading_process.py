"""A process that works the upload queue of a library until it is killed: `uploading_process FOLDER API AUTH TOKEN`."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from tests.helpers.live_desk import LiveDesk


async def main(folder: Path, api_url: str, auth_url: str, token: str) -> None:
    desk = LiveDesk(folder, api_url=api_url, auth_url=auth_url, token=token)
    await desk.uploads.run()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), *sys.argv[2:5]))
