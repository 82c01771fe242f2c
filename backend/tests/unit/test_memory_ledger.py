"""The ledger of a process that is alone. What it shares with the one in Redis: tests/integration/test_ledger*."""

from __future__ import annotations

import inspect
import math
from collections.abc import Coroutine
from typing import Any

import pytest

from pong.cluster.ledger import LEASE_MS, SETTLING_MS, Beat, Ledger, NoLease, Owner, Record, Unsettled
from pong.cluster.memory_ledger import MemoryLedger, MemoryStore


class Clock:
    def __init__(self) -> None:
        self.now_ms = 5000.0

    def __call__(self) -> float:
        return self.now_ms


@pytest.fixture
def clock() -> Clock:
    return Clock()


def finished(work: Coroutine[Any, Any, Any]) -> Any:
    """What it returns, if it never waits for anything."""
    with pytest.raises(StopIteration) as stop:
        work.send(None)
    return stop.value.value


def test_no_operation_ever_waits(clock: Clock) -> None:
    ledger: Ledger = MemoryLedger(MemoryStore(settled=True), "a", clock)
    finished(ledger.beat())
    record = finished(ledger.claim("room", fresh=b"s0"))
    epoch = finished(ledger.restore("room", epoch=record.epoch, snapshot=b"s1", events=[b"e1"]))
    finished(ledger.save("room", epoch=epoch, snapshot=b"s"))
    finished(ledger.commit("room", epoch=epoch, n=2, event=b"e2", snapshot=b"s"))
    over = {"event": None, "snapshot": b"s", "match_id": "m", "result": b"r"}
    finished(ledger.finish("room", epoch=epoch, n=2, **over))
    assert finished(ledger.hand("room", epoch=epoch, to="a", snapshot=b"s")) is True
    assert finished(ledger.look("room")) == Owner("a", lives=True)
    assert finished(ledger.orphans(8)) == []
    assert len(finished(ledger.peers())) == 1
    assert finished(ledger.outbox(8, older_than_ms=0)) == [("m", b"r")]
    finished(ledger.stored("m"))
    finished(ledger.purge("room", epoch=finished(ledger.claim("room")).epoch))
    finished(ledger.leave())
    finished(ledger.close())
    asked = {name for name, _ in inspect.getmembers(Ledger, inspect.iscoroutinefunction)}
    assert asked == {
        *("beat", "leave", "claim", "look", "save", "commit", "finish", "hand", "restore", "purge"),
        *("orphans", "peers", "outbox", "stored", "close"),
    }


async def test_a_lease_runs_out_by_the_clock(clock: Clock) -> None:
    store = MemoryStore(settled=True)
    first, second = MemoryLedger(store, "a", clock), MemoryLedger(store, "b", clock)
    await first.beat()
    await first.claim("room", fresh=b"s")
    clock.now_ms += LEASE_MS
    assert await second.look("room") == Owner("a", lives=True)
    clock.now_ms += 1
    assert await second.look("room") == Owner("a", lives=False)
    assert await second.orphans(8) == ["room"]
    assert await second.peers() == []
    with pytest.raises(NoLease):
        await first.claim("room")
    assert await first.beat() == Beat(lapsed=True, lost_data=False)


async def test_the_lease_of_a_process_that_is_alone_never_ends(clock: Clock) -> None:
    ledger = MemoryLedger(MemoryStore(settled=True), "a", clock, lease_ms=math.inf)
    await ledger.beat()
    clock.now_ms += 10**12
    assert isinstance(await ledger.claim("room", fresh=b"s"), Record)
    assert await ledger.beat() == Beat(lapsed=False, lost_data=False)


async def test_a_store_that_nobody_else_can_have_rooms_of_is_settled_from_the_start(clock: Clock) -> None:
    ledger = MemoryLedger(MemoryStore(settled=True), "a", clock)
    assert await ledger.look("room") is None
    await ledger.beat()
    assert await ledger.claim("room") is None


async def test_a_new_store_settles_after_its_first_beat(clock: Clock) -> None:
    ledger = MemoryLedger(MemoryStore(), "a", clock)
    clock.now_ms += SETTLING_MS
    with pytest.raises(Unsettled):
        await ledger.look("room")
    await ledger.beat()
    clock.now_ms += SETTLING_MS - 1
    with pytest.raises(Unsettled):
        await ledger.claim("room", fresh=b"s")
    clock.now_ms += 1
    record = await ledger.claim("room", fresh=b"s")
    assert record == Record(int(clock.now_ms), b"s", ())


async def test_a_loss_is_noticed_together_with_whether_the_lease_had_run_out_before(clock: Clock) -> None:
    store = MemoryStore(settled=True)
    first, second = MemoryLedger(store, "a", clock), MemoryLedger(store, "b", clock)
    await first.beat()
    clock.now_ms += LEASE_MS
    await second.beat()
    clock.now_ms += 1
    store.lose_everything()
    assert await first.beat() == Beat(lapsed=True, lost_data=True)
    assert await second.beat() == Beat(lapsed=False, lost_data=True)


async def test_an_epoch_grows_though_the_clock_stands_still(clock: Clock) -> None:
    ledger = MemoryLedger(MemoryStore(settled=True), "a", clock)
    await ledger.beat()
    records = [await ledger.claim("room", fresh=b"s") for _ in range(3)]
    assert [each.epoch for each in records if isinstance(each, Record)] == [5000, 5001, 5002]
