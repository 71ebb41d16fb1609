"""The log: useful, bounded, and without a secret in it."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from botocore.exceptions import EndpointConnectionError

from desktop.gateways.cloud.accounts import open_client
from desktop.logs import configure, redact
from desktop.model.cloud import Cloud, CloudKind

JWT = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhdXRoMHwxIn0.c2lnbmF0dXJl"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"Authorization: Bearer {JWT}", "Authorization: Bearer (hidden)"),
        (f"token {JWT} refused", "token (hidden token) refused"),
        ("refreshing v1.MjA0abc-_def", "refreshing (hidden token)"),
        ("GET https://h.example/p/a?X-Amz-Signature=abc&b=c done", "GET https://h.example/p/a?(hidden) done"),
        ("wss://h.example/mqtt?token=x", "wss://h.example/mqtt?(hidden)"),
        ("to https://h.example/a#sha256=abc", "to https://h.example/a?(hidden)"),
        ("GET /media/audio?sha256=abc", "GET /media/audio?(hidden)"),
        ('{"refresh_token": "secret", "a": 1}', '{"refresh_token": "(hidden)", "a": 1}'),
        ("code_verifier=abc&x=1", "code_verifier=(hidden)&x=1"),
    ],
)
def test_secrets_are_taken_out(text: str, expected: str) -> None:
    assert redact(text) == expected


@pytest.mark.parametrize(
    "text",
    ["Kitchen plays The Owl, 3 of 12?", "https://h.example/a/b.png", "is it ready? yes", "version v1.2.3 of 2026"],
)
def test_plain_words_stay_as_they_are(text: str) -> None:
    assert redact(text) == text


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Path]:
    with logging_to(tmp_path / "logs" / "app.log") as file:
        yield file


@contextmanager
def logging_to(file: Path, *, is_verbose: bool = False) -> Iterator[Path]:
    root = logging.getLogger()
    level = root.level
    handler = configure(file, is_verbose=is_verbose)
    yield file
    root.removeHandler(handler)
    root.setLevel(level)
    handler.close()


def test_arguments_and_tracebacks_are_redacted_too(log: Path) -> None:
    try:
        raise OSError(f"refused https://h.example/p?X-Amz-Credential=abc for Bearer {JWT}")
    except OSError:
        logging.getLogger("desktop.x").info("sent %s", {"access_token": JWT}, exc_info=True)
    text = log.read_text(encoding="utf-8")
    assert "Traceback" in text
    assert "eyJ" not in text
    assert "abc" not in text


def test_what_libraries_say_of_every_request_is_left_out(log: Path) -> None:
    logging.getLogger("httpx").info("HTTP Request: GET https://h.example")
    logging.getLogger("desktop.x").info("ready")
    assert log.read_text(encoding="utf-8").splitlines()[-1].endswith("desktop.x: ready")
    assert "HTTP Request" not in log.read_text(encoding="utf-8")


def test_what_the_accounts_of_a_cloud_are_told_is_left_out_even_of_a_verbose_log(tmp_path: Path) -> None:
    nobody = Cloud("http://127.0.0.1:1", "Home", CloudKind.HOME, "home", "home_1", "client", "http://127.0.0.1:1")
    client = open_client(nobody)
    with logging_to(tmp_path / "app.log", is_verbose=True) as file:
        logging.getLogger("desktop.x").debug("ready")
        with pytest.raises(EndpointConnectionError):
            client.change_password(AccessToken="token-1", PreviousPassword="old-1", ProposedPassword="new-1")
        client.close()
    text = file.read_text(encoding="utf-8")
    assert "ready" in text
    assert not [secret for secret in ("token-1", "old-1", "new-1") if secret in text]
