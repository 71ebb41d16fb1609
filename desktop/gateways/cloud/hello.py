"""What a family's cloud says of itself before anybody has signed in."""

from __future__ import annotations

import re
from typing import Any

from desktop.gateways.cloud.addresses import HELLO, check, resolved
from desktop.gateways.http import HttpLine
from desktop.model.cloud import Cloud, CloudKind
from desktop.model.errors import Busy, Refused, UpgradeNeeded
from desktop.model.lenient import text

SERVICE = "yoto-smart-stream"
API = 1
MAX_HELLO_BYTES = 64 * 1024
_REGION = re.compile(r"[a-z0-9][a-z0-9-]{0,40}\Z", re.ASCII)
_POOL = re.compile(r"[A-Za-z0-9-]{1,40}_[A-Za-z0-9]{1,40}\Z", re.ASCII)  # what the sign-in's mathematics needs
_CLIENT = re.compile(r"[A-Za-z0-9_+-]{1,128}\Z", re.ASCII)


async def ask(line: HttpLine, *, url: str, trusts_network: bool) -> Cloud:
    """Return the cloud at `url` (cleaned). Raise Refused for anything else, UpgradeNeeded for one that is ahead of us,
    Offline or Busy without an answer."""
    check(url, trusts_network=trusts_network)
    answer = await line.request("GET", url + HELLO, headers={"Accept": "application/json"}, max_bytes=MAX_HELLO_BYTES)
    if answer.status == 429 or answer.status >= 500:
        raise Busy("This cloud has a problem of its own.", next_step="Try again in a moment.", title="Busy")
    try:
        told = answer.json() if answer.is_success else None
    except ValueError:
        told = None
    return read(told, url=url, trusts_network=trusts_network)


def read(told: Any, *, url: str, trusts_network: bool) -> Cloud:
    """Return the cloud that the body of a hello describes. Raise Refused, UpgradeNeeded or Unencrypted."""
    if not isinstance(told, dict) or told.get("service") != SERVICE:
        raise _no_cloud()
    api = told.get("api")
    if type(api) is int and api > API:
        raise UpgradeNeeded(
            "This family's cloud is newer than this app.", next_step="Install the newest version of the app."
        )
    region, pool, client = (text(told.get(name)) for name in ("region", "pool", "client"))
    if api != API or not _REGION.match(region) or not _POOL.match(pool) or not _CLIENT.match(client):
        raise _no_cloud()
    try:
        kind = CloudKind(text(told.get("kind")))
    except ValueError:
        raise _no_cloud() from None
    identity = text(told.get("identity"))
    identity_url = resolved(identity, url=url) if identity else ""
    if identity_url:
        check(identity_url, trusts_network=trusts_network)
    elif kind is not CloudKind.AWS:
        raise _no_cloud()
    return Cloud(
        url=url,
        name=text(told.get("name")),
        kind=kind,
        region=region,
        pool=pool,
        client=client,
        identity_url=identity_url,
        trusts_network=trusts_network,
    )


def _no_cloud() -> Refused:
    return Refused(
        "What answers at this address is not a family's cloud.",
        next_step="Copy the address from where the cloud was set up.",
        title="No such cloud",
    )
