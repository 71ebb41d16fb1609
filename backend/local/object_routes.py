"""Serves and takes files at signed addresses, over HTTP, a block at a time."""

from __future__ import annotations

import asyncio

from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.types import Receive, Scope, Send

from backend.local.leave import Leave
from backend.local.objects import BLOCK_BYTES, PREFIX, FolderObjects

STILL_S = 60.0  # without a byte, then the sender is taken for gone
UNHEARD_BYTES = 8 * 1024 * 1024  # of a refused body are taken off the line, so that its sender sees the answer

SAFELY = {"Cache-Control": "private, no-store", "X-Content-Type-Options": "nosniff"}


class ObjectRoutes:
    """An ASGI app for GET, HEAD (with ranges) and PUT at the addresses that a `FolderObjects` gives out.

    Nothing but the signature lets anybody in. A body is written while it comes; never more than a block of it is in
    memory. For want of room on the disk it raises Refused with FULL, or an OSError; nothing has changed then.
    """

    def __init__(self, objects: FolderObjects) -> None:
        self._objects = objects

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        request = Request(scope, receive)
        body = _Body(receive)
        try:
            response = await self._answer(request, body)
            if response.status_code >= 400:
                await body.drain()
        except _HungUp:
            return
        except TimeoutError:
            response = _refusal(408, "too_slow", "Nothing has come for a while. Ask for a new address and try again.")
            response.headers["Connection"] = "close"
        await response(scope, receive, send)

    async def _answer(self, request: Request, body: _Body) -> Response:
        key = str(request.scope["path"]).removeprefix(f"{PREFIX}/")
        asked = "GET" if request.method == "HEAD" else request.method
        if asked not in ("GET", "PUT"):
            return _refusal(405, "wrong_method", "Files can be read and put here.")
        leave = self._objects.leave(asked, key, request.query_params)
        if leave is None:
            return _refusal(403, "bad_address", "This address is not good, or not any more. Ask for a new one.")
        if asked == "GET":
            return self._read(leave)
        misfit = self._misfit(request, leave)
        if misfit is not None:
            return misfit
        self._objects.check_room(leave.size)
        return await self._take(leave, body)

    def _read(self, leave: Leave) -> Response:
        path = self._objects.path(leave.key)
        if not path.is_file():
            return _refusal(404, "not_found", "There is no such file.")
        # As a download of no particular type: a browser must never show it as a page of this server.
        headers = {**SAFELY, "Content-Disposition": "attachment"}
        return _Blocks(path, headers=headers, media_type="application/octet-stream", stat_result=path.stat())

    def _misfit(self, request: Request, leave: Leave) -> Response | None:
        """Return why a body is not even begun to be read."""
        length = request.headers.get("content-length")
        if length is None:
            return _refusal(411, "no_length", "A file is put with its length.")
        if length != str(leave.size):
            return _refusal(400, "wrong_length", f"This address takes {leave.size} bytes.")
        if leave.upload_id:
            return None
        if request.headers.get("content-type", "") != leave.mime:
            return _refusal(400, "wrong_type", f"This address takes {leave.mime}.")
        if request.headers.get("if-none-match") != "*":
            return _refusal(400, "no_condition", "A file is put with If-None-Match: *")
        return _there_already() if self._objects.size(leave.key) is not None else None

    async def _take(self, leave: Leave, body: _Body) -> Response:
        draft = await asyncio.to_thread(self._objects.draft)
        with draft:
            while draft.size <= leave.size and (block := await body.block()):
                await asyncio.to_thread(draft.write, block)
            if draft.size != leave.size:
                return _refusal(400, "wrong_length", f"This address takes {leave.size} bytes.")
            if draft.sha256 != leave.sha256:
                return _refusal(400, "wrong_checksum", "What has arrived is not what was announced.")
            etag = {"ETag": f'"{draft.sha256}"'}
            if leave.upload_id:
                if not await asyncio.to_thread(self._objects.keep_part, draft, leave=leave):
                    return _refusal(404, "no_upload", "There is no such upload any more.")
            elif not await asyncio.to_thread(self._objects.keep, draft, key=leave.key):
                return _there_already()
            return Response(status_code=200, headers={**SAFELY, **etag})


class _Body:
    """A request's body, in blocks."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._is_over = False

    async def block(self) -> bytes:
        """Return the next megabyte or what is left of it, b"" at the end; raise TimeoutError when nothing comes."""
        held = bytearray()
        while len(held) < BLOCK_BYTES and not self._is_over:
            held += await self._piece()
        return bytes(held)

    async def drain(self) -> None:
        """Take what is left off the line, to a limit."""
        left = UNHEARD_BYTES
        while left > 0 and not self._is_over:
            left -= len(await self._piece())

    async def _piece(self) -> bytes:
        async with asyncio.timeout(STILL_S):
            message = await self._receive()
        if message["type"] == "http.disconnect":
            raise _HungUp
        self._is_over = not message.get("more_body", False)
        piece: bytes = message.get("body", b"")
        return piece


class _HungUp(Exception):
    """Nobody is there any more to be answered."""


class _Blocks(FileResponse):
    chunk_size = BLOCK_BYTES


def _there_already() -> Response:
    return _refusal(412, "there_already", "This file is there already.")


def _refusal(status: int, code: str, message: str) -> Response:
    return JSONResponse({"error": {"code": code, "message": message}}, status, headers=dict(SAFELY))
