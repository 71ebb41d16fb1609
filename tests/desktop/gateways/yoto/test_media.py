"""Uploads and pictures: what goes over a real socket, and what Yoto's answers mean."""

from __future__ import annotations

import asyncio
import hashlib
import resource
import socket
from collections.abc import Awaitable, Callable
from pathlib import Path

import httpx
import pytest

from desktop.gateways.http import HttpLine
from desktop.gateways.yoto.api import YotoApi
from desktop.gateways.yoto.media import HttpYotoMedia, read_progress
from desktop.model.errors import Busy, NotFound, Offline, Refused, Unreadable
from desktop.model.icon import Icon
from desktop.model.recording import Medium
from desktop.model.upload import Ticket
from tests.desktop.gateways.support import (
    SAMPLES,
    Script,
    StillClock,
    TokenBox,
    scripted_api,
    scripted_line,
    serving,
    simulated,
    until,
)

MIB = 1024 * 1024
SONG_BYTES = 3 * MIB + 3
TONE = SAMPLES / "tone.mp3"
Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


class Bucket:
    """A storage server on a real socket that keeps what it was sent."""

    def __init__(self, *, status: str = "200 OK", block_bytes: int = MIB, pause_s: float = 0.0) -> None:
        self.head = ""
        self.digest = hashlib.sha256()
        self.got_bytes = 0
        self._status = status
        self._block_bytes = block_bytes
        self._pause_s = pause_s

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.head = (await reader.readuntil(b"\r\n\r\n")).decode()
        while self.got_bytes < int(self.headers["content-length"]):
            await asyncio.sleep(self._pause_s)
            block = await reader.read(self._block_bytes)
            if not block:
                return
            self.digest.update(block)
            self.got_bytes += len(block)
        writer.write(f"HTTP/1.1 {self._status}\r\nContent-Length: 0\r\nLocation: /else\r\n\r\n".encode())
        await writer.drain()

    @property
    def headers(self) -> dict[str, str]:
        lines = [line.split(": ", 1) for line in self.head.splitlines()[1:] if line]
        return {name.lower(): value for name, value in lines}


def media_on(line: HttpLine, *, base_url: str = "https://api.example.org") -> HttpYotoMedia:
    return HttpYotoMedia(YotoApi(line, base_url=base_url, bearer=TokenBox(), clock=StillClock()), line=line)


async def send(
    serve: Serve, path: Path, *, idle_timeout_s: float = 60.0, on_progress: Callable[[int], None] = lambda _: None
) -> None:
    line = HttpLine()
    try:
        async with serving(serve) as address:
            await media_on(line).send(
                f"{address}/put?X-Amz-Signature=s",
                path=path,
                mime="audio/mpeg",
                on_progress=on_progress,
                idle_timeout_s=idle_timeout_s,
            )
    finally:
        await line.close()


def sha256_of(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.fixture
def song(tmp_path: Path) -> Path:
    path = tmp_path / "song.mp3"
    path.write_bytes(bytes(range(256)) * (SONG_BYTES // 256) + bytes(SONG_BYTES % 256))
    return path


async def test_quirk_19_the_file_goes_out_with_its_length_and_type_and_without_our_bearer(song: Path) -> None:
    bucket = Bucket()
    await send(bucket, song)
    assert bucket.head.startswith("PUT /put?X-Amz-Signature=s HTTP/1.1")
    assert bucket.headers["content-length"] == str(SONG_BYTES)
    assert bucket.headers["content-type"] == "audio/mpeg"
    assert "authorization" not in bucket.headers
    assert "transfer-encoding" not in bucket.headers
    assert bucket.digest.hexdigest() == sha256_of(song)


async def test_quirk_19_the_real_storage_host_takes_what_the_app_sends() -> None:
    with simulated(speed=50.0) as (_, ready):
        line = HttpLine()
        bearer = TokenBox(ready.access_token)
        media = HttpYotoMedia(YotoApi(line, base_url=ready.api_url, bearer=bearer, clock=StillClock()), line=line)
        sha256 = sha256_of(TONE)
        ticket = await media.ticket(sha256=sha256, file_name="song.mp3")
        assert ticket.url is not None
        await media.send(ticket.url, path=TONE, mime="audio/mpeg", on_progress=lambda _: None)
        again = await media.ticket(sha256=sha256, file_name="song.mp3")
        assert again == Ticket(upload_id=ticket.upload_id, url=None)
        assert not (await media.progress(ticket.upload_id)).is_rejected
        with pytest.raises(NotFound):
            await media.progress("unknown")
        await line.close()


async def test_progress_grows_in_small_steps_up_to_the_whole_file(song: Path) -> None:
    steps: list[int] = []
    await send(Bucket(), song, on_progress=steps.append)
    assert steps == sorted(steps)
    assert steps[-1] == SONG_BYTES
    assert max(after - before for before, after in zip([0, *steps], steps, strict=False)) <= 64 * 1024


async def test_progress_is_not_far_ahead_of_what_has_arrived(tmp_path: Path) -> None:
    path = tmp_path / "long.mp3"
    path.write_bytes(bytes(16 * MIB))
    gate = asyncio.Event()
    bucket = Bucket()

    async def slow(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await gate.wait()
        await bucket(reader, writer)

    steps: list[int] = [0]
    sending = asyncio.ensure_future(send(slow, path, on_progress=steps.append))
    await until(lambda: len(steps) > 2)
    await asyncio.sleep(0.2)
    assert steps[-1] < 8 * MIB  # what fits into the sockets' buffers of this machine
    gate.set()
    await sending
    assert steps[-1] == bucket.got_bytes == 16 * MIB


async def test_an_empty_file_is_sent_as_one(tmp_path: Path) -> None:
    path = tmp_path / "empty.mp3"
    path.touch()
    bucket = Bucket()
    await send(bucket, path)
    assert bucket.headers["content-length"] == "0"


async def test_a_line_on_which_nothing_moves_is_given_up(tmp_path: Path) -> None:
    path = tmp_path / "long.mp3"
    path.write_bytes(bytes(32 * MIB))

    async def stuck(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await asyncio.Event().wait()

    with pytest.raises(Offline):
        await send(stuck, path, idle_timeout_s=0.3)


async def test_a_slow_line_that_moves_is_not_given_up(song: Path) -> None:
    bucket = Bucket(block_bytes=SONG_BYTES // 20, pause_s=0.15)  # 3 s and more in all

    async def slow(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 64 * 1024)
        await bucket(reader, writer)

    await send(slow, song, idle_timeout_s=2.0)
    assert bucket.got_bytes == SONG_BYTES


@pytest.mark.parametrize(
    ("status", "expected"),
    [("403 Forbidden", Refused), ("400 Bad Request", Refused), ("307 Elsewhere", Refused), ("503 Slow Down", Busy)],
)
async def test_what_storage_says_no_to_is_not_a_success(song: Path, status: str, expected: type[Exception]) -> None:
    with pytest.raises(expected):
        await send(Bucket(status=status), song)


async def test_a_connection_that_breaks_on_the_way_is_told(song: Path) -> None:
    async def breaking(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readexactly(64 * 1024)
        writer.transport.abort()

    with pytest.raises(Offline):
        await send(breaking, song)


async def test_a_file_that_is_gone_is_unreadable(tmp_path: Path) -> None:
    with pytest.raises(Unreadable):
        await send(Bucket(), tmp_path / "gone.mp3")


async def test_a_file_cut_short_on_the_way_is_not_a_success(tmp_path: Path) -> None:
    path = tmp_path / "long.mp3"
    path.write_bytes(bytes(32 * MIB))

    def truncate(sent_bytes: int) -> None:
        if sent_bytes == 64 * 1024:
            with path.open("r+b") as file:
                file.truncate(2 * MIB)

    with pytest.raises(Unreadable):
        await send(Bucket(), path, on_progress=truncate)


async def test_a_send_that_is_cancelled_ends_at_once(tmp_path: Path) -> None:
    path = tmp_path / "long.mp3"
    path.write_bytes(bytes(32 * MIB))
    steps: list[int] = []

    async def stuck(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await asyncio.Event().wait()

    sending = asyncio.ensure_future(send(stuck, path, on_progress=steps.append))
    await until(lambda: steps)
    sending.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asyncio.wait_for(sending, 5)


async def test_a_large_file_is_never_held_in_memory(tmp_path: Path) -> None:
    path = tmp_path / "large.mp3"
    with path.open("wb") as file:
        file.truncate(200 * MIB)
    before_kib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    await send(Bucket(), path)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before_kib < 40 * 1024


def test_quirk_15_an_unknown_phase_is_waiting() -> None:
    for phase in ("queued", "downloading", "analyzing", "transcoding", "complete", "polishing", ""):
        said = read_progress({"progress": {"phase": phase, "percent": "40"}, "transcodedSha256": None})
        assert (said.phase, said.percent, said.medium, said.is_rejected) == (phase, 40, None, False)
    assert not read_progress({"progress": None}).is_rejected


def test_only_a_failed_sha_or_a_failed_phase_is_a_rejection() -> None:
    assert read_progress({"progress": None, "failedUploadSha256": "x"}).is_rejected
    assert read_progress({"progress": {"phase": "failed"}}).is_rejected
    assert read_progress({"progress": {"phase": "error"}}).is_rejected


def test_a_transcoded_sha_is_success_with_the_stored_format() -> None:
    info = {"duration": 1046, "fileSize": "8979556", "format": "opus", "channels": "mono"}
    said = read_progress({"transcodedSha256": "S" * 43, "transcodedInfo": info, "progress": {"phase": "error"}})
    assert said.medium == Medium("S" * 43, duration_s=1046, size_bytes=8979556, format="opus", channels="mono")
    assert not said.is_rejected


async def test_a_poll_says_when_to_come_back() -> None:
    script = Script(httpx.Response(202, json={"transcode": {"progress": None}}, headers={"Retry-After": "9"}))
    api = scripted_api(script)
    said = await HttpYotoMedia(api, line=scripted_line(script)).progress("up/1")
    assert said.retry_after_s == 9.0
    assert script.requests[0].url.raw_path == b"/media/upload/up%2F1/transcoded?loudnorm=false"


async def test_pictures_go_up_as_raw_bytes_and_come_back_as_references() -> None:
    script = Script(
        httpx.Response(200, json={"coverImage": {"mediaId": "m", "mediaUrl": "https://card-content.example.org/m"}}),
        httpx.Response(200, json={"displayIcon": {"mediaId": "I" * 43, "url": {}}}),
        httpx.Response(200, json={"coverImage": {}}),
    )
    media = HttpYotoMedia(scripted_api(script), line=scripted_line(script))
    assert await media.upload_cover(b"\x89PNG", mime="image/png") == "https://card-content.example.org/m"
    assert await media.upload_icon(b"\x89PNG") == "I" * 43
    with pytest.raises(Refused):
        await media.upload_cover(b"\x89PNG", mime="image/png")
    cover, icon, _ = script.requests
    assert (cover.content, cover.headers["Content-Type"]) == (b"\x89PNG", "image/png")
    assert dict(cover.url.params) == {"autoconvert": "true", "coverType": "myo"}
    assert (icon.content, dict(icon.url.params)) == (b"\x89PNG", {"autoConvert": "true"})


async def test_icons_are_the_familys_own_and_then_yotos() -> None:
    script = Script(
        httpx.Response(200, json={"displayIcons": [{"mediaId": "own", "url": {}}, {"url": "no id"}, 7]}),
        httpx.Response(200, json={"displayIcons": [{"mediaId": "pub", "title": "Moon", "url": "https://x/pub"}]}),
    )
    media = HttpYotoMedia(scripted_api(script), line=scripted_line(script))
    assert await media.icons() == [
        Icon("own", is_own=True),
        Icon("pub", title="Moon", url="https://x/pub"),
    ]


async def test_a_picture_is_fetched_across_a_redirect_without_our_bearer() -> None:
    script = Script(
        httpx.Response(302, headers={"Location": "https://images.example.org/b"}), httpx.Response(200, content=b"PNG")
    )
    media = HttpYotoMedia(scripted_api(script), line=scripted_line(script))
    assert await media.fetch("https://images.example.org/a") == b"PNG"
    assert all("Authorization" not in request.headers for request in script.requests)


async def test_a_picture_of_more_than_eight_mebibytes_is_not_taken() -> None:
    script = Script(httpx.Response(200, content=bytes(8 * MIB + 1)))
    with pytest.raises(Refused):
        await HttpYotoMedia(scripted_api(script), line=scripted_line(script)).fetch("https://images.example.org/a")
