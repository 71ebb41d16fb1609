"""The upload pipeline (yoto-api.md 5)."""

import hashlib
import time
from pathlib import Path
from typing import Any

import httpx
import pytest

from backend.simulator.control import Control
from backend.simulator.small_world import write_tone
from tests.backend.conftest import Start, api_of

UPLOAD_URL = "/media/transcode/audio/uploadUrl"
FIRST, LAST = 25, 60


@pytest.fixture
def audio(tmp_path: Path) -> bytes:
    write_tone(tmp_path / "tone.wav", pitch=440, seconds=7)
    return (tmp_path / "tone.wav").read_bytes()


def ask(api: httpx.Client, body: bytes, filename: str = "tone.wav") -> dict[str, Any]:
    sha256 = hashlib.sha256(body).hexdigest()
    upload: dict[str, Any] = api.get(UPLOAD_URL, params={"sha256": sha256, "filename": filename}).json()["upload"]
    return upload


def put(url: str, body: bytes, **headers: str) -> httpx.Response:
    return httpx.put(url, content=body, headers={"Content-Type": "audio/wav", **headers})


def poll(api: httpx.Client, upload_id: str) -> tuple[int, dict[str, Any]]:
    answer = api.get(f"/media/upload/{upload_id}/transcoded", params={"loudnorm": "false"})
    return answer.status_code, answer.json()["transcode"]


def test_the_whole_way_from_bytes_to_a_playable_card(api: httpx.Client, control: Control, audio: bytes) -> None:
    upload = ask(api, audio)
    assert len(upload["uploadId"]) == 43
    assert put(upload["uploadUrl"], audio).status_code == 200
    control.advance(LAST)
    status, transcode = poll(api, upload["uploadId"])
    assert status == 200
    info = transcode["transcodedInfo"]
    assert (info["duration"], info["format"], info["sampleRate"], info["channels"]) == (7, "opus", 48000, "mono")
    assert len(transcode["transcodedSha256"]) == 43
    assert transcode["transcodedSha256"] != upload["uploadId"]
    track = {"key": "01", "title": "T", "overlayLabel": "1", "type": "audio", "format": info["format"]}
    track |= {"trackUrl": f"yoto:#{transcode['transcodedSha256']}", "duration": 0, "fileSize": 0}
    body = {"title": "New", "content": {"chapters": [{"key": "01", "title": "T", "tracks": [track]}]}}
    card = api.post("/content", json=body).json()["card"]
    assert card["content"]["chapters"][0]["tracks"][0]["fileSize"] == info["fileSize"]
    control.insert_card("Kitchen", card["cardId"])
    control.advance(4)
    state = control.player_state("Kitchen")
    assert (state["playback"], state["waiting"], state["card"]) == ("playing", False, card["cardId"])
    control.advance(2)
    served = api.get(f"/card/{card['cardId']}").json()["card"]["content"]["chapters"][0]["tracks"][0]["trackUrl"]
    content = httpx.get(served).content
    assert content.startswith(audio)
    assert len(content) == info["fileSize"]


def test_phases_come_in_order_and_only_the_end_is_200(api: httpx.Client, control: Control, audio: bytes) -> None:
    upload = ask(api, audio)
    status, before = poll(api, upload["uploadId"])
    assert (status, before["progress"], before["startedAt"]) == (202, None, None)
    put(upload["uploadUrl"], audio)
    seen: list[str] = []
    statuses = set()
    for _ in range(LAST):
        status, transcode = poll(api, upload["uploadId"])
        statuses.add((transcode["transcodedSha256"] is not None, status))
        if transcode["progress"]["phase"] not in seen:
            seen.append(transcode["progress"]["phase"])
        control.advance(1)
    assert seen == ["queued", "downloading", "analyzing", "transcoding", "complete"]
    assert statuses == {(False, 202), (True, 200)}


def test_it_takes_at_least_the_shortest_time(api: httpx.Client, control: Control, audio: bytes) -> None:
    upload = ask(api, audio)
    put(upload["uploadUrl"], audio)
    control.advance(FIRST - 1)
    assert poll(api, upload["uploadId"])[0] == 202


def test_bytes_that_are_stored_already_get_no_address(api: httpx.Client, audio: bytes) -> None:
    first = ask(api, audio)
    assert ask(api, audio)["uploadUrl"] is not None
    put(first["uploadUrl"], audio)
    assert ask(api, audio) == {"uploadId": first["uploadId"], "uploadUrl": None}


def test_the_same_bytes_give_the_same_result(start: Start, audio: bytes) -> None:
    def result() -> object:
        simulation = start()
        with api_of(simulation.ready) as api:
            upload = ask(api, audio)
            put(upload["uploadUrl"], audio)
            simulation.control.advance(LAST)
            return poll(api, upload["uploadId"])[1]["transcodedSha256"]

    assert result() == result()


def test_a_bearer_beside_the_signature_is_an_s3_error(api: httpx.Client, audio: bytes) -> None:
    upload = ask(api, audio)
    answer = put(upload["uploadUrl"], audio, Authorization="Bearer x")
    assert (answer.status_code, answer.headers["content-type"]) == (400, "application/xml")
    assert "<Code>InvalidArgument</Code>" in answer.text
    assert ask(api, audio)["uploadUrl"] is not None


def test_a_body_of_unknown_length_is_refused(api: httpx.Client, audio: bytes) -> None:
    answer = httpx.put(ask(api, audio)["uploadUrl"], content=iter([audio]))
    assert answer.status_code == 411


def test_forged_and_expired_addresses_are_refused(api: httpx.Client, control: Control, audio: bytes) -> None:
    url = ask(api, audio)["uploadUrl"]
    assert put(url[:-4] + "0000", audio).status_code == 403
    control.advance(3601)
    assert put(url, audio).status_code == 403


def test_unreadable_bytes_answer_202_for_ever(api: httpx.Client, control: Control) -> None:
    body = b"this is no audio" * 100
    upload = ask(api, body, "a.mp3")
    assert put(upload["uploadUrl"], body).status_code == 200
    control.advance(3000)
    status, transcode = poll(api, upload["uploadId"])
    assert status == 202
    assert (transcode["progress"], transcode["startedAt"]) == (None, None)
    assert transcode["failedUploadSha256"] == hashlib.sha256(body).hexdigest()


def test_bytes_that_are_not_the_announced_ones_are_rejected(api: httpx.Client, audio: bytes) -> None:
    upload = ask(api, audio)
    put(upload["uploadUrl"], audio + b"\0")
    assert poll(api, upload["uploadId"])[1]["failedUploadSha256"] == hashlib.sha256(audio).hexdigest()
    again = ask(api, audio)
    put(again["uploadUrl"], audio)
    assert poll(api, upload["uploadId"])[1]["failedUploadSha256"] is None


def test_a_track_of_more_than_an_hour_stalls(api: httpx.Client, control: Control, tmp_path: Path) -> None:
    write_tone(tmp_path / "long.wav", pitch=440, seconds=3700)
    body = (tmp_path / "long.wav").read_bytes()
    upload = ask(api, body)
    put(upload["uploadUrl"], body)
    control.advance(3600)
    status, transcode = poll(api, upload["uploadId"])
    assert (status, transcode["progress"]["phase"], transcode["failedUploadSha256"]) == (202, "analyzing", None)


def test_a_stall_can_be_made(api: httpx.Client, control: Control, audio: bytes) -> None:
    control.stall_uploads(1)
    upload = ask(api, audio)
    put(upload["uploadUrl"], audio)
    control.advance(1000)
    assert poll(api, upload["uploadId"])[1]["progress"]["phase"] == "analyzing"


def test_an_unknown_upload_is_404_and_a_hash_will_do_for_an_id(api: httpx.Client, audio: bytes) -> None:
    assert api.get("/media/upload/unknown/transcoded").status_code == 404
    sha256 = hashlib.sha256(audio).hexdigest()
    assert api.get(f"/media/upload/{sha256}/transcoded").status_code == 404
    upload = ask(api, audio)
    assert poll(api, sha256)[1]["uploadId"] == upload["uploadId"]


def test_an_upload_without_a_hash_works_too(api: httpx.Client, control: Control, audio: bytes) -> None:
    upload = api.get(UPLOAD_URL).json()["upload"]
    put(upload["uploadUrl"], audio)
    control.advance(LAST)
    assert poll(api, upload["uploadId"])[0] == 200


def test_all_uploads_share_a_line_of_limited_speed(start: Start, audio: bytes) -> None:
    simulation = start(upload_bytes_per_second=200_000)
    with api_of(simulation.ready) as api:
        url = ask(api, audio)["uploadUrl"]
    began = time.monotonic()
    put(url, audio)
    assert time.monotonic() - began >= len(audio) / 200_000 * 0.9


def test_what_arrived_can_be_looked_at(api: httpx.Client, control: Control, audio: bytes) -> None:
    upload = ask(api, audio)
    put(upload["uploadUrl"], audio)
    (seen,) = control.uploads()
    assert (seen["uploadFilename"], seen["receivedBytes"]) == ("tone.wav", len(audio))


def test_audio_of_the_starting_world_needs_no_upload(api: httpx.Client, world: Path) -> None:
    body = (world / "lantern.wav").read_bytes()
    upload = ask(api, body, "Lantern.wav")
    assert upload["uploadUrl"] is None
    status, transcode = poll(api, upload["uploadId"])
    assert (status, transcode["transcodedInfo"]["duration"]) == (200, 110)


def test_a_line_that_breaks_in_the_middle_leaves_nothing_behind(
    api: httpx.Client, control: Control, audio: bytes
) -> None:
    url = ask(api, audio)["uploadUrl"]
    control.drop("/upload-host", after_bytes=len(audio) // 2)
    with pytest.raises(httpx.TransportError):
        put(url, audio)
    again = ask(api, audio)
    assert again["uploadUrl"] is not None
    assert poll(api, again["uploadId"])[1]["progress"] is None
    assert put(url, audio).status_code == 200
    assert ask(api, audio)["uploadUrl"] is None
