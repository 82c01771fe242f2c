"""The channel layer over a real Redis."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from redis.exceptions import RedisError

from tests.support.layers import Layers, RealRedis, listening, received, until, warnings


async def test_a_batch_reaches_other_processes_in_order_and_in_one_round_trip(redis: RealRedis, layers: Layers) -> None:
    sender, hearer = layers(redis.url), layers(redis.url)
    channel = await listening(hearer, "a", "b")
    await sender.group_send_batch([("a", {"n": -1})])
    assert await received(hearer, channel) == [-1]
    before = await redis.reads()
    await sender.group_send_batch([("ab"[n % 2], {"n": n, "frame": "x" * 100}) for n in range(60)])
    assert await received(hearer, channel, 60) == list(range(60))
    assert await redis.reads() - before < 30  # 60 publishes would be 60; a question, a sign of life and a batch are few


async def test_an_empty_batch_is_nothing(redis: RealRedis, layers: Layers) -> None:
    layer = layers(redis.url)
    redis.stop()
    await layer.group_send_batch([])


async def test_a_batch_with_a_message_that_cannot_be_serialized_is_not_sent(redis: RealRedis, layers: Layers) -> None:
    layer = layers(redis.url)
    channel = await listening(layer, "a")
    with pytest.raises(TypeError):
        await layer.group_send_batch([("a", {"n": 1}), ("a", {"n": object()})])
    await layer.group_send_batch([("a", {"n": 2})])
    assert await received(layer, channel) == [2]


async def test_over_several_redis_each_group_keeps_its_order(tmp_path: Path, redis: RealRedis, layers: Layers) -> None:
    (tmp_path / "other").mkdir()
    other = RealRedis(tmp_path / "other")
    other.start()
    layer = layers(redis.url, other.url)
    groups = ["ash", "beech", "cedar", "elm", "fir", "larch", "maple", "oak"]
    channels = [await listening(layer, group) for group in groups]
    for one in (redis, other):
        assert await one.ask("PUBSUB", "CHANNELS", "test__group__*")
    await layer.group_send_batch([(group, {"n": n}) for n in range(5) for group in groups])
    for channel in channels:
        assert await received(layer, channel, 5) == list(range(5))
    await other.kill()
    with pytest.raises(RedisError):
        await layer.group_send_batch([(group, {"n": 5}) for group in groups])


async def test_what_the_base_class_can_do_it_still_does(redis: RealRedis, layers: Layers) -> None:
    here, there = layers(redis.url), layers(redis.url)
    first, second = await listening(here, "a"), await listening(here, "a")
    await there.group_send("a", {"n": 1})
    assert await received(here, first) == await received(here, second) == [1]
    await there.send(second, {"n": 2})
    await here.group_discard("a", first)
    await there.group_send("a", {"n": 3})
    await there.send(first, {"n": 4})
    assert await received(here, first) == [4]
    assert await received(here, second, 2) == [2, 3]
    with pytest.raises(RuntimeError, match="exist in-process"):
        await there.group_add("a", first)
    await here.flush()
    third = await listening(here, "a")
    await there.group_send("a", {"n": 5})
    assert await received(here, third) == [5]


async def test_a_subscription_is_there_when_group_add_returns(redis: RealRedis, layers: Layers) -> None:
    layer = layers(redis.url)
    channel = await layer.new_channel()
    for number in range(30):
        await layer.group_add(f"g{number}", channel)
        assert await redis.subscribed() == number + 2


async def test_a_receiver_that_gives_up_leaves_no_subscription(redis: RealRedis, layers: Layers) -> None:
    layer = layers(redis.url)
    channel = await listening(layer)
    receiving = asyncio.create_task(layer.receive(channel))
    await asyncio.sleep(0)
    receiving.cancel()
    await asyncio.wait({receiving})

    async def is_unsubscribed() -> bool:
        return await redis.subscribed() == 0

    await until(is_unsubscribed, "Redis to have no subscription left")


async def test_each_event_loop_has_a_layer_of_its_own(redis: RealRedis, layers: Layers) -> None:
    layer = layers(redis.url)

    async def say_and_hear() -> list[int]:
        channel = await listening(layer, "a")
        await layer.group_send_batch([("a", {"n": 1})])
        return await received(layer, channel)

    def in_a_loop_of_its_own() -> list[int]:
        with asyncio.Runner() as runner:
            return runner.run(say_and_hear())

    assert await say_and_hear() == [1]
    assert await asyncio.to_thread(in_a_loop_of_its_own) == [1]
    assert await say_and_hear() == [1]


async def test_of_what_nobody_receives_the_newest_is_kept(
    redis: RealRedis, layers: Layers, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("pong.cluster.layer.MAX_UNREAD", 5)
    layer = layers(redis.url)
    idle, busy = await listening(layer, "a"), await listening(layer, "b")
    for first in (0, 12):
        await layer.group_send_batch([("a", {"n": first + n}) for n in range(12)] + [("b", {"n": "all have come"})])
        assert await received(layer, busy) == ["all have come"]
        assert await received(layer, idle, 5) == list(range(first + 7, first + 12))
    assert len(warnings(caplog)) == 2  # one line for each time that it fell behind
    assert "is not read" in caplog.text
