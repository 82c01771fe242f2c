"""Frames for other processes: over the layer in memory, and over a real Redis that comes and goes."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
from channels.layers import BaseChannelLayer, InMemoryChannelLayer
from channels_redis.pubsub import RedisPubSubChannelLayer
from redis.exceptions import RedisError

from pong.cluster.relay import INTEREST_S, MAX_EVENTS, OWNERS, ChannelLayerRelay, room_group
from tests.support.servers import free_port, redis_server

LIMIT_S = 15.0


class Listener:
    """Another process that has members of ``room``: a channel of its own, and every text that comes."""

    def __init__(self, layer: BaseChannelLayer, room: str = "R") -> None:
        self.layer = layer
        self.room = room
        self.texts: list[str] = []
        self.news = asyncio.Event()

    async def listen(self) -> Listener:
        self.channel = await self.layer.new_channel()
        await self.layer.group_add(room_group(self.room), self.channel)
        self.task = asyncio.get_running_loop().create_task(self.receive())
        return self

    async def receive(self) -> None:
        while True:
            message = await self.layer.receive(self.channel)
            assert message["type"] == "relay.frames"
            assert message["room"] == self.room
            self.texts += message["frames"]
            self.news.set()

    async def ask(self, **message: Any) -> None:
        await self.layer.group_send(OWNERS, {"type": "relay.interest", "room": self.room, **message})

    async def until(self, text: str, meanwhile: Callable[[], Any]) -> None:
        """``meanwhile`` again and again, until ``text`` has come."""
        async with asyncio.timeout(LIMIT_S):
            while text not in self.texts:
                self.news.clear()
                result = meanwhile()
                if result is not None:
                    await result
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(0.05):
                        await self.news.wait()

    async def stop(self) -> None:
        self.task.cancel()
        await asyncio.wait({self.task})


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


class Pair:
    """An owner's relay with room ``R``, and a listener on a layer."""

    def __init__(self, layer: BaseChannelLayer, other: BaseChannelLayer | None = None) -> None:
        self.clock = Clock()
        self.relay = ChannelLayerRelay(layer, now=self.clock)
        self.listener = Listener(other or layer)

    async def start(self) -> Pair:
        await self.listener.listen()
        self.relay.open("R")
        await turns()
        return self

    async def interested(self) -> Pair:
        """The owner knows that the listener listens; nothing has been heard yet."""
        await self.start()
        await self.listener.ask()
        await turns()
        return self

    async def stop(self) -> None:
        await self.relay.stop()
        await self.listener.stop()


@pytest.fixture
async def pair() -> AsyncIterator[Pair]:
    pair = await Pair(InMemoryChannelLayer()).interested()
    yield pair
    await pair.stop()


async def turns(count: int = 20) -> None:
    for _ in range(count):
        await asyncio.sleep(0)


async def test_a_room_that_nobody_out_there_wants_publishes_nothing() -> None:
    layer = InMemoryChannelLayer()
    pair = await Pair(layer).start()
    pair.relay.publish_event("R", "event")
    pair.relay.publish_frame("R", "frame")
    await turns()
    assert pair.listener.texts == []
    await pair.stop()


async def test_who_asks_gets_every_event_and_the_newest_frame_in_the_order_in_which_they_were_said(pair: Pair) -> None:
    for text in ("frame 1", "frame 2"):
        pair.relay.publish_frame("R", text)
    pair.relay.publish_event("R", "point")
    pair.relay.publish_event("R", "game over")
    pair.relay.publish_frame("R", "frame 3")
    pair.relay.publish_frame("R", "frame 4")
    await turns()
    assert pair.listener.texts == ["frame 2", "point", "game over", "frame 4"]


async def test_an_interest_ends_after_five_seconds_unless_it_is_repeated(pair: Pair) -> None:
    pair.clock.now += INTEREST_S - 1
    await pair.listener.ask()
    await turns()
    pair.clock.now += INTEREST_S - 1
    pair.relay.publish_event("R", "still wanted")
    pair.clock.now += 2
    pair.relay.publish_event("R", "too late")
    pair.relay.publish_frame("R", "too late")
    await turns()
    assert pair.listener.texts == ["still wanted"]


async def test_an_interest_in_a_room_of_another_process_is_none_of_ours(pair: Pair) -> None:
    await pair.listener.ask(room="ELSEWHERE")
    await pair.listener.ask(type="relay.something")
    await turns()
    pair.relay.publish_event("ELSEWHERE", "event")
    pair.relay.publish_event("R", "event")
    await turns()
    assert pair.listener.texts == ["event"]


async def test_what_a_room_says_last_is_still_sent_and_then_it_is_forgotten(pair: Pair) -> None:
    pair.relay.publish_event("R", "last words")
    pair.relay.forget("R")
    pair.relay.publish_event("R", "after the end")
    await turns()
    assert pair.listener.texts == ["last words"]
    await pair.listener.ask()
    await turns()
    pair.relay.publish_event("R", "after the end")
    await turns()
    assert pair.listener.texts == ["last words"]


async def test_it_starts_with_the_first_room_and_stops_when_told() -> None:
    relay = ChannelLayerRelay(InMemoryChannelLayer())
    names = {task.get_name() for task in asyncio.all_tasks()}
    assert not names & {"relay:hear", "relay:send"}
    relay.open("A")
    relay.open("B")
    assert [task.get_name() for task in asyncio.all_tasks()].count("relay:hear") == 1
    await relay.stop()
    assert not {task.get_name() for task in asyncio.all_tasks()} & {"relay:hear", "relay:send"}
    relay.open("C")
    assert "relay:send" in {task.get_name() for task in asyncio.all_tasks()}
    await relay.stop()


class StubbornLayer(InMemoryChannelLayer):
    """A layer that fails or waits when it is told to."""

    def __init__(self) -> None:
        super().__init__()
        self.failures = 0
        self.gate = asyncio.Event()
        self.gate.set()
        self.is_asked = asyncio.Event()

    async def group_send(self, group: str, message: dict[str, Any]) -> None:
        if group != OWNERS:
            self.is_asked.set()
            await self.gate.wait()
            if self.failures:
                self.failures -= 1
                raise ConnectionError("away")
        await super().group_send(group, message)


@pytest.fixture
def no_delay(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pong.cluster.relay._FIRST_RETRY_S", 0.0)


@pytest.mark.usefixtures("no_delay")
async def test_what_could_not_be_sent_is_sent_at_the_next_try(caplog: pytest.LogCaptureFixture) -> None:
    layer = StubbornLayer()
    pair = await Pair(layer).interested()
    pair.relay.open("OTHER")
    layer.failures = 3
    pair.relay.publish_event("R", "point")
    pair.relay.publish_frame("R", "frame")
    await pair.listener.until("frame", lambda: None)
    assert pair.listener.texts == ["point", "frame"]
    assert [record.levelno for record in caplog.records] == [logging.WARNING] * 3
    assert "ConnectionError: away" in caplog.text
    assert "Traceback" not in caplog.text
    await pair.stop()


@pytest.mark.usefixtures("no_delay")
async def test_during_an_outage_new_events_line_up_behind_the_old_ones_and_an_old_frame_gives_way() -> None:
    layer = StubbornLayer()
    pair = await Pair(layer).interested()
    layer.gate.clear()
    layer.failures = 1
    pair.relay.publish_event("R", "event 1")
    pair.relay.publish_frame("R", "old frame")
    await layer.is_asked.wait()
    pair.relay.publish_event("R", "event 2")
    pair.relay.publish_frame("R", "newest frame")
    layer.gate.set()
    await pair.listener.until("newest frame", lambda: None)
    assert pair.listener.texts == ["event 1", "event 2", "newest frame"]
    await pair.stop()


async def test_a_layer_that_does_not_answer_costs_a_bounded_memory_and_the_oldest_events() -> None:
    layer = StubbornLayer()
    pair = await Pair(layer).interested()
    layer.gate.clear()
    pair.relay.publish_event("R", "in flight")
    await layer.is_asked.wait()
    for number in range(MAX_EVENTS + 5):
        pair.relay.publish_event("R", f"event {number}")
        pair.relay.publish_frame("R", f"frame {number}")
    layer.gate.set()
    await turns(40)
    assert len(pair.listener.texts) <= 1 + MAX_EVENTS + 1
    assert pair.listener.texts[-2:] == [f"event {MAX_EVENTS + 4}", f"frame {MAX_EVENTS + 4}"]
    await pair.stop()


async def test_while_one_room_is_sent_the_frames_of_the_others_stay_replaceable() -> None:
    layer = StubbornLayer()
    pair = await Pair(layer).interested()
    other = await Listener(layer, "OTHER").listen()
    pair.relay.open("OTHER")
    await other.ask()
    await turns()
    layer.gate.clear()
    pair.relay.publish_frame("R", "frame")
    pair.relay.publish_frame("OTHER", "old")
    await layer.is_asked.wait()
    pair.relay.publish_frame("OTHER", "new")
    layer.gate.set()
    await turns(40)
    assert other.texts == ["new"]
    await other.stop()
    await pair.stop()


def redis_layer(url: str) -> RedisPubSubChannelLayer:
    return RedisPubSubChannelLayer(hosts=[url], prefix="test")


async def test_two_processes_over_a_real_redis(tmp_path: Path) -> None:
    with redis_server(tmp_path) as url:
        owners, others = redis_layer(url), redis_layer(url)
        pair = await Pair(owners, others).start()

        async def ask_and_say() -> None:
            await pair.listener.ask()
            pair.relay.publish_event("R", "event")
            pair.relay.publish_frame("R", "frame")

        await pair.listener.until("frame", ask_and_say)
        pair.listener.texts.clear()
        for number in range(10):
            pair.relay.publish_frame("R", f"frame {number}")
            pair.relay.publish_event("R", f"event {number}")
        await pair.listener.until("event 9", lambda: None)
        events = [text for text in pair.listener.texts if text.startswith("event ")]
        assert events == [f"event {number}" for number in range(10)]
        await pair.stop()
        await owners.flush()
        await others.flush()


async def test_local_play_does_not_notice_that_redis_is_away_and_listeners_hear_again_when_it_is_back(
    tmp_path: Path,
) -> None:
    port = free_port()
    with redis_server(tmp_path, port=port) as url:
        owners, others = redis_layer(url), redis_layer(url)
        pair = await Pair(owners, others).start()
        await pair.listener.until("before", lambda: ask_and_publish(pair, "before"))
    for number in range(1000):
        pair.relay.publish_frame("R", f"frame {number}")
        pair.relay.publish_event("R", f"event {number}")
    with redis_server(tmp_path, port=port):
        await pair.listener.until("after", lambda: ask_and_publish(pair, "after"))
        await pair.stop()
        await owners.flush()
        await others.flush()


async def ask_and_publish(pair: Pair, text: str) -> None:
    """Redis may still be away for the listener."""
    try:
        await pair.listener.ask()
    except (RedisError, OSError):
        return
    pair.relay.publish_event("R", text)
