"""All that the family's cloud stands on, in one value that is handed in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from backend.contract.codec import Json
from backend.core.ports import Chance, Clock, Documents, Objects

QUOTA_BYTES = 100 * 1024**3


@dataclass(frozen=True, slots=True)
class World:
    """The table, the bucket, time and chance; what `GET /v1/hello` says; how many bytes a family may store."""

    documents: Documents
    objects: Objects
    clock: Clock
    chance: Chance
    hello: Mapping[str, Json]
    quota_bytes: int = QUOTA_BYTES
