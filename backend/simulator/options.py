"""What a simulation can be told, with the defaults of yoto-api.md 8.5."""

from dataclasses import dataclass
from pathlib import Path

ALL_SCOPES = (
    "openid",
    "profile",
    "offline_access",
    "family:view",
    "family:library:view",
    "family:library:manage",
    "user:content:view",
    "user:content:manage",
    "user:icons:manage",
    "family:devices:view",
    "family:devices:manage",
    "family:devices:control",
)


@dataclass(frozen=True, slots=True)
class SimulationOptions:
    """Every number of a simulation; seconds are seconds of the simulated clock.

    A port of 0 means a free one. `world` is a folder with a world.json, None the bundled demo or else a small built-in
    world. `state_dir` holds uploaded audio and pictures; None means a temporary folder that goes with the simulation.
    `upload_bytes_per_second` is wall time and shared by all uploads, as one line of a household is.
    """

    http_port: int = 0
    mqtt_port: int = 0
    speed: float = 1.0
    transcode_seconds: tuple[float, float] = (25.0, 60.0)
    upload_bytes_per_second: int | None = None
    state_dir: Path | None = None
    world: Path | None = None
    auto_approve: bool = False
    token_lifetime_s: int = 28800
    list_lag_s: float = 2.0
    read_lag_s: float = 1.0
    card_start_ack_s: tuple[float, float] = (0.5, 0.9)
    seed: int = 1
    card_sync_s: tuple[float, float] = (60.0, 300.0)
    last_will_s: float = 90.0
    signed_url_s: float = 3600.0
    boot_s: float = 12.0
    periodic_status: bool = True
    device_code_enabled: bool = True
    omit_refresh_token: bool = False
    expired_token_status: int = 403
    redirect_uris: tuple[str, ...] = ("http://127.0.0.1:8787/callback", "http://localhost:8787/callback")
    scopes: tuple[str, ...] = ALL_SCOPES


@dataclass(frozen=True, slots=True)
class MqttAddress:
    """Where the broker listens: MQTT 3.1.1 over plain WebSocket."""

    host: str
    port: int
    path: str


@dataclass(frozen=True, slots=True)
class Ready:
    """What a client needs to know of a running simulation; the fields of the JSON line that the program prints."""

    auth_url: str
    api_url: str
    mqtt: MqttAddress
    client_id: str
    access_token: str
    refresh_token: str
    players: tuple[str, ...]
    control_url: str
