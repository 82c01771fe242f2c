"""The rooms that run in this process: their names and their tasks. Knows neither sockets nor rules."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator

from pong.rooms.loop import RoomLoop
from pong.rooms.ports import Lease, TickMeter
from pong.rooms.room import Room


class Registry:
    """Runs rooms. ``on_closed`` hears of a room that has ended, but not of one that has been released."""

    def __init__(self, *, ticks_per_second: int, meter: TickMeter, on_closed: Callable[[str], None]) -> None:
        self._ticks_per_second = ticks_per_second
        self._meter = meter
        self._on_closed = on_closed
        self._loops: dict[str, RoomLoop] = {}
        self._tasks: dict[RoomLoop, asyncio.Task[None]] = {}

    def __len__(self) -> int:
        return len(self._loops)

    def __iter__(self) -> Iterator[RoomLoop]:
        return iter(list(self._loops.values()))

    def get(self, code: str) -> RoomLoop | None:
        """The room of that name, if one runs here."""
        loop = self._loops.get(code)
        return None if loop is None or loop.closed else loop

    def open(self, room: Room, lease: Lease) -> RoomLoop:
        """Run the room in a task of its own, for as long as its lease holds."""
        loop = RoomLoop(
            room,
            ticks_per_second=self._ticks_per_second,
            meter=self._meter,
            lease=lease,
            on_closed=self._forget,
        )
        self._loops[room.code] = loop
        task = asyncio.create_task(loop.run(), name=f"room:{room.code}")
        self._tasks[loop] = task
        task.add_done_callback(lambda _: self._tasks.pop(loop, None))
        return loop

    def remove(self, code: str) -> None:
        """The room goes on elsewhere: its name means nothing here any more."""
        self._loops.pop(code, None)

    async def released(self, loop: RoomLoop) -> None:
        """Release the room, and wait until its task has ended."""
        loop.release()
        task = self._tasks.get(loop)
        if task is not None:
            await asyncio.wait({task})

    def _forget(self, loop: RoomLoop) -> None:
        # Only this very loop: the code may belong to a newer room by now, or to none (two who leave at once).
        if self._loops.get(loop.room.code) is loop:
            del self._loops[loop.room.code]
            if loop.closed:
                self._on_closed(loop.room.code)
