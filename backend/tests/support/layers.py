"""The channel layer over a real Redis: the Redis, which a test may take away, and what came over the layer."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from redis.asyncio import Redis

from pong.cluster.layer import BatchedPubSubChannelLayer
from tests.support.servers import free_port, redis_server

# Far above what anything here takes, and below the 5 s after which redis-py gives up by itself.
LIMIT_S = 3.0

Layers = Callable[..., BatchedPubSubChannelLayer]


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
