"""The core on AWS: its table, its bucket, its clock, and one event at a time."""

from __future__ import annotations

import json
import logging
import os
import time
from collections.abc import Mapping
from typing import Any

from backend.aws.credentials import AmbientCredentials
from backend.aws.documents import DynamoDocuments
from backend.aws.line import Line
from backend.aws.objects import S3Objects
from backend.core.http import Event, Response, answer
from backend.core.world import World

_log = logging.getLogger(__name__)


class SystemClock:
    """The server's time."""

    def now_s(self) -> int:
        return int(time.time())


def make_world(environment: Mapping[str, str]) -> World:
    """Return the world that the function's environment names. No connection is made yet.

    AWS_ENDPOINT_URL, where it is set, is one address for all services, as AWS's own libraries understand it.
    """
    region, bucket = environment["AWS_REGION"], environment["BUCKET"]
    elsewhere = environment.get("AWS_ENDPOINT_URL", "").rstrip("/")
    credentials = AmbientCredentials(environment)
    table = Line(elsewhere or f"https://dynamodb.{region}.amazonaws.com", "dynamodb", region, credentials)
    files = Line(elsewhere or f"https://{bucket}.s3.{region}.amazonaws.com", "s3", region, credentials)
    return World(
        documents=DynamoDocuments(table, table=environment["TABLE"]),
        objects=S3Objects(files, prefix=f"/{bucket}" if elsewhere else ""),
        clock=SystemClock(),
        chance=os.urandom,
        hello={
            "service": "yoto-smart-stream",
            "api": 1,
            "name": environment["CLOUD_NAME"],
            "kind": "aws",
            "region": region,
            "pool": environment["POOL"],
            "client": environment["CLIENT"],
            "identity": elsewhere,
        },
        quota_bytes=int(environment["QUOTA_BYTES"]),
    )


class Handler:
    """Answers one event at a time, as Lambda sends them to a process; nothing of one is kept for the next."""

    def __init__(self, world: World) -> None:
        self._world = world

    def __call__(self, event: Event, _context: object) -> Response:
        began = time.perf_counter()
        try:
            response = answer(event, world=self._world)
        except Exception:  # noqa: BLE001 - the function's last resort: the caller gets an answer, the log the reason
            _log.exception("a mistake in the family's cloud")
            response = {"statusCode": 500, "headers": {"content-type": "application/json"}, "body": _OUR_FAULT}
        _log.info("%s", json.dumps(_told(event, response, duration_ms=(time.perf_counter() - began) * 1000)))
        return response


_OUR_FAULT = json.dumps(
    {"error": {"code": "internal", "message": "The family's cloud made a mistake. Try again later."}}
)


def _told(event: Event, response: Response, *, duration_ms: float) -> dict[str, Any]:
    """Return what the log says of a request: neither bodies nor tokens, and no path, which may name a file."""
    context = event.get("requestContext", {})
    return {
        "request": context.get("requestId"),
        "route": context.get("routeKey"),
        "status": response["statusCode"],
        "bytes": len(response.get("body", "")),
        "duration_ms": round(duration_ms, 1),
    }
