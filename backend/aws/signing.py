"""Signs requests to AWS (Signature Version 4), in a header or in the address."""

from __future__ import annotations

import hashlib
import hmac
import time
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote

ALGORITHM = "AWS4-HMAC-SHA256"
UNSIGNED = "UNSIGNED-PAYLOAD"


@dataclass(frozen=True, slots=True)
class Credentials:
    """Who signs. `token` belongs to credentials that last for hours only."""

    key_id: str
    secret: str
    token: str = ""

    def __repr__(self) -> str:
        return f"Credentials({self.key_id})"


@dataclass(frozen=True, slots=True)
class Scope:
    """For which service in which region a signature is, and when (seconds since 1970) it was made."""

    service: str
    region: str
    at_s: int

    @property
    def moment(self) -> str:
        return time.strftime("%Y%m%dT%H%M%SZ", time.gmtime(self.at_s))

    @property
    def path(self) -> str:
        return f"{self.moment[:8]}/{self.region}/{self.service}/aws4_request"


@dataclass(frozen=True, slots=True)
class Request:
    """What is signed. `path` is not yet encoded; header names are small; `host` is among them."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]


def signed_headers(request: Request, *, body: bytes, credentials: Credentials, scope: Scope) -> dict[str, str]:
    """Return the headers with which a request is sent now."""
    payload = hashlib.sha256(body).hexdigest()
    headers = {**request.headers, "x-amz-date": scope.moment}
    if scope.service == "s3":
        headers["x-amz-content-sha256"] = payload
    if credentials.token:
        headers["x-amz-security-token"] = credentials.token
    whole = Request(request.method, request.path, request.query, headers)
    signature = _signature(whole, payload=payload, credentials=credentials, scope=scope)
    headers["authorization"] = (
        f"{ALGORITHM} Credential={credentials.key_id}/{scope.path}, "
        f"SignedHeaders={_names(headers)}, Signature={signature}"
    )
    return headers


def presigned_query(request: Request, *, expires_s: int, credentials: Credentials, scope: Scope) -> str:
    """Return the query of an address that anyone may use for a while, with just these headers and any body."""
    query = {
        **request.query,
        "X-Amz-Algorithm": ALGORITHM,
        "X-Amz-Credential": f"{credentials.key_id}/{scope.path}",
        "X-Amz-Date": scope.moment,
        "X-Amz-Expires": str(expires_s),
        "X-Amz-SignedHeaders": _names(request.headers),
    }
    if credentials.token:
        query["X-Amz-Security-Token"] = credentials.token
    whole = Request(request.method, request.path, query, request.headers)
    signature = _signature(whole, payload=UNSIGNED, credentials=credentials, scope=scope)
    return f"{query_text(query)}&X-Amz-Signature={signature}"


def path_text(path: str) -> str:
    """Return a path as it stands in an address."""
    return quote(path, safe="/-_.~")


def query_text(query: Mapping[str, str]) -> str:
    """Return a query as it stands in an address, in the order in which it is signed."""
    encoded = sorted((quote(name, safe="-_.~"), quote(value, safe="-_.~")) for name, value in query.items())
    return "&".join(f"{name}={value}" for name, value in encoded)


def _signature(request: Request, *, payload: str, credentials: Credentials, scope: Scope) -> str:
    canonical = "\n".join(
        (
            request.method,
            path_text(request.path),
            query_text(request.query),
            *(f"{name}:{' '.join(request.headers[name].split())}" for name in sorted(request.headers)),
            "",
            _names(request.headers),
            payload,
        )
    )
    told = "\n".join((ALGORITHM, scope.moment, scope.path, hashlib.sha256(canonical.encode()).hexdigest()))
    key = f"AWS4{credentials.secret}".encode()
    for part in scope.path.split("/"):
        key = hmac.digest(key, part.encode(), "sha256")
    return hmac.digest(key, told.encode(), "sha256").hex()


def _names(headers: Mapping[str, str]) -> str:
    return ";".join(sorted(headers))
