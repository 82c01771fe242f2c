"""The composition root, the metrics, and the application that Daphne serves."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from channels.layers import channel_layers
from django.core.exceptions import ImproperlyConfigured
from prometheus_client import REGISTRY

from config.metrics import PrometheusMeter
from config.root_path import FixedRootPath
from config.runtime import build_ledger, build_runtime
from pong.cluster.memory_ledger import MemoryLedger
from pong.cluster.redis_ledger import RedisLedger
from pong.messages.wire import CreateRoom
from pong.rooms.commands import Drop
from tests.support.fakes import RecordingMember

LIMIT_S = 10.0


def test_the_meter_counts_lateness_and_dropped_ticks() -> None:
    def value(name: str) -> float:
        return REGISTRY.get_sample_value(name) or 0.0

    names = ("pong_tick_lateness_seconds_count", "pong_tick_lateness_seconds_sum", "pong_ticks_dropped_total")
    before = [value(name) for name in names]
    meter = PrometheusMeter()
    meter.ticked(0.002)
    meter.ticked(0.001)
    meter.dropped(7)
    grown = [value(name) - old for name, old in zip(names, before, strict=True)]
    assert grown == pytest.approx([2, 0.003, 7])


async def test_the_runtime_opens_rooms_up_to_the_limit_of_the_settings(settings: Any) -> None:
    settings.MAX_ROOMS = 1
    settings.MAX_CONNECTIONS = 1
    runtime = build_runtime()
    member = RecordingMember()
    assert runtime.connections.add(member)
    assert not runtime.connections.add(RecordingMember())
    room = await runtime.node.create("A", CreateRoom(opponent="bot"), member)
    assert await runtime.node.create("B", CreateRoom(), member) == "too_many_rooms"
    room.submit(Drop(member))  # type: ignore[union-attr]
    await asyncio.sleep(0)
    await runtime.node.stop()
    assert runtime.server


def test_the_ledger_is_in_redis_if_there_is_one(settings: Any) -> None:
    settings.REDIS_URL = ""
    assert isinstance(build_ledger("p")[0], MemoryLedger)
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    assert isinstance(build_ledger("p")[0], RedisLedger)


def test_no_process_starts_without_a_channel_layer(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.CHANNEL_LAYERS = {}
    monkeypatch.setattr(channel_layers, "backends", {})
    with pytest.raises(ImproperlyConfigured, match="CHANNEL_LAYERS"):
        build_runtime()


async def test_the_mount_point_is_the_root_whatever_a_header_says() -> None:
    seen: list[dict[str, Any]] = []

    async def application(scope: dict[str, Any], receive: Any, send: Any) -> None:
        seen.append(scope)

    await FixedRootPath(application)({"type": "http", "root_path": "/evil"}, None, None)
    assert seen == [{"type": "http", "root_path": ""}]


class Client:
    """One ASGI connection to the whole application."""

    def __init__(self, **scope: Any) -> None:
        from config.asgi import application

        self.inbox: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.outbox: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.task = asyncio.get_running_loop().create_task(application(scope, self.inbox.get, self.outbox.put))

    async def next(self) -> dict[str, Any]:
        async with asyncio.timeout(LIMIT_S):
            return await self.outbox.get()


def websocket(origin: str | None) -> Client:
    headers = [(b"host", b"localhost:8000")]
    if origin is not None:
        headers.append((b"origin", origin.encode()))
    path = "/ws/game/asgi/"
    scope = {"type": "websocket", "path": path, "raw_path": path.encode(), "query_string": b"", "headers": headers}
    client = Client(**scope, scheme="ws", subprotocols=[])
    client.inbox.put_nowait({"type": "websocket.connect"})
    return client


async def test_the_application_serves_a_room_to_its_own_pages_and_to_scripts() -> None:
    from config.asgi import runtime

    for origin in (None, "http://localhost:8000"):
        client = websocket(origin)
        assert (await client.next())["type"] == "websocket.accept"
        client.inbox.put_nowait({"type": "websocket.receive", "text": '{"type":"create_room"}'})
        assert json.loads((await client.next())["text"])["room_code"] == "ASGI"
        client.inbox.put_nowait({"type": "websocket.disconnect", "code": 1000})
        await asyncio.wait_for(client.task, LIMIT_S)
        await runtime.node.stop()
        assert len(runtime.connections) == 0


async def test_the_application_refuses_the_page_of_another_site_in_the_handshake() -> None:
    client = websocket("http://evil.example")
    assert (await client.next())["type"] == "websocket.close"
    client.inbox.put_nowait({"type": "websocket.disconnect", "code": 1006})
    await asyncio.wait_for(client.task, LIMIT_S)
