"""The live connection to all players: MQTT over a WebSocket, by paho (yoto-api.md 3.1)."""

from __future__ import annotations

import asyncio
import logging
import secrets
import socket
import threading
from collections.abc import Callable, Sequence
from typing import Any

import httpx
import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.reasoncodes import ReasonCode

from desktop.gateways.yoto import topics
from desktop.gateways.yoto.messages import encode, parse
from desktop.model.account import Endpoints
from desktop.model.command import Command
from desktop.model.errors import NotAllowed, Offline, Trouble
from desktop.model.heard import Heard
from desktop.model.names import PlayerId

USERNAME = "_?x-amz-customauthorizer-name=PublicJWTAuthorizer"  # "_": one connection for the whole account
KEEPALIVE_S = 60  # firewalls forget longer silences (yoto-api.md 7, 26)
TIMEOUT_S = 15.0
QOS = 1
WRITE_WAIT_S = 0.003

_log = logging.getLogger(__name__)


class PahoPlayerLink:
    """Implements services.ports.PlayerLink: one connection, used once. Its end is for the service to mend.

    paho's thread only passes on what happens; everything else runs on the loop's thread.
    """

    def __init__(self, endpoints: Endpoints, *, timeout_s: float = TIMEOUT_S) -> None:
        self._endpoints = endpoints
        self._timeout_s = timeout_s
        self._client: mqtt.Client | None = None
        self._names: list[str] = []
        self._unconfirmed: set[int] = set()
        self._ready: asyncio.Future[None] | None = None
        self._is_up = False
        self._written = threading.Event()
        self._on_heard: Callable[[PlayerId, Heard], None] | None = None
        self._on_lost: Callable[[str], None] | None = None

    async def connect(
        self,
        *,
        token: str,
        players: Sequence[PlayerId],
        on_heard: Callable[[PlayerId, Heard], None],
        on_lost: Callable[[str], None],
    ) -> None:
        """Connect, subscribe and return when subscribed; raise Offline or NotAllowed.

        `on_lost` is called once when the connection ends without `close`. Retained presence may be heard before this
        returns.
        """
        loop = asyncio.get_running_loop()
        self._ready = loop.create_future()
        self._names = topics.subscriptions(players)
        self._on_heard, self._on_lost = on_heard, on_lost
        opening = asyncio.ensure_future(asyncio.to_thread(self._open, loop, token))
        try:
            async with asyncio.timeout(self._timeout_s):
                self._client = await asyncio.shield(opening)
                await self._ready
        except OSError as error:  # TimeoutError is one
            await self._abandon(opening)
            raise Offline("The players cannot be reached.", next_step="Check your internet connection.") from error
        except (Trouble, asyncio.CancelledError):
            await self._abandon(opening)
            raise

    def send(self, player: PlayerId, command: Command, *, request_id: str) -> None:
        """Put one command on the wire. Raise Offline when there is no connection: nothing is kept for later.

        Waits for paho's thread to write, 3 ms at the most: otherwise a window that draws just then holds the command
        back, since only one Python thread runs at a time (33 ms measured, 2 ms with the wait).
        """
        suffix, payload = encode(command, request_id)
        sent = None
        if self._client is not None and self._is_up:
            self._written.clear()
            sent = self._client.publish(topics.topic(player, suffix), payload, qos=QOS)
        if sent is None or sent.rc != mqtt.MQTT_ERR_SUCCESS:
            raise Offline("There is no connection to the players.", next_step="It is being mended.")
        self._written.wait(WRITE_WAIT_S)

    async def close(self) -> None:
        """End the connection and its thread; `on_lost` and `on_heard` are not called any more."""
        self._is_up = False
        self._on_lost = self._on_heard = None
        client, self._client = self._client, None
        if client is not None:
            await asyncio.shield(asyncio.to_thread(_stop, client))

    async def _abandon(self, opening: asyncio.Future[mqtt.Client]) -> None:
        """Take down what `connect` had begun; its thread ends within the time-out, too."""
        if self._ready is not None:
            self._ready.cancel()
        await asyncio.wait([opening])
        if not opening.cancelled() and opening.exception() is None:
            self._client = opening.result()
        await self.close()

    def _open(self, loop: asyncio.AbstractEventLoop, token: str) -> mqtt.Client:
        """Return a client whose socket is open and whose thread runs. Blocks: for a worker's thread.

        The id is random, since AWS ends the older of two connections with one id (yoto-api.md 3.1).
        """
        client = mqtt.Client(
            CallbackAPIVersion.VERSION2,
            client_id=f"YSS{secrets.token_hex(12)}",
            clean_session=True,
            protocol=mqtt.MQTTv311,
            transport="websockets",
            reconnect_on_failure=False,  # a reconnect needs a fresh token
        )
        client.connect_timeout = self._timeout_s
        client.ws_set_options(path=self._endpoints.mqtt_path)
        client.username_pw_set(USERNAME, token)
        if self._endpoints.mqtt_tls:
            client.tls_set_context(httpx.create_ssl_context())
        self._listen(client, loop)
        client.connect(self._endpoints.mqtt_host, self._endpoints.mqtt_port, keepalive=KEEPALIVE_S)
        client.loop_start()
        return client

    def _listen(self, client: mqtt.Client, loop: asyncio.AbstractEventLoop) -> None:
        def on_connect(client: mqtt.Client, _data: Any, _flags: Any, reason: ReasonCode, _properties: Any) -> None:
            loop.call_soon_threadsafe(self._connected, client, reason)

        def on_subscribe(_client: Any, _data: Any, mid: int, reasons: list[ReasonCode], _properties: Any) -> None:
            loop.call_soon_threadsafe(self._subscribed, mid, reasons)

        def on_message(_client: Any, _data: Any, message: mqtt.MQTTMessage) -> None:
            loop.call_soon_threadsafe(self._deliver, message.topic, bytes(message.payload))

        def on_disconnect(_client: Any, _data: Any, _flags: Any, reason: ReasonCode, _properties: Any) -> None:
            loop.call_soon_threadsafe(self._disconnected, reason)

        def on_written(_client: Any, _data: Any, _socket: Any) -> None:
            self._written.set()

        client.on_socket_open = _send_at_once
        client.on_socket_unregister_write = on_written
        client.on_connect = on_connect
        client.on_subscribe = on_subscribe
        client.on_message = on_message
        client.on_disconnect = on_disconnect

    def _connected(self, client: mqtt.Client, reason: ReasonCode) -> None:
        if reason.is_failure:
            self._fail(_not_allowed())
            return
        for names in topics.packets(self._names):
            _, mid = client.subscribe([(name, QOS) for name in names])
            if mid is not None:
                self._unconfirmed.add(mid)
        if not self._names:
            self._succeed()

    def _subscribed(self, mid: int, reasons: Sequence[ReasonCode]) -> None:
        if any(reason.is_failure for reason in reasons):
            self._fail(_not_allowed())
        self._unconfirmed.discard(mid)
        if not self._unconfirmed:
            self._succeed()

    def _deliver(self, topic: str, payload: bytes) -> None:
        heard = parse(topic, payload)
        if heard is not None and self._on_heard is not None:
            self._on_heard(*heard)

    def _disconnected(self, reason: ReasonCode) -> None:
        """May come twice for one loss, and after `close`."""
        self._fail(Offline("The connection to the players was cut.", next_step="Check your internet connection."))
        was_up, self._is_up = self._is_up, False
        if was_up and self._on_lost is not None:
            _log.info("the players' connection ended: %s", reason)
            self._on_lost("The connection to the players was cut.")

    def _succeed(self) -> None:
        if self._ready is not None and not self._ready.done():
            self._is_up = True
            self._ready.set_result(None)

    def _fail(self, trouble: Trouble) -> None:
        if self._ready is not None and not self._ready.done():
            self._ready.set_exception(trouble)


def _send_at_once(_client: Any, _data: Any, connection: Any) -> None:
    """Switch off Nagle's algorithm: small packets would wait for the answer to the one before."""
    with socket.fromfd(connection.fileno(), socket.AF_INET, socket.SOCK_STREAM) as twin:
        twin.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


def _not_allowed() -> NotAllowed:
    return NotAllowed(
        "Yoto does not let this app control the players.",
        next_step="Enable family:devices:control for your app at dashboard.yoto.dev, then sign in again.",
    )


def _stop(client: mqtt.Client) -> None:
    """Say goodbye and wait for paho's thread. Blocks up to about a second."""
    client.disconnect()
    client.loop_stop()
