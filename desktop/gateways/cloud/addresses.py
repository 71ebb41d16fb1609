"""Which addresses the family's cloud may have: no password and no token goes where strangers can read along."""

from __future__ import annotations

import ipaddress
from urllib.parse import SplitResult, urljoin, urlsplit

from desktop.model.cloud import is_loopback
from desktop.model.errors import Refused, Unencrypted

HELLO = "/v1/hello"
_HOUSE_NAMES = (".local", ".lan", ".home.arpa", ".internal")
_SHARED = ipaddress.ip_network("100.64.0.0/10")  # private networks across the internet use it, too


def cleaned(pasted: str) -> str:
    """Return the cloud's address from what a person pasted, with no slash at its end. Raise Refused for none.

    An address without a scheme is meant encrypted, but in the house.
    """
    text = pasted.strip()
    if "://" not in text:
        text = f"{'http' if _is_near(_split(f'//{text}').hostname or '') else 'https'}://{text}"
    parts = _split(text)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment or parts.username:
        raise _no_address()
    return text.removesuffix(HELLO).rstrip("/")


def check(url: str, *, trusts_network: bool) -> None:
    """Return when the way to `url` is encrypted, ends in this computer, or is the house's and trusted.

    Raise Unencrypted where the person may say that it is, Refused where nobody could.
    """
    parts = _split(url)
    host = parts.hostname or ""
    if parts.scheme == "https" or is_loopback(host):
        return
    if not _is_house(host):
        raise Refused(
            "This address is not encrypted: others could read your password.",
            next_step="Use the address that begins with https.",
            title="Not safe",
        )
    if not trusts_network:
        raise Unencrypted(
            f"What goes to {host} is not encrypted: everybody in the same network could read it.",
            next_step="Go on only if this is your own network at home.",
        )


def resolved(address: str, *, url: str) -> str:
    """Return a whole address from one that may be relative to the cloud's."""
    return urljoin(f"{url}/", address)


def host_of(url: str) -> str:
    """Return the host in an address, "" without one."""
    return _split(url).hostname or ""


def _is_near(host: str) -> bool:
    return is_loopback(host) or _is_house(host)


def _is_house(host: str) -> bool:
    address = _literal(host)
    if address is not None:
        return address.is_private or address.is_link_local or (address.version == 4 and address in _SHARED)
    return bool(host) and ("." not in host or host.endswith(_HOUSE_NAMES))


def _literal(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError as error:
        raise _no_address() from error
    return parts


def _no_address() -> Refused:
    return Refused(
        "This is not the address of a family's cloud.",
        next_step="Copy it from where the cloud was set up: it begins with https.",
        title="No such address",
    )
