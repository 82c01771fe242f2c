"""The channel layer over a real Redis that is killed, hangs, or cannot be reached."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from redis.asyncio import Redis
from redis.exceptions import RedisError

from pong.cluster.layer import BatchedPubSubChannelLayer
from tests.support.proxy import Proxy
from tests.support.servers import free_port, redis_server

# Far above what anything here takes, and below the 5 s after which redis-py gives up by itself.
LIMIT_S = 3.0


class RealRedis:
    """A Redis that a test may start, kill and stop; Redis' own view of it."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self._folder = folder
        self._running = ExitStack()

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        self._running.enter_context(redis_server(self._folder, port=self.port))

    async def kill(self) -> None:
        os.kill(await self.pid(), signal.SIGKILL)
        self._running.close()

    def stop(self) -> None:
        self._running.close()

    @contextlib.asynccontextmanager
    async def hanging(self) -> AsyncIterator[None]:
        pid = await self.pid()
        os.kill(pid, signal.SIGSTOP)
        try:
            yield
        finally:
            os.kill(pid, signal.SIGCONT)

    async def pid(self) -> int:
        return int((await self.ask("INFO", "server"))["process_id"])

    async def reads(self) -> int:
        """How often Redis has read from a socket."""
        return int((await self.ask("INFO", "stats"))["total_reads_processed"])

    async def subscribed(self) -> int:
        """How many channels of Redis somebody is subscribed to."""
        return len(await self.ask("PUBSUB", "CHANNELS"))

    async def pings(self) -> int:
        """How often Redis has been asked for a sign of life."""
        return int((await self.ask("INFO", "commandstats")).get("cmdstat_ping", {"calls": 0})["calls"])

    async def ask(self, *command: str) -> Any:
        async with Redis(port=self.port) as client:
            return await client.execute_command(*command)


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[RealRedis]:
    redis = RealRedis(tmp_path)
    redis.start()
    yield redis
    redis.stop()


@pytest.fixture
async def layers() -> AsyncIterator[Callable[..., BatchedPubSubChannelLayer]]:
    """Makes layers, each as another process would have it."""
    made: list[BatchedPubSubChannelLayer] = []

    def make(*urls: str) -> BatchedPubSubChannelLayer:
        made.append(BatchedPubSubChannelLayer(hosts=list(urls), prefix="test"))
        return made[-1]

    yield make
    for layer in made:
        await layer.flush()


Layers = Callable[..., BatchedPubSubChannelLayer]


async def listening(layer: BatchedPubSubChannelLayer, *groups: str) -> str:
    channel: str = await layer.new_channel()
    for group in groups:
        await layer.group_add(group, channel)
    return channel


async def received(layer: BatchedPubSubChannelLayer, channel: str, count: int = 1) -> list[Any]:
    """The ``n`` of the next messages."""
    async with asyncio.timeout(LIMIT_S):
        return [(await layer.receive(channel))["n"] for _ in range(count)]


async def until(condition: Callable[[], Awaitable[bool]], what: str) -> None:
    """Ask until ``condition`` holds; for what tells nobody when it happens."""
    try:
        async with asyncio.timeout(LIMIT_S):
            while not await condition():  # noqa: ASYNC110 -- Redis and the log have no event to wait for
                await asyncio.sleep(0.01)
    except TimeoutError:
        raise AssertionError(f"waited {LIMIT_S} s for {what}") from None


def returns_of(layer: BatchedPubSubChannelLayer) -> asyncio.Event:
    """Set when the layer tells that it is back."""
    returned = asyncio.Event()
    layer.on_reconnect = returned.set
    return returned


async def in_time(event: asyncio.Event) -> None:
    async with asyncio.timeout(LIMIT_S):
        await event.wait()


def warnings(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING]


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


async def test_who_gives_up_subscribing_does_not_cost_the_others_their_line(
    redis: RealRedis, layers: Layers, caplog: pytest.LogCaptureFixture
) -> None:
    layer = layers(redis.url)
    channel = await listening(layer, "a")
    for turns in range(40):
        subscribing = asyncio.create_task(layer.new_channel())
        for _ in range(turns % 8):
            await asyncio.sleep(0)
        subscribing.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await subscribing
    await layer.group_send_batch([("a", {"n": 1})])
    assert await received(layer, channel) == [1]
    assert warnings(caplog) == []


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
