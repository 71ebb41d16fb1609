"""Says each refusal in plain words."""

from __future__ import annotations

from backend.contract.errors import Code

WORDS = {
    Code.BAD_JSON: "This is not JSON as it is meant here.",
    Code.BAD_GZIP: "This is not one whole gzip frame.",
    Code.BAD_BODY: "The body cannot be decoded.",
    Code.TOO_LARGE: "This is too large.",
    Code.TOO_DEEP: "This is nested too deeply.",
    Code.TOO_MANY: "These are too many.",
    Code.BAD_ID: "This cannot be an id.",
    Code.BAD_FIELD: "This cannot be a field's name.",
    Code.BAD_VALUE: "This value is not allowed here.",
    Code.BAD_OP: "This is no operation on a record.",
    Code.BAD_CURSOR: "This is no place in the family's log.",
    Code.BAD_PUSH_ID: "A push needs a random UUID (version 4) as its id.",
    Code.BAD_COMMIT: "A commit is damaged.",
    Code.BAD_SNAPSHOT: "A snapshot is damaged.",
    Code.BAD_TYPE: "This content type is not understood here.",
    Code.BAD_INVITE: "This code is not valid. It may have been used, or it may have expired. Ask for a new one.",
    Code.UPGRADE: "This version of the app is too old for the family's library. Install the newest one.",
    Code.BUSY: "The family's cloud is busy. Try again in a moment.",
    Code.SLOW_DOWN: "That was tried too often. Wait a while.",
    Code.FULL: "The family's storage is full.",
    Code.NOT_SIGNED_IN: "Sign in first.",
    Code.NO_ROUTE: "There is nothing at this address.",
    Code.BAD_METHOD: "This address does not take that method.",
    Code.NO_FAMILY: "This account belongs to no family yet.",
    Code.HAS_FAMILY: "This account belongs to a family already.",
    Code.NOT_OWNER: "Only the family's owner can do this.",
    Code.LAST_OWNER: "The owner cannot leave while others are in the family.",
    Code.NO_MEMBER: "Nobody of this name is in the family.",
    Code.NO_DEVICE: "The family has no such computer.",
    Code.DEVICE_UNKNOWN: "The family does not know this computer yet. Register it first.",
    Code.DEVICE_REVOKED: "This computer was signed out by the family.",
    Code.NO_BLOB: "The family's cloud does not have this file.",
    Code.BLOB_DIFFERS: "A file of another size has this SHA-256.",
    Code.BLOB_INCOMPLETE: "Not all of the file has arrived.",
}
