"""Decides from where a server may be reached."""

from __future__ import annotations

import ipaddress
import socket


class Exposed(Exception):
    """What is said to the server could be read on the way to it."""


def check_reach(host: str, *, is_encrypted: bool, is_insecure_wanted: bool) -> None:
    """Raise Exposed when other computers reach the server and nothing keeps what is said from being read."""
    if not (is_encrypted or is_insecure_wanted or is_loopback(host)):
        raise Exposed(host)


def is_loopback(host: str) -> bool:
    """Return whether only programs on this computer reach a server on this address."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def address_of(host: str, *, port: int, is_encrypted: bool) -> str:
    """Return the address of a server for people to paste; one that listens everywhere goes by its computer's name."""
    named = socket.gethostname() if host in ("", "0.0.0.0", "::") else host  # noqa: S104
    return f"http{'s' if is_encrypted else ''}://{f'[{named}]' if ':' in named else named}:{port}"
