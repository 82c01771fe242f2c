"""The ledger of one process, in its memory: nothing outlives the process, and no operation waits for anything.

Also the model that the scripts of the Redis ledger are tested against; for that, several ledgers share one store.
"""

from __future__ import annotations

import itertools
import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from pong.cluster.ledger import (
    LEASE_MS,
    SETTLING_MS,
    Beat,
    Fenced,
    Missing,
    NoLease,
    Owner,
    Peer,
    Record,
    Unsettled,
)


@dataclass(slots=True)
class _Room:
    owner: str
    epoch: int
    snapshot: bytes
    events: list[bytes] = field(default_factory=list)
    # The epoch that it was put back from: who has not heard the answer may put it back once more from there.
    restored_from: int | None = None

    def is_of(self, process: str, epoch: int) -> bool:
        return (self.owner, self.epoch) == (process, epoch)


@dataclass(frozen=True, slots=True)
class _Lease:
    until_ms: float
    draining: bool


@dataclass(frozen=True, slots=True)
class _Result:
    since_ms: float
    match_id: str
    result: bytes


@dataclass(frozen=True, slots=True)
class _Era:
    number: int
    since_ms: float


class MemoryStore:
    """What the ledgers of all processes share."""

    def __init__(self, *, settled: bool = False) -> None:
        """
        Args:
            settled: there is nobody who could have a room to put back, so that the first beat need not be waited out.
        """
        self._numbers = itertools.count(1)
        self.era: _Era | None = _Era(0, -math.inf) if settled else None
        self.rooms: dict[str, _Room] = {}
        self.leases: dict[str, _Lease] = {}
        self.results: dict[str, _Result] = {}

    def era_at(self, now_ms: float) -> _Era:
        """The present one; a new one if everything was lost."""
        if self.era is None:
            self.era = _Era(next(self._numbers), now_ms)
        return self.era

    def lose_everything(self) -> None:
        """As a Redis that is flushed or restarted empty."""
        self.era = None
        self.rooms.clear()
        self.leases.clear()
        self.results.clear()


class MemoryLedger:
    """Implements the port ``Ledger``; never `Unavailable`."""

    def __init__(
        self, store: MemoryStore, process: str, clock: Callable[[], float], *, lease_ms: float = LEASE_MS
    ) -> None:
        """
        Args:
            clock: milliseconds; the same for all ledgers of a store.
            lease_ms: ``math.inf`` for a process that is alone.
        """
        self.process = process
        # For tests, where a store is shared: it outlives any of them.
        self.outlives_its_process = math.isfinite(lease_ms)
        self._store = store
        self._clock = clock
        self._lease_ms = lease_ms
        self._era: _Era | None = None
        self._leased_until_ms = -math.inf

    async def beat(self, *, draining: bool = False) -> Beat:
        """See `Ledger`, as for all operations below."""
        now_ms = self._clock()
        era = self._store.era_at(now_ms)
        first, lost = self._era is None, self._era not in (None, era)
        lapsed = now_ms > self._leased_until_ms or not (self._lives(self.process) or lost)
        self._era, self._leased_until_ms = era, now_ms + self._lease_ms
        self._store.leases[self.process] = _Lease(self._leased_until_ms, draining)
        return Beat(lapsed=lapsed and not first, lost_data=lost)

    async def leave(self) -> None:
        self._leased_until_ms = -math.inf
        self._store.leases.pop(self.process, None)

    async def claim(self, code: str, *, fresh: bytes | None = None) -> Record | Owner | None:
        self._need_lease()
        room = self._store.rooms.get(code)
        if room is None:
            self._need_settled()
            if fresh is None:
                return None
            room = self._store.rooms[code] = _Room(self.process, 0, fresh)
        elif room.owner != self.process and self._lives(room.owner):
            return Owner(room.owner, lives=True)
        self._give(room, self.process)
        return Record(room.epoch, room.snapshot, tuple(room.events))

    async def look(self, code: str) -> Owner | None:
        room = self._store.rooms.get(code)
        if room is None:
            self._need_settled()
            return None
        return Owner(room.owner, self._lives(room.owner))

    async def save(self, code: str, *, epoch: int, snapshot: bytes, new_match: bool = False) -> None:
        room = self._own(code, epoch)
        room.snapshot = snapshot
        if new_match:
            room.events.clear()

    async def commit(self, code: str, *, epoch: int, n: int, event: bytes, snapshot: bytes) -> None:
        room = self._own(code, epoch)
        if len(room.events) < n - 1:
            raise Missing(f"commit: {code} has {len(room.events)} events, and not {n - 1}")
        if len(room.events) == n - 1:
            room.events.append(event)
        room.snapshot = snapshot

    async def finish(
        self,
        code: str,
        *,
        epoch: int,
        n: int,
        event: bytes | None,
        snapshot: bytes,
        match_id: str,
        result: bytes,
    ) -> None:
        if event is not None:
            await self.commit(code, epoch=epoch, n=n, event=event, snapshot=snapshot)
        elif len(self._own(code, epoch).events) < n:
            raise Missing(f"finish: {code} has not all of its {n} events")
        else:
            await self.save(code, epoch=epoch, snapshot=snapshot)
        self._store.results.setdefault(match_id, _Result(self._clock(), match_id, result))

    async def hand(self, code: str, *, epoch: int, to: str, snapshot: bytes) -> bool:
        room = self._own(code, epoch)
        if not self._lives(to) or self._store.leases[to].draining:
            return False
        room.snapshot = snapshot
        self._give(room, to)
        return True

    async def restore(self, code: str, *, epoch: int, snapshot: bytes, events: Sequence[bytes]) -> int:
        self._need_lease()
        old = self._store.rooms.get(code, _Room(self.process, epoch, snapshot))
        again = old.owner == self.process and old.restored_from == epoch
        if old.epoch >= epoch and not old.is_of(self.process, epoch) and not again:
            raise Fenced(f"restore: {code} is of epoch {old.epoch} and {old.owner}'s")
        room = _Room(old.owner, max(old.epoch, epoch), snapshot, list(events))
        self._give(room, self.process)
        room.restored_from = epoch
        self._store.rooms[code] = room
        return room.epoch

    async def purge(self, code: str, *, epoch: int) -> None:
        room = self._store.rooms.get(code)
        if room is None:
            return
        if room.epoch >= epoch and not room.is_of(self.process, epoch):
            raise Fenced(f"purge: {code} is of epoch {room.epoch} and {room.owner}'s")
        del self._store.rooms[code]

    async def orphans(self, limit: int) -> list[str]:
        return [code for code, room in self._store.rooms.items() if not self._lives(room.owner)][:limit]

    async def peers(self) -> list[Peer]:
        rooms = Counter(room.owner for room in self._store.rooms.values())
        leases = self._store.leases.items()
        return [Peer(process, lease.draining, rooms[process]) for process, lease in leases if self._lives(process)]

    async def outbox(self, limit: int, *, older_than_ms: int) -> list[tuple[str, bytes]]:
        until_ms = self._clock() - older_than_ms
        waiting = sorted(self._store.results.values(), key=lambda each: (each.since_ms, each.match_id))
        return [(each.match_id, each.result) for each in waiting if each.since_ms <= until_ms][:limit]

    async def stored(self, match_id: str) -> None:
        self._store.results.pop(match_id, None)

    async def close(self) -> None:
        """There is nothing to close."""

    def _lives(self, process: str) -> bool:
        lease = self._store.leases.get(process)
        return lease is not None and self._clock() <= lease.until_ms

    def _need_lease(self) -> None:
        if not self._lives(self.process):
            raise NoLease("this process's lease does not live")

    def _need_settled(self) -> None:
        era = self._store.era
        if era is None or self._clock() - era.since_ms < SETTLING_MS:
            raise Unsettled("owners are putting their rooms back")

    def _own(self, code: str, epoch: int) -> _Room:
        """The room, if this process may write at this epoch."""
        room = self._store.rooms.get(code)
        if room is None or room.epoch < epoch:
            raise Missing(f"{code} is not there, or has fallen back to an earlier epoch than {epoch}")
        if not room.is_of(self.process, epoch):
            raise Fenced(f"{code} is of epoch {room.epoch} and {room.owner}'s")
        return room

    def _give(self, room: _Room, process: str) -> None:
        """With an epoch from the clock, so that a room that was lost and is opened anew starts above what it had."""
        room.owner, room.epoch, room.restored_from = process, max(room.epoch + 1, int(self._clock())), None
