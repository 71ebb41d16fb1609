"""What the server's own bucket promises beyond what every bucket does."""

from __future__ import annotations

import hashlib
import os
import socket
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path

import httpx
import pytest

from backend.core.ports import Sending
from backend.local.leave import Leave, address
from backend.local.object_routes import ObjectRoutes
from backend.local.objects import FolderObjects
from tests.backend.adapters.ground import served
from tests.backend.local.home import until
from tests.helpers.family_memory import MovableClock

SECRET = b"s" * 32
KEY = "fam/f/b/aa/file"
BODY = os.urandom(3_000_000)
SHA256 = hashlib.sha256(BODY).hexdigest()


@pytest.fixture
def objects(tmp_path: Path) -> FolderObjects:
    return FolderObjects(tmp_path / "objects", clock=MovableClock(), chance=os.urandom, secret=SECRET)


@pytest.fixture
def client(objects: FolderObjects) -> Iterator[httpx.Client]:
    with served(ObjectRoutes(objects)) as url, httpx.Client(base_url=url, verify=False, trust_env=False) as client:
        yield client


def leave(objects: FolderObjects) -> Sending:
    return objects.sending(KEY, size=len(BODY), mime="audio/mpeg", sha256=SHA256)


def drafts(objects: FolderObjects) -> list[Path]:
    return list(objects._drafts.iterdir())


def test_each_refusal_has_its_own_status(objects: FolderObjects, client: httpx.Client) -> None:
    sending = leave(objects)
    good = dict(sending.headers)

    def status(body: bytes, headers: dict[str, str], url: str = sending.url) -> tuple[int, str]:
        answer = client.put(url, content=body, headers=headers)
        return answer.status_code, answer.json()["error"]["code"]

    assert status(BODY[1:], good) == (400, "wrong_length")
    assert status(BODY[1:] + b"x", good) == (400, "wrong_checksum")
    assert status(BODY, good | {"Content-Type": "text/html"}) == (400, "wrong_type")
    assert status(BODY, {"Content-Type": "audio/mpeg"}) == (400, "no_condition")
    assert status(BODY, good | {"If-None-Match": '"x"'}) == (400, "no_condition")
    assert status(BODY, good, sending.url.replace("/aa/", "/bb/")) == (403, "bad_address")
    assert client.put(sending.url, content=iter([BODY]), headers=good).json()["error"]["code"] == "no_length"
    assert client.post(sending.url, content=BODY, headers=good).json()["error"]["code"] == "wrong_method"
    assert client.get(objects.url(KEY)).json()["error"]["code"] == "not_found"
    assert drafts(objects) == []


def test_one_connection_lives_through_refusals(objects: FolderObjects, client: httpx.Client) -> None:
    sending = leave(objects)
    line = HTTPConnection(client.base_url.host, client.base_url.port)
    with closing(line):
        line.connect()
        socket_at_first = line.sock
        for body, headers in ((BODY, {}), (BODY[1:], sending.headers), (BODY, sending.headers)):
            line.request("PUT", sending.url, body=body, headers=dict(headers))
            answer = line.getresponse()
            answer.read()
            assert line.sock is socket_at_first

    assert answer.status == 200


def test_a_file_is_never_shown_as_a_page_of_this_server(objects: FolderObjects, client: httpx.Client) -> None:
    objects.put_new(KEY, b"<script>alert(1)</script>")
    answer = client.get(objects.url(KEY))

    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"] == "attachment"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "no-store" in answer.headers["cache-control"]


def test_the_size_can_be_asked_alone(objects: FolderObjects, client: httpx.Client) -> None:
    objects.put_new(KEY, BODY)
    answer = client.head(objects.url(KEY))

    assert (answer.status_code, answer.headers["content-length"], answer.content) == (200, str(len(BODY)), b"")


def test_a_download_that_was_broken_off_goes_on(objects: FolderObjects, client: httpx.Client) -> None:
    objects.put_new(KEY, BODY)
    url = objects.url(KEY)
    first = client.get(url, headers={"Range": "bytes=0-999999"})
    rest = client.get(url, headers={"Range": "bytes=1000000-", "If-Range": first.headers["etag"]})

    assert (first.status_code, rest.status_code) == (206, 206)
    assert first.content + rest.content == BODY
    assert client.get(url, headers={"Range": "bytes=1000000-", "If-Range": '"other"'}).content == BODY


def test_an_upload_that_breaks_off_leaves_nothing(objects: FolderObjects, client: httpx.Client) -> None:
    sending = leave(objects)
    head = f"PUT {sending.url} HTTP/1.1\r\nHost: x\r\nContent-Length: {len(BODY)}\r\n"
    head += "".join(f"{name}: {value}\r\n" for name, value in sending.headers.items())
    with socket.create_connection((client.base_url.host, client.base_url.port or 0)) as line:
        line.sendall(head.encode() + b"\r\n" + BODY[:2_500_000])
        until(lambda: drafts(objects))
    until(lambda: not drafts(objects))

    assert objects.size(KEY) is None
    assert client.put(sending.url, content=BODY, headers=dict(sending.headers)).status_code == 200


def test_a_sender_who_falls_silent_is_let_go(
    objects: FolderObjects, client: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("backend.local.object_routes.STILL_S", 0.1)
    sending = leave(objects)
    head = f"PUT {sending.url} HTTP/1.1\r\nHost: x\r\nContent-Length: {len(BODY)}\r\n"
    head += "".join(f"{name}: {value}\r\n" for name, value in sending.headers.items())
    with socket.create_connection((client.base_url.host, client.base_url.port or 0)) as line:
        line.settimeout(10)
        line.sendall(head.encode() + b"\r\n" + BODY[:1_500_000])
        assert line.recv(1000).startswith(b"HTTP/1.1 408")
    until(lambda: not drafts(objects))


def test_another_secret_signs_nothing_here(objects: FolderObjects, client: httpx.Client) -> None:
    objects.put_new(KEY, BODY)
    forged = address(Leave("GET", KEY, 2**40), prefix="/objects", secret=b"t" * 32)

    assert client.get(forged).status_code == 403


@pytest.mark.parametrize("key", ["../../household.json", "..", "../..", "a\\..\\b", "\0", "%2e%2e/household.json"])
def test_no_key_leads_out_of_the_folder_even_when_signed(
    objects: FolderObjects, client: httpx.Client, tmp_path: Path, key: str
) -> None:
    (tmp_path / "household.json").write_text("secret")
    (tmp_path / "objects" / "household.json").write_text("secret")
    target = address(Leave("GET", key, 2**40), prefix="/objects", secret=SECRET)
    with socket.create_connection((client.base_url.host, client.base_url.port or 0)) as line:
        line.sendall(f"GET {target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
        answer = b"".join(iter(lambda: line.recv(65536), b""))

    assert answer.split(b" ")[1] in (b"403", b"404")
    assert b"secret" not in answer
    assert objects.put_new(key, b"inside")
    assert (tmp_path / "objects" / "files").resolve() in objects.path(key).resolve().parents


@pytest.mark.parametrize("key", ["", "/", "a//b", "/etc/passwd", "a/", "x" * 400])
def test_what_has_no_place_is_neither_kept_nor_signed(objects: FolderObjects, key: str) -> None:
    for act in (
        lambda: objects.put_new(key, b"x"),
        lambda: objects.url(key),
        lambda: objects.begin_parts(key, mime="audio/mpeg"),
        lambda: objects.sending(key, size=1, mime="audio/mpeg", sha256=SHA256),
    ):
        with pytest.raises(ValueError, match="no key"):
            act()


# across restarts


def test_what_a_crash_left_half_written_is_thrown_away(objects: FolderObjects, tmp_path: Path) -> None:
    draft = objects.draft()
    draft.write(BODY)
    draft.settle()
    again = FolderObjects(tmp_path / "objects", clock=MovableClock(), chance=os.urandom, secret=SECRET)

    assert drafts(again) == []
    assert again.put_new(KEY, BODY)


def test_parts_are_still_there_after_a_restart(objects: FolderObjects, client: httpx.Client, tmp_path: Path) -> None:
    upload_id = objects.begin_parts(KEY, mime="audio/mpeg")
    sending = objects.part_sending(KEY, upload_id=upload_id, number=1, size=len(BODY), sha256=SHA256)
    assert client.put(sending.url, content=BODY).status_code == 200
    again = FolderObjects(tmp_path / "objects", clock=MovableClock(), chance=os.urandom, secret=SECRET)

    parts = again.parts(KEY, upload_id=upload_id)
    assert parts is not None
    assert [part.sha256 for part in parts] == [SHA256]
    assert again.finish_parts(KEY, upload_id=upload_id, parts=parts)
    assert again.get(KEY) == BODY


def test_a_part_that_the_disk_has_changed_is_asked_for_again(objects: FolderObjects, client: httpx.Client) -> None:
    upload_id = objects.begin_parts(KEY, mime="audio/mpeg")
    sending = objects.part_sending(KEY, upload_id=upload_id, number=1, size=len(BODY), sha256=SHA256)
    client.put(sending.url, content=BODY)
    parts = objects.parts(KEY, upload_id=upload_id) or ()
    path = objects.uploads.path(upload_id, number=1, sha256=SHA256)
    path.write_bytes(BODY[:-1] + bytes([BODY[-1] ^ 1]))

    assert not objects.finish_parts(KEY, upload_id=upload_id, parts=parts)
    assert objects.size(KEY) is None
    assert objects.parts(KEY, upload_id=upload_id) == []


def test_an_upload_to_which_nobody_came_back_goes_after_a_week(objects: FolderObjects) -> None:
    begun = MovableClock.now
    upload_id = objects.begin_parts(KEY, mime="audio/mpeg")

    assert objects.uploads.sweep(now_s=begun + 7 * 24 * 3600) == 0
    assert objects.uploads.sweep(now_s=begun + 7 * 24 * 3600 + 1) == 1
    assert objects.parts(KEY, upload_id=upload_id) is None
