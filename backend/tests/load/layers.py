"""What a message between two processes costs: Channels' pub/sub layer, one send after the other, and ours, in batches.

    python -m tests.load.layers

Starts a Redis, a publisher on one core and a subscriber on another, and measures both designs in turns, so that each
figure has its baseline beside it. Every tick has one frame of each room; its latency begins when the tick hands all of
them over, as the relay does, and ends when the subscriber has it. Loopback only; it ends by itself within 40 s.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import gc
import multiprocessing
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from channels_redis.pubsub import RedisPubSubChannelLayer
from redis import Redis
from redis.exceptions import RedisError

from pong.cluster.layer import BatchedPubSubChannelLayer
from tests.support.servers import redis_server

TICK_S = 1.0 / 60.0
FRAME = "x" * 155  # with its envelope about 200 bytes
DESIGNS: dict[str, type[RedisPubSubChannelLayer]] = {
    "one by one": RedisPubSubChannelLayer,
    "batched": BatchedPubSubChannelLayer,
}
LONGEST_S = 32.0  # of measuring; the rest is starting and stopping
COLUMNS = "{:<11} {:>10} {:>9} {:>22} {:>11} {:>12} {:>10}"
HEADS = ("design", "messages/s", "p50", "p99 (of the rounds)", "publisher", "subscriber", "Redis")


@dataclass(frozen=True)
class Turn:
    """One design for some seconds. The processors' times are in microseconds a message."""

    messages_per_s: float
    p50_ms: float
    p99_ms: float
    publisher_us: float
    subscriber_us: float
    redis_us: float

    @property
    def all_us(self) -> float:
        return self.publisher_us + self.subscriber_us + self.redis_us


@dataclass
class Bench:
    """The processes that are measured."""

    url: str
    rooms: int
    seconds: float
    publisher: Connection
    subscriber: Connection
    turns: dict[str, list[Turn]] = field(default_factory=lambda: {design: [] for design in DESIGNS})

    def measure(self, design: str) -> None:
        self.subscriber.send((design, self.url, self.rooms, 0.0))
        assert self.subscriber.recv() == "ready"
        redis_s = _cpu_of_redis(self.url)
        self.publisher.send((design, self.url, self.rooms, self.seconds))
        sent, took_s, publisher_s = self.publisher.recv()
        latencies_ms, subscriber_s = self.subscriber.recv()
        redis_s = _cpu_of_redis(self.url) - redis_s
        hundredths = quantiles(latencies_ms, n=100)
        per_message = [1e6 * seconds / sent for seconds in (publisher_s, subscriber_s, redis_s)]
        self.turns[design].append(Turn(sent / took_s, hundredths[49], hundredths[98], *per_message))


def main() -> None:
    wish = _arguments()
    cores = sorted(os.sched_getaffinity(0))
    os.sched_setaffinity(0, {cores[-1]})  # Redis inherits it, and works beside the subscriber
    if wish.realtime:
        os.sched_setscheduler(0, os.SCHED_RR, os.sched_param(1))  # inherited too
    with (
        tempfile.TemporaryDirectory() as folder,
        redis_server(Path(folder)) as url,
        _process(publish, cores[0]) as publisher,
        _process(subscribe, cores[-1]) as subscriber,
    ):
        seconds = min(wish.seconds, LONGEST_S / (len(DESIGNS) * wish.rounds))
        bench = Bench(url, wish.rooms, seconds, publisher, subscriber)
        for number in range(wish.rounds):
            for design in sorted(DESIGNS, reverse=number % 2 == 0):
                bench.measure(design)
    _report(bench)


def publish(orders: Connection) -> None:
    """The publisher's process: a tick's messages, one design or the other, for as long as it is told."""
    while order := orders.recv():
        orders.send(asyncio.run(_publish(*order)))


async def _one_by_one(layer: Any, messages: list[tuple[str, Any]]) -> None:
    for group, message in messages:
        await layer.group_send(group, message)


async def _batched(layer: Any, messages: list[tuple[str, Any]]) -> None:
    await layer.group_send_batch(messages)


SEND = {"one by one": _one_by_one, "batched": _batched}


async def _publish(design: str, url: str, rooms: int, seconds: float) -> tuple[int, float, float]:
    layer: Any = DESIGNS[design](hosts=[url], prefix="bench")
    await layer.group_send("nobody", {})  # the connection is there before it counts
    begun, cpu_s, sent = time.monotonic(), time.process_time(), 0
    deadline = begun
    while time.monotonic() - begun < seconds:
        at = time.monotonic_ns()
        messages = [(f"room-{room}", {"type": "relay.frames", "at": at, "frames": [FRAME]}) for room in range(rooms)]
        with contextlib.suppress(RedisError):  # the machine stood still for longer than the layer waits
            await SEND[design](layer, messages)
            sent += rooms
        # After a stall the next tick begins at once, and those that were missed are not made up for.
        deadline = max(deadline + TICK_S, time.monotonic() - TICK_S)
        await asyncio.sleep(max(0.0, deadline - time.monotonic()))
    took_s, cpu_s = time.monotonic() - begun, time.process_time() - cpu_s
    await layer.group_send("room-0", {"at": 0})
    await layer.flush()
    return sent, took_s, cpu_s


def subscribe(orders: Connection) -> None:
    """The subscriber's process: every room's messages, over the layer of the design that is measured."""
    while order := orders.recv():
        orders.send(asyncio.run(_subscribe(orders, *order)))


async def _subscribe(orders: Connection, design: str, url: str, rooms: int, _: float) -> tuple[list[float], float]:
    layer: Any = DESIGNS[design](hosts=[url], prefix="bench")
    channel = await layer.new_channel()
    for room in range(rooms):
        await layer.group_add(f"room-{room}", channel)
    await layer.group_send("room-0", {"at": 0})
    await layer.receive(channel)  # Channels' own layer begins to hear up to 0.1 s after it has subscribed
    orders.send("ready")
    latencies_ms: list[float] = []
    cpu_s = time.process_time()
    while at := (await layer.receive(channel))["at"]:
        latencies_ms.append((time.monotonic_ns() - at) / 1e6)
    cpu_s = time.process_time() - cpu_s
    await layer.flush()
    return latencies_ms, cpu_s


@contextlib.contextmanager
def _process(work: Any, core: int) -> Iterator[Connection]:
    """A process that does ``work`` on ``core`` and takes its orders from the block; it ends with the block."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_begin, args=(work, core, theirs), daemon=True)
    process.start()
    theirs.close()  # so that a process that dies is noticed
    try:
        yield ours
        ours.send(None)
        process.join(5)
    finally:
        process.kill()
        process.join()


def _begin(work: Any, core: int, orders: Connection) -> None:
    os.sched_setaffinity(0, {core})
    gc.collect()
    gc.freeze()  # as the server does
    work(orders)


def _cpu_of_redis(url: str) -> float:
    with Redis.from_url(url) as client:
        used: dict[str, float] = client.info("cpu")
    return used["used_cpu_user"] + used["used_cpu_sys"]


def _report(bench: Bench) -> None:
    _say(COLUMNS.format(*HEADS))
    for design, turns in bench.turns.items():
        p99s = [turn.p99_ms for turn in turns]
        _say(
            COLUMNS.format(
                design,
                f"{_median(turns, 'messages_per_s'):.0f}",
                f"{_median(turns, 'p50_ms'):.2f} ms",
                f"{median(p99s):.2f} ms ({min(p99s):.1f}-{max(p99s):.1f})",
                *(f"{_median(turns, name):.0f} us" for name in ("publisher_us", "subscriber_us", "redis_us")),
            )
        )
    for name, figure in (("p50", "p50_ms"), ("p99", "p99_ms"), ("CPU a message, all three", "all_us")):
        one, many = (_median(bench.turns[design], figure) for design in DESIGNS)
        _say(f"one by one to batched, {name}: {one / many:.1f}")


def _median(turns: list[Turn], figure: str) -> float:
    return median(getattr(turn, figure) for turn in turns)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rooms", type=int, default=50, help="rooms that send a frame each tick")
    parser.add_argument("--seconds", type=float, default=3.0, help="how long each design is measured in each round")
    parser.add_argument("--rounds", type=int, default=5, help="how many times each design is measured")
    parser.add_argument("--realtime", action="store_true", help="go before all neighbours on the machine; needs root")
    wish = parser.parse_args()
    wish.rooms = min(max(wish.rooms, 1), 1000)
    wish.rounds = min(max(wish.rounds, 1), 10)
    return wish


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
