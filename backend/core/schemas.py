"""Says in JSON Schema what requests and answers look like."""

from __future__ import annotations

from backend.contract.codec import Json
from backend.core.route import Schema

TEXT: dict[str, Json] = {"type": "string"}
NUMBER: dict[str, Json] = {"type": "integer"}
FACT: dict[str, Json] = {"type": "boolean"}
NOTHING: dict[str, Json] = {"type": "object"}


def plain(limit: int) -> dict[str, Json]:
    """Return the schema of one line of text."""
    return {
        "type": "string",
        "minLength": 1,
        "maxLength": limit,
        "pattern": r"^[^\x00-\x1f\x7f-\x9f]*[^\s\x00-\x1f\x7f-\x9f][^\x00-\x1f\x7f-\x9f]*$",
    }


def thing(optional: tuple[str, ...] = (), **fields: Json) -> dict[str, Json]:
    """Return the schema of an object with these fields."""
    required: list[Json] = [name for name in fields if name not in optional]
    return {"type": "object", "properties": dict(fields), "required": required}


def many(of: Json) -> dict[str, Json]:
    """Return the schema of a list."""
    return {"type": "array", "items": of}


COMMIT = thing(seq=NUMBER, pid=TEXT, dev=TEXT, prev=TEXT, h=TEXT, dig=TEXT, min=NUMBER, at=NUMBER, z=TEXT)
PAGE = thing(commits=many(COMMIT), more=FACT)
PUSHED = thing(commits=many(COMMIT), more=FACT, r={"enum": ["ok"]})
CONFLICT = thing(commits=many(COMMIT), more=FACT, r={"enum": ["conflict"]})
GONE = thing(gone=thing(seq=NUMBER, h=TEXT, url=TEXT, sha256=TEXT, forked=FACT))
RECORD: dict[str, Json] = {"type": "string", "pattern": "^[a-z]{1,8}_[A-Za-z0-9_-]{0,55}$"}
HASH: dict[str, Json] = {"type": "string", "pattern": "^[0-9a-f]{32}$"}
CURSOR: Schema = {"type": "string", "pattern": r"^(0\.0{32}|[1-9][0-9]{0,11}\.[0-9a-f]{32})$"}
HELLO = thing(
    optional=("name", "kind", "region", "pool", "client", "identity"),
    service=TEXT,
    api=NUMBER,
    name=TEXT,
    kind={"enum": ["aws", "home", "demo"]},
    region=TEXT,
    pool=TEXT,
    client=TEXT,
    identity=TEXT,
)
MEMBER = thing(sub=TEXT, email=TEXT, role={"enum": ["owner", "parent"]}, joined_at=NUMBER, is_me=FACT)
FAMILY = thing(
    name=TEXT, role={"enum": ["owner", "parent"]}, used_bytes=NUMBER, quota_bytes=NUMBER, members=many(MEMBER)
)
INVITE = thing(code=TEXT, expires_at=NUMBER)
DEVICE = thing(device=TEXT, name=TEXT, platform=TEXT, seen_at=NUMBER, is_revoked=FACT, is_this=FACT)
DEVICES = thing(devices=many(DEVICE))
SHA256: dict[str, Json] = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
MIME: dict[str, Json] = {"type": "string", "pattern": r"^[a-z0-9][a-z0-9.+-]{0,60}/[a-z0-9][a-z0-9.+-]{0,60}$"}
HEADERS: dict[str, Json] = {"type": "object", "additionalProperties": TEXT}
HAVE = thing(have={"enum": [True]})
PUT = thing(put=thing(url=TEXT, headers=HEADERS))
MULTIPART = thing(
    multipart=thing(
        upload_id=TEXT,
        part_size=NUMBER,
        parts=many(thing(n=NUMBER, url=TEXT, headers=HEADERS)),
        done=many(NUMBER),
    )
)
SENDING: dict[str, Json] = {"oneOf": [HAVE, PUT, MULTIPART]}
READING = thing(url=TEXT, size=NUMBER)
REASON = thing(code=TEXT, message=TEXT)
ERROR = thing(error=REASON)
INCOMPLETE = thing(error=REASON, missing=many(NUMBER))
OPERATION: dict[str, Json] = {
    "type": "object",
    "properties": {
        "id": RECORD,
        "set": {"type": "object", "minProperties": 1},
        "dep": {"type": "array", "items": RECORD, "maxItems": 16},
    },
    "required": ["id", "set"],
    "additionalProperties": False,
}
PUSH = thing(
    cur=dict(CURSOR),
    pid={"type": "string", "pattern": "^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$"},
    schema={"type": "integer", "minimum": 1, "maximum": 2**31 - 1},
    ops={"type": "array", "items": OPERATION, "minItems": 1, "maxItems": 500},
    dig=HASH,
)
