"""What only a ledger in Redis has: its keys, real leases, many at the same time, records of other versions."""

from __future__ import annotations

import asyncio

from pong.cluster.ledger import LEASE_MS, SETTLING_MS, Owner, Record, Unsettled
from pong.cluster.redis_ledger import RedisLedger
from tests.support.ledgers import RedisWorld, claimed, opened, process_of, until

SHARED_KEYS = {b"pong:era", b"pong:procs"}


async def test_the_keys_are_as_the_documents_say(redis_world: RedisWorld) -> None:
    ledger, redis = await process_of(redis_world, "a"), redis_world.redis
    record = await opened(ledger, "code", events=2)
    await ledger.finish("code", epoch=record.epoch, n=2, event=None, snapshot=b"s", match_id="m", result=b"r")
    assert await redis.get("pong:proc:a") == b"up"
    assert await redis.smembers("pong:rooms:a") == {b"code"}
    room = await redis.hgetall("pong:room:code")
    assert int(room.pop(b"write")) > 0
    assert room == {b"owner": b"a", b"epoch": b"%d" % record.epoch, b"n": b"2", b"snap": b"s", b"ver": b"1"}
    assert await redis.lrange("pong:ev:code", 0, -1) == [b"e1", b"e2"]
    assert await redis.hgetall("pong:outbox") == {b"m": b"r"}
    assert 0 <= await redis_world.now_ms() - await redis.zscore("pong:procs", "a") < 60_000
    await ledger.beat(draining=True)
    assert await redis.get("pong:proc:a") == b"draining"


async def test_nothing_is_left_of_rooms_matches_and_processes_that_are_gone(redis_world: RedisWorld) -> None:
    first, second = await process_of(redis_world, "a"), await process_of(redis_world, "b")
    for code in ("one", "two"):
        record = await opened(first, code, events=1)
        await first.finish(code, epoch=record.epoch, n=1, event=None, snapshot=b"s", match_id=code, result=b"r")
        await first.stored(code)
    await first.leave()
    for code in ("one", "two"):
        await second.purge(code, epoch=(await claimed(second, code)).epoch)
    await second.orphans(8)
    assert await redis_world.redis.zrange("pong:procs", 0, -1) == [b"b"]
    await second.leave()
    assert set(await redis_world.redis.keys()) == SHARED_KEYS - {b"pong:procs"}


async def test_a_dead_process_is_known_until_its_last_room_is_gone(redis_world: RedisWorld) -> None:
    first, second = await process_of(redis_world, "a"), await process_of(redis_world, "b")
    await opened(first)
    await redis_world.expire("a")
    assert await second.orphans(0) == []
    assert await redis_world.redis.zrange("pong:procs", 0, -1) == [b"a", b"b"]
    await claimed(second)
    await second.orphans(8)
    assert await redis_world.redis.zrange("pong:procs", 0, -1) == [b"b"]


async def test_a_lease_that_is_not_renewed_runs_out(redis_world: RedisWorld) -> None:
    ledger = RedisLedger(redis_world.url, "a")
    await ledger.beat()
    assert 0 < await redis_world.redis.pttl("pong:proc:a") <= LEASE_MS

    async def ran_out() -> bool:
        return not await redis_world.redis.exists("pong:proc:a")

    await until(ran_out, "the lease's end")
    beat = await ledger.beat()
    await ledger.close()
    assert (beat.lapsed, beat.lost_data) == (True, False)


async def test_a_lease_that_a_beat_without_an_answer_renewed_had_run_out_all_the_same(redis_world: RedisWorld) -> None:
    ledger, unheard = RedisLedger(redis_world.url, "a"), RedisLedger(redis_world.url, "a")
    await ledger.beat()
    ends = await redis_world.now_ms() + LEASE_MS

    async def ran_out() -> bool:
        return await redis_world.now_ms() > ends

    await until(ran_out, "the lease's end")
    await unheard.beat()
    assert (await ledger.beat()).lapsed
    for each in (ledger, unheard):
        await each.close()


async def test_a_new_ledger_settles_by_itself(redis_world: RedisWorld) -> None:
    ledger = redis_world.ledger("a")
    await ledger.beat()
    begun = await redis_world.now_ms()

    async def opens() -> bool:
        try:
            return isinstance(await ledger.claim("room", fresh=b"s"), Record)
        except Unsettled:
            return False

    await until(opens, "the ledger to settle")
    era = float(await redis_world.redis.hget("pong:era", "since"))
    assert era <= begun
    assert await redis_world.now_ms() - era >= SETTLING_MS


async def test_of_many_that_reach_for_a_room_one_gets_it(redis_world: RedisWorld) -> None:
    dead = await process_of(redis_world, "dead")
    await opened(dead)
    await redis_world.expire("dead")
    ledgers = [await process_of(redis_world, f"p{number}") for number in range(8)]
    found = await asyncio.gather(*(ledger.claim("room") for ledger in ledgers))
    [owner] = [ledger.process for ledger, each in zip(ledgers, found, strict=True) if isinstance(each, Record)]
    assert found.count(Owner(owner, lives=True)) == len(ledgers) - 1


async def test_more_callers_than_connections_wait_for_their_turn(redis_world: RedisWorld) -> None:
    ledger = await process_of(redis_world, "a")
    records = await asyncio.gather(*(opened(ledger, f"room{number}", events=2) for number in range(100)))
    assert len(records) == 100
    assert [peer.rooms for peer in await ledger.peers()] == [100]
    clients = await redis_world.redis.client_list()
    assert len(clients) <= 6 + 1


async def test_a_record_of_another_version_is_left_to_those_that_can_read_it(redis_world: RedisWorld) -> None:
    first, second = await process_of(redis_world, "a"), await process_of(redis_world, "b")
    await opened(first)
    await redis_world.redis.hset("pong:room:room", "ver", 2)
    await redis_world.expire("a")
    before = await redis_world.redis.hgetall("pong:room:room")
    assert await second.claim("room") == Owner("a", lives=False)
    assert await redis_world.redis.hgetall("pong:room:room") == before
    assert await second.orphans(8) == ["room"]


async def test_two_prefixes_are_two_ledgers(redis_world: RedisWorld) -> None:
    one = await process_of(redis_world, "a")
    await opened(one)
    other = RedisLedger(redis_world.url, "b", prefix="other:")
    await other.beat()
    await redis_world.redis.hset("other:era", "since", 0)
    assert await other.look("room") is None
    assert [peer.process for peer in await other.peers()] == ["b"]
    await other.close()
