"""Which routes the gateway lets through: those that the core answers, read from its own table."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Route:
    """One method on one path. `is_public`: it asks for no token."""

    method: str
    path: str
    is_public: bool

    @property
    def key(self) -> str:
        """The route as API Gateway names it."""
        return f"{self.method} {self.path}"


_TABLE = """
GET /v1/hello
GET /v1/sync
POST /v1/sync
GET /v1/family
POST /v1/family
PATCH /v1/family
POST /v1/family/invites
POST /v1/family/join
POST /v1/family/leave
DELETE /v1/family/members/{sub}
GET /v1/devices
PUT /v1/devices/{device}
DELETE /v1/devices/{device}
GET /v1/blobs/{sha256}
POST /v1/blobs/{sha256}
POST /v1/blobs/{sha256}/complete
"""


def all_routes() -> tuple[Route, ...]:
    """Return every route, in the order of the core's table."""
    parted = (line.split(" ") for line in _TABLE.split("\n") if line)
    return tuple(Route(method, path, path == "/v1/hello") for method, path in parted)
