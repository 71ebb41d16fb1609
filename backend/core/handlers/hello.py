"""Tells the app what it has found at an address."""

from __future__ import annotations

from backend.core.call import Answer, Call

SERVICE = "yoto-smart-stream"
API = 1


def hello(call: Call) -> Answer:
    """Answer who this is and where its accounts are."""
    return Answer(200, {**call.world.hello, "service": SERVICE, "api": API})
