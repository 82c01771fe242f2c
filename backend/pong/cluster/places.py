"""Where rooms are, as this process knows it: an outpost for each that is ours, or that somebody is in by way of us."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator
from functools import partial
from typing import TypeVar

from pong.cluster.bus import Bus
from pong.cluster.estate import Estate
from pong.cluster.ledger import Ledger, LedgerError, Owner, Unsettled
from pong.cluster.mail import Owned, Take
from pong.cluster.outpost import Outpost
from pong.cluster.tasks import Tasks
from pong.messages.codes import Close, Refusal
from pong.rooms.loop import RoomLoop
from pong.rooms.ports import Member

log = logging.getLogger(__name__)
T = TypeVar("T")

# Who joins waits so long for a ledger that does not answer.
PATIENCE_S = 3.0
_ASK_AGAIN_S = 0.1
# A room that is just being handed over has an owner that does not run it any more, and is found elsewhere then.
_SEEK_AFTER_S = 0.01


class Places:
    """Implements the port ``EstateListener``; ``estate`` is the one that it listens to, and is set once it is there."""

    estate: Estate

    def __init__(self, ledger: Ledger, bus: Bus, tasks: Tasks) -> None:
        self.draining = False
        self._ledger = ledger
        self._bus = bus
        self._tasks = tasks
        self._outposts: dict[str, Outpost] = {}

    def __iter__(self) -> Iterator[Outpost]:
        return iter(list(self._outposts.values()))

    def __getitem__(self, code: str) -> Outpost:
        return self._outposts[code]

    def get(self, code: str) -> Outpost | None:
        """The outpost of that room, if there is one."""
        return self._outposts.get(code)

    def elsewhere(self, code: str) -> Outpost | None:
        """The outpost of that room, if there is one and the room runs in another process."""
        outpost = self._outposts.get(code)
        return None if outpost is None or outpost.loop is not None else outpost

    def members_of(self, code: str) -> list[Member]:
        """Who is in the room by way of this process."""
        outpost = self._outposts.get(code)
        return [] if outpost is None else list(outpost)

    def begin_drain(self) -> None:
        """From now on take no more rooms, and say of every member that goes that it will be back."""
        self.draining = True
        for outpost in self:
            outpost.moving = True

    # Finding

    async def find(self, code: str) -> Outpost | Refusal:
        """The room, wherever it runs; or why it cannot be found."""
        outpost = self._outposts.get(code)
        if outpost is not None and (outpost.loop is not None or outpost.owner is not None):
            return outpost
        found = await self.patiently(lambda: self._locate(code))
        return Refusal.ROOM_NOT_FOUND if found is None else found

    async def patiently(self, ask: Callable[[], Awaitable[T]]) -> T | Refusal:
        """The answer, or BUSY if the ledger gives none for too long."""
        try:
            async with asyncio.timeout(PATIENCE_S):
                await self.estate.heart.first_beat()
                while True:
                    try:
                        return await ask()
                    except LedgerError:
                        await asyncio.sleep(_ASK_AGAIN_S)
        except (TimeoutError, OSError) as error:
            log.info("nobody can tell where a room is: %s", error or "the ledger does not answer")
        return Refusal.BUSY

    async def _locate(self, code: str) -> Outpost | Refusal | None:
        await self._bus.ready()
        owner = await self._ledger.look(code)
        if owner is None:
            return None
        if owner.process == self._ledger.process or not owner.lives:
            taken = await self._take_over(code, owner)
            if not isinstance(taken, Owner):
                return taken
            owner = taken
        outpost = self._outpost(code)  # first of all, so that nobody ignores the room meanwhile
        outpost.sought += 1  # nobody is in it yet, and it must not be forgotten for that
        try:
            await self._bus.listen(code)
        finally:
            outpost.sought -= 1
        if outpost.loop is None:
            outpost.follow(owner.process, outpost.epoch)
        return outpost

    async def _take_over(self, code: str, owner: Owner) -> Outpost | Owner | Refusal | None:
        if self.draining or self.estate.is_full:
            return Refusal.BUSY
        if owner.process != self._ledger.process and not self.estate.heart.is_steady(_now()):
            raise Unsettled("its owner may be heard again in a moment")
        taken = await self.estate.take_over(code)
        return self._outposts[code] if isinstance(taken, RoomLoop) else taken

    # What the estate tells

    def opened(self, loop: RoomLoop, epoch: int) -> None:
        """The room runs here, in that epoch."""
        self._outpost(loop.room.code).settle_here(loop, epoch)

    def lost(self, code: str, to: str | None) -> None:
        """The room is another process's now; None: nobody knows whose."""
        outpost = self._outposts.get(code)
        if outpost is None:
            return
        outpost.leave_for(to)
        self._tasks.spawn(f"follow:{code}", self._follow(outpost))
        if to is not None:
            self._bus.post(to, Take(code))

    def ended(self, code: str) -> None:
        """The room has closed."""
        outpost = self._outposts.pop(code, None)
        if outpost is not None:
            outpost.close()

    def lapsed(self) -> None:
        """Nothing is heard from other processes: say so to the members of their rooms, who would wait for frames."""
        for outpost in self:
            if outpost.loop is None:
                outpost.hold()

    def regained(self) -> None:
        """Letters may have been missed, in either direction."""
        for outpost in self:
            if outpost.loop is None:
                outpost.call_roll()
        for code, house in self.estate.relay.houses.items():
            self._bus.announce(code, Owned(code, house.voice.epoch, house.voice.process))

    # What has to be looked after

    def seek(self, outpost: Outpost) -> None:
        """Nobody answers for the room: find out whose it is."""
        outpost.owner = None
        self._tasks.once(f"seek:{outpost.code}", partial(self._seek, outpost))

    def seek_those_of_the_dead(self, living: set[str]) -> None:
        """Rooms whose owner has died without a word of who has them now: it may have handed them over just before."""
        for outpost in self:
            if outpost.loop is None and outpost.owner is not None and outpost.owner not in living:
                self.seek(outpost)

    def forget(self, outpost: Outpost) -> None:
        """Nobody is in the room by way of us, or it has ended: hear of it no more."""
        if self._outposts.get(outpost.code) is outpost and outpost.loop is None and not outpost.sought:
            del self._outposts[outpost.code]
            self._tasks.spawn(f"ignore:{outpost.code}", self._ignore(outpost.code))

    async def keep_house(self) -> None:
        """Repeat who is here; look for owners that do not answer; forget rooms that nobody is in by way of us."""
        for outpost in self:
            if outpost.loop is not None:
                continue
            if not len(outpost):
                self.forget(outpost)
            elif outpost.owner is None or outpost.unanswered_calls > 1:
                self.seek(outpost)
            else:
                outpost.call_roll(again=True)

    async def _ignore(self, code: str) -> None:
        """Somebody may have come in again before we are done: then hear of it after all."""
        if code not in self._outposts:
            await self._bus.ignore(code)
            outpost = self.elsewhere(code)
            if outpost is not None:
                await self._follow(outpost)

    async def _follow(self, outpost: Outpost) -> None:
        """Hear what the room says where it is now, and tell its owner who is here."""
        if not len(outpost):
            self.forget(outpost)
        elif outpost.owner is None:
            await self._seek(outpost)
        else:
            try:
                await self._bus.listen(outpost.code)
            except LedgerError:
                self.seek(outpost)
            else:
                outpost.call_roll()

    async def _seek(self, outpost: Outpost) -> None:
        await asyncio.sleep(_SEEK_AFTER_S)
        found = await self.patiently(lambda: self._locate(outpost.code))
        if found is None:
            self.ended(outpost.code)
            for member in outpost:
                member.close(Close.MOVING)
        elif found is outpost and outpost.loop is None:
            outpost.call_roll()

    def _outpost(self, code: str) -> Outpost:
        outpost = self._outposts.get(code)
        if outpost is None:
            outpost = self._outposts[code] = Outpost(code, self._ledger.process, self._bus.post)
            outpost.moving = self.draining
        return outpost


def _now() -> float:
    return asyncio.get_running_loop().time()
