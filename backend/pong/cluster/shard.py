"""One Redis of the channel layer: a connection to publish on and another to hear on. Knows neither groups nor rooms.

The two share nothing, so that a subscription that hangs delays no publish. Nobody waits for Redis longer than
`ANSWER_S`, and nothing is tried twice behind the caller's back.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from channels_redis.utils import create_pool  # type: ignore[import-untyped]  # it has no types
from redis.asyncio import Redis
from redis.asyncio.client import PubSub
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import RedisError
from redis.exceptions import TimeoutError as RedisTimeoutError
from redis.maint_notifications import MaintNotificationsConfig

log = logging.getLogger(__name__)

ANSWER_S: Final = 0.5
RETRY_S: Final = 0.1
# A silent connection is asked for a sign of life every so often, and given up when nothing at all has come for three
# times as long: a cable that was pulled says nothing. Not after the first time: a process that had stood still finds
# its time-outs over and the answers unread.
SILENCE_S: Final = 0.3
SILENCES: Final = 3

# The client's own default sleeps between ten tries; that no error is "supported" also keeps it from opening a new
# connection before it hands the error on. Its time-outs are left to the callers here: it uses `asyncio.wait_for`, which
# before Python 3.12 may swallow a cancellation, so that a task could never be ended. With "maintenance notifications" a
# connection that Redis has closed counts as a good one, so that the first publish after a restart fails.
_AS_IT_IS: Final[Mapping[str, Any]] = {
    "retry": Retry(NoBackoff(), 0, supported_errors=()),
    "socket_timeout": None,
    "maint_notifications_config": MaintNotificationsConfig(enabled=False),
}

Deliver = Callable[[str, bytes], None]


class Shard:
    """What `RedisPubSubLoopLayer` asks of its connections, in the place of its ``RedisSingleShardConnection``."""

    def __init__(self, host: Mapping[str, Any], *, deliver: Deliver, on_back: Callable[[], None]) -> None:
        options = {"socket_connect_timeout": ANSWER_S, **host, **_AS_IT_IS}
        self._publisher = Publisher(options)
        self._subscriber = Subscriber(options, deliver=deliver, on_back=on_back)

    async def publish(self, channel: str, message: bytes) -> None:
        await self._publisher.publish([(channel, message)])

    async def publish_all(self, messages: Sequence[tuple[str, bytes]]) -> None:
        await self._publisher.publish(messages)

    async def subscribe(self, channel: str) -> None:
        await self._subscriber.subscribe(channel)

    async def unsubscribe(self, channel: str) -> None:
        self._subscriber.unsubscribe(channel)

    async def flush(self) -> None:
        """Close everything and forget every subscription. It can be used again."""
        await self._subscriber.close()
        await self._publisher.close()


class Publisher:
    """Publishes in the order in which it is asked."""

    def __init__(self, options: Mapping[str, Any]) -> None:
        self._client = _client(options)
        self._turn = asyncio.Lock()

    async def publish(self, messages: Sequence[tuple[str, bytes]]) -> None:
        """All ``messages``, each with its channel, in one round trip; the time in the queue for it counts.

        Raises:
            RedisError: Redis has not confirmed them all. Some of them may have been published.
        """
        try:
            async with asyncio.timeout(ANSWER_S), self._turn:
                pipeline = self._client.pipeline(transaction=False)
                for channel, message in messages:
                    pipeline.publish(channel, message)
                await pipeline.execute()
        except TimeoutError:
            raise RedisTimeoutError(f"Redis has not taken a message within {ANSWER_S} s") from None

    async def close(self) -> None:
        await _disconnect(self._client)


class Subscriber:
    """Hears the channels that are wanted here, over one connection after the other.

    One task opens a connection, reads it and gives it up; others only write on it what has changed. redis-py would
    reconnect by itself, in whichever task notices first and without a word; here a loss is always noticed.
    """

    def __init__(self, options: Mapping[str, Any], *, deliver: Deliver, on_back: Callable[[], None]) -> None:
        self._client = _client(options)
        self._deliver = deliver
        self._on_back = on_back
        self._wanted: dict[str, asyncio.Future[None]] = {}  # the future: Redis has confirmed it once
        self._open: PubSub | None = None
        self._lost_at: float | None = None
        self._task: asyncio.Task[None] | None = None
        self._telling: set[asyncio.Task[None]] = set()

    async def subscribe(self, channel: str) -> None:
        """Hear ``channel`` from now on, over every outage, until `unsubscribe`. Returns when Redis has confirmed it.

        Raises:
            RedisError: it has not; the channel is not heard, now or later.
        """
        confirmed = self._wanted.get(channel)
        if confirmed is None:
            confirmed = self._wanted[channel] = asyncio.get_running_loop().create_future()
            self._tell(PubSub.subscribe, channel)
            self._start()
        try:
            async with asyncio.timeout(ANSWER_S):
                await asyncio.shield(confirmed)
        except TimeoutError:
            if self._wanted.get(channel) is confirmed and not confirmed.done():
                self.unsubscribe(channel)
            raise RedisTimeoutError(f"Redis has not confirmed a subscription within {ANSWER_S} s") from None

    def unsubscribe(self, channel: str) -> None:
        """Hear it no longer. If Redis is away it need not be told: the next connection does not ask for it."""
        if self._wanted.pop(channel, None) is not None:
            self._tell(PubSub.unsubscribe, channel)

    async def close(self) -> None:
        tasks = [*self._telling, *([] if self._task is None else [self._task])]
        self._task = self._open = self._lost_at = None
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._refuse_waiting("it is closed")
        self._wanted.clear()
        await _disconnect(self._client)

    def _start(self) -> None:
        if self._task is None:
            self._task = asyncio.create_task(self._run(), name="layer:hear")

    async def _run(self) -> None:
        while True:
            try:
                async with self._client.pubsub() as pubsub:
                    await self._hear(pubsub, await self._ask(pubsub))
            except Exception as error:  # whatever it is, a new connection is the answer
                self._lose(error)
            await asyncio.sleep(RETRY_S)

    async def _ask(self, pubsub: PubSub) -> set[str]:
        """Connect, and ask for all that is wanted; what comes to be wanted meanwhile is told by `subscribe`."""
        async with asyncio.timeout(ANSWER_S):
            await pubsub.connect()  # type: ignore[no-untyped-call]  # redis-py has left it untyped
            self._open = pubsub
            asked = set(self._wanted)
            if asked:
                await pubsub.subscribe(*asked)
        return asked

    async def _hear(self, pubsub: PubSub, unconfirmed: set[str]) -> None:
        """Take in what comes, until the connection is lost."""
        silences = 0
        while silences < SILENCES and _is_up(pubsub):
            if not unconfirmed:
                self._note_return()
            message = await pubsub.get_message(timeout=SILENCE_S)
            if message is not None:
                silences = 0
                self._take(message, unconfirmed)
            elif _is_up(pubsub):
                silences += 1
                async with asyncio.timeout(ANSWER_S):
                    await pubsub.ping()
        raise RedisConnectionError(f"nothing has come for {silences * SILENCE_S:.1f} s")

    def _take(self, message: Mapping[str, Any], unconfirmed: set[str]) -> None:
        match message["type"]:
            case "message":
                self._deliver(message["channel"].decode(), message["data"])
            case "subscribe":
                channel = message["channel"].decode()
                unconfirmed.discard(channel)
                confirmed = self._wanted.get(channel)
                if confirmed is not None and not confirmed.done():
                    confirmed.set_result(None)

    def _tell(self, command: Callable[[PubSub, str], Any], channel: str) -> None:
        """Write a command, in a task of its own: redis-py drops the connection when a writer is cancelled."""
        if self._open is not None:
            task = asyncio.create_task(self._write(self._open, command, channel), name="layer:tell")
            self._telling.add(task)
            task.add_done_callback(self._telling.discard)

    async def _write(self, pubsub: PubSub, command: Callable[[PubSub, str], Any], channel: str) -> None:
        if pubsub is self._open and _is_up(pubsub):
            # Failing closes the connection, which the reader notices and acts upon.
            with contextlib.suppress(RedisError, TimeoutError):
                async with asyncio.timeout(ANSWER_S):
                    await command(pubsub, channel)

    def _lose(self, error: Exception) -> None:
        """One line an outage, however many tries it takes to come back."""
        self._open = None
        reason = f"{type(error).__name__}: {error}"
        if self._lost_at is None:
            self._lost_at = time.monotonic()
            log.warning("nothing is heard from other processes until Redis is back (%s)", reason)
        self._refuse_waiting(reason)

    def _refuse_waiting(self, reason: str) -> None:
        for channel, confirmed in list(self._wanted.items()):
            if not confirmed.done():
                del self._wanted[channel]
                confirmed.set_exception(RedisConnectionError(f"Redis has not confirmed a subscription: {reason}"))

    def _note_return(self) -> None:
        if self._lost_at is not None:
            log.info("other processes are heard again, after %.1f s", time.monotonic() - self._lost_at)
            self._lost_at = None
            self._on_back()


def _client(options: Mapping[str, Any]) -> Redis:
    return Redis(connection_pool=create_pool(dict(options)))


async def _disconnect(client: Redis) -> None:
    with contextlib.suppress(RedisError):  # it closes too slowly, which is no longer anybody's concern
        await client.connection_pool.disconnect()


def _is_up(pubsub: PubSub) -> bool:
    """Every command of a `PubSub` that is not connected opens a new connection; so this is asked right before each."""
    return pubsub.connection is not None and pubsub.connection.is_connected
