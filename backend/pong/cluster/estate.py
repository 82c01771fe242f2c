"""The rooms that this process owns: opened, taken over, put back, handed over, lost and closed.

Everything that changes who owns a room goes through here, one change of a room at a time.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager
from weakref import WeakValueDictionary

from pong.cluster.bus import Bus
from pong.cluster.guests import GuestHouse, GuestRelay
from pong.cluster.heart import Heart, Holding
from pong.cluster.journal import LedgerJournal
from pong.cluster.ledger import Fenced, Ledger, LedgerError, Owner, Record
from pong.cluster.listener import EstateListener
from pong.cluster.mail import Ended, Owned
from pong.cluster.tasks import Tasks
from pong.messages.codes import Refusal
from pong.messages.wire import CreateRoom
from pong.rooms.listing import Posted
from pong.rooms.loop import RoomLoop
from pong.rooms.ports import ClusterMeter, HouseRules, Member, ResultSink, RoomPorts
from pong.rooms.records import UnknownFormat, decode_point, decode_room
from pong.rooms.registry import Registry
from pong.rooms.room import Room

log = logging.getLogger(__name__)

_RETRY_S = 0.1


class Estate:
    """Implements nothing of the rooms' ports itself; node.py does, with this."""

    def __init__(
        self,
        *,
        ledger: Ledger,
        bus: Bus,
        results: ResultSink,
        rules: HouseRules,
        meter: ClusterMeter,
        max_rooms: int,
        listener: EstateListener,
    ) -> None:
        self.heart = Heart(ledger, on_regained=self.reclaim_all, on_lapsed=listener.lapsed)
        self.relay = GuestRelay()
        self.journal = LedgerJournal(ledger, results, on_fenced=self._lose, restore=self._restore)
        self.rooms = Registry(ticks_per_second=rules.rules.ticks_per_second, meter=meter, on_closed=self._end)
        self._ledger = ledger
        self._bus = bus
        self._ports = RoomPorts(house=rules, journal=self.journal, relay=self.relay)
        self._meter = meter
        self._max_rooms = max_rooms
        self._listener = listener
        self._holdings: dict[str, Holding] = {}
        self._endings: dict[str, asyncio.Task[None]] = {}
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        # Apart from the others: a room that is being closed or handed over may have to be put back first.
        self._restoring: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._tasks = Tasks()

    @property
    def is_full(self) -> bool:
        """Whether this process has as many rooms as it may."""
        return len(self.rooms) >= self._max_rooms

    def listings(self) -> Iterator[Posted | None]:
        """What strangers may see of each room, one after the other; None for one of which they may not."""
        return (None if loop.closed else loop.room.listing() for loop in self.rooms)

    def listings_of(self, codes: Iterable[str]) -> Iterator[tuple[str, Posted | None]]:
        """The same of those of these rooms that run here, with their codes."""
        return ((code, loop.room.listing()) for code in codes if (loop := self.rooms.get(code)) is not None)

    async def found(self, code: str, options: CreateRoom, creator: Member) -> RoomLoop | Owner | Refusal:
        """Open a new room; or say whose the room of that name is, or why there can be none.

        Raises:
            LedgerError: just now nobody can tell.
        """
        async with self._alone(code):
            if self.rooms.get(code) is not None:
                return Refusal.ROOM_EXISTS
            if self.is_full:
                return Refusal.TOO_MANY_ROOMS
            room = Room(code=code, options=options, ports=self._ports, creator=creator, now=_now())
            fresh = room.record()
            record = await self._ledger.claim(code, fresh=fresh)
            if not isinstance(record, Record):
                return record or Refusal.BUSY
            if record.snapshot == fresh:
                return self._run(room, record)
            # Its owner had died: now it is ours, with whoever comes back to it.
            self._take_up(code, record)
            return Refusal.ROOM_EXISTS

    async def take_over(self, code: str) -> RoomLoop | Owner | None:
        """Own a room that nobody living owns (or that was handed to us); or say whose it is, or that there is none.

        Raises:
            LedgerError: just now nobody can tell.
        """
        async with self._alone(code):
            loop = self.rooms.get(code)
            if loop is not None:
                return loop
            record = await self._ledger.claim(code)
            return self._take_up(code, record) if isinstance(record, Record) else record

    async def vacate(self, code: str) -> bool:
        """Close the room if everybody has left it; whether it is still open."""
        loop = self.rooms.get(code)
        if loop is not None:
            await loop.close_if_deserted()
        await self._ended(code)
        return self.rooms.get(code) is not None

    async def reclaim_all(self) -> None:
        """After a lapse of the lease, or a loss of the ledger's data: claim every room anew, or let go of it."""
        await asyncio.gather(*(self._reclaim(loop.room.code) for loop in self.rooms))
        self._listener.regained()

    async def hand_over(self, loop: RoomLoop, to: str | None) -> bool:
        """Give a room to another process; whether that was possible.

        Without one, or if it takes no rooms, the room stays written down as it is, for whoever comes next.
        """
        code = loop.room.code
        async with self._alone(code):
            if loop.closed or code not in self._holdings:
                return False
            await self.rooms.released(loop)
            await self.journal.idle(code)
            if loop.closed or code not in self._holdings:
                return False  # it has ended or was lost meanwhile
            snapshot = loop.room.record(moved=True)
            epoch = self.journal.written(code)[0]
            try:
                if to is None or not await self._ledger.hand(code, epoch=epoch, to=to, snapshot=snapshot):
                    to = None
                    await self._ledger.save(code, epoch=epoch, snapshot=snapshot)
            except LedgerError as error:
                # What was written last is there all the same, for whoever takes the room over.
                log.warning("room %s could not be handed over: %s", code, error)
                to = None
            self._forget(code)
            self._listener.lost(code, to)
            return to is not None

    async def stop(self) -> None:
        """End what runs beside the rooms."""
        self.heart.stop()
        await self._tasks.end()
        for task in self._endings.values():
            task.cancel()
        await asyncio.gather(*self._endings.values(), return_exceptions=True)

    def _take_up(self, code: str, record: Record) -> RoomLoop | None:
        try:
            written = decode_room(record.snapshot)
            points = [decode_point(event) for event in record.events]
        except UnknownFormat as error:
            log.error("room %s was written by another version and cannot go on: %s", code, error)
            self._tasks.spawn(f"purge:{code}", self._purge(code, record.epoch))
            return None
        room = Room.taken_over(code=code, record=written, points=points, ports=self._ports, now=_now())
        self._meter.taken_over()
        log.info("room %s is taken over, epoch %d, %d points", code, record.epoch, len(points))
        return self._run(room, record)

    def _run(self, room: Room, record: Record) -> RoomLoop:
        code = room.code
        room.epoch = record.epoch
        self.journal.open(code, epoch=record.epoch, snapshot=record.snapshot, events=record.events)
        house = self.relay.houses[code] = GuestHouse(code, self._ledger.process, self._bus)
        house.begin_epoch(record.epoch)
        holding = self._holdings[code] = Holding(self.heart)
        loop = self.rooms.open(room, holding)
        self._bus.announce(code, Owned(code, record.epoch, self._ledger.process))
        self._listener.opened(loop, record.epoch)
        return loop

    async def _reclaim(self, code: str) -> None:
        try:
            async with self._alone(code):
                await self._restore(code)
        except Fenced:
            self._lose(code)
        except LedgerError as error:
            # The lease has lapsed again, or is about to: another beat comes, and with it another try.
            log.info("room %s could not be claimed anew yet: %s", code, error)
            self._tasks.spawn(f"reclaim:{code}", self._reclaim_later(code))

    async def _reclaim_later(self, code: str) -> None:
        await asyncio.sleep(_RETRY_S)
        await self._reclaim(code)

    async def _restore(self, code: str) -> None:
        """Put the room back as it is written, in a new epoch. Raises `LedgerError`."""
        async with self._restoring.setdefault(code, asyncio.Lock()):
            if code not in self._holdings:
                return
            term = self.heart.terms
            while True:
                old, snapshot, events = self.journal.written(code)
                sent = list(events)
                epoch = await self._ledger.restore(code, epoch=old, snapshot=snapshot, events=sent)
                if code not in self._holdings:
                    return  # lost meanwhile, or closed
                self.journal.begin_epoch(code, epoch)
                _, newest, events = self.journal.written(code)
                if newest is snapshot and events == sent:
                    break
                # The old ledger's answer came while this was under way: a point more is written, and told.
            self.relay.houses[code].begin_epoch(epoch)
            self._holdings[code].renew(term)
            loop = self.rooms.get(code)
            if loop is not None:
                loop.unsuspend(epoch)
                self._bus.announce(code, Owned(code, epoch, self._ledger.process))
                self._listener.opened(loop, epoch)

    def _lose(self, code: str) -> None:
        """The room is another process's: let go of it, and of nobody in it."""
        loop = self.rooms.get(code)
        if loop is None:
            return
        self._meter.lost()
        log.warning("room %s is another process's now", code)
        loop.release()
        self._forget(code)
        self._listener.lost(code, None)

    def _forget(self, code: str) -> None:
        self.rooms.remove(code)
        self.journal.drop(code)
        self.relay.houses.pop(code, None)
        self._holdings.pop(code, None)

    def _end(self, code: str) -> None:
        """The room has closed by itself."""
        epoch = self.journal.written(code)[0] if code in self._holdings else 0
        self._endings[code] = asyncio.create_task(self._close(code), name=f"close:{code}")
        self._bus.announce(code, Ended(code, epoch))
        self._listener.ended(code)

    async def _close(self, code: str) -> None:
        """Write what is still to be written of the room, then forget it."""
        try:
            await self.journal.idle(code)
            if code in self._holdings:
                await self._purge(code, self.journal.written(code)[0])
        finally:
            self.journal.drop(code)
            self.relay.houses.pop(code, None)
            self._holdings.pop(code, None)
            del self._endings[code]

    async def _purge(self, code: str, epoch: int) -> None:
        while True:
            try:
                await self._ledger.purge(code, epoch=epoch)
            except Fenced:
                return
            except LedgerError:
                await asyncio.sleep(_RETRY_S)
            else:
                return

    async def _ended(self, code: str) -> None:
        ending = self._endings.get(code)
        if ending is not None:
            await asyncio.wait({ending})

    @asynccontextmanager
    async def _alone(self, code: str) -> AsyncIterator[None]:
        """One change of a room's ownership at a time, and none while it is being closed."""
        lock = self._locks.setdefault(code, asyncio.Lock())
        async with lock:
            await self._ended(code)
            yield


def _now() -> float:
    return asyncio.get_running_loop().time()
