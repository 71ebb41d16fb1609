"""Leads each request to the app that answers below its path."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.types import ASGIApp, Receive, Scope, Send


class Mounts:
    """An ASGI app of apps: those below a prefix, and one for everything else."""

    def __init__(self, below: Mapping[str, ASGIApp], *, otherwise: ASGIApp) -> None:
        self._below = below
        self._otherwise = otherwise

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        path = scope.get("path", "")
        for prefix, app in self._below.items():
            if path == prefix or path.startswith(f"{prefix}/"):
                inner = {**scope, "root_path": prefix, "path": path if path != prefix else f"{prefix}/"}
                await app(inner, receive, send)
                return
        await self._otherwise(scope, receive, send)
