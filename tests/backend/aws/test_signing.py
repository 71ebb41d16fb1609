"""Our signatures are botocore's, byte for byte."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from urllib.parse import parse_qsl, urlsplit

import botocore.auth
import pytest
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials as TheirCredentials

from backend.aws.signing import (
    Credentials,
    Request,
    Scope,
    path_text,
    presigned_query,
    query_text,
    signed_headers,
)

AT_S = 1_794_000_000
HOST = "family.s3.eu-west-2.amazonaws.com"
LETTERS = "abcXYZ019-_.~ /+=&%äß漢🎵"


@pytest.fixture(autouse=True)
def their_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let botocore sign at our moment."""
    monkeypatch.setattr(botocore.auth, "get_current_datetime", lambda: datetime.fromtimestamp(AT_S, UTC))


def text(chance: random.Random, most: int = 12) -> str:
    return "".join(chance.choice(LETTERS) for _ in range(chance.randint(1, most)))


def a_request(chance: random.Random) -> Request:
    segments = [text(chance).replace("/", "") or "x" for _ in range(chance.randint(1, 4))]
    query = {text(chance): text(chance) for _ in range(chance.randint(0, 3))}
    headers = {"host": HOST, "content-type": "audio/mpeg", "x-amz-meta-a": "  two   blanks "}
    return Request(chance.choice(("GET", "PUT", "POST")), "/" + "/".join(segments), query, headers)


@pytest.mark.parametrize("service", ["s3", "dynamodb"])
@pytest.mark.parametrize("seed", range(60))
def test_a_signed_request_has_the_headers_that_botocore_gives_it(service: str, seed: int) -> None:
    chance = random.Random(seed)
    request, body = a_request(chance), chance.randbytes(seed)
    if service == "dynamodb":
        request = Request(request.method, "/", {}, request.headers)
    token = "of/some+hours==" if seed % 2 else ""
    ours = signed_headers(
        request,
        body=body,
        credentials=Credentials("AKID", "sesame", token),
        scope=Scope(service, "eu-west-2", AT_S),
    )
    theirs = AWSRequest(
        request.method,
        f"https://{HOST}{path_text(request.path)}?{query_text(request.query)}",
        data=body,
        headers={name: value for name, value in request.headers.items() if name != "host"},
    )
    signer = botocore.auth.S3SigV4Auth if service == "s3" else botocore.auth.SigV4Auth
    credentials = TheirCredentials("AKID", "sesame", token or None)
    signer(credentials, service, "eu-west-2").add_auth(theirs)
    assert ours["authorization"] == theirs.headers["Authorization"]
    assert ours["x-amz-date"] == theirs.headers["X-Amz-Date"]


@pytest.mark.parametrize("seed", range(60))
def test_an_address_with_leave_is_the_one_that_botocore_makes(seed: int) -> None:
    chance = random.Random(seed)
    request = a_request(chance)
    ours = presigned_query(
        request,
        expires_s=900,
        credentials=Credentials("AKID", "sesame", "hours" if seed % 2 else ""),
        scope=Scope("s3", "eu-west-2", AT_S),
    )
    theirs = AWSRequest(
        request.method,
        f"https://{HOST}{path_text(request.path)}?{query_text(request.query)}",
        headers={name: value for name, value in request.headers.items() if name != "host"},
    )
    credentials = TheirCredentials("AKID", "sesame", "hours" if seed % 2 else None)
    botocore.auth.S3SigV4QueryAuth(credentials, "s3", "eu-west-2", expires=900).add_auth(theirs)
    assert dict(parse_qsl(ours)) == dict(parse_qsl(urlsplit(theirs.url).query))


def test_a_secret_is_not_in_what_is_printed() -> None:
    assert "sesame" not in repr(Credentials("AKID", "sesame", "hours")) + str(Credentials("AKID", "sesame", "hours"))
