"""This process among the others: finds and opens rooms wherever they are, and keeps what is repeated going.

Implements the port ``Rooms``. A single process is a cluster of one, with a ledger and a channel layer in memory.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import random
from collections.abc import Awaitable, Callable, Coroutine
from functools import partial
from typing import Any, TypeVar

from pong.cluster.bus import Bus
from pong.cluster.estate import Estate, EstateListener
from pong.cluster.layer import BatchedLayer
from pong.cluster.ledger import BEAT_EVERY_S, Ledger, LedgerError, Owner, Peer, Unsettled
from pong.cluster.mail import (
    Asked,
    Ended,
    Here,
    Letter,
    NotHere,
    Owned,
    RollCall,
    Said,
    Take,
    Vacate,
    Vacated,
)
from pong.cluster.outpost import Outpost
from pong.cluster.reception import drop_unheard, hear_asked, hear_roll
from pong.cluster.sweeper import Sweeper
from pong.messages.codes import Close, Refusal
from pong.messages.wire import CreateRoom
from pong.rooms.loop import RoomLoop
from pong.rooms.ports import ClusterMeter, HouseRules, Member, ResultSink, RoomHandle

log = logging.getLogger(__name__)
T = TypeVar("T")

SCAN_EVERY_S = 0.15
ROLL_EVERY_S = 2.0
# Rooms of a dead process that are taken at a time; others get their chance, and our own rooms their ticks.
ADOPTED_AT_ONCE = 8
# Who joins waits so long for a ledger that does not answer.
PATIENCE_S = 3.0
_ASK_AGAIN_S = 0.1
# A room that is just being handed over has an owner that does not run it any more, and is found elsewhere then.
_SEEK_AFTER_S = 0.01
_VACATE_WITHIN_S = 1.0


class Node:
    """One process of the cluster."""

    def __init__(
        self,
        *,
        ledger: Ledger,
        layer: BatchedLayer,
        results: ResultSink,
        rules: HouseRules,
        meter: ClusterMeter,
        max_rooms: int,
    ) -> None:
        self.process = ledger.process
        self.draining = False
        self._ledger = ledger
        self._bus = Bus(layer, self.process, on_letter=self._hear, on_gap=self._call_all_rolls)
        self.estate = Estate(
            ledger=ledger,
            bus=self._bus,
            results=results,
            rules=rules,
            meter=meter,
            max_rooms=max_rooms,
            listener=EstateListener(
                opened=self._opened,
                lost=self._lost,
                ended=self._ended,
                lapsed=self._hold_all,
                regained=self._call_all_rolls,
            ),
        )
        self.sweeper = Sweeper(ledger, results)
        self._outposts: dict[str, Outpost] = {}
        self._seen_at: dict[str, float] = {}
        self._vacating: dict[str, asyncio.Future[bool]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._loop: asyncio.AbstractEventLoop | None = None

    # The port

    async def create(self, code: str, options: CreateRoom, creator: Member) -> RoomHandle | Refusal:
        """Open the room ``code``, in place of one that everybody has left; or say why not."""
        self.start()
        if self.draining:
            return Refusal.BUSY
        loop = self.estate.rooms.get(code)
        if loop is not None:
            await self.estate.vacate(code)
        found = await self._patiently(lambda: self.estate.found(code, options, creator))
        if isinstance(found, Owner) and await self._vacated_elsewhere(code, found.process):
            found = await self._patiently(lambda: self.estate.found(code, options, creator))
        if isinstance(found, Owner):
            return Refusal.ROOM_EXISTS
        return found if isinstance(found, Refusal) else self._outposts[code]

    async def find(self, code: str) -> RoomHandle | Refusal:
        """The room ``code``, wherever it runs; or say why not."""
        self.start()
        outpost = self._outposts.get(code)
        if outpost is not None and not outpost.closed and (outpost.loop is not None or outpost.owner is not None):
            return outpost
        found = await self._patiently(lambda: self._locate(code))
        if found is None:
            return Refusal.ROOM_NOT_FOUND
        return found

    # Its life

    def start(self) -> None:
        """Begin to beat, to hear and to look around, in tasks of the running loop. A second call does nothing."""
        loop = asyncio.get_running_loop()
        if self._loop is loop:
            return
        self._loop = loop
        self._bus.start()
        for name, work in (
            ("beat", self.estate.heart.run()),
            ("scan", self._repeat(self._scan, SCAN_EVERY_S)),
            ("roll", self._repeat(self._keep_house, ROLL_EVERY_S)),
            ("sweep", self.sweeper.run()),
        ):
            self._spawn(work, name=f"node:{name}")

    async def begin_drain(self) -> None:
        """From now on take no more rooms, and say of every socket that closes that its member will be back."""
        self.draining = self.estate.heart.draining = True
        for outpost in self._outposts.values():
            outpost.moving = True
        if self._loop is not None:
            await self.estate.heart.beat()

    def members_of(self, code: str) -> list[Member]:
        """Who is in the room by way of this process."""
        outpost = self._outposts.get(code)
        return [] if outpost is None else list(outpost)

    async def stop(self, *, leave: bool = True) -> None:
        """End all tasks, and the lease with them. The rooms' own tasks go on as long as it would have held."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._loop = None
        await self.estate.stop()
        await self._bus.stop()
        if leave:
            with contextlib.suppress(LedgerError):
                await self._ledger.leave()
        await self._ledger.close()

    @property
    def ledger(self) -> Ledger:
        return self._ledger

    @property
    def bus(self) -> Bus:
        return self._bus

    def outposts(self) -> list[Outpost]:
        """Every room that somebody is in by way of this process, or that runs here."""
        return list(self._outposts.values())

    # Where rooms are

    async def _locate(self, code: str) -> Outpost | Refusal | None:
        await self._bus.ready()
        owner = await self._ledger.look(code)
        if owner is None:
            return None
        if owner.process == self.process or not owner.lives:
            if self.draining or self.estate.is_full:
                return Refusal.BUSY
            if owner.process != self.process and not self.estate.heart.is_steady(_now()):
                raise Unsettled("its owner may be heard again in a moment")
            taken = await self.estate.take_over(code)
            if not isinstance(taken, Owner):
                return self._outposts[code] if taken is not None else None
            owner = taken
        await self._bus.listen(code)
        outpost = self._outpost(code)
        if outpost.loop is None:
            outpost.follow(owner.process, outpost.epoch)
        return outpost

    async def _patiently(self, ask: Callable[[], Awaitable[T]]) -> T | Refusal:
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

    async def _vacated_elsewhere(self, code: str, process: str) -> bool:
        answer = self._vacating.setdefault(code, asyncio.get_running_loop().create_future())
        self._bus.post(process, Vacate(code, self.process))
        try:
            async with asyncio.timeout(_VACATE_WITHIN_S):
                return not await asyncio.shield(answer)
        except TimeoutError:
            return False
        finally:
            self._vacating.pop(code, None)

    def _outpost(self, code: str) -> Outpost:
        outpost = self._outposts.get(code)
        if outpost is None or outpost.closed:
            outpost = self._outposts[code] = Outpost(code, self.process, self._bus.post)
            outpost.moving = self.draining
        return outpost

    def _opened(self, loop: RoomLoop, epoch: int) -> None:
        self._outpost(loop.room.code).settle_here(loop, epoch)

    def _lost(self, code: str, to: str | None) -> None:
        outpost = self._outposts.get(code)
        if outpost is None:
            return
        outpost.leave_for(to)
        self._spawn(self._follow(outpost), name=f"follow:{code}")
        if to is not None:
            self._bus.post(to, Take(code))

    def _ended(self, code: str) -> None:
        outpost = self._outposts.pop(code, None)
        if outpost is not None:
            outpost.close()

    async def _follow(self, outpost: Outpost) -> None:
        """Hear what the room says where it is now, and tell its owner who is here."""
        if not len(outpost):
            self._drop_outpost(outpost)
            return
        if outpost.owner is None:
            await self._seek(outpost)
            return
        await self._bus.listen(outpost.code)
        outpost.call_roll()

    async def _seek(self, outpost: Outpost) -> None:
        """Nobody answers for the room: find out whose it is."""
        await asyncio.sleep(_SEEK_AFTER_S)
        found = await self._patiently(lambda: self._locate(outpost.code))
        if found is None:
            self._outposts.pop(outpost.code, None)
            outpost.close()
            for member in outpost:
                member.close(Close.MOVING)
        elif found is outpost and outpost.loop is None:
            outpost.call_roll()

    def _drop_outpost(self, outpost: Outpost) -> None:
        if self._outposts.get(outpost.code) is outpost and outpost.loop is None:
            del self._outposts[outpost.code]
            self._spawn(self._bus.ignore(outpost.code), name=f"ignore:{outpost.code}")

    # What is repeated

    async def _scan(self) -> None:
        """Take over rooms of the dead, and drop their members."""
        if self.draining or not self.estate.heart.holds(_now()):
            return
        living = self._living(await self._ledger.peers(), _now())
        if not self.estate.heart.is_steady(_now()):
            return
        for code, house in self.estate.relay.houses.items():
            loop = self.estate.rooms.get(code)
            if loop is not None:
                drop_unheard(house, loop, living=living, now=_now())
        while not self.estate.is_full:
            orphans = await self._ledger.orphans(ADOPTED_AT_ONCE)
            await asyncio.gather(*(self.estate.take_over(code) for code in orphans))
            if len(orphans) < ADOPTED_AT_ONCE:
                return

    def _living(self, peers: list[Peer], now: float) -> set[str]:
        """Processes that live or may do so: a ledger that has lost its data knows each again with its next beat."""
        for peer in peers:
            self._seen_at[peer.process] = now
        self._seen_at = {name: at for name, at in self._seen_at.items() if now - at < 2 * BEAT_EVERY_S}
        return set(self._seen_at)

    async def _keep_house(self) -> None:
        """Repeat who is here; look for owners that do not answer; forget rooms that nobody is in by way of us."""
        for outpost in self.outposts():
            if outpost.loop is not None:
                continue
            if not len(outpost):
                self._drop_outpost(outpost)
            elif outpost.owner is None or outpost.unanswered_calls > 1:
                self._once(f"seek:{outpost.code}", partial(self._seek, outpost))
            else:
                outpost.call_roll()

    def _hold_all(self) -> None:
        """Nothing is heard from other processes: say so to the members of their rooms, who would wait for frames."""
        for outpost in self.outposts():
            if outpost.loop is None:
                outpost.hold()

    def _call_all_rolls(self) -> None:
        """Letters may have been missed, in either direction."""
        for outpost in self.outposts():
            if outpost.loop is None:
                outpost.call_roll()
        for code, house in self.estate.relay.houses.items():
            self._bus.announce(code, Owned(code, house.voice.epoch, self.process))

    async def _repeat(self, work: Callable[[], Awaitable[None]], every_s: float) -> None:
        while True:
            try:
                await work()
            except (LedgerError, OSError) as error:
                log.debug("%s: %s", type(error).__name__, error)  # the heart says it once
            # Spread, so that processes that were started together do not always look at the same moment.
            await asyncio.sleep(every_s * random.uniform(0.8, 1.2))

    # Letters

    def _hear(self, letter: Letter) -> None:
        match letter:
            case Said() | Owned() | Here():
                self._hear_owner(letter)
            case Ended() | NotHere():
                self._hear_no_owner(letter)
            case RollCall() | Asked():
                self._hear_relay(letter)
            case Take(room):
                self._spawn(self._take(room), name=f"take:{room}")
            case Vacate(room, process):
                self._spawn(self._vacate(room, process), name=f"vacate:{room}")
            case Vacated(room, kept):
                answer = self._vacating.get(room)
                if answer is not None and not answer.done():
                    answer.set_result(kept)

    def _hear_owner(self, letter: Said | Owned | Here) -> None:
        outpost = self._outposts.get(letter.room)
        if outpost is None or outpost.loop is not None:
            return
        is_news = letter.epoch > outpost.epoch or letter.process != outpost.owner
        if not outpost.follow(letter.process, letter.epoch):
            return
        complete = True
        if isinstance(letter, Said):
            complete = outpost.hear(letter)
        elif isinstance(letter, Here):
            complete = outpost.is_up_to_date(letter.serial, letter.call)
        if is_news or isinstance(letter, Owned) or not complete:
            outpost.call_roll()

    def _hear_no_owner(self, letter: Ended | NotHere) -> None:
        outpost = self._outposts.get(letter.room)
        if outpost is None or outpost.loop is not None:
            return
        if isinstance(letter, Ended) and letter.epoch >= outpost.epoch:
            del self._outposts[letter.room]
            outpost.close()
            self._spawn(self._bus.ignore(letter.room), name=f"ignore:{letter.room}")
        elif isinstance(letter, NotHere) and outpost.owner == letter.process:
            outpost.owner = None
            self._once(f"seek:{letter.room}", lambda: self._seek(outpost))

    def _hear_relay(self, letter: RollCall | Asked) -> None:
        loop, house = self.estate.rooms.get(letter.room), self.estate.relay.houses.get(letter.room)
        if loop is None or house is None:
            self._bus.post(letter.process, NotHere(letter.room, self.process))
            self._once(f"take:{letter.room}", lambda: self._take_if_ours(letter.room))
        elif isinstance(letter, RollCall):
            hear_roll(letter, loop=loop, house=house, bus=self._bus, now=_now())
        else:
            hear_asked(letter, loop=loop, house=house)

    async def _take_if_ours(self, room: str) -> None:
        """Somebody believes that the room is ours: so it may be, if the ledger's answer to our claim got lost."""
        with contextlib.suppress(LedgerError):
            owner = await self._ledger.look(room)
            if owner is not None and owner.process == self.process and not self.draining:
                await self.estate.take_over(room)

    async def _take(self, room: str) -> None:
        await self._patiently(lambda: self.estate.take_over(room))

    async def _vacate(self, room: str, process: str) -> None:
        kept = await self.estate.vacate(room)
        self._bus.post(process, Vacated(room, kept))

    def _once(self, name: str, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Spawn, unless the same is under way."""
        if all(task.get_name() != name for task in self._tasks):
            self._spawn(work(), name=name)

    def _spawn(self, work: Coroutine[Any, Any, None], *, name: str) -> None:
        task = asyncio.create_task(work, name=name)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _now() -> float:
    return asyncio.get_running_loop().time()
