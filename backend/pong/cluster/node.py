"""This process among the others: opens and finds rooms wherever they are, and reads the letters that come.

Implements the port ``Rooms``. A single process is a cluster of one, with a ledger and a channel layer in memory.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Coroutine
from typing import Any

from pong.cluster.bus import Bus
from pong.cluster.estate import Estate
from pong.cluster.layer import BatchedLayer
from pong.cluster.ledger import BEAT_EVERY_S, Ledger, LedgerError, Owner, Peer
from pong.cluster.mail import Asked, Ended, Here, Letter, NotHere, Owned, RollCall, Said, Take, Vacate, Vacated
from pong.cluster.places import Places
from pong.cluster.reception import drop_unheard, hear_guests, hear_owner
from pong.cluster.sweeper import SWEEP_EVERY_S, Sweeper
from pong.cluster.tasks import Tasks, repeat
from pong.messages.codes import Refusal
from pong.messages.wire import CreateRoom
from pong.rooms.ports import ClusterMeter, HouseRules, Member, ResultSink, RoomHandle

SCAN_EVERY_S = 0.15
ROLL_EVERY_S = 2.0
# Rooms of a dead process that are taken at a time; others get their chance, and our own rooms their ticks.
ADOPTED_AT_ONCE = 8
_VACATE_WITHIN_S = 1.0
_FLUSH_S = 0.5


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
        self.ledger = ledger
        self.process = ledger.process
        self._tasks = Tasks()
        self.bus = Bus(layer, self.process, on_letter=self._hear, on_gap=lambda: self.places.regained())
        self.places = Places(ledger, self.bus, self._tasks)
        self.estate = Estate(
            ledger=ledger,
            bus=self.bus,
            results=results,
            rules=rules,
            meter=meter,
            max_rooms=max_rooms,
            listener=self.places,
        )
        self.places.estate = self.estate
        self.sweeper = Sweeper(ledger, results)
        self._seen_at: dict[str, float] = {}
        self._vacating: dict[str, asyncio.Future[bool]] = {}
        self._loop: asyncio.AbstractEventLoop | None = None
        # What else runs for as long as this process is one of the cluster, by its name.
        self.companions: dict[str, Callable[[], Coroutine[Any, Any, None]]] = {}

    # The port

    async def create(self, code: str, options: CreateRoom, creator: Member) -> RoomHandle | Refusal:
        """Open the room ``code``, in place of one that everybody has left; or say why not."""
        self.start()
        if self.places.draining:
            return Refusal.BUSY
        if self.estate.rooms.get(code) is not None:
            await self.estate.vacate(code)
        found = await self.places.patiently(lambda: self.estate.found(code, options, creator))
        if isinstance(found, Owner) and await self._vacated_elsewhere(code, found.process):
            found = await self.places.patiently(lambda: self.estate.found(code, options, creator))
        if isinstance(found, Owner):
            return Refusal.ROOM_EXISTS
        return found if isinstance(found, Refusal) else self.places[code]

    async def find(self, code: str) -> RoomHandle | Refusal:
        """The room ``code``, wherever it runs; or say why not."""
        self.start()
        return await self.places.find(code)

    # Its life

    def start(self) -> None:
        """Begin to beat, to hear and to look around, in tasks of the running loop. A second call does nothing."""
        loop = asyncio.get_running_loop()
        if self._loop is loop:
            return
        self._loop = loop
        self.bus.start()
        for name, work in (
            ("beat", self.estate.heart.run()),
            ("scan", repeat(self._scan, SCAN_EVERY_S)),
            ("roll", repeat(self.places.keep_house, ROLL_EVERY_S)),
            ("sweep", repeat(self.sweeper.sweep, SWEEP_EVERY_S)),
        ):
            self._tasks.spawn(f"node:{name}", work)
        for name, run in self.companions.items():
            self._tasks.spawn(name, run())

    async def begin_drain(self) -> None:
        """From now on take no more rooms, and say of every socket that closes that its member will be back."""
        self.places.begin_drain()
        self.estate.heart.draining = True
        if self._loop is not None:
            await self.estate.heart.beat()

    async def stop(self, *, leave: bool = True) -> None:
        """End all tasks, and the lease with them. The rooms' own tasks go on as long as it would have held."""
        if leave and self._loop is not None:
            with contextlib.suppress(TimeoutError):  # what was said last: where rooms are now, who will be back
                await asyncio.wait_for(self.bus.flush(), _FLUSH_S)
        await self._tasks.end()
        self._loop = None
        await self.estate.stop()
        await self.bus.stop()
        if leave:
            with contextlib.suppress(LedgerError):
                await self.ledger.leave()
        await self.ledger.close()

    async def _scan(self) -> None:
        """Take over rooms of the dead, and drop their members."""
        heart = self.estate.heart
        if self.places.draining or not heart.holds(_now()):
            return
        living = self._living(await self.ledger.peers(), _now())
        if not heart.is_steady(_now()):
            return
        self.places.seek_those_of_the_dead(living)
        for code, house in self.estate.relay.houses.items():
            loop = self.estate.rooms.get(code)
            if loop is not None:
                drop_unheard(house, loop, living=living, now=_now())
        while not self.estate.is_full:
            orphans = await self.ledger.orphans(ADOPTED_AT_ONCE)
            await asyncio.gather(*(self.estate.take_over(code) for code in orphans))
            if len(orphans) < ADOPTED_AT_ONCE:
                return

    def _living(self, peers: list[Peer], now: float) -> set[str]:
        """Processes that live or may do so: a ledger that has lost its data knows each again with its next beat."""
        for peer in peers:
            self._seen_at[peer.process] = now
        self._seen_at = {name: at for name, at in self._seen_at.items() if now - at < 2 * BEAT_EVERY_S}
        return set(self._seen_at)

    async def _vacated_elsewhere(self, code: str, process: str) -> bool:
        answer = self._vacating.setdefault(code, asyncio.get_running_loop().create_future())
        self.bus.post(process, Vacate(code, self.process))
        try:
            async with asyncio.timeout(_VACATE_WITHIN_S):
                return not await asyncio.shield(answer)
        except TimeoutError:
            return False
        finally:
            self._vacating.pop(code, None)

    # Letters

    def _hear(self, letter: Letter) -> None:
        match letter:
            case Said() | Owned() | Here():
                if (outpost := self.places.elsewhere(letter.room)) is not None:
                    hear_owner(letter, outpost)
            case Ended() | NotHere():
                self._hear_no_owner(letter)
            case RollCall() | Asked():
                self._hear_relay(letter)
            case Take(room):
                self._tasks.spawn(f"take:{room}", self._take(room))
            case Vacate(room, process):
                self._tasks.spawn(f"vacate:{room}", self._vacate(room, process))
            case Vacated(room, kept):
                answer = self._vacating.get(room)
                if answer is not None and not answer.done():
                    answer.set_result(kept)

    def _hear_no_owner(self, letter: Ended | NotHere) -> None:
        outpost = self.places.elsewhere(letter.room)
        if outpost is None:
            return
        if isinstance(letter, NotHere):
            if outpost.owner == letter.process:
                self.places.seek(outpost)
        elif letter.epoch >= outpost.epoch:
            outpost.close()
            self.places.forget(outpost)

    def _hear_relay(self, letter: RollCall | Asked) -> None:
        loop, house = self.estate.rooms.get(letter.room), self.estate.relay.houses.get(letter.room)
        if loop is None or house is None:
            self.bus.post(letter.process, NotHere(letter.room, self.process))
            self._tasks.once(f"ours:{letter.room}", lambda: self._take_if_ours(letter.room))
        else:
            hear_guests(letter, loop=loop, house=house, bus=self.bus, now=_now())

    async def _take_if_ours(self, room: str) -> None:
        """Somebody believes that the room is ours: so it may be, if the ledger's answer to our claim got lost."""
        with contextlib.suppress(LedgerError):
            owner = await self.ledger.look(room)
            if owner is not None and owner.process == self.process and not self.places.draining:
                await self.estate.take_over(room)

    async def _take(self, room: str) -> None:
        await self.places.patiently(lambda: self.estate.take_over(room))

    async def _vacate(self, room: str, process: str) -> None:
        kept = await self.estate.vacate(room)
        self.bus.post(process, Vacated(room, kept))


def _now() -> float:
    return asyncio.get_running_loop().time()
