"""The MQTT broker: sessions, retained presence, and the way between clients and players (yoto-api.md 8.3)."""

import asyncio
import logging
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from socket import socket

from amqtt.errors import NoDataError
from amqtt.mqtt.connack import BAD_USERNAME_PASSWORD, CONNECTION_ACCEPTED, NOT_AUTHORIZED, ConnackPacket
from amqtt.mqtt.connect import ConnectPacket
from amqtt.mqtt.disconnect import DisconnectPacket
from amqtt.mqtt.packet import MQTTPacket
from amqtt.mqtt.pingreq import PingReqPacket
from amqtt.mqtt.pingresp import PingRespPacket
from amqtt.mqtt.puback import PubackPacket
from amqtt.mqtt.publish import PublishPacket
from amqtt.mqtt.suback import SubackPacket
from amqtt.mqtt.subscribe import SubscribePacket
from amqtt.mqtt.unsuback import UnsubackPacket
from amqtt.mqtt.unsubscribe import UnsubscribePacket
from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.exceptions import ConnectionClosed
from websockets.http11 import Request, Response
from websockets.typing import Subprotocol

from backend.simulator.broker.policy import BrokerPolicy
from backend.simulator.broker.session import ProtocolViolationError, Session
from backend.simulator.clock import Clock, Timer

PATH = "/mqtt"
MOST_FILTERS = 8
MOST_SUBSCRIPTIONS = 50
LONGEST_LOG = 20_000


@dataclass(frozen=True, slots=True)
class MessageRecord:
    """One message that passed: `in` from a client, `out` from a player to whoever listens."""

    direction: str
    client: str
    topic: str
    payload: bytes


class Broker:
    """Serves MQTT 3.1.1 over WebSocket at /mqtt. Clients' commands go to `deliver(player, command, payload)`."""

    def __init__(self, clock: Clock, policy: BrokerPolicy, *, deliver: Callable[[str, str, bytes], None]) -> None:
        self._clock = clock
        self._policy = policy
        self._deliver = deliver
        self._server: Server | None = None
        self._sessions: dict[str, Session] = {}
        self._retained: dict[str, bytes] = {}
        self._is_cut = False
        self.messages: deque[MessageRecord] = deque(maxlen=LONGEST_LOG)

    async def start(self, listener: socket) -> None:
        """Serve on a bound socket."""
        logger = logging.getLogger(__name__)
        logger.addFilter(_is_worth_telling)
        self._server = await serve(
            self._serve_client,
            sock=listener,
            subprotocols=[Subprotocol("mqtt")],
            process_request=_check_path,
            compression=None,
            logger=logger,
            ping_interval=None,
            close_timeout=1,
        )

    async def stop(self) -> None:
        """Close all connections."""
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()

    @property
    def clients(self) -> list[str]:
        """The ids of the connected clients."""
        return list(self._sessions)

    def publish(self, topic: str, payload: bytes, *, is_retained: bool = False) -> None:
        """Pass a player's message on to all who subscribed to exactly this topic."""
        self.messages.append(MessageRecord("out", "", topic, payload))
        if is_retained:
            self._retained[topic] = payload
        for session in self._sessions.values():
            if topic in session.subscriptions:
                session.deliver(topic, payload)

    def drop(self, *, player: str | None = None) -> None:
        """Break off all clients' connections, or only those that listen to a player."""
        prefix = f"device/{player}/"
        for session in list(self._sessions.values()):
            if player is None or any(topic.startswith(prefix) for topic in session.subscriptions):
                session.drop()

    def set_cut(self, *, is_cut: bool) -> None:
        """Break off all clients and take no new ones, or take them again."""
        self._is_cut = is_cut
        if is_cut:
            self.drop()

    async def _serve_client(self, connection: ServerConnection) -> None:
        session = Session(connection)
        if self._is_cut:
            session.drop()
            return
        pumps = [asyncio.create_task(session.pump_in()), asyncio.create_task(session.pump_out())]
        expiry: Timer | None = None
        try:
            connect = await session.connect_packet()
            expiry = await self._admit(session, connect)
            while expiry is not None and not isinstance(packet := await session.next_packet(), DisconnectPacket):
                self._handle(session, packet)
        except ProtocolViolationError:
            session.drop()
        except (NoDataError, TimeoutError, ConnectionClosed):
            pass
        finally:
            if expiry is not None:
                expiry.cancel()
            if self._sessions.get(session.client_id) is session:
                del self._sessions[session.client_id]
            for pump in pumps:
                pump.cancel()
            await asyncio.gather(*pumps, return_exceptions=True)

    async def _admit(self, session: Session, connect: ConnectPacket) -> Timer | None:
        """Let a client in and return the timer that drops it when its token expires; None when it is refused."""
        claims = self._policy.admit(connect.username or "", connect.password or "")
        if claims is None:
            await session.refuse(NOT_AUTHORIZED if connect.username else BAD_USERNAME_PASSWORD)
            return None
        session.client_id = connect.client_id or ""
        session.keep_alive_s = connect.keep_alive
        if first := self._sessions.pop(session.client_id, None):
            first.drop()
        self._sessions[session.client_id] = session
        session.send(ConnackPacket.build(0, CONNECTION_ACCEPTED))
        return self._clock.call_later(claims.expires_at - self._clock.now(), session.drop)

    def _handle(self, session: Session, packet: MQTTPacket) -> None:
        match packet:
            case PublishPacket():
                self._take_message(session, packet)
            case SubscribePacket():
                self._subscribe(session, packet)
            case UnsubscribePacket():
                for topic in packet.payload.topics:
                    session.subscriptions.pop(topic, None)
                session.send(UnsubackPacket.build(packet.variable_header.packet_id))
            case PingReqPacket():
                session.send(PingRespPacket.build())
            case PubackPacket():
                pass
            case _:
                raise ProtocolViolationError("a packet that AWS IoT does not take")

    def _take_message(self, session: Session, packet: PublishPacket) -> None:
        topic, payload = packet.topic_name or "", packet.data or b""
        self.messages.append(MessageRecord("in", session.client_id, topic, payload))
        command = self._policy.command(topic)
        if command is None or packet.qos == 2:
            raise ProtocolViolationError("not allowed to publish this")
        if packet.qos == 1:
            session.send(PubackPacket.build(packet.packet_id))
        self._deliver(*command, payload)

    def _subscribe(self, session: Session, packet: SubscribePacket) -> None:
        topics: list[tuple[str, int]] = packet.payload.topics
        if not 1 <= len(topics) <= MOST_FILTERS or not all(self._policy.may_subscribe(topic) for topic, _ in topics):
            raise ProtocolViolationError("not allowed to subscribe to this")
        session.subscriptions.update((topic, min(qos, 1)) for topic, qos in topics)
        if len(session.subscriptions) > MOST_SUBSCRIPTIONS:
            raise ProtocolViolationError("too many subscriptions")
        session.send(SubackPacket.build(packet.variable_header.packet_id, [min(qos, 1) for _, qos in topics]))
        for topic, _ in topics:
            if topic in self._retained:
                session.deliver(topic, self._retained[topic], is_retained=True)


def _check_path(connection: ServerConnection, request: Request) -> Response | None:
    if request.path.partition("?")[0] == PATH:
        return None
    return connection.respond(HTTPStatus.FORBIDDEN, "Only /mqtt speaks MQTT\n")


def _is_worth_telling(record: logging.LogRecord) -> bool:
    """Say no to the error that websockets logs when a client goes away before it has said hello."""
    return record.msg != "opening handshake failed"
