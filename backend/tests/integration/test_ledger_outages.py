"""A Redis that hangs, dies, comes back empty, refuses, or gets late what it was told."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from pong.cluster.ledger import Beat, Fenced, Ledger, Missing, Owner, Record, Unavailable, Unsettled
from pong.cluster.redis_ledger import RedisLedger
from pong.cluster.redis_scripts import ANSWER_WITHIN_S
from tests.support.held_line import HeldLine
from tests.support.ledgers import RedisWorld, claimed, opened, process_of
from tests.support.servers import free_port, redis_server

# Far more than the promise, and far less than the retries of a client that had them.
PROMPTLY_S = ANSWER_WITHIN_S + 4


@contextlib.asynccontextmanager
async def stopped(world: RedisWorld) -> AsyncIterator[None]:
    """Redis stands still meanwhile."""
    pid = (await world.redis.info("server"))["process_id"]
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


EVERYTHING: dict[str, Callable[[Ledger], Awaitable[object]]] = {
    "beat": lambda ledger: ledger.beat(),
    "leave": lambda ledger: ledger.leave(),
    "claim": lambda ledger: ledger.claim("room"),
    "look": lambda ledger: ledger.look("room"),
    "save": lambda ledger: ledger.save("room", epoch=1, snapshot=b"s"),
    "commit": lambda ledger: ledger.commit("room", epoch=1, n=1, event=b"e", snapshot=b"s"),
    "finish": lambda ledger: ledger.finish("room", epoch=1, n=1, event=b"e", snapshot=b"s", match_id="m", result=b"r"),
    "hand": lambda ledger: ledger.hand("room", epoch=1, to="b", snapshot=b"s"),
    "restore": lambda ledger: ledger.restore("room", epoch=1, snapshot=b"s", events=[b"e"]),
    "purge": lambda ledger: ledger.purge("room", epoch=1),
    "orphans": lambda ledger: ledger.orphans(8),
    "peers": lambda ledger: ledger.peers(),
    "outbox": lambda ledger: ledger.outbox(8, older_than_ms=0),
    "stored": lambda ledger: ledger.stored("m"),
}


async def answers(ledger: Ledger) -> list[BaseException | object]:
    """Of everything at once."""
    return await asyncio.gather(*(ask(ledger) for ask in EVERYTHING.values()), return_exceptions=True)


async def test_a_redis_that_hangs_is_unavailable_to_everybody_soon_and_answers_again_later(
    redis_world: RedisWorld,
) -> None:
    ledger = await process_of(redis_world, "a")
    record = await opened(ledger)
    async with stopped(redis_world), asyncio.timeout(PROMPTLY_S):
        for _ in range(2):
            found = await answers(ledger)
            assert [type(each) for each in found] == [Unavailable] * len(EVERYTHING)
            assert all(str(each) for each in found)
    await ledger.beat()
    again = await claimed(ledger)
    assert again.epoch > record.epoch
    await ledger.commit("room", epoch=again.epoch, n=len(again.events) + 1, event=b"e", snapshot=b"s")


async def test_a_commit_whose_answer_was_lost_is_repeated_without_a_duplicate(redis_world: RedisWorld) -> None:
    ledger = await process_of(redis_world, "a")
    record = await opened(ledger, events=1)

    async def commit() -> None:
        await ledger.commit("room", epoch=record.epoch, n=2, event=b"e2", snapshot=b"s2")

    async with stopped(redis_world):
        for _ in range(2):
            with pytest.raises(Unavailable):
                await commit()
    await commit()
    found = await claimed(ledger)
    assert (found.events, found.snapshot) == ((b"e1", b"e2"), b"s2")


async def test_a_redis_that_comes_back_empty_is_noticed_and_gets_its_rooms_back(tmp_path: Path) -> None:
    port = free_port()
    world = RedisWorld(f"redis://127.0.0.1:{port}/0")
    async with contextlib.aclosing(world):
        with redis_server(tmp_path, port=port):
            first, second = await process_of(world, "a"), await process_of(world, "b")
            record = await opened(first, events=2)
        with pytest.raises(Unavailable):
            await first.beat()
        with redis_server(tmp_path, port=port):
            for ledger in (first, second):
                assert await ledger.beat() == Beat(lapsed=False, lost_data=True)
            await world.stay_unsettled()
            with pytest.raises(Unsettled):
                await second.claim("room", fresh=b"s")
            with pytest.raises(Missing):
                await first.save("room", epoch=record.epoch, snapshot=b"s")
            epoch = await first.restore("room", epoch=record.epoch, snapshot=b"s2", events=[b"e1", b"e2"])
            assert await second.claim("room", fresh=b"s") == Owner("a", lives=True)
            await first.commit("room", epoch=epoch, n=3, event=b"e3", snapshot=b"s3")
            assert (await claimed(first)).events == (b"e1", b"e2", b"e3")


async def test_a_redis_that_has_forgotten_the_scripts_gets_them_again(redis_world: RedisWorld) -> None:
    ledger = await process_of(redis_world, "a")
    record = await opened(ledger)
    await redis_world.redis.script_flush()
    await ledger.save("room", epoch=record.epoch, snapshot=b"s")


async def test_a_redis_that_has_dropped_every_connection_is_connected_to_anew(redis_world: RedisWorld) -> None:
    ledger = await process_of(redis_world, "a")
    record = await opened(ledger)
    for client in await redis_world.redis.client_list():
        if client["cmd"].startswith("eval"):
            await redis_world.redis.client_kill_filter(_id=client["id"])
    await ledger.beat()
    await ledger.save("room", epoch=record.epoch, snapshot=b"s")


async def test_a_redis_that_refuses_to_write_is_unavailable_with_its_reason(redis_world: RedisWorld) -> None:
    ledger = await process_of(redis_world, "a")
    record = await opened(ledger)
    await redis_world.redis.config_set("maxmemory", 1)
    try:
        with pytest.raises(Unavailable, match="maxmemory"):
            await ledger.save("room", epoch=record.epoch, snapshot=b"s")
    finally:
        await redis_world.redis.config_set("maxmemory", 0)
    await ledger.save("room", epoch=record.epoch, snapshot=b"s")


async def test_rooms_that_wait_for_their_turn_do_not_cost_the_lease(redis_world: RedisWorld) -> None:
    ledger = await process_of(redis_world, "a")
    await opened(ledger)
    crowd = asyncio.gather(*(ledger.look("room") for _ in range(500)), return_exceptions=True)
    beat = asyncio.create_task(ledger.beat())
    await asyncio.wait([crowd, beat], return_when=asyncio.FIRST_COMPLETED)
    assert beat.done()
    assert not crowd.done()
    await crowd


LATE: dict[str, Callable[[Ledger, int], Awaitable[object]]] = {
    "save": lambda ledger, epoch: ledger.save("room", epoch=epoch, snapshot=b"late"),
    "new match": lambda ledger, epoch: ledger.save("room", epoch=epoch, snapshot=b"late", new_match=True),
    "commit": lambda ledger, epoch: ledger.commit("room", epoch=epoch, n=3, event=b"late", snapshot=b"late"),
    "finish": lambda ledger, epoch: ledger.finish(
        "room", epoch=epoch, n=2, event=None, snapshot=b"late", match_id="m", result=b"late"
    ),
    "hand": lambda ledger, epoch: ledger.hand("room", epoch=epoch, to="b", snapshot=b"late"),
    "claim": lambda ledger, _: ledger.claim("room"),
    "restore": lambda ledger, epoch: ledger.restore("room", epoch=epoch, snapshot=b"late", events=[b"late"]),
}


LATER: dict[str, Callable[[Ledger, int], Awaitable[object]]] = {
    "save": lambda ledger, epoch: ledger.save("room", epoch=epoch, snapshot=b"later"),
    "commit": lambda ledger, epoch: ledger.commit("room", epoch=epoch, n=1, event=b"later", snapshot=b"later"),
    "claim": lambda ledger, _: ledger.claim("room"),
    "restore": lambda ledger, epoch: ledger.restore("room", epoch=epoch, snapshot=b"later", events=[]),
}


@pytest.mark.parametrize("say", LATE.values(), ids=LATE.keys())
async def test_what_arrives_late_undoes_nothing_that_came_after(
    redis_world: RedisWorld, say: Callable[[Ledger, int], Awaitable[object]]
) -> None:
    await process_of(redis_world, "b")
    async with HeldLine(urlsplit(redis_world.url).port or 0) as line:
        ledger = RedisLedger(f"redis://127.0.0.1:{line.port}/0", "a", lease_ms=60_000)
        await ledger.beat()
        record = await opened(ledger, events=1)
        line.hold()
        with pytest.raises(Unavailable):
            await say(ledger, record.epoch)
        await ledger.commit("room", epoch=record.epoch, n=2, event=b"e2", snapshot=b"s2")
        await line.deliver()
        await ledger.save("room", epoch=record.epoch, snapshot=b"s3")
        found = await ledger.claim("room")
        assert isinstance(found, Record)
        assert (found.events, found.snapshot) == ((b"e1", b"e2"), b"s3")
        assert await ledger.outbox(8, older_than_ms=0) == []
        await ledger.close()


@pytest.mark.parametrize("later", LATER.values(), ids=LATER.keys())
async def test_any_later_write_overtakes_one_that_is_late(
    redis_world: RedisWorld, later: Callable[[Ledger, int], Awaitable[object]]
) -> None:
    async with HeldLine(urlsplit(redis_world.url).port or 0) as line:
        ledger = RedisLedger(f"redis://127.0.0.1:{line.port}/0", "a", lease_ms=60_000)
        await ledger.beat()
        await redis_world.settle()
        record = await opened(ledger)
        line.hold()
        with pytest.raises(Unavailable):
            await ledger.claim("room")
        await later(ledger, record.epoch)
        before = await redis_world.redis.hgetall("pong:room:room")
        await line.deliver()
        assert await redis_world.redis.hgetall("pong:room:room") == before
        await ledger.close()


async def test_what_is_not_answered_is_not_said_again_by_itself(redis_world: RedisWorld) -> None:
    async with HeldLine(urlsplit(redis_world.url).port or 0) as line:
        ledger = RedisLedger(f"redis://127.0.0.1:{line.port}/0", "a", lease_ms=60_000)
        await ledger.beat()
        line.hold()
        with pytest.raises(Unavailable):
            await ledger.beat()
        assert line.connections == 1
        await ledger.close()


async def test_a_restore_that_arrives_twice_takes_the_room_from_nobody(redis_world: RedisWorld) -> None:
    async with HeldLine(urlsplit(redis_world.url).port or 0) as line:
        ledger = RedisLedger(f"redis://127.0.0.1:{line.port}/0", "a", lease_ms=60_000)
        await ledger.beat()
        await redis_world.settle()
        record = await opened(ledger, events=1)
        line.hold()
        with pytest.raises(Unavailable):
            await ledger.restore("room", epoch=record.epoch, snapshot=b"s1", events=[b"e1"])
        epoch = await ledger.restore("room", epoch=record.epoch, snapshot=b"s1", events=[b"e1"])
        await ledger.commit("room", epoch=epoch, n=2, event=b"e2", snapshot=b"s2")
        await line.deliver()
        await ledger.save("room", epoch=epoch, snapshot=b"s3")
        with pytest.raises(Fenced):
            await ledger.save("room", epoch=record.epoch, snapshot=b"s3")
        await ledger.close()
