"""The table of all routes: what dispatches a request and what describes the API are one."""

from __future__ import annotations

from backend.contract.errors import Code
from backend.core import schemas
from backend.core.handlers import blobs, devices, family, hello, sync
from backend.core.route import Route, Words, for_account, for_anybody, for_computer, for_member, for_owner
from backend.core.schemas import NOTHING, many, plain, thing
from backend.core.uploads import MAX_BYTES

_NAME = plain(family.NAME_LETTERS)
_FILE = thing(
    optional=("parts",),
    size={"type": "integer", "minimum": 1, "maximum": MAX_BYTES},
    mime=schemas.MIME,
    parts=many(schemas.SHA256),
)
_EMAIL = plain(family.EMAIL_LETTERS)

ROUTES: tuple[Route, ...] = (
    for_anybody("GET", "/v1/hello", hello.hello, Words("What the app finds at this address", {200: schemas.HELLO})),
    for_computer(
        "GET",
        "/v1/sync",
        sync.read,
        Words(
            "What has come since a place in the log",
            {200: schemas.PAGE, 410: schemas.GONE},
            query={"cur": schemas.CURSOR},
            refusals=(Code.BAD_CURSOR,),
        ),
    ),
    for_computer(
        "POST",
        "/v1/sync",
        sync.write,
        Words(
            "Put a batch of writes into the log",
            {200: schemas.PUSHED, 409: schemas.CONFLICT, 410: schemas.GONE},
            body=schemas.PUSH,
            is_gzip=True,
            refusals=(Code.BAD_GZIP, Code.BAD_TYPE, Code.BAD_OP, Code.UPGRADE, Code.BUSY, Code.FULL),
        ),
    ),
    for_member("GET", "/v1/family", family.show, Words("The caller's family", {200: schemas.FAMILY})),
    for_account(
        "POST",
        "/v1/family",
        family.found,
        Words("Found a family", {201: NOTHING}, body=thing(name=_NAME, email=_EMAIL), refusals=(Code.HAS_FAMILY,)),
    ),
    for_owner("PATCH", "/v1/family", family.rename, Words("Rename the family", {200: NOTHING}, body=thing(name=_NAME))),
    for_owner("POST", "/v1/family/invites", family.invite, Words("Invite the other parent", {201: schemas.INVITE})),
    for_account(
        "POST",
        "/v1/family/join",
        family.join,
        Words(
            "Join a family by a code",
            {200: NOTHING},
            body=thing(code=plain(family.CODE_LETTERS), email=_EMAIL),
            refusals=(Code.BAD_INVITE, Code.HAS_FAMILY, Code.SLOW_DOWN, Code.BUSY),
        ),
    ),
    for_member(
        "POST", "/v1/family/leave", family.leave, Words("Leave the family", {200: NOTHING}, refusals=(Code.LAST_OWNER,))
    ),
    for_owner(
        "DELETE",
        "/v1/family/members/{sub}",
        family.dismiss,
        Words("Let somebody else go", {200: NOTHING}, refusals=(Code.NO_MEMBER, Code.LAST_OWNER)),
    ),
    for_member(
        "PUT",
        "/v1/devices/{device}",
        devices.register,
        Words(
            "Make a computer one of the family's, or rename it",
            {200: schemas.DEVICE},
            body=thing(name=plain(devices.NAME_LETTERS), platform=plain(devices.PLATFORM_LETTERS)),
            refusals=(Code.DEVICE_REVOKED, Code.BUSY),
        ),
    ),
    for_member("GET", "/v1/devices", devices.show, Words("The family's computers", {200: schemas.DEVICES})),
    for_member(
        "DELETE",
        "/v1/devices/{device}",
        devices.revoke,
        Words("Shut a computer out", {200: NOTHING}, refusals=(Code.NO_DEVICE, Code.NOT_OWNER, Code.BUSY)),
    ),
    for_computer(
        "POST",
        "/v1/blobs/{sha256}",
        blobs.send,
        Words(
            "How a file is sent, or that it is here",
            {200: schemas.SENDING},
            body=_FILE,
            refusals=(Code.BLOB_DIFFERS, Code.FULL),
        ),
    ),
    for_computer(
        "POST",
        "/v1/blobs/{sha256}/complete",
        blobs.complete,
        Words("All of a file has been sent", {200: NOTHING, 409: schemas.INCOMPLETE}, refusals=(Code.NO_BLOB,)),
    ),
    for_computer(
        "GET",
        "/v1/blobs/{sha256}",
        blobs.read,
        Words("Where a file is read", {200: schemas.READING}, refusals=(Code.NO_BLOB,)),
    ),
)
