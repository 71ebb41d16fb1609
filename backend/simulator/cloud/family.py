"""The one family that the simulated Yoto knows."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Family:
    """Who the account belongs to, with the identifiers that the API shows."""

    name: str
    email: str
    user_id: str = "auth0|65f0c3a1d2e4b5968778a9b0"
    family_id: str = "65f0c3a1d2e4b5968778a9b1"
    client_id: str = "SimulatedYotoDesktopClient000001"
