"""Covers and icons over REST (yoto-api.md 5.5, 5.6)."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from backend.simulator.cloud import pictures
from backend.simulator.cloud.icons import Icons
from backend.simulator.cloud.media import MediaStore, Signer
from backend.simulator.cloud.pictures import PictureError
from backend.simulator.cloud.refusals import Refusal, bad_request
from backend.simulator.rest.guard import Guard

LARGEST_PICTURE = 8 * 1024 * 1024
MANAGE_ICONS = "user:icons:manage"


@dataclass(frozen=True, slots=True)
class Pictures:
    """`/media/coverImage/...` and `/media/displayIcons/...`"""

    guard: Guard
    media: MediaStore
    icons: Icons
    signer: Signer

    def routes(self) -> list[Route]:
        """Return the paths about pictures."""
        return [
            Route("/media/coverImage/user/me/upload", self.upload_cover, methods=["POST"]),
            Route("/media/displayIcons/user/yoto", self.public_icons),
            Route("/media/displayIcons/user/me", self.own_icons),
            Route("/media/displayIcons/user/me/upload", self.upload_icon, methods=["POST"]),
        ]

    async def upload_cover(self, request: Request) -> Response:
        self.guard.check(request, "user:content:manage")
        cover_type = request.query_params.get("coverType", "default")
        if cover_type not in pictures.COVER_SIZES:
            raise bad_request(f"coverType must be one of {sorted(pictures.COVER_SIZES)}")
        is_converted = request.query_params.get("autoconvert") == "true"
        body = await _picture_body(request)
        try:
            stored, content_type = pictures.cover(body, cover_type=cover_type, is_converted=is_converted)
        except PictureError as error:
            raise bad_request(str(error)) from error
        picture = self.media.add_picture(stored, content_type=content_type)
        url = self.signer.cover_url(picture.picture_id)
        return JSONResponse({"coverImage": {"mediaId": picture.picture_id, "mediaUrl": url}})

    async def public_icons(self, request: Request) -> Response:
        self.guard.check(request)
        return JSONResponse({"displayIcons": self.icons.listed(is_public=True)})

    async def own_icons(self, request: Request) -> Response:
        self.guard.check(request, MANAGE_ICONS)
        return JSONResponse({"displayIcons": self.icons.listed(is_public=False)})

    async def upload_icon(self, request: Request) -> Response:
        self.guard.check(request, MANAGE_ICONS)
        is_converted = request.query_params.get("autoConvert") == "true"
        body = await _picture_body(request)
        try:
            stored, content_type = pictures.icon(body, is_converted=is_converted)
        except PictureError as error:
            raise bad_request(str(error)) from error
        picture = self.media.add_picture(stored, content_type=content_type)
        icon, is_new = self.icons.add_own(picture)
        return JSONResponse({"displayIcon": self.icons.upload_answer(icon, is_new=is_new)})


async def _picture_body(request: Request) -> bytes:
    """Return the raw body; a form is no picture."""
    if request.headers.get("content-type", "").startswith("multipart/"):
        raise bad_request("A binary image file is required")
    body = await request.body()
    if len(body) > LARGEST_PICTURE:
        raise Refusal(413, "payload-too-large", "The image is too large")
    return body
