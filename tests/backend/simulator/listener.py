"""A small MQTT client that remembers what it hears."""

import json
import threading
import time
from collections.abc import Callable
from typing import Any

from paho.mqtt.client import Client, ConnectFlags, DisconnectFlags, MQTTMessage
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode

from backend.simulator.options import Ready

DEADLINE_S = 30.0
USERNAME = "_?x-amz-customauthorizer-name=PublicJWTAuthorizer"
TOPICS = ("data/events", "data/status", "response", "status/full", "presence", "status", "events")

Message = tuple[str, bytes]


class Listener:
    """Connects to the simulated broker and subscribes to nothing yet."""

    def __init__(
        self,
        ready: Ready,
        *,
        client_id: str = "test-client",
        username: str = USERNAME,
        password: str | None = None,
    ) -> None:
        self.messages: list[Message] = []
        self.connack: int | None = None
        self.is_dropped = False
        self._changed = threading.Condition()
        self._client = Client(
            CallbackAPIVersion.VERSION2, client_id=client_id, transport="websockets", reconnect_on_failure=False
        )
        self._client.username_pw_set(username, ready.access_token if password is None else password)
        self._client.on_connect = self._on_connect
        self._client.on_disconnect = self._on_disconnect
        self._client.on_message = self._on_message
        self._client.on_subscribe = self._on_subscribe
        self._subscribed = 0
        self._client.connect(ready.mqtt.host, ready.mqtt.port, keepalive=60)
        self._client.loop_start()
        self.until(lambda: self.connack is not None or self.is_dropped)

    def subscribe(self, player: str, *topics: str) -> "Listener":
        """Subscribe to a player's topics, all known ones by default, and wait for the acknowledgement."""
        wanted = self._subscribed + 1
        self._client.subscribe([(f"device/{player}/{topic}", 1) for topic in topics or TOPICS])
        self.until(lambda: self._subscribed >= wanted or self.is_dropped)
        return self

    def subscribe_raw(self, topic: str) -> None:
        """Subscribe to exactly this and wait for an acknowledgement or the end of the connection."""
        wanted = self._subscribed + 1
        self._client.subscribe(topic, 1)
        self.until(lambda: self._subscribed >= wanted or self.is_dropped)

    def send(self, player: str, command: str, body: object = None) -> None:
        """Send a command."""
        payload = "" if body is None else body if isinstance(body, str) else json.dumps(body)
        self._client.publish(f"device/{player}/command/{command}", payload, qos=1)

    def publish(self, topic: str, payload: bytes = b"", *, qos: int = 1) -> None:
        """Publish anything."""
        self._client.publish(topic, payload, qos=qos)

    def until(self, is_so: Callable[[], bool]) -> None:
        """Wait until it is so; fails after half a minute."""
        deadline = time.monotonic() + DEADLINE_S
        with self._changed:
            while not is_so():
                left = deadline - time.monotonic()
                assert left > 0, f"nothing of the kind was heard; heard was {self.messages}"
                self._changed.wait(left)

    def heard(self, topic: str) -> list[Any]:
        """Return the JSON messages heard on a topic of any player."""
        return [json.loads(payload) for name, payload in list(self.messages) if name.split("/", 2)[2] == topic]

    def wait_for(self, topic: str, is_it: Callable[[Any], bool] = lambda _: True) -> Any:
        """Return the first message on a topic that is it."""
        self.until(lambda: any(is_it(message) for message in self.heard(topic)))
        return next(message for message in self.heard(topic) if is_it(message))

    def close(self) -> None:
        """Disconnect and end the thread."""
        self._client.disconnect()
        self._client.loop_stop()

    def _note(self) -> None:
        with self._changed:
            self._changed.notify_all()

    def _on_connect(
        self, _: Client, __: object, ___: ConnectFlags, reason: ReasonCode, ____: Properties | None
    ) -> None:
        self.connack = reason.value
        self._note()

    def _on_disconnect(
        self, _: Client, __: object, ___: DisconnectFlags, ____: ReasonCode, _____: Properties | None
    ) -> None:
        self.is_dropped = True
        self._note()

    def _on_message(self, _: Client, __: object, message: MQTTMessage) -> None:
        self.messages.append((message.topic, bytes(message.payload)))
        self._note()

    def _on_subscribe(self, *_: object) -> None:
        self._subscribed += 1
        self._note()
