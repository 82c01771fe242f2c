"""The ledger of many processes: one Redis, and one small script an operation, so that each is atomic.

Keys: ``proc:{process}`` (the lease: "up" or "draining"), ``procs`` (process -> last beat), ``rooms:{process}`` (codes
that it owns), ``room:{code}`` (owner, epoch, n, snap, ver; write, was), ``ev:{code}`` (events 1..n), ``outbox`` and
``outbox:since`` (results that the database has not got yet, and since when), ``era`` (since when nothing was lost).
What each script does with them, and why, stands in scripts/.
"""

from __future__ import annotations

import itertools
import math
import secrets
import time
from collections.abc import Sequence
from typing import Any, Final

from pong.cluster.ledger import (
    LEASE_MS,
    SETTLING_MS,
    Beat,
    Fenced,
    LedgerError,
    Missing,
    NoLease,
    Owner,
    Peer,
    Record,
    Unavailable,
    Unsettled,
)
from pong.cluster.redis_scripts import Argument, RedisScripts

# Of what stands in `room:{code}`. A process leaves a room of another version to those that can read it.
RECORD_VERSION: Final = 1
# So many operations are under way at the same time; the others wait for their turn.
ROOM_CONNECTIONS: Final = 4

_REFUSALS: Final[dict[bytes, tuple[type[LedgerError], str]]] = {
    b"fenced": (Fenced, "the room is another owner's, or has a later epoch"),
    b"missing": (Missing, "the room is not there, or not all of its events"),
    b"no lease": (NoLease, "this process's lease does not live"),
    b"unsettled": (Unsettled, "owners are putting their rooms back"),
    b"late": (Unavailable, "a later write of this process has overtaken this one"),
}


class RedisLedger:
    """Implements the port ``Ledger``."""

    outlives_its_process = True

    def __init__(self, url: str, process: str, *, prefix: str = "pong:", lease_ms: int = LEASE_MS) -> None:
        """Connects at the first use.

        Args:
            process: a name that no other process has, nor an earlier start of this one.
            lease_ms: the same in all processes.
        """
        self.process = process
        self._prefix = prefix
        self._lease_ms = lease_ms
        # The lease has a connection of its own: a thousand rooms that are written at once must not cost it.
        self._leases = RedisScripts(url, connections=1)
        self._rooms = RedisScripts(url, connections=ROOM_CONNECTIONS)
        # From the clock, so that the numbers ascend even if the name was used before.
        self._writes = itertools.count(time.time_ns() // 1000)
        self._era: bytes | None = None
        self._beaten_ms = -math.inf

    async def beat(self, *, draining: bool = False) -> Beat:
        """See `Ledger`, as for all operations below."""
        state = "draining" if draining else "up"
        held, era, now_ms = await self._ask_for_lease("beat", state, self._lease_ms, secrets.token_hex(8))
        first, lost = self._era is None, self._era not in (None, era)
        # Also by the time since the last beat that was answered: one whose answer got lost may have renewed a lease
        # that had run out, and a loss takes leases along that had not.
        lapsed = now_ms - self._beaten_ms > self._lease_ms or not (held or lost)
        self._era, self._beaten_ms = era, now_ms
        return Beat(lapsed=lapsed and not first, lost_data=lost)

    async def leave(self) -> None:
        self._beaten_ms = -math.inf
        await self._ask_for_lease("leave")

    async def claim(self, code: str, *, fresh: bytes | None = None) -> Record | Owner | None:
        opens = int(fresh is not None)
        match await self._ask("claim", code, self._number(), RECORD_VERSION, SETTLING_MS, opens, fresh or b""):
            case [owner, lives]:
                return Owner(owner.decode(), bool(lives))
            case [epoch, snapshot, events]:
                return Record(epoch, snapshot, tuple(events))
        return None

    async def look(self, code: str) -> Owner | None:
        match await self._ask("look", code, SETTLING_MS):
            case [owner, lives]:
                return Owner(owner.decode(), bool(lives))
        return None

    async def save(self, code: str, *, epoch: int, snapshot: bytes, new_match: bool = False) -> None:
        await self._ask("save", code, epoch, self._number(), snapshot, int(new_match))

    async def commit(self, code: str, *, epoch: int, n: int, event: bytes, snapshot: bytes) -> None:
        await self._ask("commit", code, epoch, self._number(), snapshot, n, 1, event)

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
        events = int(event is not None)
        await self._ask("commit", code, epoch, self._number(), snapshot, n, events, event or b"", match_id, result)

    async def hand(self, code: str, *, epoch: int, to: str, snapshot: bytes) -> bool:
        [given] = await self._ask("hand", code, epoch, self._number(), snapshot, to)
        return bool(given)

    async def restore(self, code: str, *, epoch: int, snapshot: bytes, events: Sequence[bytes]) -> int:
        [fresh] = await self._ask("restore", code, epoch, self._number(), snapshot, RECORD_VERSION, *events)
        return int(fresh)

    async def purge(self, code: str, *, epoch: int) -> None:
        await self._ask("purge", code, epoch)

    async def orphans(self, limit: int) -> list[str]:
        return [code.decode() for code in await self._ask("orphans", limit)]

    async def peers(self) -> list[Peer]:
        found = await self._ask("peers")
        return [Peer(process.decode(), state == b"draining", rooms) for process, state, rooms in found]

    async def outbox(self, limit: int, *, older_than_ms: int) -> list[tuple[str, bytes]]:
        return [(match_id.decode(), result) for match_id, result in await self._ask("outbox", limit, older_than_ms)]

    async def stored(self, match_id: str) -> None:
        await self._ask("stored", match_id)

    async def close(self) -> None:
        await self._leases.close()
        await self._rooms.close()

    def _number(self) -> int:
        """Of a write. One that arrives after a later one changes nothing, and is `Unavailable` to who still waits."""
        return next(self._writes)

    async def _ask(self, script: str, *args: Argument) -> list[Any]:
        return _answer(script, await self._rooms.run(script, self._prefix, self.process, *args))

    async def _ask_for_lease(self, script: str, *args: Argument) -> list[Any]:
        return _answer(script, await self._leases.run(script, self._prefix, self.process, *args))


def _answer(script: str, reply: list[Any]) -> list[Any]:
    """What comes after the status; a refusal is raised."""
    status, *values = reply
    if status in _REFUSALS:
        error, reason = _REFUSALS[status]
        raise error(f"{script}: {reason}")
    return values
