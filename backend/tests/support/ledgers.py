"""Ledgers of several processes over one store, with hands on what tests cannot wait for: lost leases, losses, settling.

Leases last an hour here, so that none ends because the machine is slow; `expire` ends them.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Protocol

from redis.asyncio import Redis

from pong.cluster.ledger import SETTLING_MS, Ledger, Record
from pong.cluster.memory_ledger import MemoryLedger, MemoryStore
from pong.cluster.redis_ledger import RedisLedger

HOUR_MS = 3_600_000


class World(Protocol):
    """A store, the processes that share it, and its clock."""

    def ledger(self, process: str) -> Ledger:
        """A new process's; closed with the world."""
        ...

    async def expire(self, process: str) -> None:
        """The process's lease runs out."""
        ...

    async def lose_everything(self) -> None:
        """The store is empty."""
        ...

    async def stay_unsettled(self) -> None:
        """The present era counts as new until `settle`, however slow the test is."""
        ...

    async def settle(self) -> None:
        """The settling time passes."""
        ...

    async def tick(self) -> None:
        """The clock moves on."""
        ...

    async def aclose(self) -> None: ...


async def until(condition: Callable[[], Awaitable[bool]], what: str) -> None:
    """Ask until it holds; for what Redis tells nobody when it happens."""
    for _ in range(1000):
        if await condition():
            return
        await asyncio.sleep(0.02)
    raise AssertionError(f"waited for {what}")


async def process_of(world: World, process: str) -> Ledger:
    """A ledger with a living lease, in a settled store."""
    ledger = world.ledger(process)
    await ledger.beat()
    await world.settle()
    return ledger


async def opened(ledger: Ledger, code: str = "room", *, events: int = 0) -> Record:
    """A fresh room of so many events."""
    record = await ledger.claim(code, fresh=b"s0")
    assert isinstance(record, Record)
    for n in range(1, events + 1):
        await ledger.commit(code, epoch=record.epoch, n=n, event=b"e%d" % n, snapshot=b"s%d" % n)
    return record


async def claimed(ledger: Ledger, code: str = "room") -> Record:
    record = await ledger.claim(code)
    assert isinstance(record, Record)
    return record


class MemoryWorld:
    """Implements `World`."""

    def __init__(self) -> None:
        self.store = MemoryStore()
        self._now_ms = 1_000_000.0

    def ledger(self, process: str) -> Ledger:
        return MemoryLedger(self.store, process, self.now_ms, lease_ms=HOUR_MS)

    def now_ms(self) -> float:
        return self._now_ms

    async def expire(self, process: str) -> None:
        self.store.leases.pop(process, None)

    async def lose_everything(self) -> None:
        self.store.lose_everything()

    async def stay_unsettled(self) -> None:
        """Its clock stands still anyway."""

    async def settle(self) -> None:
        self._now_ms += SETTLING_MS

    async def tick(self) -> None:
        self._now_ms += 1

    async def aclose(self) -> None: ...


class RedisWorld:
    """Implements `World`."""

    def __init__(self, url: str) -> None:
        self.url = url
        # With version 3 the client does not notice that a Redis has been restarted under its connections.
        self.redis = Redis.from_url(url, protocol=2)
        self._ledgers: list[RedisLedger] = []

    def ledger(self, process: str) -> Ledger:
        self._ledgers.append(RedisLedger(self.url, process, lease_ms=HOUR_MS))
        return self._ledgers[-1]

    async def expire(self, process: str) -> None:
        await self.redis.delete(f"pong:proc:{process}")

    async def lose_everything(self) -> None:
        await self.redis.flushall()

    async def stay_unsettled(self) -> None:
        await self.redis.hset("pong:era", "since", await self.now_ms() + HOUR_MS)

    async def settle(self) -> None:
        await self.redis.hset("pong:era", "since", await self.now_ms() - SETTLING_MS)

    async def tick(self) -> None:
        begun = await self.now_ms()
        while await self.now_ms() == begun:
            pass

    async def now_ms(self) -> int:
        seconds, microseconds = await self.redis.time()
        return int(seconds * 1000 + microseconds // 1000)

    async def aclose(self) -> None:
        for ledger in self._ledgers:
            await ledger.close()
        await self.redis.aclose()
