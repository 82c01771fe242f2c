"""A lean WebSocket client: ninety of them at sixty frames a second have to leave the processors to the servers.

No task and no future for a frame: bytes in, one call of the listener out. Text frames below 64 KiB, loopback only.
"""

from __future__ import annotations

import asyncio
import base64
import json
import os
from typing import Any, Protocol, cast

import msgspec

from tests.support import traffic

CLOSED_WITHOUT_A_WORD = 1006
TEXT, CLOSE, PING = 0x81, 0x88, 0x89
TWO_BYTE_LENGTH = 126  # in the second byte of a frame: the length stands in the next two bytes


class Heard(msgspec.Struct):
    """What the suite reads of a message; a field that the message does not have has its default."""

    type: str
    tick: int = 0
    epoch: int = 0
    p1_score: int = 0
    p2_score: int = 0
    status: str = ""
    code: str = ""
    message: str = ""
    token: str = ""
    player_num: int = 0


_decode = msgspec.json.Decoder(Heard).decode


class Listener(Protocol):
    """Who has a socket."""

    def opened(self, socket: GameSocket) -> None:
        """The handshake is over."""
        ...

    def heard(self, socket: GameSocket, message: Heard, text: bytes) -> None: ...

    def ended(self, socket: GameSocket, code: int) -> None:
        """The connection is gone, and not by `GameSocket.drop`."""
        ...


class GameSocket(asyncio.Protocol):
    """One connection.

    Attributes:
        number: the how-manieth socket of its member this is.
        server: the place of the server in the list of addresses.
    """

    def __init__(self, listener: Listener, *, number: int, server: int, host: str, path: str) -> None:
        self.number = number
        self.server = server
        self.is_open = False
        self._listener = listener
        self._request = _handshake(host, path)
        self._buffer = b""
        self._code = CLOSED_WITHOUT_A_WORD
        self._dropped = False
        self._transport: asyncio.Transport | None = None

    # asyncio's side

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        self._transport.write(self._request)

    def data_received(self, data: bytes) -> None:
        buffer = self._buffer + data if self._buffer else data
        start = 0
        if not self.is_open:
            start = buffer.find(b"\r\n\r\n") + 4
            if start < 4:
                self._buffer = buffer
                return
            if not buffer.startswith(b"HTTP/1.1 101"):
                self._transport.abort()  # type: ignore[union-attr]
                return
            self.is_open = True
            self._listener.opened(self)
        self._buffer = buffer[self._read_frames(buffer, start) :]

    def connection_lost(self, exc: Exception | None) -> None:
        self.is_open = False
        if not self._dropped:
            self._listener.ended(self, self._code)

    # The member's side

    def send(self, type_: str, **fields: Any) -> None:
        """One message; nothing happens if the connection is gone."""
        if self._transport is not None and self.is_open:
            text = json.dumps({"type": type_, **fields})
            traffic.said(text, extended=False)
            self._transport.write(masked(TEXT, text.encode()))

    def drop(self) -> None:
        """Let go of it without a word, as a client does whose line is silent; the listener is not told."""
        self._dropped = True
        if self._transport is not None:
            self._transport.abort()

    def close(self) -> None:
        """Say goodbye; the listener is not told."""
        self._dropped = True
        if self._transport is not None:
            if self.is_open:
                self._transport.write(masked(CLOSE, (1000).to_bytes(2, "big")))
            self._transport.close()

    def _read_frames(self, buffer: bytes, start: int) -> int:
        """Take in every whole frame from ``start`` on; where the rest begins."""
        end = len(buffer)
        while start + 2 <= end:
            length, body = buffer[start + 1], start + 2
            if length == TWO_BYTE_LENGTH:
                if start + 4 > end:
                    break
                length, body = (buffer[start + 2] << 8) | buffer[start + 3], start + 4
            if body + length > end:
                break
            self._take(buffer[start], buffer[body : body + length])
            start = body + length
        return start

    def _take(self, kind: int, payload: bytes) -> None:
        if self._dropped:
            return
        if kind == TEXT:
            message = _decode(payload)
            # One frame a second is enough: all of them would be a load of their own.
            if message.type != "game_update" or message.tick % 60 == 0:
                traffic.heard(payload.decode(), extended=False)
            self._listener.heard(self, message, payload)
        elif kind == PING:
            self._transport.write(masked(0x8A, payload))  # type: ignore[union-attr]
        elif kind == CLOSE:
            self._code = int.from_bytes(payload[:2], "big") if len(payload) >= 2 else 1005
            self._transport.write(masked(CLOSE, payload[:2]))  # type: ignore[union-attr]
            self._transport.close()  # type: ignore[union-attr]


def masked(kind: int, payload: bytes) -> bytes:
    """A client's frame. The mask is zero: this is no browser, and nobody on the way has to be protected."""
    if len(payload) < TWO_BYTE_LENGTH:
        head = bytes((kind, 0x80 | len(payload)))
    else:
        head = bytes((kind, 0x80 | TWO_BYTE_LENGTH)) + len(payload).to_bytes(2, "big")
    return head + b"\0\0\0\0" + payload


def _handshake(host: str, path: str) -> bytes:
    key = base64.b64encode(os.urandom(16)).decode()
    lines = (
        f"GET {path} HTTP/1.1",
        f"Host: {host}",
        "Upgrade: websocket",
        "Connection: Upgrade",
        f"Sec-WebSocket-Key: {key}",
        "Sec-WebSocket-Version: 13",
    )
    return "\r\n".join((*lines, "", "")).encode()
