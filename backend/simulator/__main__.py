"""The command line: `python -m backend.simulator`."""

import argparse
import json
import logging
import signal
import sys
import threading
from dataclasses import asdict
from pathlib import Path

from backend.simulator.options import SimulationOptions
from backend.simulator.simulation import Simulation

DESCRIPTION = """\
A simulated Yoto on this computer: sign-in, REST API, uploads, media and an MQTT 3.1.1 broker
over WebSocket at /mqtt, with players that behave like real ones. It listens on 127.0.0.1 only,
and prints one line of JSON when it is ready: auth_url, api_url, mqtt {host, port, path}, client_id,
access_token, refresh_token, players, control_url.
"""
EPILOG = """\
Control it with POST <control_url>/<method> and a JSON object, for example:
  curl -d '{"player": "Kitchen", "button": "pause"}' http://127.0.0.1:8701/control/press
Methods: press insert_card remove_card set_power shut_down set_wifi set_battery set_day_mode odd
publish_raw player_state expire_tokens expire_access_tokens drop_mqtt mqtt_clients approve_device
delay fail fail_after drop stall_uploads advance now content cards update_card requests
mqtt_messages uploads. A page with each player's buttons is at <control_url>.
"""


def main(arguments: list[str] | None = None) -> int:
    """Run a simulation until interrupted."""
    options = _parse(arguments)
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr)
    simulation = Simulation(options)
    try:
        ready = simulation.start()
    except (OSError, ValueError, KeyError) as error:
        sys.stderr.write(f"The simulated Yoto could not start: {error}\n")
        return 1
    sys.stdout.write(json.dumps(asdict(ready)) + "\n")
    sys.stdout.flush()
    is_over = threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: is_over.set())
    while not is_over.wait(0.5):
        continue
    simulation.stop()
    return 0


def _parse(arguments: list[str] | None) -> SimulationOptions:
    default = SimulationOptions()
    parser = argparse.ArgumentParser(
        prog="python -m backend.simulator",
        description=DESCRIPTION,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add(
        "--http-port", type=int, default=8701, help="port of sign-in, API, uploads and media; 0 picks a free one (8701)"
    )
    add("--mqtt-port", type=int, default=8702, help="port of the MQTT broker; 0 picks a free one (8702)")
    add("--speed", type=float, default=1.0, help="how many times faster than the wall's its clock runs (1)")
    add("--world", type=Path, help="folder with a world.json (the bundled demo, or else a small built-in world)")
    add("--state-dir", type=Path, help="folder for what is uploaded (a temporary one)")
    add("--transcode", type=float, nargs=2, metavar=("MIN", "MAX"), default=default.transcode_seconds,
        help="how long a transcode takes, seconds (25 60)")  # fmt: skip
    add("--upload-speed", type=int, metavar="BYTES", help="bytes a second that all uploads share (no limit)")
    add("--token-lifetime", type=int, default=default.token_lifetime_s, help="seconds that a token is good for (28800)")
    add("--redirect-uri", action="append", metavar="URI", help="a registered redirect; may be given more than once "
        f"({', '.join(default.redirect_uris)})")  # fmt: skip
    add("--auto-approve", action="store_true", help="sign in without asking on a page")
    add("--no-device-code", action="store_true", help="switch the device code grant off")
    add("--omit-refresh-token", action="store_true", help="leave refresh_token out of refresh answers")
    add("--list-lag", type=float, default=default.list_lag_s, help="seconds that lists lag behind writes (2)")
    add("--read-lag", type=float, default=default.read_lag_s, help="seconds that reads lag behind writes (1)")
    add("--card-sync", type=float, nargs=2, metavar=("MIN", "MAX"), default=default.card_sync_s,
        help="how long a plugged-in, idle player takes to fetch a changed card, seconds (60 300)")  # fmt: skip
    add("--seed", type=int, default=default.seed, help="seed of all that is random (1)")
    given = parser.parse_args(arguments)
    return SimulationOptions(
        http_port=given.http_port,
        mqtt_port=given.mqtt_port,
        speed=given.speed,
        world=given.world,
        state_dir=given.state_dir,
        transcode_seconds=tuple(given.transcode),
        upload_bytes_per_second=given.upload_speed,
        token_lifetime_s=given.token_lifetime,
        redirect_uris=tuple(given.redirect_uri or default.redirect_uris),
        auto_approve=given.auto_approve,
        device_code_enabled=not given.no_device_code,
        omit_refresh_token=given.omit_refresh_token,
        list_lag_s=given.list_lag,
        read_lag_s=given.read_lag,
        card_sync_s=tuple(given.card_sync),
        seed=given.seed,
    )


if __name__ == "__main__":
    sys.exit(main())
