"""A WebSocket by hand, for what no client library would send or leave out."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import os
from urllib.parse import urlsplit

from tests.support import traffic
from tests.support.client import PATIENCE_S

TEXT, CONTINUATION, CLOSE, PING = 0x1, 0x0, 0x8, 0x9
MASK = b"\0\0\0\0"  # leaves the payload as it is


def handshake(server_url: str, room_code: str) -> bytes:
    """The request that opens a socket to ``room_code``."""
    key = base64.b64encode(os.urandom(16)).decode()
    return (
        f"GET /ws/game/{room_code}/ HTTP/1.1\r\nHost: {urlsplit(server_url).netloc}\r\nUpgrade: websocket\r\n"
        f"Connection: Upgrade\r\nSec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n"
    ).encode()


def head(opcode: int, length: int, *, final: bool = True) -> bytes:
    """The head of a client's frame whose payload is to have ``length`` bytes."""
    first = bytes([(0x80 if final else 0) | opcode])
    if length < 126:
        return first + bytes([0x80 | length]) + MASK
    if length < 0x10000:
        return first + b"\xfe" + length.to_bytes(2, "big") + MASK
    return first + b"\xff" + length.to_bytes(8, "big") + MASK


class RawSocket:
    """An open WebSocket that says and answers nothing by itself."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    @classmethod
    async def open(cls, server_url: str, room_code: str) -> RawSocket:
        url = urlsplit(server_url)
        reader, writer = await asyncio.open_connection(url.hostname, url.port)
        writer.write(handshake(server_url, room_code))
        answer = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), PATIENCE_S)
        assert b" 101 " in answer, answer
        return cls(reader, writer)

    async def send(self, sent: bytes) -> None:
        """Send these bytes; `ConnectionError` if the server has cut the line."""
        self._writer.write(sent)
        await self._writer.drain()

    def stop_reading(self) -> None:
        """Read nothing more, so that the kernel's buffers fill."""
        self._writer.transport.pause_reading()  # type: ignore[attr-defined]

    async def receive(self, *, within: float = PATIENCE_S) -> tuple[int, bytes]:
        """Opcode and payload of the next frame. Frames of the server are short: one or two bytes of length."""
        async with asyncio.timeout(within):
            first, length = await self._reader.readexactly(2)
            if length == 126:
                length = int.from_bytes(await self._reader.readexactly(2), "big")
            opcode, payload = first & 0xF, await self._reader.readexactly(length)
        if opcode == TEXT:
            traffic.heard(payload.decode(), extended=False)
        return opcode, payload

    async def close_code(self) -> int:
        """Read up to the server's goodbye."""
        while True:
            opcode, payload = await self.receive()
            if opcode == CLOSE:
                return int.from_bytes(payload[:2], "big")

    async def cut_by_the_server(self, *, within: float = PATIENCE_S) -> None:
        """Return when the server has ended the TCP connection."""
        async with asyncio.timeout(within):
            with contextlib.suppress(ConnectionError):
                while await self._reader.read(65536):
                    pass

    def cut(self) -> None:
        """Drop the TCP connection."""
        self._writer.transport.abort()
