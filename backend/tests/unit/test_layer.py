"""The channel layer in memory, and what the one over Redis was read against (that one: integration/test_layer.py)."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from importlib.metadata import version

import pytest
from channels.layers import get_channel_layer

from pong.cluster.layer import BatchedInMemoryChannelLayer, BatchedLayer, BatchedPubSubChannelLayer


async def test_in_memory_a_batch_reaches_each_group_in_order() -> None:
    layer = BatchedInMemoryChannelLayer()
    channels = [await layer.new_channel() for _ in range(2)]
    for group, channel in zip("ab", channels, strict=True):
        await layer.group_add(group, channel)
    await layer.group_send_batch([("a", {"n": 1}), ("b", {"n": 2}), ("nobody", {"n": 3}), ("a", {"n": 4})])
    assert [await layer.receive(channels[0]) for _ in range(2)] == [{"n": 1}, {"n": 4}]
    assert await layer.receive(channels[1]) == {"n": 2}


async def test_in_memory_what_is_sent_does_not_change_afterwards() -> None:
    layer = BatchedInMemoryChannelLayer()
    channel = await layer.new_channel()
    await layer.group_add("a", channel)
    message = {"n": 1}
    await layer.group_send_batch([("a", message)])
    message["n"] = 2
    assert await layer.receive(channel) == {"n": 1}


@pytest.mark.parametrize("make", [BatchedInMemoryChannelLayer, BatchedPubSubChannelLayer])
async def test_both_layers_have_what_callers_use(make: Callable[[], BatchedLayer]) -> None:
    layer = make()
    assert layer.on_reconnect is None
    for name in ("new_channel", "receive", "group_add", "group_discard", "group_send", "group_send_batch", "flush"):
        assert callable(getattr(layer, name))


def test_the_settings_layer_takes_batches() -> None:
    assert asyncio.iscoroutinefunction(getattr(get_channel_layer(), "group_send_batch", None))


def test_the_libraries_are_those_that_the_layer_was_read_against() -> None:
    """It reads private parts of both; channels_redis: `_layers`, `_args`, `_kwargs`, `_get_layer`, `_wrap_close` of the
    outer layer; `_shards`, `_get_shard`, `_get_group_channel_name`, `_subscribe_to_channel`, `channels`, `groups` of
    the one below, and what that asks of a shard. Of redis-py: that a `PubSub` connects before every command, that a
    cancelled writer closes the connection, `Retry(supported_errors=())`, and maintenance notifications.

    After an upgrade: read pong/cluster/{layer,shard}.py beside their new sources, run tests/integration/test_layer.py,
    and put the new versions here.
    """
    assert (version("channels-redis"), version("redis")) == ("4.3.0", "8.1.0")
