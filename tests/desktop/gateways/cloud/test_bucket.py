"""What else a bucket may answer to bytes that are put or asked for, and a disk that takes no more."""

from __future__ import annotations

import hashlib
from collections import namedtuple
from pathlib import Path
from typing import Any

import httpx
import pytest

from desktop.gateways.cloud.vault import HttpFamilyVault
from desktop.gateways.http import HttpLine
from desktop.model.errors import Busy, CloudFull, NoRoom, NotFound, Offline, Refused, Trouble, Unreadable
from tests.desktop.gateways.cloud.bearing import scripted
from tests.desktop.gateways.support import Script

SONG = bytes(range(256)) * 400
SHA256 = hashlib.sha256(SONG).hexdigest()
BUCKET = "https://bucket.example/song?signature=1"
WHERE = {"url": BUCKET, "size": len(SONG)}
PUT = {"put": {"url": BUCKET, "headers": {"x-amz-checksum-sha256": "abc", "Content-Type": "audio/mpeg"}}}
Usage = namedtuple("Usage", "total used free")


async def freely(_size: int) -> None:
    """Let every block pass."""


def vault_of(*answers: httpx.Response | Exception) -> tuple[HttpFamilyVault, Script, HttpLine]:
    script = Script(*answers)
    api, _, line = scripted(script)
    return HttpFamilyVault(api, line=line), script, line


def told(body: Any) -> httpx.Response:
    return httpx.Response(200, json=body)


async def fetched(tmp_path: Path, *answers: httpx.Response | Exception) -> tuple[bytes, list[httpx.Request]]:
    """Fetch the song, a thousand bytes of which are here; return what is in its place, and what was asked."""
    vault, script, line = vault_of(*answers)
    (tmp_path / "song.mp3.part").write_bytes(SONG[:1000])
    try:
        await vault.fetch(SHA256, to=tmp_path / "song.mp3", on_bytes=lambda _size: None, pace=freely)
    finally:
        await line.close()
    return (tmp_path / "song.mp3").read_bytes(), script.requests


def rest(start: int, *, says: int | None = None) -> httpx.Response:
    place = f"bytes {start if says is None else says}-{len(SONG) - 1}/{len(SONG)}"
    return httpx.Response(206, stream=httpx.ByteStream(SONG[start:]), headers={"Content-Range": place})


def whole(content: bytes) -> httpx.Response:
    return httpx.Response(200, stream=httpx.ByteStream(content))


async def test_the_rest_is_asked_for_without_our_bearer(tmp_path: Path) -> None:
    content, requests = await fetched(tmp_path, told(WHERE), rest(1000))
    assert content == SONG
    assert requests[1].headers["Range"] == "bytes=1000-"
    assert "Authorization" not in requests[1].headers


async def test_a_bucket_that_knows_no_ranges_gives_the_whole(tmp_path: Path) -> None:
    content, _ = await fetched(tmp_path, told(WHERE), whole(SONG))
    assert content == SONG


async def test_another_piece_than_was_asked_for_is_not_taken(tmp_path: Path) -> None:
    content, requests = await fetched(tmp_path, told(WHERE), rest(2000), told(WHERE), whole(SONG))
    assert content == SONG
    assert "Range" not in requests[3].headers


async def test_a_piece_that_begins_elsewhere_than_it_says_is_noticed(tmp_path: Path) -> None:
    content, _ = await fetched(tmp_path, told(WHERE), rest(999, says=1000), told(WHERE), whole(SONG))
    assert content == SONG


async def test_too_few_bytes_and_too_many_are_never_the_file(tmp_path: Path) -> None:
    short, long = whole(SONG[:-1]), whole(SONG + b"!")
    with pytest.raises(Unreadable):
        await fetched(tmp_path, told(WHERE), short, told(WHERE), long)
    assert not (tmp_path / "song.mp3").exists()


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ([httpx.Response(404, json={"error": {"code": "no_blob"}})], NotFound),
        ([told(WHERE), httpx.Response(503)], Busy),
        ([told(WHERE), httpx.ConnectError("gone")], Offline),
        ([told(WHERE), httpx.Response(403)] * 4, Busy),
        ([told({"url": 7, "size": 1})], Busy),
        ([told({"url": BUCKET, "size": -1})], Busy),
        ([told({"url": BUCKET, "size": True})], Busy),
        ([told({"url": "http://bucket.example", "size": 5})], Refused),
    ],
)
async def test_what_is_not_fetched_says_why_and_keeps_what_came(
    tmp_path: Path, answers: list[httpx.Response | Exception], expected: type[Trouble]
) -> None:
    with pytest.raises(expected):
        await fetched(tmp_path, *answers)
    assert not (tmp_path / "song.mp3").exists()
    assert (tmp_path / "song.mp3.part").read_bytes() == SONG[:1000]


async def test_a_full_disk_is_noticed_before_anything_is_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda _path: Usage(10**9, 10**9, 1000))
    with pytest.raises(NoRoom, match="not enough room"):
        await fetched(tmp_path, told(WHERE))


async def test_a_folder_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    vault, _, line = vault_of(told(WHERE))
    with pytest.raises(NoRoom):
        await vault.fetch(SHA256, to=tmp_path / "file" / "song.mp3", on_bytes=lambda _size: None, pace=freely)
    await line.close()


async def sent(tmp_path: Path, *answers: httpx.Response | Exception) -> list[httpx.Request]:
    """Send the song; return what was asked."""
    vault, script, line = vault_of(*answers)
    song = tmp_path / "song.mp3"
    song.write_bytes(SONG)
    try:
        await vault.send(song, sha256=SHA256, mime="audio/mpeg", on_bytes=lambda _size: None, pace=freely)
    finally:
        await line.close()
    return script.requests


async def test_bytes_are_put_with_just_the_headers_that_were_given(tmp_path: Path) -> None:
    requests = await sent(tmp_path, told(PUT), httpx.Response(200), told({}))
    put = requests[1]
    assert (put.method, str(put.url)) == ("PUT", BUCKET)
    assert put.headers["x-amz-checksum-sha256"] == "abc"
    assert put.headers["Content-Length"] == str(len(SONG))
    assert "Transfer-Encoding" not in put.headers
    assert "Authorization" not in put.headers
    assert put.content == SONG
    assert requests[2].url.path == f"/v1/blobs/{SHA256}/complete"


async def test_bytes_that_somebody_else_has_put_there_are_as_good(tmp_path: Path) -> None:
    requests = await sent(tmp_path, told(PUT), httpx.Response(412), told({}))
    assert len(requests) == 3


async def test_an_address_that_has_run_out_is_asked_for_anew(tmp_path: Path) -> None:
    incomplete = httpx.Response(409, json={"error": {"code": "blob_incomplete"}})
    requests = await sent(
        tmp_path, told(PUT), httpx.Response(403), incomplete, told(PUT), httpx.Response(200), told({})
    )
    assert [request.method for request in requests] == ["POST", "PUT", "POST"] * 2


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ([told(PUT), httpx.Response(503, headers={"Retry-After": "7"})], Busy),
        ([told(PUT), httpx.Response(507)], CloudFull),
        ([told(PUT), httpx.Response(413)], CloudFull),
        ([told(PUT), httpx.Response(302, headers={"Location": "https://evil.example"})], Refused),
        ([told(PUT), httpx.WriteError("cut")], Offline),
        ([httpx.Response(507, json={"error": {"code": "quota"}})], CloudFull),
        ([told({"put": {"url": "", "headers": {}}})], Busy),
        ([told({"put": {"url": BUCKET, "headers": {"a": 1}}})], Busy),
        ([told({"put": {"url": "http://bucket.example/x", "headers": {}}})], Refused),
        ([told({"multipart": {"part_size": 5, "parts": []}})], Busy),
        (
            [told({"multipart": {"part_size": 8 * 1024 * 1024, "parts": [{"n": 9, "url": BUCKET, "headers": {}}]}})],
            Busy,
        ),
        ([told({})], Busy),
    ],
)
async def test_what_is_not_sent_says_why(
    tmp_path: Path, answers: list[httpx.Response | Exception], expected: type[Trouble]
) -> None:
    with pytest.raises(expected) as caught:
        await sent(tmp_path, *answers)
    assert "Yoto" not in caught.value.title + caught.value.sentence()


async def test_a_refusal_to_complete_that_is_none_of_the_known_is_told(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        await sent(tmp_path, told(PUT), httpx.Response(200), httpx.Response(404, json={"message": "Not Found"}))
