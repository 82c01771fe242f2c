"""Readers that stop reading cost the server little, and nobody else anything."""

from __future__ import annotations

import asyncio
import base64
import os
import re
import socket
import sys
import time
from itertools import pairwise
from pathlib import Path
from statistics import quantiles

import pytest

from pong.rooms.ports import OBSERVER_FRAME_TICKS
from pong.rooms.window import MAX_FRAMES_IN_FLIGHT
from tests.support.client import PATIENCE_S, Client
from tests.support.rooms import RoomFactory, ready_pair
from tests.support.servers import native_server

pytestmark = pytest.mark.faults

STOPPED_READERS = 40
QUIET_TICKS = 5 * 60
TICKS = 15 * 60  # 15 s of frames, some 140 kB for each reader, which the kernel would gladly keep
MAX_GROWTH_BYTES = 6 * 1024 * 1024
# Both are measured in one run on one machine; the factor is for what else that machine does.
MAX_GAP_RATIO = 3.0

IN_FLIGHT_TICKS = MAX_FRAMES_IN_FLIGHT * OBSERVER_FRAME_TICKS  # 3 s of an observer's frames
CLOSED_AFTER_S = 10.0


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


async def play_on(player: Client, ticks: int) -> float:
    """Every tick's frame arrives. Returns how long it was between two of them, in ms, but for the longest 1 %."""
    arrivals, seen = [], []
    for _ in range(ticks):
        seen.append((await player.until("game_update"))["tick"])
        arrivals.append(time.perf_counter())
    assert seen == list(range(seen[0], seen[0] + ticks))
    gaps_ms = [1000.0 * (after - before) for before, after in pairwise(arrivals)]
    return quantiles(gaps_ms, n=100, method="inclusive")[98]


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


async def test_readers_that_stop_cost_little_and_come_back_to_the_present(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with native_server(tmp_path, outages=True) as server:
        assert server.pid is not None
        async with RoomFactory(server.url) as factory:
            player, opponent = await factory.seated_pair(points_limit=21)
            await ready_pair(player, opponent)
            quiet_ms = await play_on(player, QUIET_TICKS)
            stopped = [await stop_reading(server.url, player.room_code) for _ in range(STOPPED_READERS)]
            try:
                await play_on(player, 120)
                before = server.resident_bytes()
                stopped_ms = await play_on(player, TICKS)
                growth = server.resident_bytes() - before
                present = player.seen[-1]["tick"]
                waited = [await catch_up(link, present) for link in stopped]
            finally:
                for link in stopped:
                    link.close()
            await play_on(opponent, 60)
    with capsys.disabled():
        sys.stdout.write(
            f"\nms between a player's frames, p99: {quiet_ms:.1f}, with {STOPPED_READERS} stopped readers "
            f"{stopped_ms:.1f}; they cost {growth / 1024:.0f} KiB\n"
        )
    assert growth < MAX_GROWTH_BYTES, f"{growth / 1024:.0f} KiB for {STOPPED_READERS} readers"
    assert max(waited) < TICKS / 2, f"{max(waited)} old frames"
    assert stopped_ms < MAX_GAP_RATIO * quiet_ms, "the players notice nothing of it"


async def acknowledge_one(observer: Client) -> int:
    """Watch, and say of one frame that it has come; of which tick it was."""
    await observer.join("observer")
    await observer.frames(2)  # the first may be what a newcomer is told at once, not the frame of a tick
    tick: int = observer.seen[-1]["tick"]
    await observer.send("ack", tick=tick)
    return tick


async def fall_silent(observer: Client) -> None:
    """Read everything and acknowledge nothing more: thirty frames, and closed ten seconds after the last of them."""
    tick = await acknowledge_one(observer)
    began = time.perf_counter()
    assert await observer.closed(within=CLOSED_AFTER_S + PATIENCE_S) == 4008
    assert time.perf_counter() - began >= CLOSED_AFTER_S
    frames = [message["tick"] for message in observer.seen if message["type"] == "game_update"]
    assert frames[-1] <= tick + IN_FLIGHT_TICKS
    assert frames[1:] == list(range(frames[1], frames[-1] + 1, OBSERVER_FRAME_TICKS))


async def come_back(observer: Client, player: Client) -> None:
    """Be silent for a second, and acknowledge again: the present comes, and nothing of what was missed."""
    last = await acknowledge_one(observer) + IN_FLIGHT_TICKS
    await observer.until("game_update", tick=last)
    present = await player.until("game_update", where=lambda frame: frame["tick"] >= last + 60)
    await observer.send("ack", tick=last)
    newest = await observer.until("game_update")
    assert newest["tick"] >= present["tick"]
    ticks = [frame["tick"] - newest["tick"] for frame in await observer.frames(3)]
    assert ticks == [number * OBSERVER_FRAME_TICKS for number in (1, 2, 3)]


async def test_readers_that_stop_acknowledging_get_thirty_frames_and_are_closed(tmp_path: Path) -> None:
    with native_server(tmp_path) as server:
        async with RoomFactory(server.url) as factory:
            player, opponent = await factory.ready_pair(points_limit=21)
            code = player.room_code
            observers = [await factory.connect(code, subprotocols=["pong.v1"]) for _ in range(STOPPED_READERS)]
            *silent, returning = observers
            await asyncio.gather(
                play_on(player, int(CLOSED_AFTER_S * 60) + IN_FLIGHT_TICKS),
                come_back(returning, opponent),
                *(fall_silent(observer) for observer in silent),
            )
