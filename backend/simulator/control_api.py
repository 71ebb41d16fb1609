"""The control REST API: each method of Control as `POST /control/<method>` with a JSON object of its arguments."""

import base64
import inspect
import json
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from backend.simulator.cloud.refusals import Refusal
from backend.simulator.control import Control
from backend.simulator.control_page import control_page
from backend.simulator.wire import Json

PATH = "/control"


@dataclass(frozen=True, slots=True)
class ControlApi:
    """Serves Control to curl and to a small page; it runs on the simulation's loop."""

    control: Control
    players: tuple[tuple[str, str], ...]

    def routes(self) -> list[Route]:
        """Return the paths of the control API."""
        return [Route(PATH, self.page), Route(f"{PATH}/{{method}}", self.call, methods=["POST"])]

    async def page(self, _: Request) -> Response:
        return HTMLResponse(control_page(self.players))

    async def call(self, request: Request) -> Response:
        """Answer `{"result": ...}`; 404 for an unknown method, player or card, 400 for wrong arguments."""
        name = request.path_params["method"]
        method = None if name.startswith("_") else getattr(self.control, name, None)
        if method is None:
            return _error(404, f"There is no {name} to call")
        try:
            arguments = inspect.signature(method).bind(**_decoded(json.loads(await request.body() or b"{}")))
            result = method(*arguments.args, **arguments.kwargs)
        except KeyError as error:
            return _error(404, f"Unknown: {error}")
        except Refusal as error:
            return _error(error.status, error.message)
        except (TypeError, ValueError) as error:
            return _error(400, str(error))
        return JSONResponse(json.loads(json.dumps({"result": result}, default=_readable)))


def _decoded(arguments: Json) -> Json:
    """Take `payload_base64` for the one argument that is bytes."""
    if "payload_base64" in arguments:
        arguments["payload"] = base64.b64decode(arguments.pop("payload_base64"))
    elif isinstance(arguments.get("payload"), str):
        arguments["payload"] = arguments["payload"].encode()
    return arguments


def _readable(value: object) -> str:
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    raise TypeError(f"not JSON: {value!r}")


def _error(status: int, message: str) -> Response:
    return JSONResponse({"error": message}, status_code=status)
