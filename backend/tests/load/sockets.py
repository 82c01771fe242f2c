"""WebSocket clients that cost next to nothing: they count frames and never parse one. Loopback measurements only."""

from __future__ import annotations

import asyncio
import base64
import json
import os
import time
from array import array
from typing import Any, cast
from urllib.parse import urlsplit

PATIENCE_S = 20.0
CONTINUES = 126  # in the second byte of a frame: the length stands in the next two bytes


class CountingClient(asyncio.Protocol):
    """One socket. Keeps when each ``game_update`` came, and nothing else of what it hears.

    Attributes:
        arrivals: seconds of the performance counter, one entry for each frame since the last `forget`.
        upgraded: the handshake is over.
        closed_by_server: the connection is gone and this side did not end it.
    """

    def __init__(self, host: str, path: str) -> None:
        self.arrivals = array("d")
        self.closed_by_server = False
        self._request = _handshake(host, path)
        self._buffer = b""
        self.upgraded = asyncio.Event()
        self._closing = False
        self._heard: dict[bytes, asyncio.Event] = {}
        self._transport: asyncio.Transport | None = None

    # asyncio's side

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        self._transport.write(self._request)

    def data_received(self, received: bytes) -> None:
        now = time.perf_counter()
        buffer = self._buffer + received if self._buffer else received
        start = 0
        if not self.upgraded.is_set():
            start = buffer.find(b"\r\n\r\n") + 4
            if start < 4:
                self._buffer = buffer
                return
            assert buffer.startswith(b"HTTP/1.1 101"), buffer[:200]
            self.upgraded.set()
        self._buffer = buffer[self._read_frames(buffer, start, now) :]

    def connection_lost(self, exc: Exception | None) -> None:
        self.closed_by_server = not self._closing

    # The driver's side

    def send(self, frame: bytes) -> None:
        if self._transport is not None:
            self._transport.write(frame)

    async def until(self, type_: str) -> None:
        """Wait for the next message of this type; ask before it can come."""
        tag = b'"' + type_.encode() + b'"'
        await asyncio.wait_for(self._heard.setdefault(tag, asyncio.Event()).wait(), PATIENCE_S)

    def forget(self) -> None:
        """Begin to count anew."""
        del self.arrivals[:]

    def close(self) -> None:
        self._closing = True
        if self._transport is not None:
            self._transport.write(b"\x88\x82\x00\x00\x00\x00\x03\xe8")
            self._transport.close()

    def _read_frames(self, buffer: bytes, start: int, now: float) -> int:
        """Take in every whole frame from ``start`` on; where the rest begins."""
        end = len(buffer)
        while start + 4 <= end:
            length, body = buffer[start + 1], start + 2
            if length == CONTINUES:
                length, body = (buffer[start + 2] << 8) | buffer[start + 3], start + 4
            if body + length > end:
                break
            self._take(buffer, body, length, now)
            start = body + length
        return start

    def _take(self, buffer: bytes, body: int, length: int, now: float) -> None:
        if buffer.find(b'"game_update"', body, body + 24) >= 0:
            self.arrivals.append(now)
        if self._heard:
            for tag in [tag for tag in self._heard if buffer.find(tag, body, body + length) >= 0]:
                self._heard.pop(tag).set()


async def connect(url: str, room_code: str) -> CountingClient:
    """A counting client in ``room_code`` on the server at ``url`` (``ws://127.0.0.1:port``)."""
    address = urlsplit(url)
    assert address.hostname == "127.0.0.1", "load stays on this machine"
    path = f"/ws/game/{room_code}/"
    loop = asyncio.get_running_loop()
    _, client = await loop.create_connection(
        lambda: CountingClient(address.netloc, path), address.hostname, address.port
    )
    await asyncio.wait_for(client.upgraded.wait(), PATIENCE_S)
    return client


def text_frame(type_: str, **fields: Any) -> bytes:
    """A message as a masked frame, ready to be written any number of times. The mask is zero: this is no browser."""
    payload = json.dumps({"type": type_, **fields}).encode()
    assert len(payload) < CONTINUES
    return bytes((0x81, 0x80 | len(payload), 0, 0, 0, 0)) + payload


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
