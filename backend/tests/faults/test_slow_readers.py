"""Readers that stop reading cost the server little, and nobody else anything."""

from __future__ import annotations

import asyncio
import base64
import os
import re
import socket
from pathlib import Path

import pytest

from tests.support.client import PATIENCE_S, Client
from tests.support.rooms import RoomFactory, ready_pair
from tests.support.servers import native_server

pytestmark = pytest.mark.faults

STOPPED_READERS = 40
TICKS = 15 * 60  # 15 s of frames, some 140 kB for each reader, which the kernel would gladly keep
MAX_GROWTH_BYTES = 6 * 1024 * 1024


async def stop_reading(server_url: str, room_code: str) -> socket.socket:
    """An observer that joins and never reads a byte; its kernel takes as little as a kernel can."""
    loop = asyncio.get_running_loop()
    host, port = server_url.removeprefix("ws://").split(":")
    link = socket.socket()
    link.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    link.setblocking(False)
    await loop.sock_connect(link, (host, int(port)))
    key = base64.b64encode(os.urandom(16)).decode()
    await loop.sock_sendall(
        link,
        f"GET /ws/game/{room_code}/ HTTP/1.1\r\nHost: {host}:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n".encode(),
    )
    assert b"101 Switching" in await loop.sock_recv(link, 1024)
    message = b'{"type":"join_game","role":"observer"}'
    await loop.sock_sendall(link, bytes([0x81, 0x80 | len(message)]) + b"\0\0\0\0" + message)
    return link


async def play_on(player: Client, ticks: int) -> None:
    """Every tick's frame arrives."""
    frames = await player.frames(ticks)
    assert [frame["tick"] for frame in frames] == list(range(frames[0]["tick"], frames[0]["tick"] + ticks))


async def catch_up(link: socket.socket, tick: int) -> int:
    """Read until a frame of ``tick`` or later; how many frames had waited. Frames are short: a byte of length each."""
    loop = asyncio.get_running_loop()
    seen, rest = 0, b""
    async with asyncio.timeout(PATIENCE_S):
        while True:
            rest += await loop.sock_recv(link, 65536)
            *frames, rest = re.split(rb"(?<=\})(?=[\x81\x89])", rest)
            for frame in frames:
                seen += 1
                if (found := re.search(rb'"tick":(\d+)', frame)) and int(found[1]) >= tick:
                    return seen


async def test_readers_that_stop_cost_little_and_come_back_to_the_present(tmp_path: Path) -> None:
    with native_server(tmp_path, outages=True) as server:
        assert server.pid is not None
        async with RoomFactory(server.url) as factory:
            player, opponent = await factory.seated_pair(points_limit=21)
            await ready_pair(player, opponent)
            stopped = [await stop_reading(server.url, player.room_code) for _ in range(STOPPED_READERS)]
            try:
                await play_on(player, 120)
                before = server.resident_bytes()
                await play_on(player, TICKS)
                growth = server.resident_bytes() - before
                present = player.seen[-1]["tick"]
                waited = [await catch_up(link, present) for link in stopped]
            finally:
                for link in stopped:
                    link.close()
            await play_on(opponent, 60)
    assert growth < MAX_GROWTH_BYTES, f"{growth / 1024:.0f} KiB for {STOPPED_READERS} readers"
    assert max(waited) < TICKS / 2, f"{max(waited)} old frames"
