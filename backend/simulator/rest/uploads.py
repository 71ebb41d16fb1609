"""The upload pipeline over REST and its presigned host (yoto-api.md 5.1)."""

import asyncio
import hashlib
from dataclasses import dataclass

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from backend.simulator.cloud.media import Signer
from backend.simulator.cloud.refusals import bad_request, not_found
from backend.simulator.cloud.uploads import Upload, Uploads
from backend.simulator.line import ReceivingLine
from backend.simulator.rest.guard import Guard
from backend.simulator.wire import as_text

LARGEST_UPLOAD = 1024**3
SCOPE = "user:content:manage"


@dataclass(frozen=True, slots=True)
class UploadHost:
    """`/media/transcode/...`, `/media/upload/...` and the host that the presigned addresses name."""

    guard: Guard
    uploads: Uploads
    signer: Signer
    line: ReceivingLine

    def routes(self) -> list[Route]:
        """Return the paths of the pipeline."""
        return [
            Route("/media/transcode/audio/uploadUrl", self.upload_url),
            Route("/media/upload/{upload_id}/transcoded", self.transcoded),
            Route("/upload-host/{upload_id}", self.put, methods=["PUT"]),
        ]

    async def upload_url(self, request: Request) -> Response:
        self.guard.check(request, SCOPE)
        sha256 = request.query_params.get("sha256", "").lower()
        if sha256 and (len(sha256) != 64 or set(sha256) - set("0123456789abcdef")):
            raise bad_request("sha256 must be a hex string of 64 characters")
        upload = self.uploads.ask(sha256=sha256, filename=request.query_params.get("filename", ""))
        url = None if upload.is_stored else self.signer.upload_url(upload.upload_id)
        return JSONResponse({"upload": {"uploadId": upload.upload_id, "uploadUrl": url}})

    async def transcoded(self, request: Request) -> Response:
        self.guard.check(request, SCOPE)
        upload = self.uploads.find(as_text(request.path_params["upload_id"]))
        if upload is None:
            raise not_found("Upload not found")
        transcode = self.uploads.view(upload)
        return JSONResponse({"transcode": transcode}, status_code=200 if transcode["transcodedSha256"] else 202)

    async def put(self, request: Request) -> Response:
        """Take the bytes as S3 does: any Authorization header beside the signature is refused."""
        upload = self.uploads.find(as_text(request.path_params["upload_id"]))
        if "authorization" in request.headers:
            return _s3_error(400, "InvalidArgument", "Only one auth mechanism allowed")
        if upload is None or not self.signer.is_valid(str(request.url)):
            return _s3_error(403, "AccessDenied", "Request has expired")
        length = request.headers.get("content-length", "")
        if not length.isdigit():
            return _s3_error(411, "MissingContentLength", "You must provide the Content-Length HTTP header.")
        if int(length) > LARGEST_UPLOAD:
            return _s3_error(400, "EntityTooLarge", "Your proposed upload exceeds the maximum allowed size")
        is_complete = await self._receive(request, upload)
        return Response(status_code=200 if is_complete else 400)

    async def _receive(self, request: Request, upload: Upload) -> bool:
        """Write the body to disk as it comes; False when the client hung up before the end."""
        digest = hashlib.sha256()
        path = self.uploads.body_path(upload)
        upload.received_bytes = 0
        stream = await asyncio.to_thread(path.open, "wb")
        try:
            async for block in request.stream():
                await self.line.take(len(block))
                stream.write(block)
                digest.update(block)
                upload.received_bytes += len(block)
        except ClientDisconnect:
            stream.close()
            path.unlink()
            return False
        stream.close()
        self.uploads.store(upload, path, digest=digest)
        return True


def _s3_error(status: int, code: str, message: str) -> Response:
    body = f'<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>{code}</Code><Message>{message}</Message></Error>'
    return Response(body, status_code=status, media_type="application/xml")
