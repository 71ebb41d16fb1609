"""One MQTT 3.1.1 connection over WebSocket; the packets are read and written by amqtt's codec."""

import asyncio
from dataclasses import dataclass, field

from amqtt.adapters import BufferReader, StreamReaderAdapter
from amqtt.codecs_amqtt import read_or_raise
from amqtt.errors import AMQTTError, MQTTError, NoDataError
from amqtt.mqtt import packet_class
from amqtt.mqtt.connack import ConnackPacket
from amqtt.mqtt.connect import ConnectPacket
from amqtt.mqtt.packet import MQTTFixedHeader, MQTTPacket
from amqtt.mqtt.publish import PublishPacket
from websockets.asyncio.server import ServerConnection
from websockets.exceptions import ConnectionClosed

LARGEST_PACKET = 128 * 1024
CONNECT_TIMEOUT_S = 10.0
LAST_PACKET_ID = 65535


class ProtocolViolationError(Exception):
    """The client did what AWS IoT answers by closing the connection."""


@dataclass(slots=True, eq=False)
class Session:
    """A connected client. Writing never waits: packets go through a queue to one writer."""

    socket: ServerConnection
    client_id: str = ""
    keep_alive_s: int = 0
    subscriptions: dict[str, int] = field(default_factory=dict)
    _outgoing: asyncio.Queue[bytes] = field(default_factory=asyncio.Queue)
    _incoming: asyncio.StreamReader = field(default_factory=asyncio.StreamReader)
    _packet_id: int = 0

    async def connect_packet(self) -> ConnectPacket:
        """Return the first packet; raises ProtocolViolationError when it is not a CONNECT of MQTT 3.1.1."""
        async with asyncio.timeout(CONNECT_TIMEOUT_S):
            packet = await self._read()
        if not isinstance(packet, ConnectPacket) or packet.proto_level != 4:
            raise ProtocolViolationError("not an MQTT 3.1.1 CONNECT")
        return packet

    async def refuse(self, code: int) -> None:
        """Answer a CONNECT with an error; the caller closes."""
        await self.socket.send(ConnackPacket.build(0, code).to_bytes())

    async def next_packet(self) -> MQTTPacket:
        """Return the next packet; raises NoDataError at the end and TimeoutError after 1.5 keep-alives of silence."""
        async with asyncio.timeout(self.keep_alive_s * 1.5 if self.keep_alive_s else None):
            return await self._read()

    def send(self, packet: MQTTPacket) -> None:
        """Send a packet as soon as the line takes it."""
        self._outgoing.put_nowait(packet.to_bytes())

    def deliver(self, topic: str, payload: bytes, *, is_retained: bool = False) -> None:
        """Send a message with the quality of service that the client subscribed with."""
        qos = self.subscriptions[topic]
        packet_id = None
        if qos:
            self._packet_id = self._packet_id % LAST_PACKET_ID + 1
            packet_id = self._packet_id
        self.send(PublishPacket.build(topic, payload, packet_id, False, qos, is_retained))

    def drop(self) -> None:
        """Break the connection off, as AWS IoT does: no DISCONNECT, no reason."""
        self.socket.transport.abort()

    async def pump_in(self) -> None:
        """Carry bytes from the WebSocket to the packet reader until it closes."""
        try:
            async for message in self.socket:
                self._incoming.feed_data(message if isinstance(message, bytes) else message.encode())
        except ConnectionClosed:
            pass
        finally:
            self._incoming.feed_eof()

    async def pump_out(self) -> None:
        """Carry queued packets to the WebSocket until it closes."""
        try:
            while True:
                await self.socket.send(await self._outgoing.get())
        except ConnectionClosed:
            return

    async def _read(self) -> MQTTPacket:
        """Read one packet whole, then decode it, so that a packet that lies about its parts cannot stall the reader."""
        reader = StreamReaderAdapter(self._incoming)
        try:
            header = await MQTTFixedHeader.from_stream(reader)
            if header is None:
                raise NoDataError("closed")
            if header.remaining_length > LARGEST_PACKET:
                raise ProtocolViolationError("larger than 128 KB")
            body = await read_or_raise(reader, header.remaining_length) if header.remaining_length else b""
        except MQTTError as error:
            raise ProtocolViolationError(str(error)) from error
        try:
            return await packet_class(header).from_stream(BufferReader(body), fixed_header=header)
        except (AMQTTError, MQTTError, NoDataError, ValueError) as error:
            raise ProtocolViolationError(str(error)) from error
