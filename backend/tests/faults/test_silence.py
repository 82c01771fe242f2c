"""Whoever says nothing is cut off: in the middle of a head after 5 s, on an open socket after a ping and no pong."""

from __future__ import annotations

import asyncio
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.support.raw import PING, RawSocket, handshake, head
from tests.support.rooms import RoomFactory, new_room_code
from tests.support.servers import native_server

pytestmark = pytest.mark.faults

HEAD_WITHIN_S = 5.0
PING_AND_PONG_S = 25.0
SLACK_S = 10.0  # timers that look up every 2 s, on a busy machine
MAX_GROWTH_BYTES = 4 * 1024 * 1024
PINGS = 80_000  # their pongs are 10 MB


async def test_silence_ends_a_line_and_pongs_keep_it(tmp_path: Path) -> None:
    with native_server(tmp_path, own=True) as server:
        url = urlsplit(server.url)
        async with RoomFactory(server.url) as factory:
            answers = await factory.connect()
            silent = await RawSocket.open(server.url, new_room_code())
            half = RawSocket(*await asyncio.open_connection(url.hostname, url.port))
            await half.send(handshake(server.url, new_room_code())[:-2])
            await asyncio.gather(
                half.cut_by_the_server(within=HEAD_WITHIN_S + SLACK_S),
                silent.cut_by_the_server(within=PING_AND_PONG_S + SLACK_S),
            )
            await answers.ping()
            half.cut()
            silent.cut()


async def test_pings_whose_answers_nobody_reads_cost_nothing(tmp_path: Path) -> None:
    with native_server(tmp_path, own=True) as server:
        before = server.resident_bytes()
        deaf = await RawSocket.open(server.url, new_room_code())
        deaf.stop_reading()
        ping = head(PING, 125) + b"x" * 125
        for _ in range(PINGS // 1000):
            await deaf.send(ping * 1000)
        async with RoomFactory(server.url) as factory:
            await (await factory.connect()).ping()
        assert server.resident_bytes() - before < MAX_GROWTH_BYTES
        deaf.cut()
