"""The rooms of this process: their names and their tasks. Knows neither sockets nor rules."""

from __future__ import annotations

import asyncio
import logging

from pong.messages.codes import Refusal
from pong.messages.wire import CreateRoom
from pong.rooms.loop import RoomLoop
from pong.rooms.ports import Member, RoomHandle, TickMeter
from pong.rooms.room import Room, RoomPorts

log = logging.getLogger(__name__)


class Registry:
    """Opens and finds rooms; implements the port ``Rooms`` for a single process."""

    def __init__(self, *, ports: RoomPorts, meter: TickMeter, max_rooms: int) -> None:
        self._ports = ports
        self._meter = meter
        self._max_rooms = max_rooms
        self._loops: dict[str, RoomLoop] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def __len__(self) -> int:
        return len(self._loops)

    async def create(self, code: str, options: CreateRoom, creator: Member) -> RoomHandle | Refusal:
        """Open the room ``code``, in place of one that everybody has left; or say why not."""
        old = self._loops.get(code)
        if old is not None:
            await old.close_if_deserted()
        if code in self._loops:
            return Refusal.ROOM_EXISTS
        if len(self._loops) >= self._max_rooms:
            return Refusal.TOO_MANY_ROOMS
        now = asyncio.get_running_loop().time()
        room = Room(code=code, options=options, ports=self._ports, creator=creator, now=now)
        loop = RoomLoop(
            room,
            ticks_per_second=self._ports.rules.ticks_per_second,
            meter=self._meter,
            on_closed=self._forget,
        )
        self._loops[code] = loop
        self._ports.relay.open(code)
        task = asyncio.create_task(loop.run(), name=f"room:{code}")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return loop

    async def find(self, code: str) -> RoomHandle | None:
        """The room ``code``, if it is open."""
        loop = self._loops.get(code)
        return None if loop is None or loop.closed else loop

    def _forget(self, loop: RoomLoop) -> None:
        # Only this very loop: the code may belong to a newer room by now, or to none (two who leave at once).
        if self._loops.get(loop.room.code) is loop:
            del self._loops[loop.room.code]
            self._ports.relay.forget(loop.room.code)
