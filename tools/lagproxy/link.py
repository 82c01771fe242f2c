"""A client's connection, ours to the server for it, and the two lanes between them."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import struct
from typing import cast

from lagproxy.lane import Lane, Sign

_READ_BYTES = 65_536  # at most, in one go
_UNSENT_BYTES = 16_384  # of a side that does not read; behind that, chunks stay under way
_RESET_ON_CLOSE = struct.pack("ii", 1, 0)  # SO_LINGER: on, for no time


class End(asyncio.BufferedProtocol):
    """One TCP connection: a lane's source and the other lane's sink.

    Attributes:
        lane: takes what is said here.
        lost: set while there is no connection.
    """

    def __init__(self, lane: Lane) -> None:
        self.lane = lane
        self.writable = asyncio.Event()
        self.writable.set()
        self.lost = asyncio.Event()
        self.lost.set()
        self._buffer = memoryview(bytearray(_READ_BYTES))
        self._transport: asyncio.Transport | None = None

    # asyncio's side

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        self._transport.set_write_buffer_limits(high=_UNSENT_BYTES)
        self.lost.clear()

    def get_buffer(self, sizehint: int) -> memoryview:
        return self._buffer[: self.lane.room]  # never none: a full lane has paused us

    def buffer_updated(self, nbytes: int) -> None:
        self.lane.take(bytes(self._buffer[:nbytes]), self)

    def eof_received(self) -> bool:
        self.lane.take(Sign.EOF, self)
        return True  # the other direction goes on

    def connection_lost(self, exc: Exception | None) -> None:
        self._transport = None
        self.lost.set()
        self.writable.set()
        if exc is not None:
            self.lane.take(Sign.RESET, self)

    def pause_writing(self) -> None:
        self.writable.clear()

    def resume_writing(self) -> None:
        self.writable.set()

    # The lanes' side

    def pause(self) -> None:
        if self._transport is not None:
            self._transport.pause_reading()

    def resume(self) -> None:
        if self._transport is not None:
            self._transport.resume_reading()

    def write(self, chunk: bytes) -> None:
        if self._transport is not None:
            self._transport.write(chunk)

    def write_eof(self) -> None:
        if self._transport is not None and not self._transport.is_closing():
            self._transport.write_eof()

    # The link's side

    def close(self) -> None:
        """Hang up when all is sent."""
        if self._transport is not None:
            self._transport.close()

    def reset(self) -> None:
        """Hang up at once; the other side hears a reset."""
        if self._transport is not None:
            reset_on_close(self._transport.get_extra_info("socket"))
            self._transport.abort()


def reset_on_close(sock: socket.socket) -> None:
    """Its close is a RST and no FIN."""
    with contextlib.suppress(OSError):  # the other side was quicker
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE)


class Link:
    """Runs from the moment that both ends are connected."""

    def __init__(self, up: Lane, down: Lane) -> None:
        self._up, self._down = up, down
        self.client, self.server = End(up), End(down)

    async def run(self) -> None:
        """Until both have said all, or one is gone and the other one has heard of it; cancelled, both are reset."""
        try:
            async with asyncio.TaskGroup() as both:
                lanes = [
                    both.create_task(self._up.run(self.server), name="lag:up"),
                    both.create_task(self._down.run(self.client), name="lag:down"),
                ]
                await self._both_hung_up()
                for lane in lanes:
                    lane.cancel()
        except* ConnectionResetError:
            pass  # it is passed on below

    async def reset(self) -> None:
        """End what is left; returns when both connections are gone."""
        for end in (self.client, self.server):
            end.reset()
        await self._lost()

    async def _both_hung_up(self) -> None:
        await self._up.ended.wait()
        await self._down.ended.wait()
        for end in (self.client, self.server):
            end.close()
        await self._lost()

    async def _lost(self) -> None:
        await self.client.lost.wait()
        await self.server.lost.wait()
