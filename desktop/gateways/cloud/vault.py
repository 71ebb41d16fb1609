"""The vault of the family's cloud: audio and pictures by their SHA-256, sent and fetched whole or not at all."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path

from backend.contract.codec import Json
from backend.contract.errors import Code
from desktop.gateways.cloud.api import CloudApi, table
from desktop.gateways.cloud.fetching import Fetcher, Spoiled
from desktop.gateways.cloud.parts import Parts
from desktop.gateways.cloud.refusals import code_of, not_understood, trouble_of
from desktop.gateways.cloud.sending import Meter, Place, Sender
from desktop.gateways.cloud.slices import Slice, size_of, sliced
from desktop.gateways.http import HttpLine
from desktop.model import lenient
from desktop.model.errors import Busy, Unreadable
from desktop.model.lenient import text

WHOLE_BYTES = 32 * 1024 * 1024  # beyond this a file goes in parts
PART_BYTES = 8 * 1024 * 1024
FRUITLESS_ROUNDS = 3  # in a row that bring nothing there
FETCHES = 2  # before damaged bytes are somebody's to hear of
ADDRESSES = 4  # a fetch may outlive some


class HttpFamilyVault:
    """Implements services.family_ports.FamilyVault."""

    def __init__(self, api: CloudApi, *, line: HttpLine) -> None:
        self._api = api
        self._line = line
        self._parts = Parts()

    async def send(
        self,
        path: Path,
        *,
        sha256: str,
        mime: str,
        on_bytes: Callable[[int], None],
        pace: Callable[[int], Awaitable[None]],
    ) -> None:
        """Return when the cloud has the file whole, at once if it had it. Cut off anywhere, the next call goes on.

        Raise Unreadable when the file is not what it was, CloudFull, Offline or Busy to try again later.
        """
        size = await asyncio.to_thread(size_of, path)
        whole = Slice(path, 0, size, sha256)
        parts = [whole]
        asked: dict[str, Json] = {"size": size, "mime": mime}
        if size > WHOLE_BYTES:
            parts = await asyncio.to_thread(sliced, path, sha256=sha256, slice_bytes=PART_BYTES)
            asked["parts"] = [part.sha256 for part in parts]
        meter = Meter(on_bytes)
        sender = Sender(self._line, pace=pace, meter=meter)
        fruitless, least = 0, len(parts) + 1
        while fruitless < FRUITLESS_ROUNDS:
            told = await table(await self._api.ask("POST", f"/v1/blobs/{sha256}", json=asked))
            if told.get("have") is True:
                on_bytes(size)
                return
            missing = await self._send_missing(told, sender=sender, meter=meter, parts=parts)
            if await self._is_complete(sha256):
                on_bytes(size)
                return
            fruitless = 0 if missing < least else fruitless + 1
            least = min(least, missing)
        raise Busy(
            "The file does not reach your family's cloud undamaged.",
            next_step="It is tried again later.",
            title="Not sent",
        )

    async def fetch(
        self, sha256: str, *, to: Path, on_bytes: Callable[[int], None], pace: Callable[[int], Awaitable[None]]
    ) -> None:
        """Write the file to its place once all of it is here and its SHA-256 is right.

        Raise NotFound when the cloud does not have it, NoRoom, Offline or Busy to go on later where it stopped, and
        Unreadable when it came damaged twice; nothing of it is kept then.
        """
        with self._parts.use(to):
            await self._bring(sha256, to=to, on_bytes=on_bytes, pace=pace)

    async def sweep(self, folder: Path, *, before: float) -> None:
        """Delete what was left half fetched in a library's folder before then (epoch seconds), unless it comes now."""
        await asyncio.to_thread(self._parts.sweep, folder, before=before)

    async def _bring(
        self, sha256: str, *, to: Path, on_bytes: Callable[[int], None], pace: Callable[[int], Awaitable[None]]
    ) -> None:
        fetches, addresses = 0, 0
        while True:
            told = await table(await self._api.ask("GET", f"/v1/blobs/{sha256}"))
            url, size = text(told.get("url")), told.get("size")
            if not url or type(size) is not int or size < 0:
                raise not_understood()
            fetcher = Fetcher(self._line, to=to, size=size, pace=pace, on_bytes=on_bytes)
            try:
                if await fetcher.bring(self._api.address(url), sha256=sha256):
                    return
                addresses += 1
            except Spoiled as error:
                fetches += 1
                if fetches == FETCHES:
                    raise Unreadable(
                        "The file came damaged from your family's cloud.", next_step="Try again later."
                    ) from error
            if addresses == ADDRESSES:
                raise not_understood()

    async def _send_missing(self, told: Mapping[str, Json], *, sender: Sender, meter: Meter, parts: list[Slice]) -> int:
        """PUT what an answer says is missing; return how much of it was."""
        if isinstance(put := told.get("put"), dict):
            await sender.put(parts[0], number=1, place=self._place(put))
            return 1
        multipart = told.get("multipart")
        if not isinstance(multipart, dict) or multipart.get("part_size") != PART_BYTES:
            raise not_understood()
        pieces = dict(enumerate(parts, start=1))
        places = [
            (int(lenient.amount(raw.get("n"))), self._place(raw)) for raw in lenient.tables(multipart.get("parts"))
        ]
        if any(number not in pieces for number, _ in places):
            raise not_understood()
        there = pieces.keys() - {number for number, _ in places}
        meter.begin({number: pieces[number].size for number in there})
        await sender.put_all(pieces, places=sorted(places, key=lambda place: place[0]))
        return len(places)

    async def _is_complete(self, sha256: str) -> bool:
        answer = await self._api.ask("POST", f"/v1/blobs/{sha256}/complete", json={}, expected=frozenset({404, 409}))
        if answer.is_success:
            return True
        if code_of(answer) in (Code.BLOB_INCOMPLETE, Code.BLOB_DIFFERS, Code.NO_BLOB):
            return False
        raise trouble_of(answer)

    def _place(self, told: Mapping[str, Json]) -> Place:
        url, headers = text(told.get("url")), lenient.table(told.get("headers"))
        if not url or not all(isinstance(value, str) for value in headers.values()):
            raise not_understood()
        return Place(self._api.address(url), headers)
