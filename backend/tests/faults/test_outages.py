"""What a single server promises when Redis, the database or a client goes away under a running match."""

from __future__ import annotations

import asyncio
import contextlib
import http.client
import json
import os
import re
import signal
import socket
import sqlite3
import urllib.error
import urllib.request
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.support.client import Client
from tests.support.rooms import RoomFactory, let_the_serve_pass, ready_pair
from tests.support.servers import RunningServer, free_port, native_server, redis_server, wait_until

pytestmark = pytest.mark.faults

TICKS_OF_PLAY = 90  # 1.5 s: longer than any time-out in the way of a frame


def pid_of_redis(port: int) -> int:
    """The process that Redis itself says it is."""
    with socket.create_connection(("127.0.0.1", port), timeout=5) as link:
        link.sendall(b"INFO server\r\n")
        reply = link.recv(16384).decode()
    return int(re.search(r"process_id:(\d+)", reply)[1])  # type: ignore[index]


def readiness(server: RunningServer) -> tuple[int, dict[str, Any]]:
    """The status of /readyz, and what it says."""
    try:
        with urllib.request.urlopen(f"{server.http_url}/readyz", timeout=5) as response:
            return response.status, json.load(response)
    except urllib.error.HTTPError as error:
        with error:
            return error.code, json.load(error)


async def play_on(player: Client) -> None:
    """So many frames arrive, one a tick, without a hole."""
    frames = await player.frames(TICKS_OF_PLAY)
    ticks = [frame["tick"] for frame in frames]
    assert ticks == list(range(ticks[0], ticks[0] + TICKS_OF_PLAY))


async def running_match(factory: RoomFactory, **options: Any) -> tuple[Client, Client]:
    first, second = await factory.seated_pair(**options)
    await ready_pair(first, second)
    return first, second


def stored_matches(server: RunningServer) -> list[str]:
    """The room codes of the stored matches."""
    assert server.sqlite_path is not None
    with contextlib.closing(sqlite3.connect(server.sqlite_path)) as database:
        return [code for (code,) in database.execute("SELECT room_code FROM matches_finishedmatch")]


@pytest.fixture
def redis_port() -> int:
    return free_port()


@pytest.fixture
def server(tmp_path: Path, redis_port: int) -> Iterator[RunningServer]:
    with native_server(tmp_path, redis_url=f"redis://127.0.0.1:{redis_port}/0", outages=True) as running:
        yield running


async def test_a_match_waits_while_redis_is_dead_and_goes_on_where_it_was(
    tmp_path: Path, redis_port: int, server: RunningServer
) -> None:
    folder = tmp_path / "redis"
    folder.mkdir()
    async with RoomFactory(server.url) as factory:
        with redis_server(folder, port=redis_port):
            wait_until(lambda: readiness(server)[0] == 200, "ready with Redis")
            first, second = await running_match(factory, points_limit=21)
            await play_on(first)
        await asyncio.gather(first.until_status("paused"), second.until_status("paused"))
        tick = next(message["tick"] for message in reversed(second.seen) if message["type"] == "game_update")
        wait_until(lambda: readiness(server)[0] == 503, "readiness to notice")
        _, report = readiness(server)
        assert report["checks"]["redis"] != "ok"
        assert report["checks"]["lease"] != "ok"
        with redis_server(folder, port=redis_port):  # an empty one
            await asyncio.gather(first.until_status("playing"), second.until_status("playing"))
            assert (await second.until("game_update"))["tick"] == tick + 1
            wait_until(lambda: readiness(server)[0] == 200, "ready again")
            await play_on(first)


@pytest.fixture
async def hanging_redis(tmp_path: Path, redis_port: int, server: RunningServer) -> AsyncIterator[HangingRedis]:
    """A Redis under a server that is ready."""
    folder = tmp_path / "redis"
    folder.mkdir()
    with redis_server(folder, port=redis_port):
        wait_until(lambda: readiness(server)[0] == 200, "ready with Redis")
        pid = pid_of_redis(redis_port)
        try:
            yield HangingRedis(pid)
        finally:
            os.kill(pid, signal.SIGCONT)


@dataclass(frozen=True)
class HangingRedis:
    pid: int

    def hang(self) -> None:
        os.kill(self.pid, signal.SIGSTOP)

    def go_on(self) -> None:
        os.kill(self.pid, signal.SIGCONT)


async def test_nobody_notices_that_redis_hangs_for_a_moment(server: RunningServer, hanging_redis: HangingRedis) -> None:
    async with RoomFactory(server.url) as factory:
        first, _ = await running_match(factory, points_limit=21)
        await play_on(first)
        hanging_redis.hang()
        begun = await first.frames(1)
        moment = await first.frames(24)  # 0.4 s
        hanging_redis.go_on()
        assert moment[-1]["tick"] == begun[0]["tick"] + 24
        await play_on(first)
        assert "paused" not in first.statuses


async def test_who_opens_or_joins_a_room_while_redis_hangs_is_told_to_try_again(
    server: RunningServer, hanging_redis: HangingRedis
) -> None:
    async with RoomFactory(server.url) as factory:
        player = await factory.connect()
        await player.ping()
        hanging_redis.hang()
        for wish in ("create_room", "join_game"):
            await player.send(wish)
            await player.until_error("busy")
        hanging_redis.go_on()
        await player.create_room()
        await player.join()


async def test_a_match_that_ends_while_the_database_is_locked_is_stored_once(tmp_path: Path) -> None:
    with native_server(tmp_path, outages=True) as server:
        async with RoomFactory(server.url) as factory:
            first, second = await running_match(factory, points_limit=1)
            with contextlib.closing(sqlite3.connect(server.sqlite_path, isolation_level=None)) as database:
                database.execute("BEGIN EXCLUSIVE")
                await let_the_serve_pass(first, second)
                await first.until("game_over")
                other, _ = await running_match(factory, points_limit=21)
                await play_on(other)
                assert stored_matches(server) == []
                database.execute("ROLLBACK")
            wait_until(lambda: stored_matches(server) == [first.room_code], "the match to be stored")


async def test_a_killed_server_comes_back_with_its_matches_and_open_doors(tmp_path: Path) -> None:
    """Without Redis, rooms die with their process; what was stored does not."""
    with native_server(tmp_path, outages=True) as server:
        async with RoomFactory(server.url) as factory:
            first, second = await running_match(factory, points_limit=1)
            await let_the_serve_pass(first, second)
            await first.until("game_over")
            wait_until(lambda: stored_matches(server) == [first.room_code], "the match to be stored")
            assert server.pid is not None
            os.kill(server.pid, signal.SIGKILL)
            assert await first.closed() == 1006
    with native_server(tmp_path) as server:
        async with RoomFactory(server.url) as factory:
            back = await factory.connect(first.room_code)
            await back.send("join_game", token=first.token)
            await back.until_error("room_not_found")
            await back.create_room(points_limit=1)
            await back.join()
        assert stored_matches(server) == [first.room_code]


async def test_a_server_that_is_told_to_stop_while_pages_are_asked_for_ends(tmp_path: Path) -> None:
    with native_server(tmp_path, outages=True) as server:
        answered, stopped = asyncio.Event(), asyncio.Event()

        async def ask_on() -> None:
            while not stopped.is_set():
                with contextlib.suppress(OSError, http.client.HTTPException):
                    await asyncio.to_thread(lambda: urllib.request.urlopen(f"{server.http_url}/", timeout=5).read())
                    answered.set()

        asking = [asyncio.create_task(ask_on()) for _ in range(8)]
        await answered.wait()
        assert server.pid is not None
        os.kill(server.pid, signal.SIGTERM)
        # The block's end waits for the process, and fails if it does not end by itself.
        stopped.set()
        await asyncio.gather(*asking)


async def test_a_server_that_is_told_to_stop_sends_its_clients_away_and_leaves_nothing_unwritten(
    tmp_path: Path,
) -> None:
    with native_server(tmp_path, outages=True) as server:
        async with RoomFactory(server.url) as factory:
            players = await factory.seated_pair(points_limit=21)
            observer = await factory.connect(players[0].room_code)
            await observer.join(role="observer")
            await ready_pair(*players)
            ended = await running_match(factory, points_limit=1)
            await let_the_serve_pass(*ended)
            await ended[0].until("game_over")
            assert server.pid is not None
            os.kill(server.pid, signal.SIGTERM)
            codes = await asyncio.gather(*(client.closed() for client in (*players, *ended, observer)))
    assert codes == [4012] * 5
    assert stored_matches(server) == [ended[0].room_code]
