"""One direction of one connection: what has come in at one end and is not yet due at the other."""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Protocol

from lagproxy.meter import Meter
from lagproxy.schedule import Direction, Schedule


class Sign(Enum):
    """What a side says without bytes."""

    EOF = auto()  # it will say nothing more, and still listens
    RESET = auto()  # it is gone


class Source(Protocol):
    """Where a lane's bytes come from."""

    def pause(self) -> None: ...
    def resume(self) -> None: ...


class Sink(Protocol):
    """Where they go. Whoever is gone takes everything and keeps nothing.

    Attributes:
        writable: clear while the receiver does not read what it has got already.
    """

    writable: asyncio.Event

    def write(self, chunk: bytes) -> None: ...
    def write_eof(self) -> None: ...


@dataclass(slots=True)
class Weather:
    """What all lanes of a proxy share.

    Attributes:
        buffer_bytes: what a direction of a connection may have under way; when it is full, nothing more is read.
        frozen_until_s: until this time of the loop's clock nothing comes out anywhere.
    """

    buffer_bytes: int
    frozen_until_s: float = 0.0
    meter: Meter = field(default_factory=Meter)


class Lane:
    """Takes in at once, lets out when the schedule says, never out of order.

    Attributes:
        ended: set when the source's EOF has been passed on.
    """

    def __init__(self, direction: Direction, schedule: Schedule, weather: Weather) -> None:
        self.ended = asyncio.Event()
        self._direction = direction
        self._schedule = schedule
        self._weather = weather
        self._opened_s = asyncio.get_running_loop().time()
        self._under_way: deque[tuple[float, float, bytes | Sign]] = deque()  # came, is due, what
        self._arrived = asyncio.Event()
        self._bytes = 0
        self._paused: Source | None = None

    @property
    def room(self) -> int:
        """How many bytes may be taken in now."""
        return self._weather.buffer_bytes - self._bytes

    def take(self, what: bytes | Sign, source: Source) -> None:
        """Something has come in at this moment. A source that fills the lane is paused until half of it is out."""
        now = asyncio.get_running_loop().time()
        due = self._opened_s + self._schedule.release_s(now - self._opened_s)
        self._under_way.append((now, due, what))
        self._arrived.set()
        if isinstance(what, bytes):
            self._bytes += len(what)
            if self.room <= 0:
                self._paused = source
                source.pause()

    async def run(self, sink: Sink) -> None:
        """Let out until cancelled; ConnectionResetError when the source's RESET has got through."""
        while True:
            await self._arrived.wait()
            came, due, what = self._under_way[0]
            await sink.writable.wait()
            await self._until(due)
            self._under_way.popleft()
            if not self._under_way:
                self._arrived.clear()
            self._let_out(what, sink, came)

    async def _until(self, due: float) -> None:
        """Also over a freeze that begins meanwhile: the time to sleep to may move."""
        loop = asyncio.get_running_loop()
        while (left := max(due, self._weather.frozen_until_s) - loop.time()) > 0.0:  # noqa: ASYNC110  # a time, and no condition
            await asyncio.sleep(left)

    def _let_out(self, what: bytes | Sign, sink: Sink, came: float) -> None:
        if what is Sign.RESET:
            raise ConnectionResetError
        if what is Sign.EOF:
            sink.write_eof()
            self.ended.set()
        if isinstance(what, bytes):
            sink.write(what)
            self._weather.meter.note(self._direction, size=len(what), delay_s=asyncio.get_running_loop().time() - came)
            self._make_room(len(what))

    def _make_room(self, size: int) -> None:
        self._bytes -= size
        if self._paused is not None and self._bytes <= self._weather.buffer_bytes // 2:
            source, self._paused = self._paused, None
            source.resume()
