"""Cards, the family library and its groups over REST (yoto-api.md 4)."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from backend.simulator.cloud import views
from backend.simulator.cloud.content import ContentStore
from backend.simulator.cloud.family import Family
from backend.simulator.cloud.groups import Groups
from backend.simulator.cloud.media import Signer
from backend.simulator.cloud.refusals import bad_request
from backend.simulator.rest.guard import Guard, json_body
from backend.simulator.wire import Json, as_text

VIEW_CONTENT, MANAGE_CONTENT = "user:content:view", "user:content:manage"
VIEW_LIBRARY, MANAGE_LIBRARY = "family:library:view", "family:library:manage"
COVER_WIDTH = "250"


@dataclass(frozen=True, slots=True)
class Content:
    """`/content...`, `/card...` and `/user/family`."""

    guard: Guard
    family: Family
    store: ContentStore
    groups: Groups
    signer: Signer

    def routes(self) -> list[Route]:
        """Return the paths about cards, library and family; the order decides which of two patterns wins."""
        return [
            Route("/content/mine", self.mine),
            Route("/content", self.post, methods=["POST"]),
            Route("/content/{card_id}", self.get),
            Route("/content/{card_id}", self.delete, methods=["DELETE"]),
            Route("/card/family/library", self.library),
            Route("/card/family/library/groups", self.list_groups),
            Route("/card/family/library/groups", self.create_group, methods=["POST"]),
            Route("/card/family/library/groups/{group_id}", self.get_group),
            Route("/card/family/library/groups/{group_id}", self.put_group, methods=["PUT"]),
            Route("/card/family/library/groups/{group_id}", self.delete_group, methods=["DELETE"]),
            Route("/card/details/{card_id}", self.card),
            Route("/card/{card_id}", self.card),
            Route("/user/family", self.user_family),
        ]

    async def mine(self, request: Request) -> Response:
        self.guard.check(request, VIEW_CONTENT)
        with_deleted = request.query_params.get("showdeleted") == "true"
        cards = [card for _, card in self.store.listed(with_deleted=with_deleted) if self.store.is_own(card)]
        return JSONResponse({"cards": [views.listed(card) for card in cards]})

    async def get(self, request: Request) -> Response:
        self.guard.check(request, VIEW_CONTENT)
        _check_timezone(request)
        card = self.store.read(_path_id(request, "card_id"))
        if request.query_params.get("playable") == "true":
            return JSONResponse({"card": views.resolved(card, self.signer)})
        return JSONResponse({"card": card})

    async def post(self, request: Request) -> Response:
        claims = self.guard.check(request, MANAGE_CONTENT)
        card = self.store.save(await json_body(request), client_id=claims.client_id)
        return JSONResponse({"card": {"_id": card["cardId"].encode().hex().ljust(24, "0"), **card}})

    async def delete(self, request: Request) -> Response:
        self.guard.check(request, MANAGE_CONTENT)
        self.store.delete(_path_id(request, "card_id"))
        return JSONResponse({"status": "ok"})

    async def card(self, request: Request) -> Response:
        self.guard.check(request, VIEW_LIBRARY)
        _check_timezone(request)
        card = self.store.read(_path_id(request, "card_id"))
        ownership = views.ownership(is_own=self.store.is_own(card))
        return JSONResponse({"card": views.resolved(card, self.signer), "ownership": ownership})

    async def library(self, request: Request) -> Response:
        self.guard.check(request, VIEW_LIBRARY)
        query = request.query_params
        width = int(width_text) if (width_text := query.get("coverWidth", COVER_WIDTH)).isdigit() else 250
        listed = self.store.listed(with_deleted=query.get("showdeleted") == "true")
        cards = [views.library_entry(stored, card, family=self.family, cover_width=width) for stored, card in listed]
        answer: Json = {"cards": cards, "subscriptions": []}
        if query.get("view") == "groups":
            answer["groups"] = self.groups.listed()
        return JSONResponse(answer)

    async def list_groups(self, request: Request) -> Response:
        self.guard.check(request, VIEW_LIBRARY)
        return JSONResponse(self.groups.listed())

    async def create_group(self, request: Request) -> Response:
        self.guard.check(request, MANAGE_LIBRARY)
        return JSONResponse(self.groups.create(await json_body(request)))

    async def get_group(self, request: Request) -> Response:
        self.guard.check(request, VIEW_LIBRARY)
        return JSONResponse(self.groups.shown(_path_id(request, "group_id")))

    async def put_group(self, request: Request) -> Response:
        self.guard.check(request, MANAGE_LIBRARY)
        return JSONResponse(self.groups.replace(_path_id(request, "group_id"), await json_body(request)))

    async def delete_group(self, request: Request) -> Response:
        self.guard.check(request, MANAGE_LIBRARY)
        return JSONResponse(self.groups.delete(_path_id(request, "group_id")))

    async def user_family(self, request: Request) -> Response:
        self.guard.check(request, "family:view")
        member = {"userId": self.family.user_id, "email": self.family.email, "role": "owner"}
        family = {"familyId": self.family.family_id, "name": self.family.name, "members": [member]}
        return JSONResponse({"family": family})


def _path_id(request: Request, name: str) -> str:
    return as_text(request.path_params[name])


def _check_timezone(request: Request) -> None:
    name = request.query_params.get("timezone")
    if not name:
        return
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise bad_request("Invalid timezone") from error
