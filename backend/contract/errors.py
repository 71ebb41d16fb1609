"""The codes by which the family's cloud says why it refuses something."""

from __future__ import annotations

from enum import StrEnum


class Code(StrEnum):
    """A reason to refuse, as it stands in the answer."""

    BAD_JSON = "bad_json"
    BAD_GZIP = "bad_gzip"
    BAD_BODY = "bad_body"
    TOO_LARGE = "too_large"
    TOO_DEEP = "too_deep"
    TOO_MANY = "too_many"
    BAD_ID = "bad_id"
    BAD_FIELD = "bad_field"
    BAD_VALUE = "bad_value"
    BAD_OP = "bad_op"
    BAD_CURSOR = "bad_cursor"
    BAD_PUSH_ID = "bad_push_id"
    BAD_COMMIT = "bad_commit"
    BAD_SNAPSHOT = "bad_snapshot"
    BAD_TYPE = "bad_type"
    BAD_INVITE = "bad_invite"
    UPGRADE = "upgrade"
    BUSY = "busy"
    SLOW_DOWN = "slow_down"
    FULL = "quota"
    NOT_SIGNED_IN = "not_signed_in"
    NO_ROUTE = "no_route"
    BAD_METHOD = "bad_method"
    NO_FAMILY = "no_family"
    HAS_FAMILY = "has_family"
    NOT_OWNER = "not_owner"
    LAST_OWNER = "last_owner"
    NO_MEMBER = "no_member"
    NO_DEVICE = "no_device"
    DEVICE_UNKNOWN = "device_unknown"
    DEVICE_REVOKED = "device_revoked"
    NO_BLOB = "no_blob"
    BLOB_DIFFERS = "blob_differs"
    BLOB_INCOMPLETE = "blob_incomplete"


STATUS = {
    Code.BAD_JSON: 400,
    Code.BAD_GZIP: 400,
    Code.BAD_BODY: 400,
    Code.NOT_SIGNED_IN: 401,
    Code.NOT_OWNER: 403,
    Code.DEVICE_UNKNOWN: 403,
    Code.DEVICE_REVOKED: 403,
    Code.NO_ROUTE: 404,
    Code.NO_FAMILY: 404,
    Code.NO_MEMBER: 404,
    Code.NO_DEVICE: 404,
    Code.NO_BLOB: 404,
    Code.BAD_INVITE: 404,
    Code.BAD_METHOD: 405,
    Code.HAS_FAMILY: 409,
    Code.LAST_OWNER: 409,
    Code.BLOB_DIFFERS: 409,
    Code.BLOB_INCOMPLETE: 409,
    Code.TOO_LARGE: 413,
    Code.BAD_TYPE: 415,
    Code.UPGRADE: 426,
    Code.SLOW_DOWN: 429,
    Code.BUSY: 503,
    Code.FULL: 507,
}


class Refused(Exception):
    """What was asked is against the contract; `code` says how, `detail` where."""

    def __init__(self, code: Code, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}" if detail else str(code))
        self.code = code
        self.detail = detail

    @property
    def status(self) -> int:
        """The HTTP status of the answer (sync.md, routes)."""
        return STATUS.get(self.code, 422)
