"""The hosts that serve audio and pictures (yoto-api.md 0.3, 4.3)."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from backend.simulator.cloud import pictures
from backend.simulator.cloud.media import MediaStore, Signer
from backend.simulator.wire import as_text


@dataclass(frozen=True, slots=True)
class Downloads:
    """Signed audio with ranges, and public pictures in any width."""

    media: MediaStore
    signer: Signer

    def routes(self) -> list[Route]:
        """Return the paths of the media hosts."""
        return [
            Route("/secure-media/{policy}/{identity}", self.audio),
            Route("/card-content/{owner}/pub/{identity}", self.picture),
            Route("/card-content/{owner}/{identity}", self.picture),
        ]

    async def audio(self, request: Request) -> Response:
        medium = self.media.medium(as_text(request.path_params["identity"]))
        if not self.signer.is_valid(str(request.url)):
            return Response("<Error><Code>AccessDenied</Code></Error>", status_code=403, media_type="application/xml")
        if medium is None:
            return Response(status_code=404)
        return FileResponse(medium.path, media_type=medium.content_type)

    async def picture(self, request: Request) -> Response:
        picture = self.media.picture(as_text(request.path_params["identity"]))
        if picture is None:
            return Response(status_code=404)
        width = request.query_params.get("width", "")
        body = pictures.narrowed(picture.body, width=int(width)) if width.isdigit() else picture.body
        return Response(body, media_type=picture.content_type)
