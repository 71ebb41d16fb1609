"""Where the function's credentials come from."""

from __future__ import annotations

import calendar
import json
import os
import time
from collections.abc import Callable, Mapping
from urllib.request import Request, urlopen

from backend.aws.signing import Credentials

SPARE_S = 300
TIMEOUT_S = 2.0


class AmbientCredentials:
    """Those that Lambda hands to the function: in the environment, or at an address when it began from a snapshot.

    A snapshot outlives what was in the environment, so there the address is asked, again before each end.
    """

    def __init__(self, environment: Mapping[str, str] = os.environ, *, now_s: Callable[[], float] = time.time) -> None:
        self._environment = environment
        self._now_s = now_s
        self._known: Credentials | None = None
        self._until_s = 0.0

    def __call__(self) -> Credentials:
        """Return credentials that are good for some minutes. Raise OSError when the address does not answer."""
        address = self._environment.get("AWS_CONTAINER_CREDENTIALS_FULL_URI")
        if address is None:
            return Credentials(
                self._environment["AWS_ACCESS_KEY_ID"],
                self._environment["AWS_SECRET_ACCESS_KEY"],
                self._environment.get("AWS_SESSION_TOKEN", ""),
            )
        if self._known is None or self._now_s() > self._until_s - SPARE_S:
            self._known, self._until_s = self._ask(address)
        return self._known

    def _ask(self, address: str) -> tuple[Credentials, float]:
        token = self._environment.get("AWS_CONTAINER_AUTHORIZATION_TOKEN", "")
        request = Request(address, headers={"Authorization": token})  # noqa: S310 - Lambda's own address
        with urlopen(request, timeout=TIMEOUT_S) as answer:  # noqa: S310 - as above
            told = json.load(answer)
        until = calendar.timegm(time.strptime(told["Expiration"][:19], "%Y-%m-%dT%H:%M:%S"))
        return Credentials(told["AccessKeyId"], told["SecretAccessKey"], told["Token"]), float(until)
