"""The task that runs one room: one inbox, one writer, ticks at absolute deadlines. Knows asyncio and no rule."""

from __future__ import annotations

import asyncio
import logging
import math
from collections import deque
from collections.abc import Callable

from pong.messages.codec import refusal
from pong.messages.codes import Close, Refusal
from pong.rooms.commands import Command, Drop, TakeSeat, Watch
from pong.rooms.ports import Lease, TickMeter
from pong.rooms.room import Room

log = logging.getLogger(__name__)

# Two players at their full burst, and a school class that opens the link at once, fit into one tick's inbox.
INBOX_LIMIT = 1024
# After a stall this much is made up for in one go; what is beyond is dropped, because nobody wants a ball that races
# through the past. 100 ms is about where a stall becomes visible anyway.
MAX_CATCH_UP_TICKS = 6
# Matches begin on a grid of so many steps a tick, so that the rooms of a process share their wake-ups: each one costs
# a system call, and 40 rooms would have 2,400 of their own a second. Nobody notices 2 ms before a match.
PHASES = 8


class RoomLoop:
    """Runs a room until it is closed. A crash ends this room only."""

    def __init__(
        self,
        room: Room,
        *,
        ticks_per_second: int,
        meter: TickMeter,
        lease: Lease,
        on_closed: Callable[[RoomLoop], None],
    ) -> None:
        self.room = room
        self._tick_s = 1.0 / ticks_per_second
        self._meter = meter
        self._lease = lease
        self._on_closed = on_closed
        self._released = False
        self._inbox: deque[Command] = deque()
        self._waker: asyncio.Future[None] | None = None
        self._asked: list[asyncio.Future[None]] = []
        room.on_written(self._wake)

    def submit(self, command: Command) -> bool:
        """Put a command into the inbox. False: it is full; who left is noted all the same."""
        if len(self._inbox) >= INBOX_LIMIT and not isinstance(command, Drop):
            return False
        self._inbox.append(command)
        if not self.room.ticking:
            self._wake()
        return True

    @property
    def closed(self) -> bool:
        return self.room.closed

    def release(self) -> None:
        """End the task without closing the room, which goes on elsewhere. What nobody has acted on is in `unheard`."""
        self._released = True
        self._wake()

    @property
    def unheard(self) -> list[Command]:
        """The commands that nobody has acted on."""
        return list(self._inbox)

    def unsuspend(self, epoch: int) -> None:
        """The room is ours (again), in this epoch: play on, if it had been suspended."""
        self.room.epoch = epoch
        self.room.unsuspend(self._now())
        self._wake()

    async def close_if_deserted(self) -> None:
        """Wait until the room has looked whether anybody is in it, and has ended if not."""
        answer: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._asked.append(answer)
        self._wake()
        await answer

    async def run(self) -> None:
        """The room's life, from its first command to its end."""
        room = self.room
        try:
            while not room.closed and not self._released:
                if not self._lease.holds(self._now()):
                    await self._wait_for_lease()
                elif room.ticking:
                    await self._run_match()
                else:
                    now = self._now()
                    self._drain_inbox(now)
                    room.settle(now)
                    if not room.ticking and not room.closed and not self._released:
                        await self._sleep_until(room.next_deadline(now))
            if not room.closed:
                room.make_final()
        except Exception:
            log.exception("room %s crashed", room.code)
            room.dismiss(Close.MOVING)
        finally:
            self._on_closed(self)
            self._answer()
            if room.closed:
                self._turn_away()

    async def _wait_for_lease(self) -> None:
        """Do nothing, and answer nobody: what is said here may be untrue by now. Others may own the room."""
        self.room.suspend(self._now())
        self._waker = asyncio.get_running_loop().create_future()
        try:
            await self._waker
        finally:
            self._waker = None

    async def _run_match(self) -> None:
        """Tick while a match runs. Deadlines are counted from the first one, so that no lateness adds up."""
        room = self.room
        step_s = self._tick_s / PHASES
        begun_at = math.ceil(self._now() / step_s) * step_s
        ticks = 0
        while room.ticking and not room.closed and not self._released:
            now = self._now()
            if not self._lease.holds(now):
                return
            deadline = begun_at + ticks * self._tick_s
            if now < deadline:
                await self._sleep_until(deadline)
                continue
            self._meter.ticked(now - deadline)
            behind = int((now - deadline) / self._tick_s) - MAX_CATCH_UP_TICKS
            if behind > 0:
                self._meter.dropped(behind)
                ticks += behind
            self._drain_inbox(now)
            if room.ticking:
                room.tick(now)
            room.settle(now)
            ticks += 1
            if now - deadline >= self._tick_s:
                # The next tick is due already. Everybody else in this process comes first: a room whose ticks take
                # longer than a tick would never let go.
                await asyncio.sleep(0)

    def _drain_inbox(self, now: float) -> None:
        inbox = self._inbox
        while inbox and not self.room.closed:
            self.room.apply(inbox.popleft(), now)
        if self._asked:
            self.room.close_if_deserted(now)
            if not self.room.closed:
                self._answer()

    def _turn_away(self) -> None:
        for command in self._inbox:
            if isinstance(command, TakeSeat | Watch):
                command.member.put_event(refusal(Refusal.ROOM_NOT_FOUND, "This room has just been closed."))

    def _answer(self) -> None:
        for answer in self._asked:
            if not answer.done():
                answer.set_result(None)
        self._asked.clear()

    async def _sleep_until(self, deadline: float | None) -> None:
        """Sleep until ``deadline``; outside a match a command ends the sleep, too."""
        if (self._inbox or self._asked) and not self.room.ticking:
            return
        loop = asyncio.get_running_loop()
        self._waker = loop.create_future()
        timer = None if deadline is None else loop.call_at(deadline, self._wake)
        try:
            await self._waker
        finally:
            self._waker = None
            if timer is not None:
                timer.cancel()

    def _wake(self) -> None:
        if self._waker is not None and not self._waker.done():
            self._waker.set_result(None)

    @staticmethod
    def _now() -> float:
        return asyncio.get_running_loop().time()
