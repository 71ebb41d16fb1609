"""What a person sees who starts the server by hand."""

from __future__ import annotations

import re
from contextlib import ExitStack
from pathlib import Path
from socket import create_server

import httpx
import pytest

from backend.contract.messages import push_to_bytes
from backend.local.__main__ import main
from tests.backend.local.conftest import Launch
from tests.backend.local.home import EMAIL, PASSWORD, Computer, owner, person, push_of, titled


def test_it_says_where_it_is_and_how_to_begin(launch: Launch, folder: Path) -> None:
    server = launch("--name", "Grandma's NAS")

    assert httpx.get(f"{server.url}/v1/hello").json()["name"] == "Grandma's NAS"
    assert re.fullmatch(r"([A-Z2-9]{4}-){2}[A-Z2-9]{4}", server.owner_code)
    assert "only this computer reaches it" in server.said
    server.heard(r"(To stop|Ctrl\+C)")
    assert str(folder) in server.said
    assert server.stop() == 0
    assert "Stopped. Everything is on the disk." in server.said


def test_codes_appear_in_front_of_the_person_and_nothing_secret_in_the_log(
    launch: Launch, folder: Path, closing: ExitStack
) -> None:
    server = launch()
    computer = Computer(server.url, owner(server.url, code=server.owner_code))
    closing.callback(computer.close)
    computer.found("Secret Family Name")
    computer.send(push_to_bytes(push_of([titled("A secret title")])))
    other = person(server.url, email="bob@example.org")
    other.register("bob@example.org", PASSWORD)
    code = server.heard(r"Code to confirm the new account of bob@example\.org: (\d+)")
    other.confirm_sign_up(code, username="bob@example.org")
    server.stop()

    log = (folder / "server.log").read_text(encoding="utf-8")
    assert re.search(r"DEBUG POST /v1/sync 200 \d+\.\d ms", log)
    token = computer.client.headers["Authorization"].removeprefix("Bearer ")
    for secret in (
        token,
        token[-20:],
        "secret title",
        "Secret Family",
        EMAIL,
        "bob@",
        PASSWORD,
        code,
        server.owner_code,
    ):
        assert secret not in log


def test_the_owner_code_is_shown_until_it_was_used(launch: Launch) -> None:
    first = launch()
    assert first.owner_code
    first.stop()
    second = launch()
    owner(second.url, code=second.owner_code)
    second.stop()

    third = launch()
    third.heard(r"(Ctrl\+C)")
    assert "owner code" not in third.said


def test_a_family_may_keep_as_much_as_the_owner_of_the_disk_says(launch: Launch, closing: ExitStack) -> None:
    server = launch("--quota-gib", "250")
    computer = Computer(server.url, owner(server.url, code=server.owner_code))
    closing.callback(computer.close)
    computer.found()
    assert computer.client.get("/v1/family").json()["quota_bytes"] == 250 * 1024**3


@pytest.mark.parametrize("wrong", ["0", "-1", "1.5", "lots", "2000000"])
def test_a_size_that_makes_no_sense_is_refused_in_words(
    folder: Path, wrong: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as end:
        main(["--dir", str(folder), "--quota-gib", wrong])
    assert end.value.code == 2
    assert f"{wrong} is no size: a whole number from 1 to" in capsys.readouterr().err


def test_a_way_that_is_not_encrypted_is_told_with_what_can_be_read_on_it(launch: Launch) -> None:
    server = launch("--host", "0.0.0.0", "--insecure-lan")
    told = server.heard(r"(Nothing is encrypted.*)")
    assert "read along, and a password, too, when an account is made or a password changed" in told


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--host", "0.0.0.0"], "Give --certificate and --key, or say --insecure-lan"),
        (["--certificate", "chain.pem"], "give both or none"),
        (["--certificate", "nowhere.pem", "--key", "nowhere.pem"], "There is no file nowhere.pem"),
        (["--certificate", "README.md", "--key", "README.md"], "certificate or its key cannot be used"),
        (["--host", "203.0.113.7", "--insecure-lan"], "address"),
    ],
)
def test_what_cannot_be_is_said_in_plain_words(launch: Launch, options: list[str], words: str) -> None:
    server = launch(*options)

    assert server.wait() == 1
    assert server.said.startswith("The family's cloud could not start. ")
    assert words in server.said
    assert "Traceback" not in server.said


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--port", "70000"], "70000 is no port"),
        (["--port", "-1"], "is no port"),
        (["--public-url", "cloud.example.org"], "is no address such as https://"),
        (["--public-url", "https://cloud.example.org/x"], "is no address such as https://"),
    ],
)
def test_what_is_mistyped_is_said_to_be_so(capsys: pytest.CaptureFixture[str], options: list[str], words: str) -> None:
    with pytest.raises(SystemExit):
        main(["--dir", "anywhere", *options])

    assert words in capsys.readouterr().err


def test_a_folder_or_port_that_is_in_use_is_said_to_be_so(launch: Launch, folder: Path, tmp_path: Path) -> None:
    first = launch()
    assert first.url
    second = launch()
    assert second.wait() == 1
    assert f"Another server is using {folder}. Stop it first" in second.said
    with create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        third = launch(port=port, where=tmp_path / "other")
        assert third.wait() == 1
        assert f"in use: port {port} of 127.0.0.1" in third.said


def test_a_damaged_or_newer_folder_is_said_to_be_so(launch: Launch, folder: Path) -> None:
    (folder / "documents.db").write_bytes(b"not a database" * 1000)
    server = launch()
    assert server.wait() == 1
    assert "is damaged" in server.said
    assert "Traceback" not in server.said
