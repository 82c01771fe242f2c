"""The channel layers, each with `group_send_batch`: many messages for the price of one. Knows no rooms.

Channels' Redis pub/sub layer awaits every publish by itself behind a lock, waits 5 s for a Redis that hangs, and is
deaf for up to a second after an outage, of which it tells nobody. `BatchedPubSubChannelLayer` keeps its contract and
its wire format, and replaces the connections below it (shard.py; decision 13).
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from typing import Any, Final, Protocol

from channels.layers import InMemoryChannelLayer
from channels_redis.pubsub import (  # type: ignore[import-untyped]  # it has no types
    RedisPubSubChannelLayer,
    RedisPubSubLoopLayer,
)
from channels_redis.utils import _wrap_close, decode_hosts  # type: ignore[import-untyped]  # it has no types

from pong.cluster.shard import Shard

log = logging.getLogger(__name__)

MAX_UNREAD: Final = 10_000

Messages = Sequence[tuple[str, dict[str, Any]]]  # each with its group


class BatchedLayer(Protocol):
    """What both layers here can do."""

    # Called in the event loop whenever messages may have been lost because the layer was away, and it is back.
    on_reconnect: Callable[[], None] | None

    async def new_channel(self) -> str: ...

    async def receive(self, channel: str) -> dict[str, Any]: ...

    async def group_add(self, group: str, channel: str) -> None: ...

    async def group_discard(self, group: str, channel: str) -> None: ...

    async def group_send(self, group: str, message: dict[str, Any]) -> None: ...

    async def group_send_batch(self, messages: Messages) -> None:
        """Send each message to its group, in order. If this raises, some may have been sent."""
        ...

    async def flush(self) -> None: ...


class BatchedInMemoryChannelLayer(InMemoryChannelLayer):
    """Channels' in-memory layer, which never loses its connection."""

    on_reconnect: Callable[[], None] | None = None

    async def group_send_batch(self, messages: Messages) -> None:
        """Send each message to its group, in order."""
        for group, message in messages:
            await self.group_send(group, message)


class BatchedPubSubChannelLayer(RedisPubSubChannelLayer):  # type: ignore[misc]  # untyped
    """Channels' Redis pub/sub layer, with `group_send_batch`.

    Beyond the base class's contract:

    - Whatever asks Redis for something raises a ``RedisError`` within about half a second if it does not answer.
    - `new_channel` and `group_add` return when Redis has confirmed the subscription; nothing sent after that is missed.
    - A lost connection comes back by itself about 0.1 s after Redis does, with all of its subscriptions; what was sent
      meanwhile is lost, and ``on_reconnect`` is called. It is called without loss too, if the first connection took
      more than one try.
    - A channel keeps the newest `MAX_UNREAD` messages that nobody has received.
    """

    def __init__(self, *args: Any, on_reconnect: Callable[[], None] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.on_reconnect = on_reconnect

    async def group_send_batch(self, messages: Messages) -> None:
        """Publish all ``messages`` in one round trip (one to each Redis, if there are several), in order.

        Raises:
            RedisError: not all were confirmed; some may have been published.
            TypeError: one cannot be serialized; none was published.
        """
        await self._get_layer().group_send_batch(messages)

    def _get_layer(self) -> _LoopLayer:
        loop = asyncio.get_running_loop()
        layer: _LoopLayer | None = self._layers.get(loop)
        if layer is None:
            layer = self._layers[loop] = _LoopLayer(*self._args, channel_layer=self, **self._kwargs)
            _wrap_close(self, loop)
        return layer


class _LoopLayer(RedisPubSubLoopLayer):  # type: ignore[misc]  # untyped
    """The layer of one event loop."""

    def __init__(self, hosts: Any = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(hosts, *args, **kwargs)
        self._shards = [Shard(host, deliver=self._deliver, on_back=self._come_back) for host in decode_hosts(hosts)]

    async def group_send_batch(self, messages: Messages) -> None:
        parts: dict[Shard, list[tuple[str, bytes]]] = {}
        for group, message in messages:
            name = self._get_group_channel_name(group)
            parts.setdefault(self._get_shard(name), []).append((name, self.channel_layer.serialize(message)))
        sending = (shard.publish_all(part) for shard, part in parts.items())
        # One that fails must not leave the others running behind the caller's back.
        for outcome in await asyncio.gather(*sending, return_exceptions=True):
            if outcome is not None:
                raise outcome

    async def _subscribe_to_channel(self, channel: str) -> None:
        self.channels[channel] = _Unread(channel)
        shard = self._get_shard(channel)
        try:
            await shard.subscribe(channel)
        except BaseException:  # also a caller that is cancelled: nobody will ever receive from it
            self.channels.pop(channel, None)
            await shard.unsubscribe(channel)
            raise

    def _deliver(self, name: str, message: bytes) -> None:
        receivers = [name] if name in self.channels else list(self.groups.get(name, ()))
        for receiver in receivers:
            if receiver in self.channels:
                self.channels[receiver].put_nowait(message)

    def _come_back(self) -> None:
        tell = self.channel_layer.on_reconnect
        try:
            if tell is not None:
                tell()
        except Exception:
            log.exception("on_reconnect failed")


class _Unread(asyncio.Queue[bytes]):
    """What has come on a channel and was not received. When it is full, the oldest message gives way."""

    def __init__(self, channel: str) -> None:
        super().__init__(MAX_UNREAD)
        self._channel = channel
        self._is_behind = False

    def put_nowait(self, message: bytes) -> None:
        if self.empty():
            self._is_behind = False
        if self.full():
            self.get_nowait()
            if not self._is_behind:
                log.warning("%s is not read: its oldest messages are dropped from here on", self._channel)
            self._is_behind = True
        super().put_nowait(message)
