"""What can be said on the command line."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from desktop.model.account import Endpoints


@dataclass(frozen=True, slots=True)
class Options:
    """`folder` holds the profile (library, settings, session); None means the system's usual place."""

    is_demo: bool = False
    folder: Path | None = None
    endpoints: Endpoints = field(default_factory=Endpoints)
    is_verbose: bool = False


def parse(arguments: Sequence[str]) -> Options:
    """Return the options; exits with a plain message on a word that it does not know."""
    parser = argparse.ArgumentParser(prog="yoto-smart-stream", description="A companion app for Yoto players.")
    parser.add_argument("--demo", action="store_true", help="try everything with a simulated Yoto and a full library")
    parser.add_argument("--profile", type=Path, metavar="DIR", help="keep library and settings in this folder")
    parser.add_argument("--verbose", action="store_true", help="write more into the log")
    parser.add_argument("--auth-url", default=Endpoints().auth_url, help="where to sign in (for a simulated Yoto)")
    parser.add_argument("--api-url", default=Endpoints().api_url, help="Yoto's API (for a simulated Yoto)")
    parser.add_argument("--mqtt", metavar="HOST:PORT", help="a simulated Yoto's broker, without TLS")
    said = parser.parse_args(arguments)
    return Options(
        is_demo=said.demo,
        folder=said.profile,
        endpoints=_endpoints(parser, said),
        is_verbose=said.verbose,
    )


def _endpoints(parser: argparse.ArgumentParser, said: argparse.Namespace) -> Endpoints:
    if not said.mqtt:
        return Endpoints(auth_url=said.auth_url, api_url=said.api_url)
    host, _, port = said.mqtt.rpartition(":")
    if not host or not port.isdigit():
        parser.error("--mqtt takes HOST:PORT, for example 127.0.0.1:8702")
    return Endpoints(auth_url=said.auth_url, api_url=said.api_url, mqtt_host=host, mqtt_port=int(port), mqtt_tls=False)
