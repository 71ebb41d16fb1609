"""The codes by which the family's cloud says why it refuses something."""

from __future__ import annotations

from enum import StrEnum


class Code(StrEnum):
    """A reason to refuse, as it stands in the answer."""

    BAD_JSON = "bad_json"
    BAD_GZIP = "bad_gzip"
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
    UPGRADE = "upgrade"
    BUSY = "busy"


STATUS = {Code.TOO_LARGE: 413, Code.UPGRADE: 426, Code.BUSY: 503, Code.BAD_JSON: 400, Code.BAD_GZIP: 400}


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
