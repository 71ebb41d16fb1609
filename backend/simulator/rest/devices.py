"""Players over REST (yoto-api.md 2)."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from backend.simulator.cloud.refusals import bad_request, forbidden, not_found
from backend.simulator.household import Household, Member
from backend.simulator.player import status
from backend.simulator.player.identity import firmware_defaults
from backend.simulator.rest.guard import Guard, json_body
from backend.simulator.wire import Json, as_object, as_text

VIEW, MANAGE, CONTROL = "family:devices:view", "family:devices:manage", "family:devices:control"
SLASHED = frozenset(("card/start", "card/stop", "card/pause", "card/resume", "volume/set", "sleep-timer/set", "status"))
SLASHED_TOO = frozenset(("ambients/set", "events/request", "status/request", "reboot"))
LEGACY = frozenset(("card-play", "card-pause", "card-resume", "card-stop", "set-volume", "sleep"))


@dataclass(frozen=True, slots=True)
class Devices:
    """`/device-v2/...`"""

    guard: Guard
    household: Household
    shortcuts: dict[str, Json]

    def routes(self) -> list[Route]:
        """Return the paths about players."""
        return [
            Route("/device-v2/devices/mine", self.mine),
            Route("/device-v2/{device_id}/config", self.config),
            Route("/device-v2/{device_id}/config", self.put_config, methods=["PUT"]),
            Route("/device-v2/{device_id}/shortcuts", self.put_shortcuts, methods=["PUT"]),
            Route("/device-v2/{device_id}/shortcuts", self.refused),
            Route("/device-v2/{device_id}/status", self.status),
            Route("/device-v2/{device_id}/command/{name:path}", self.command, methods=["POST"]),
        ]

    async def mine(self, request: Request) -> Response:
        self.guard.check(request, VIEW, CONTROL)
        return JSONResponse({"devices": [_listed(member) for member in self.household.members()]})

    async def config(self, request: Request) -> Response:
        self.guard.check(request, VIEW)
        member = self._member(request)
        identity, player = member.player.identity, member.player
        device: Json = {
            **_listed(member),
            "errorCode": None,
            "fwVersion": identity.firmware,
            "popCode": "AAAAAA",
            "releaseChannelId": "general",
            "releaseChannelVersion": identity.firmware,
            "activationPopCode": "AAAAAAAA",
            "registrationCode": "AAAAAAAA",
            "mac": identity.mac,
            "geoTimezone": "Europe/London",
            "getPosix": "GMT0BST,M3.5.0/1,M10.5.0",
            "status": player.shadow,
            "config": player.situation.config,
            "shortcuts": self.shortcuts.get(identity.device_id, {}),
        }
        del device["description"], device["releaseChannel"]
        return JSONResponse({"device": device})

    async def put_config(self, request: Request) -> Response:
        """Replace the whole block: what is left out falls back to the firmware's defaults (yoto-api.md 2.5)."""
        self.guard.check(request, MANAGE)
        player = self._member(request).player
        body = await json_body(request)
        if not isinstance(body.get("config"), dict):
            raise bad_request("config is required")
        player.set_config(firmware_defaults() | body["config"])
        return JSONResponse({"status": "ok"})

    async def put_shortcuts(self, request: Request) -> Response:
        self.guard.check(request, MANAGE)
        identity = self._member(request).player.identity
        self.shortcuts[identity.device_id] = as_object((await json_body(request)).get("shortcuts"))
        return JSONResponse({"status": "ok"})

    async def refused(self, request: Request) -> Response:
        self.guard.check(request)
        raise forbidden("Forbidden")

    async def status(self, request: Request) -> Response:
        """Answer the deprecated status, whose scope third parties cannot get any more."""
        self.guard.check(request, "family:device-status:view")
        member = self._member(request)
        return JSONResponse(status.rest_status(member.player.shadow, is_online=member.line.is_online))

    async def command(self, request: Request) -> Response:
        """Accept a command in both spellings; that it was accepted does not mean that it is done (yoto-api.md 2.8)."""
        self.guard.check(request, CONTROL)
        member = self._member(request)
        name = as_text(request.path_params["name"])
        if name not in SLASHED | SLASHED_TOO | LEGACY:
            raise not_found(f"Unknown command {name}")
        member.commands.receive_over_rest(name, await json_body(request))
        if name in LEGACY:
            return Response(status_code=200, headers={"x-amzn-RequestId": "simulated"})
        return JSONResponse({"status": "ok"})

    def _member(self, request: Request) -> Member:
        device_id = as_text(request.path_params["device_id"])
        if not self.household.has(device_id):
            raise not_found(f"Device {device_id} not found")
        return self.household.member(device_id)


def _listed(member: Member) -> Json:
    identity = member.player.identity
    return {
        "deviceId": identity.device_id,
        "name": identity.name,
        "description": identity.description,
        "online": member.line.is_online,
        "releaseChannel": "general",
        "deviceType": identity.device_type,
        "deviceFamily": identity.device_family,
        "deviceGroup": identity.device_group,
        "generation": identity.generation,
        "formFactor": identity.form_factor,
    }
