"""The line to a cloud's accounts when it is bad, watched, or led astray by this computer's settings."""

from __future__ import annotations

import asyncio
import datetime
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from desktop.gateways.clock import SystemClock
from desktop.gateways.cloud import accounts
from desktop.gateways.cloud.identity import CognitoIdentity
from desktop.gateways.cloud.service import OTHER_SIDE
from desktop.gateways.http import HttpLine
from desktop.model.errors import Busy, Offline, Refused, Trouble, Unencrypted
from tests.desktop.gateways.cloud.bearing import cloud
from tests.desktop.gateways.support import free_port, serving

GIVEN = b'{"AuthenticationResult":{"AccessToken":"access-1","ExpiresIn":3600}}'


@asynccontextmanager
async def identity() -> AsyncIterator[CognitoIdentity]:
    line = HttpLine(other_side=OTHER_SIDE)
    made = CognitoIdentity(line, clock=SystemClock())
    yield made
    made.close()
    await line.close()


async def refused(identity_url: str) -> Trouble:
    """Return what a refresh against an address comes to."""
    async with identity() as made:
        with pytest.raises(Trouble) as caught:
            await made.refresh(cloud(identity_url=identity_url), refresh_token="refresh-1")
    return caught.value


async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, said: bytes) -> None:
    await reader.readuntil(b"\r\n\r\n")
    writer.write(said)
    await writer.drain()


async def test_accounts_that_cannot_be_reached_are_away_and_end_no_session() -> None:
    trouble = await refused(f"http://127.0.0.1:{free_port()}/identity")
    assert isinstance(trouble, Offline)
    assert trouble.sentence() == "Your family's cloud cannot be reached. Check your internet connection."


async def test_accounts_that_say_nothing_are_given_up_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(accounts, "READ_TIMEOUT_S", 0.2)
    async with serving(lambda reader, writer: reader.read()) as url:
        trouble = await refused(url)
    assert isinstance(trouble, Offline)
    assert "in time" in trouble.message


async def test_a_whole_errand_is_given_up_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("desktop.gateways.cloud.identity.CALL_TIMEOUT_S", 0.2)
    monkeypatch.setattr(accounts, "READ_TIMEOUT_S", 1.0)
    async with serving(lambda reader, writer: reader.read()) as url:
        trouble = await refused(url)
    assert isinstance(trouble, Offline)
    assert "in time" in trouble.message


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n<html>", Busy),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}", Busy),
        (b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n", Busy),
        (b"HTTP/1.1 500 Oh\r\nContent-Length: 0\r\n\r\n", Busy),
        (b"HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n", Busy),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{", Offline),
        (b"", Offline),
    ],
)
async def test_whatever_else_answers_there_ends_no_session(said: bytes, expected: type[Trouble]) -> None:
    """A hotel's page, a broken proxy: signing in again would not help."""
    async with serving(lambda reader, writer: answer(reader, writer, said)) as url:
        trouble = await refused(url)
    assert type(trouble) is expected
    assert "Yoto" not in trouble.title + trouble.sentence()


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("{}", Busy),
        ('{"ChallengeName": "PASSWORD_VERIFIER", "ChallengeParameters": {}}', Busy),
        (
            '{"ChallengeName": "PASSWORD_VERIFIER", "ChallengeParameters": {"USER_ID_FOR_SRP": "alex", "SRP_B": "no"}}',
            Busy,
        ),
        ('{"ChallengeName": "CUSTOM_CHALLENGE", "ChallengeParameters": {}}', Refused),
    ],
)
async def test_what_accounts_ask_that_nobody_here_can_answer_is_told_in_words(
    said: str, expected: type[Trouble]
) -> None:
    whole = f"HTTP/1.1 200 OK\r\nContent-Length: {len(said)}\r\n\r\n{said}".encode()
    async with serving(lambda reader, writer: answer(reader, writer, whole)) as url, identity() as made:
        with pytest.raises(Trouble) as caught:
            await made.sign_in(cloud(identity_url=url), email="alex@example.org", password="four plain words")
    assert type(caught.value) is expected
    assert caught.value.next_step


async def test_an_unknown_certificate_is_told_as_what_it_is(tmp_path: Path) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(self_signed(tmp_path))
    server = await asyncio.start_server(lambda _reader, writer: writer.close(), "127.0.0.1", 0, ssl=context)
    url = f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    trouble = await refused(url)
    assert isinstance(trouble, Offline)
    assert "certificate" in trouble.message
    async with identity() as made:
        with pytest.raises(Offline, match="does not trust the certificate of your family's cloud"):
            await made.hello(url, trusts_network=True)
    server.close()
    await server.wait_closed()


async def test_no_password_goes_over_an_open_way_that_nobody_said_yes_to() -> None:
    async with identity() as made:
        with pytest.raises(Unencrypted):
            await made.sign_up(
                cloud(identity_url="http://192.168.1.5"), email="a@b.c", password="x" * 12, owner_code=""
            )
        with pytest.raises(Refused):
            await made.sign_in(cloud(identity_url="http://example.org"), email="a@b.c", password="x" * 12)


async def test_a_developers_settings_on_this_computer_change_nothing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "config").write_text("[profile other]\nregion = xx\nendpoint_url = http://127.0.0.1:1\n")
    for name, value in {
        "AWS_PROFILE": "nowhere",
        "AWS_CONFIG_FILE": str(tmp_path / "config"),
        "AWS_ENDPOINT_URL": "http://127.0.0.1:1",
        "AWS_ACCESS_KEY_ID": "AKIAEXAMPLE",
        "AWS_SECRET_ACCESS_KEY": "secret",
        "HTTP_PROXY": "http://127.0.0.1:1",
    }.items():
        monkeypatch.setenv(name, value)
    heads: list[bytes] = []

    async def note(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heads.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(GIVEN), GIVEN))
        await writer.drain()

    async with serving(note) as url, identity() as made:
        tokens = await made.refresh(cloud(identity_url=url), refresh_token="refresh-1")
    assert tokens.refresh_token == "refresh-1"
    assert b"authorization" not in heads[0].lower()
    assert b"AWSCognitoIdentityProviderService.GetTokensFromRefreshToken" in heads[0]


def self_signed(folder: Path) -> Path:
    """Write a key and a certificate that nobody vouches for into one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    today = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(today - datetime.timedelta(days=1))
        .not_valid_after(today + datetime.timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path = folder / "server.pem"
    path.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
    return path
