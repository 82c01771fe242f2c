"""Whatever processes do in whatever order, the ledger in Redis and the one in memory agree; nothing is written twice,
lost, or taken from who has no right to write (a state machine of hypothesis).

Both get the same operations. Epochs come from two clocks: what is given as an epoch is a pair, one for each ledger.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any, NamedTuple, TypeVar

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from pong.cluster.ledger import Ledger, LedgerError, Record
from tests.support.ledgers import MemoryWorld, RedisWorld

T = TypeVar("T")

PROCESSES = ("a", "b", "c")
CODES = ("r", "s")
MATCHES = ("m1", "m2")
FUTURE = 10**9

processes = st.sampled_from(PROCESSES)
codes = st.sampled_from(CODES)
texts = st.binary(max_size=4)


class Epochs(NamedTuple):
    """One epoch, as each of the ledgers counts it."""

    memory: int
    redis: int


class Right(NamedTuple):
    """Who may write to a room at present, and at which epoch."""

    process: str
    epochs: Epochs


# Who tries to write, and at which epoch: mostly who may; else anybody, at an earlier epoch or one that is yet to come.
tries = st.one_of(st.none(), st.none(), st.tuples(processes, st.integers(-1, 2)))
Operation = Callable[[Ledger, int], Awaitable[Any]]


class AnyOrder(RuleBasedStateMachine):
    """Three processes and two rooms, in both ledgers."""

    def __init__(self, run: Callable[[Awaitable[T]], T], url: str) -> None:
        super().__init__()
        self.run = run
        self.memory, self.redis = MemoryWorld(), RedisWorld(url)
        self.settled = False
        self.has_era = False
        self.granted: dict[str, list[Epochs]] = {code: [Epochs(1, 1)] for code in CODES}
        self.right: dict[str, Right | None] = dict.fromkeys(CODES)
        self.events: dict[str, list[bytes]] = {}
        self.writers: dict[tuple[str, Epochs], str] = {}

    @initialize()
    def start(self) -> None:
        self.run(self.redis.lose_everything())
        self.ledgers = {each: (self.memory.ledger(each), self.redis.ledger(each)) for each in PROCESSES}
        for process in PROCESSES:
            self.beat(process, False)
        self.settle()

    def teardown(self) -> None:
        self.run(self.redis.aclose())

    def ask(self, process: str, operation: Operation) -> tuple[Any, Any]:
        """What each ledger answers or raises."""
        return self.run(self._ask(process, operation))

    async def _ask(self, process: str, operation: Operation) -> tuple[Any, Any]:
        await self.memory.tick()
        await self.redis.tick()
        found: list[Any] = []
        for side, ledger in enumerate(self.ledgers[process]):
            try:
                found.append(await operation(ledger, side))
            except LedgerError as error:
                found.append(type(error))
        return found[0], found[1]

    def agreed(self, process: str, operation: Operation) -> Any:
        """What both ledgers answer or raise."""
        memory, redis = self.ask(process, operation)
        assert memory == redis
        return redis

    def write(self, code: str, attempt: tuple[str, int] | None, operation: Callable[..., Awaitable[Any]]) -> Any:
        """Like `agreed`; and what was taken was of the newest epoch, and of the one process that has it."""
        right = self.attempted(code, attempt)
        found = self.agreed(right.process, lambda ledger, side: operation(ledger, right.epochs[side]))
        if not isinstance(found, type):
            assert right == self.right[code]
            assert self.writers.setdefault((code, right.epochs), right.process) == right.process
        return found

    def attempted(self, code: str, attempt: tuple[str, int] | None) -> Right:
        newest = self.granted[code][-1]
        if attempt is None:
            return self.right[code] or Right("a", newest)
        process, age = attempt
        if age < 0:
            return Right(process, Epochs(newest.memory + FUTURE, newest.redis + FUTURE))
        return Right(process, self.granted[code][max(-1 - age, -len(self.granted[code]))])

    def grant(self, code: str, process: str, epochs: Epochs) -> None:
        """A new epoch is greater than all before."""
        before = self.granted[code][-1]
        assert epochs.memory > before.memory
        assert epochs.redis > before.redis
        self.granted[code].append(epochs)
        self.right[code] = Right(process, epochs)

    @rule(process=processes, draining=st.booleans())
    def beat(self, process: str, draining: bool) -> None:
        self.agreed(process, lambda ledger, _: ledger.beat(draining=draining))
        if not self.settled:
            self.run(self.redis.stay_unsettled())
        self.has_era = True

    @rule(process=processes)
    def leave(self, process: str) -> None:
        self.agreed(process, lambda ledger, _: ledger.leave())

    @rule(process=processes)
    def die(self, process: str) -> None:
        self.run(self.memory.expire(process))
        self.run(self.redis.expire(process))

    @precondition(lambda self: self.settled)
    @rule()
    def lose_everything(self) -> None:
        self.run(self.memory.lose_everything())
        self.run(self.redis.lose_everything())
        self.settled = self.has_era = False
        self.right = dict.fromkeys(CODES)
        self.events.clear()

    @precondition(lambda self: self.has_era and not self.settled)
    @rule()
    def settle(self) -> None:
        self.run(self.memory.settle())
        self.run(self.redis.settle())
        self.settled = True

    # Rooms.

    @rule(process=processes, code=codes, fresh=st.none() | texts)
    def claim(self, process: str, code: str, fresh: bytes | None) -> None:
        memory, redis = self.ask(process, lambda ledger, _: ledger.claim(code, fresh=fresh))
        if not isinstance(redis, Record):
            assert memory == redis
            return
        assert replace(memory, epoch=0) == replace(redis, epoch=0)
        assert list(redis.events) == self.events.setdefault(code, [])
        self.grant(code, process, Epochs(memory.epoch, redis.epoch))

    @rule(process=processes, code=codes)
    def look(self, process: str, code: str) -> None:
        self.agreed(process, lambda ledger, _: ledger.look(code))

    @rule(code=codes, attempt=tries, snapshot=texts, new_match=st.booleans())
    def save(self, code: str, attempt: tuple[str, int] | None, snapshot: bytes, new_match: bool) -> None:
        found = self.write(
            code, attempt, lambda ledger, epoch: ledger.save(code, epoch=epoch, snapshot=snapshot, new_match=new_match)
        )
        if found is None and new_match:
            self.events[code] = []

    @rule(code=codes, attempt=tries, step=st.sampled_from((1, 1, 1, 0, -1, 2)), event=texts, snapshot=texts)
    def commit(self, code: str, attempt: tuple[str, int] | None, step: int, event: bytes, snapshot: bytes) -> None:
        n = max(1, len(self.events.get(code, [])) + step)
        found = self.write(
            code, attempt, lambda ledger, epoch: ledger.commit(code, epoch=epoch, n=n, event=event, snapshot=snapshot)
        )
        if found is None:
            self.appended(code, n, event)

    @rule(
        code=codes,
        attempt=tries,
        step=st.sampled_from((1, 1, 0, 2)),
        event=st.none() | texts,
        match_id=st.sampled_from(MATCHES),
    )
    def finish(self, code: str, attempt: tuple[str, int] | None, step: int, event: bytes | None, match_id: str) -> None:
        held = len(self.events.get(code, []))
        n = max(1, held + step)
        over = {"n": n, "event": event, "snapshot": b"over", "match_id": match_id, "result": b"%d" % n}
        found = self.write(code, attempt, lambda ledger, epoch: ledger.finish(code, epoch=epoch, **over))
        if found is None and event is not None:
            self.appended(code, n, event)
        elif found is None:
            assert n <= held

    @rule(code=codes, attempt=tries, to=processes, snapshot=texts)
    def hand(self, code: str, attempt: tuple[str, int] | None, to: str, snapshot: bytes) -> None:
        found = self.write(
            code, attempt, lambda ledger, epoch: ledger.hand(code, epoch=epoch, to=to, snapshot=snapshot)
        )
        if found is True:
            self.right[code] = None  # until the new owner claims it, nobody knows the epoch

    @rule(process=processes, code=codes, age=st.sampled_from((0, 0, 1, 2)), events=st.lists(texts, max_size=3))
    def restore(self, process: str, code: str, age: int, events: list[bytes]) -> None:
        epochs = self.attempted(code, (process, age)).epochs
        memory, redis = self.ask(
            process,
            lambda ledger, side: ledger.restore(code, epoch=epochs[side], snapshot=b"back", events=events),
        )
        if isinstance(redis, type):
            assert memory == redis
            return
        self.events[code] = list(events)
        self.grant(code, process, Epochs(memory, redis))

    @rule(code=codes, attempt=tries)
    def purge(self, code: str, attempt: tuple[str, int] | None) -> None:
        right = self.attempted(code, attempt)
        found = self.agreed(right.process, lambda ledger, side: ledger.purge(code, epoch=right.epochs[side]))
        if found is None:
            newer = attempt is not None and attempt[1] < 0
            assert right == self.right[code] or newer or code not in self.events
            self.right[code] = None
            self.events.pop(code, None)

    @rule(process=processes, limit=st.integers(0, 3))
    def orphans(self, process: str, limit: int) -> None:
        memory, redis = self.ask(process, lambda ledger, _: ledger.orphans(limit))
        assert len(memory) == len(redis)
        assert limit < len(CODES) or set(memory) == set(redis)

    @rule(process=processes)
    def peers(self, process: str) -> None:
        memory, redis = self.ask(process, lambda ledger, _: ledger.peers())
        assert {each.process: each for each in memory} == {each.process: each for each in redis}

    @rule(process=processes, limit=st.integers(0, 2))
    def outbox(self, process: str, limit: int) -> None:
        self.agreed(process, lambda ledger, _: ledger.outbox(limit, older_than_ms=0))

    @rule(process=processes, match_id=st.sampled_from(MATCHES))
    def stored(self, process: str, match_id: str) -> None:
        self.agreed(process, lambda ledger, _: ledger.stored(match_id))

    # What is written down, seen from outside.

    @invariant()
    def both_have_written_down_the_same(self) -> None:
        self.run(self._compare_rooms())

    async def _compare_rooms(self) -> None:
        redis, rooms = self.redis.redis, self.memory.store.rooms
        assert {key.decode() for key in await redis.keys("pong:room:*")} == {f"pong:room:{code}" for code in rooms}
        owned: dict[str, set[bytes]] = {}
        for code, room in rooms.items():
            fields = await redis.hgetall(f"pong:room:{code}")
            assert (fields[b"owner"], fields[b"snap"]) == (room.owner.encode(), room.snapshot)
            assert await redis.lrange(f"pong:ev:{code}", 0, -1) == room.events == self.events[code]
            assert int(fields[b"n"]) == len(room.events)
            owned.setdefault(f"pong:rooms:{room.owner}", set()).add(code.encode())
        assert {key.decode() for key in await redis.keys("pong:rooms:*")} == owned.keys()
        for key, found in owned.items():
            assert await redis.smembers(key) == found
            assert await redis.zscore("pong:procs", key.removeprefix("pong:rooms:")) is not None

    def appended(self, code: str, n: int, event: bytes) -> None:
        """An event was taken: it follows those before, or is there already."""
        events = self.events[code]
        assert n <= len(events) + 1
        if n == len(events) + 1:
            events.append(event)


@pytest.mark.timeout(400)  # hypothesis takes up to five minutes to make an example that fails small
def test_both_ledgers_agree_whatever_is_done_in_whatever_order(redis_url: str) -> None:
    with asyncio.Runner() as runner:
        run_state_machine_as_test(
            lambda: AnyOrder(runner.run, redis_url),
            settings=settings(max_examples=60, stateful_step_count=40, deadline=None),
        )
