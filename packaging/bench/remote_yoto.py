"""A simulated Yoto and the wire to its players: a relay that notes when each piece from the app has arrived.

`python -m bench.remote_yoto` prints the simulator's JSON line, its broker's port being the relay's. Then it reads one
JSON object a line and answers each with one: `{"events": [steps], "player": id, "gap_s": [least, most]}` publishes a
volume for each step and returns when each was given to the broker; `{"taken": true}` returns what has come from the
app since it was last asked. All times are nanoseconds of the monotonic clock, which the processes of a computer share.
"""

from __future__ import annotations

import asyncio
import json
import random
import socket
import sys
import threading
import time
from dataclasses import asdict
from typing import Any

from backend.simulator.simulation import Simulation, SimulationOptions

PIECE_BYTES = 64 * 1024
EVENTS = "data/events"
MOST_VOLUME = 16


class Relay:
    """Passes bytes on between the app and the broker, in a loop and a thread of its own."""

    def __init__(self, host: str, port: int) -> None:
        self._host, self._port = host, port
        self._taken: list[tuple[int, str]] = []
        self._listening: asyncio.Future[int] | None = None
        self._bound = threading.Event()
        self.port = 0

    def start(self) -> None:
        """Listen, and return when the port is known."""
        threading.Thread(target=lambda: asyncio.run(self._serve()), name="relay", daemon=True).start()
        self._bound.wait()

    def take(self) -> list[tuple[int, str]]:
        """Return (when, bytes in hex) of what has come from the app since the last call."""
        taken, self._taken = self._taken, []
        return taken

    async def _serve(self) -> None:
        server = await asyncio.start_server(self._relay, self._host, 0)
        self.port = server.sockets[0].getsockname()[1]
        self._bound.set()
        await server.serve_forever()

    async def _relay(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        broker_reader, broker_writer = await asyncio.open_connection(self._host, self._port)
        for one in (writer, broker_writer):
            one.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        await asyncio.gather(
            self._pass_on(reader, broker_writer, is_noted=True),
            self._pass_on(broker_reader, writer, is_noted=False),
        )

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, is_noted: bool) -> None:
        try:
            while piece := await reader.read(PIECE_BYTES):
                if is_noted:
                    self._taken.append((time.monotonic_ns(), piece.hex()))
                writer.write(piece)
        except ConnectionError:
            pass
        writer.close()


def publish(simulation: Simulation, player: str, *, steps: list[int], gap_s: tuple[float, float]) -> list[int]:
    """Publish a volume for each step, at uneven distances; return when each was given to the broker's loop."""
    sent: list[int] = []
    for step in steps:
        time.sleep(random.uniform(*gap_s))
        payload = json.dumps({"volume": str(step), "volumeMax": str(MOST_VOLUME)}).encode()
        sent.append(time.monotonic_ns())
        simulation.control.publish_raw(player, EVENTS, payload)
    return sent


def main() -> int:
    """Serve until the input ends."""
    simulation = Simulation(SimulationOptions())
    with simulation as ready:
        relay = Relay(ready.mqtt.host, ready.mqtt.port)
        relay.start()
        _say({**asdict(ready), "mqtt": {**asdict(ready.mqtt), "port": relay.port}})
        for line in sys.stdin:
            asked = json.loads(line)
            if "events" in asked:
                sent = publish(simulation, asked["player"], steps=asked["events"], gap_s=asked["gap_s"])
                _say({"sent": sent})
            else:
                _say({"taken": relay.take()})
    return 0


def _say(answer: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
