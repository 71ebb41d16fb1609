"""Uploads, covers, icons and pictures (yoto-api.md 5)."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import quote

import httpx

from desktop.gateways.answers import raise_for, retry_after
from desktop.gateways.disk import opened
from desktop.gateways.http import CONNECT_TIMEOUT_S, HttpLine
from desktop.gateways.yoto.api import YotoApi, parsed, rows, section
from desktop.model.errors import Refused, Unreadable
from desktop.model.icon import Icon
from desktop.model.lenient import Json, amount, number, table, text
from desktop.model.recording import Medium
from desktop.model.upload import Progress, Ticket

READ_BYTES = 256 * 1024  # a trip to a thread each
SEND_BYTES = 64 * 1024  # the step of progress, and what has to leave within the idle time-out
MAX_PICTURE_BYTES = 8 * 1024 * 1024


class HttpYotoMedia:
    """Implements services.ports.YotoMedia."""

    def __init__(self, api: YotoApi, *, line: HttpLine) -> None:
        self._api = api
        self._line = line

    async def ticket(self, *, sha256: str, file_name: str) -> Ticket:
        """Ask whether the bytes with this SHA-256 (hex) may be sent, and where to."""
        query = {"sha256": sha256, "filename": file_name}
        upload = section(await self._api.get("/media/transcode/audio/uploadUrl", params=query), "upload")
        upload_id = upload.get("uploadId")
        if not isinstance(upload_id, str) or not upload_id:
            raise Refused("Yoto did not give a place to upload to.", next_step="Try again in a moment.")
        return Ticket(upload_id=upload_id, url=text(upload.get("uploadUrl")) or None)

    async def send(
        self, url: str, *, path: Path, mime: str, on_progress: Callable[[int], None], idle_timeout_s: float = 60.0
    ) -> None:
        """PUT the file, streamed from the disk, once; no bearer, no redirects, no limit on the whole.

        Raise Offline when the line breaks or nothing moves for `idle_timeout_s`, Busy when storage asks to wait,
        Refused when it says no (the address may have run out: a fresh ticket may help), Unreadable for the file.
        """
        async with opened(lambda: _opened(path)) as file:
            size = os.fstat(file.fileno()).st_size
            answer = await self._line.request(
                "PUT",
                url,
                headers={"Content-Type": mime, "Content-Length": str(size)},
                content=_blocks(file, size_bytes=size, on_progress=on_progress),
                timeout=httpx.Timeout(idle_timeout_s, connect=CONNECT_TIMEOUT_S, pool=None),
            )
        if 300 <= answer.status < 500 and answer.status != 429:
            raise Refused(f"Yoto's storage did not take the file (code {answer.status}).", next_step="Try again.")
        raise_for(answer)

    async def progress(self, upload_id: str) -> Progress:
        """Ask how far the preparation is. Raise NotFound for an unknown upload."""
        path = f"/media/upload/{quote(upload_id, safe='')}/transcoded"
        answer = await self._api.ask(path, params={"loudnorm": "false"})
        return read_progress(section(parsed(answer), "transcode"), retry_after_s=retry_after(answer))

    async def upload_cover(self, picture: bytes, *, mime: str) -> str:
        """Return the address to put into `metadata.cover.imageL`."""
        body = await self._api.post(
            "/media/coverImage/user/me/upload",
            params={"autoconvert": "true", "coverType": "myo"},
            content=picture,
            content_type=mime,
        )
        return _named(section(body, "coverImage"), "mediaUrl")

    async def upload_icon(self, picture: bytes) -> str:
        """Return the media id (43 characters); Yoto makes 16 x 16 of any picture."""
        body = await self._api.post(
            "/media/displayIcons/user/me/upload",
            params={"autoConvert": "true"},
            content=picture,
            content_type="application/octet-stream",
        )
        return _named(section(body, "displayIcon"), "mediaId")

    async def icons(self) -> list[Icon]:
        """Return the family's own icons, then Yoto's."""
        own = rows(await self._api.get("/media/displayIcons/user/me"), "displayIcons")
        public = rows(await self._api.get("/media/displayIcons/user/yoto"), "displayIcons")
        found = [read_icon(raw, is_own=True) for raw in own] + [read_icon(raw, is_own=False) for raw in public]
        return [icon for icon in found if icon.media_id]

    async def fetch(self, url: str) -> bytes:
        """Return a picture's bytes, at most 8 MiB, without our bearer."""
        answer = await self._line.request("GET", url, follow_redirects=True, max_bytes=MAX_PICTURE_BYTES)
        raise_for(answer)
        return answer.body


def read_progress(transcode: Json, *, retry_after_s: float | None = None) -> Progress:
    """Return what a poll says: a `transcodedSha256` is success, a `failedUploadSha256` or the phase failed or error is
    rejection, and every other phase, known or not, is waiting (yoto-api.md 5.2)."""
    state = table(transcode.get("progress"))
    phase = text(state.get("phase"))
    sha = text(transcode.get("transcodedSha256"))
    percent = number(state.get("percent"))
    return Progress(
        phase=phase,
        percent=None if percent is None else max(0, min(100, int(percent))),
        medium=_medium(sha, transcode.get("transcodedInfo")) if sha else None,
        is_rejected=not sha and (bool(transcode.get("failedUploadSha256")) or phase in ("failed", "error")),
        retry_after_s=retry_after_s,
    )


def read_icon(raw: Json, *, is_own: bool) -> Icon:
    """Return one element of an icon list."""
    return Icon(text(raw.get("mediaId")), title=text(raw.get("title")), url=text(raw.get("url")), is_own=is_own)


def _medium(sha: str, info: Any) -> Medium:
    info = table(info)
    return Medium(
        sha=sha,
        duration_s=round(amount(info.get("duration"))),
        size_bytes=int(amount(info.get("fileSize"))),
        format=text(info.get("format")) or "opus",
        channels=text(info.get("channels")) or "stereo",
    )


def _opened(path: Path) -> BinaryIO:
    try:
        return path.open("rb")
    except OSError as error:
        raise Unreadable(f"The file {path.name} cannot be opened.", next_step="Import it again.") from error


async def _blocks(file: BinaryIO, *, size_bytes: int, on_progress: Callable[[int], None]) -> AsyncIterator[bytes]:
    """Yield exactly the announced number of bytes, or raise: too few or too many would break the connection."""
    sent = 0
    while sent < size_bytes:
        try:
            block = await asyncio.to_thread(file.read, min(READ_BYTES, size_bytes - sent))
        except OSError as error:
            raise Unreadable("The file cannot be read any more.", next_step="Import it again.") from error
        if not block:
            raise Unreadable("The file became shorter while it was being sent.", next_step="Import it again.")
        for start in range(0, len(block), SEND_BYTES):
            step = block[start : start + SEND_BYTES]
            yield step
            sent += len(step)
            on_progress(sent)


def _named(holder: Json, name: str) -> str:
    value = text(holder.get(name))
    if not value:
        raise Refused("Yoto did not keep the picture.", next_step="Try again in a moment.")
    return value
