"""The family's ordered log (sync.md), as its cloud keeps it."""

from __future__ import annotations

import asyncio

from backend.contract.chain import Cursor
from backend.contract.errors import Refused as BrokenContract
from backend.contract.messages import Gone, Page, Push, push_to_bytes, read_gone, read_page
from backend.contract.snapshots import EMPTY, MAX_COMPRESSED_BYTES, Snapshot, read_snapshot
from desktop.gateways.cloud.api import CloudApi, told
from desktop.gateways.cloud.refusals import not_understood
from desktop.gateways.http import Answer, HttpLine
from desktop.model.errors import Busy

GZIP = "application/gzip"
_CONFLICT, _GONE = 409, 410


class HttpFamilyLog:
    """Implements services.family_ports.FamilyLog."""

    def __init__(self, api: CloudApi, *, line: HttpLine) -> None:
        self._api = api
        self._line = line

    async def pull(self, cursor: Cursor) -> Page | Gone:
        """Return what follows a place in the log, or where to start anew."""
        answer = await self._api.ask("GET", "/v1/sync", params={"cur": str(cursor)}, expected=frozenset({_GONE}))
        return await _read(answer, is_push=False)

    async def push(self, push: Push) -> Page | Gone:
        """Send a batch; `is_accepted` of the page says whether it is in the log. May be sent again with the same id."""
        body = await asyncio.to_thread(push_to_bytes, push)
        answer = await self._api.ask(
            "POST", "/v1/sync", content=body, content_type=GZIP, expected=frozenset({_CONFLICT, _GONE})
        )
        return await _read(answer, is_push=True)

    async def snapshot(self, gone: Gone) -> Snapshot:
        """Return the snapshot that a 410 names, its hash verified; the empty one when it names none.

        Its address bears its own leave: our bearer does not go there.
        """
        if not gone.url:
            return EMPTY
        answer = await self._line.request("GET", self._api.address(gone.url), max_bytes=MAX_COMPRESSED_BYTES)
        if not answer.is_success:  # the address has run out, or the snapshot has been replaced: ask for the next
            raise Busy("The family's library could not be read.", next_step="It is tried again.", title="Busy")
        try:
            return await asyncio.to_thread(read_snapshot, answer.body, sha256=gone.sha256)
        except BrokenContract as error:
            raise not_understood() from error


async def _read(answer: Answer, *, is_push: bool) -> Page | Gone:
    body = await told(answer)
    try:
        if answer.status == _GONE:
            return read_gone(body)
        return read_page(body, is_accepted=is_push and answer.is_success)
    except BrokenContract as error:
        raise not_understood() from error
