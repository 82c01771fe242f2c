"""The TCP connection below one WebSocket of Daphne's: frames past its layers, and a ``send`` that can wait.

Daphne gives every frame to autobahn, which builds it anew for each socket, and to Twisted, which asks the reactor to
write it later; and it never waits for a reader, whatever piles up. Here a frame is built once for all sockets and
written at once where nothing waits before it. Knows Twisted's and autobahn's objects, which a test holds still.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
from functools import lru_cache, partial
from typing import Any

# A second of frames in the process, and a second in the kernel that the reader has left no window for. Behind that, an
# outbox keeps the newest frame. Not the kernel's whole buffer is bounded: what is under way on a long line is fine.
BUFFER_BYTES = 8 * 1024
KERNEL_UNSENT_BYTES = 8 * 1024

_FINAL_TEXT = 0x81  # RFC 6455, 5.2: the last (and only) fragment of a text message
_ONE_BYTE_LENGTH, _TWO_BYTE_LENGTH = 126, 0x10000


@lru_cache(maxsize=256)
def framed(*texts: str) -> bytes:
    """The WebSocket frames of ``texts``; the last are kept, so that what a room says is built once for all sockets."""
    return b"".join(map(_framed, texts))


def _framed(text: str) -> bytes:
    payload = text.encode()
    size = len(payload)
    if size < _ONE_BYTE_LENGTH:
        return bytes((_FINAL_TEXT, size)) + payload
    if size < _TWO_BYTE_LENGTH:
        return bytes((_FINAL_TEXT, 126)) + size.to_bytes(2, "big") + payload
    return bytes((_FINAL_TEXT, 127)) + size.to_bytes(8, "big") + payload


class Line:
    """One socket. Twisted's push producer of its transport, so that it hears when the buffer is full."""

    __slots__ = ("_protocol", "_resumed", "_transport")

    def __init__(self, protocol: Any) -> None:
        self._protocol = protocol
        self._transport: Any = protocol.transport
        self._resumed: asyncio.Future[None] | None = None
        with contextlib.suppress(OSError, AttributeError):  # the socket is gone already, or the system knows no bound
            self._transport.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NOTSENT_LOWAT, KERNEL_UNSENT_BYTES)
        self._transport.bufferSize = BUFFER_BYTES
        # Until now the producer was the HTTP channel of the handshake, which stops *reading* when writing is slow.
        self._transport.unregisterProducer()
        self._transport.registerProducer(self, True)

    def send(self, *texts: str) -> None:
        """Send text messages in one go; nothing, if the WebSocket is closing. Never waits or raises for a lost line."""
        protocol, transport = self._protocol, self._transport
        if protocol.state != protocol.STATE_OPEN:
            return
        if protocol.send_queue:
            for text in texts:
                protocol.sendMessage(text.encode(), False)
            return
        frame = framed(*texts)
        # Twisted's own buffers: with anything in them, or with TLS, the frame has to go the long way.
        if transport._tempDataBuffer or transport.dataBuffer or transport.TLS or not transport.connected:  # noqa: SLF001
            transport.write(frame)
            return
        try:
            sent = transport.socket.send(frame)
        except OSError:  # full, or lost: Twisted will find out which
            sent = 0
        if sent < len(frame):
            transport.write(frame[sent:])

    @property
    def is_full(self) -> bool:
        """Whether the reader is so far behind that a sender should wait for `drained`."""
        return self._resumed is not None

    async def drained(self) -> None:
        """Return when the transport takes more: at once, or when the reader has read."""
        if self._resumed is not None:
            await self._resumed

    def pauseProducing(self) -> None:
        if self._resumed is None:
            self._resumed = asyncio.get_running_loop().create_future()

    def resumeProducing(self) -> None:
        resumed, self._resumed = self._resumed, None
        if resumed is not None and not resumed.done():
            resumed.set_result(None)

    def stopProducing(self) -> None:
        self.resumeProducing()


def line_of(send: Any) -> Line | None:
    """The line below the ``send`` of a WebSocket under Daphne, which binds it to the socket's protocol; else None.

    ASGI has no word for what a server buffers, so this looks behind it.
    """
    protocol = send.args[0] if isinstance(send, partial) and send.args else None
    transport = getattr(protocol, "transport", None)
    return None if transport is None or not hasattr(transport, "dataBuffer") else Line(protocol)
