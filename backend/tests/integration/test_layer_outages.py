"""The channel layer while Redis is killed, hangs, or cannot be reached."""

from __future__ import annotations

import asyncio

import pytest
from redis.exceptions import RedisError

from tests.support.layers import LIMIT_S, Layers, RealRedis, in_time, listening, received, returns_of, until, warnings
from tests.support.proxy import Proxy


async def test_a_redis_that_hangs_fails_every_batch_in_time_and_all_goes_on_afterwards(
    redis: RealRedis, layers: Layers
) -> None:
    layer = layers(redis.url)
    channel = await listening(layer, "a")
    async with redis.hanging(), asyncio.timeout(LIMIT_S):
        sending = [layer.group_send_batch([("a", {"n": n})]) for n in range(20)]
        outcomes = await asyncio.gather(*sending, return_exceptions=True)
        assert all(isinstance(outcome, RedisError) for outcome in outcomes)
    await layer.group_send_batch([("a", {"n": "after"})])
    while await received(layer, channel) != ["after"]:
        pass  # what was written before the time-out may have been published all the same


async def test_a_publish_does_not_wait_for_a_subscription_that_hangs(redis: RealRedis, layers: Layers) -> None:
    proxy = Proxy(redis.port)
    proxy.swallows = b"SUBSCRIBE"
    async with proxy.running():
        layer, hearer = layers(f"redis://127.0.0.1:{proxy.port}/0"), layers(redis.url)
        channel = await listening(hearer, "a")
        subscribing = asyncio.create_task(layer.new_channel())
        await proxy.swallowed.wait()
        await layer.group_send_batch([("a", {"n": 1})])
        assert await received(hearer, channel) == [1]
        assert not subscribing.done()
        async with asyncio.timeout(LIMIT_S):
            with pytest.raises(RedisError):
                await subscribing
        await layer.flush()


async def test_after_a_kill_all_subscriptions_come_back_by_themselves_and_the_user_is_told(
    redis: RealRedis, layers: Layers, caplog: pytest.LogCaptureFixture
) -> None:
    sender, hearer = layers(redis.url), layers(redis.url)
    first, second = await listening(hearer, "a", "b"), await listening(hearer, "c")
    returned = returns_of(hearer)
    await redis.kill()
    for _ in range(5):  # each takes a try to connect
        with pytest.raises(RedisError):
            await hearer.new_channel()
        with pytest.raises(RedisError):
            await sender.group_send_batch([("a", {"n": 0})])
    assert not returned.is_set()
    redis.start()
    await in_time(returned)
    await sender.group_send_batch([("a", {"n": 1}), ("c", {"n": 2}), ("b", {"n": 3})])
    await sender.send(second, {"n": 4})
    assert await received(hearer, first, 2) == [1, 3]
    assert await received(hearer, second, 2) == [2, 4]
    assert await redis.subscribed() == 5  # and nothing of the channels that were refused
    assert len(warnings(caplog)) == 1
    assert "until Redis is back" in warnings(caplog)[0]
    assert "Traceback" not in caplog.text


async def test_the_user_is_not_told_before_all_subscriptions_are_there(redis: RealRedis, layers: Layers) -> None:
    async with Proxy(redis.port).running() as proxy:
        layer = layers(f"redis://127.0.0.1:{proxy.port}/0")
        channel = await listening(layer, "a")
        returned = returns_of(layer)
        proxy.swallows = b"SUBSCRIBE"
        await redis.kill()
        redis.start()
        for _ in range(2):  # the second time, the first connection has been given up
            proxy.swallowed.clear()
            await in_time(proxy.swallowed)
        assert not returned.is_set()
        proxy.swallows = None
        await in_time(returned)
        await layer.group_send_batch([("a", {"n": 1})])
        assert await received(layer, channel) == [1]
        await layer.flush()


async def test_each_outage_is_told_once(redis: RealRedis, layers: Layers, caplog: pytest.LogCaptureFixture) -> None:
    layer = layers(redis.url)
    channel = await listening(layer, "a")
    for number in range(1, 4):
        returned = returns_of(layer)
        await redis.kill()
        redis.start()
        await in_time(returned)
        await layer.group_send_batch([("a", {"n": number})])  # over a connection that was closed while it lay idle
        assert await received(layer, channel) == [number]
        assert len(warnings(caplog)) == number


async def test_a_user_that_fails_when_it_is_told_does_not_take_the_layer_along(
    redis: RealRedis, layers: Layers, caplog: pytest.LogCaptureFixture
) -> None:
    layer = layers(redis.url)
    channel = await listening(layer, "a")
    told = asyncio.Event()

    def fail() -> None:
        told.set()
        raise ValueError("a bug of the user's")

    layer.on_reconnect = fail
    await redis.kill()
    redis.start()
    await in_time(told)
    await layer.group_send_batch([("a", {"n": 1})])
    assert await received(layer, channel) == [1]
    assert "a bug of the user's" in caplog.text


async def test_a_line_that_goes_silent_is_given_up_and_taken_up_again(
    redis: RealRedis, layers: Layers, caplog: pytest.LogCaptureFixture
) -> None:
    async with Proxy(redis.port).running() as proxy:
        hearer, sender = layers(f"redis://127.0.0.1:{proxy.port}/0"), layers(redis.url)
        channel = await listening(hearer, "a")
        returned = returns_of(hearer)
        proxy.is_cut = True

        async def is_noticed() -> bool:
            return warnings(caplog) != []

        await until(is_noticed, "the loss to be noticed")
        proxy.is_cut = False
        await in_time(returned)
        await sender.group_send_batch([("a", {"n": 1})])
        assert await received(hearer, channel) == [1]
        await hearer.flush()


async def test_a_quiet_line_is_not_taken_for_a_lost_one(
    redis: RealRedis, layers: Layers, caplog: pytest.LogCaptureFixture
) -> None:
    layer = layers(redis.url)
    channel = await listening(layer, "a")
    asked_before = await redis.pings()

    async def is_asked_often() -> bool:
        return await redis.pings() >= asked_before + 5

    await until(is_asked_often, "more signs of life than are missed before a line is given up")
    await layer.group_send_batch([("a", {"n": 1})])
    assert await received(layer, channel) == [1]
    assert warnings(caplog) == []


async def test_without_redis_a_new_channel_is_refused_and_leaves_nothing_behind(
    redis: RealRedis, layers: Layers
) -> None:
    layer = layers(redis.url)
    await redis.kill()
    async with asyncio.timeout(LIMIT_S):
        with pytest.raises(RedisError):
            await layer.new_channel()
    assert layer.channels == {}
    redis.start()
    returned = returns_of(layer)
    await in_time(returned)
    assert await redis.subscribed() == 0
    channel = await listening(layer, "a")
    await layer.group_send_batch([("a", {"n": 1})])
    assert await received(layer, channel) == [1]


async def test_a_group_that_was_refused_can_be_joined_later(redis: RealRedis, layers: Layers) -> None:
    layer = layers(redis.url)
    channel = await listening(layer)
    await redis.kill()
    with pytest.raises(RedisError):
        await layer.group_add("a", channel)
    redis.start()
    returned = returns_of(layer)
    await in_time(returned)
    await layer.group_add("a", channel)
    await layer.group_send_batch([("a", {"n": 1})])
    assert await received(layer, channel) == [1]


async def test_a_subscription_that_was_not_confirmed_in_time_is_taken_back(redis: RealRedis, layers: Layers) -> None:
    layer = layers(redis.url)
    channel = await listening(layer)
    async with redis.hanging(), asyncio.timeout(LIMIT_S):
        with pytest.raises(RedisError):
            await layer.group_add("a", channel)
    await layer.new_channel()  # behind all that was written before, unless the connection is another one by now
    assert await redis.ask("PUBSUB", "NUMSUB", "test__group__a") == [b"test__group__a", 0]


async def test_who_gives_up_subscribing_does_not_cost_the_others_their_line(
    redis: RealRedis, layers: Layers, caplog: pytest.LogCaptureFixture
) -> None:
    layer = layers(redis.url)
    channel = await listening(layer, "a")
    too_late = 0
    for turns in range(40):
        subscribing = asyncio.create_task(layer.new_channel())
        for _ in range(turns % 8):
            await asyncio.sleep(0)
        subscribing.cancel()
        await asyncio.wait({subscribing})
        too_late += not subscribing.cancelled()
    assert too_late < 40
    await layer.group_add("b", channel)  # behind all that was written before
    assert await redis.subscribed() == 3 + too_late
    await layer.group_send_batch([("a", {"n": 1})])
    assert await received(layer, channel) == [1]
    assert warnings(caplog) == []


async def test_it_can_be_closed_at_any_moment(
    redis: RealRedis, layers: Layers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pong.cluster.shard.SILENCE_S", 0.0)  # it asks for signs of life all the time
    monkeypatch.setattr("pong.cluster.shard.SILENCES", 1000)
    layer = layers(redis.url)
    for turns in range(60):
        await listening(layer, "a")
        for _ in range(turns % 20):
            await asyncio.sleep(0)
        async with asyncio.timeout(LIMIT_S):
            await layer.flush()


async def test_who_gives_up_publishing_ends(redis: RealRedis, layers: Layers) -> None:
    layer = layers(redis.url)
    for turns in range(60):
        publishing = asyncio.create_task(layer.group_send_batch([("a", {"n": turns})]))
        for _ in range(turns % 20):
            await asyncio.sleep(0)
        if publishing.cancel():
            await asyncio.wait({publishing})
            assert publishing.cancelled()
