"""The line to a cloud's accounts: Amazon's own client, without keys, profiles or settings of this computer."""

from __future__ import annotations

import os
import threading
from typing import Any

import botocore.session
from botocore import UNSIGNED
from botocore.config import Config

from desktop.gateways.cloud.addresses import host_of
from desktop.gateways.http import CONNECT_TIMEOUT_S, user_agent
from desktop.model.cloud import Cloud, is_loopback

READ_TIMEOUT_S = 20.0
# A developer's profiles, keys and defaults are none of a family's business: an unknown AWS_PROFILE would stop us.
_NOTHING_OF_THIS_COMPUTER = {
    "profile": (None, None, None, None),
    "config_file": (None, None, os.devnull, None),
    "credentials_file": (None, None, os.devnull, None),
}


def open_client(cloud: Cloud) -> Any:
    """Return a client of the cloud's user pool. Slow (its models are large): never on the UI thread.

    Every call is made once: a refresh token, and a step of a sign-in, are good for one.
    """
    session = botocore.session.Session(session_vars=_NOTHING_OF_THIS_COMPUTER)
    proxies: dict[str, str] | None = {} if is_loopback(host_of(cloud.identity_url)) else None  # None: the system's
    return session.create_client(
        "cognito-idp",
        region_name=cloud.region,
        endpoint_url=cloud.identity_url or None,
        verify=os.environ.get("SSL_CERT_FILE") or None,  # as httpx: a server at home may have a certificate of its own
        config=Config(
            signature_version=UNSIGNED,
            connect_timeout=CONNECT_TIMEOUT_S,
            read_timeout=READ_TIMEOUT_S,
            retries={"total_max_attempts": 1},
            user_agent=user_agent(),
            proxies=proxies,
        ),
    )


class Clients:
    """One client a user pool, made when it is asked for first. May be used from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._clients: dict[tuple[str, str], Any] = {}

    def client(self, cloud: Cloud) -> Any:
        """Return the client for a cloud; blocks while it is being made."""
        key = (cloud.region, cloud.identity_url)
        with self._lock:
            if key not in self._clients:
                self._clients[key] = open_client(cloud)
            return self._clients[key]

    def close(self) -> None:
        """Close all connections."""
        with self._lock:
            for client in self._clients.values():
                client.close()
            self._clients.clear()
