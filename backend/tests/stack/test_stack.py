"""docker-compose.yml as people use it: two servers behind nginx, replaced one by one while people are there."""

from __future__ import annotations

import asyncio
import json
import subprocess
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from tests.support.client import open_client
from tests.support.rooms import RoomFactory, new_room_code
from tests.support.servers import RunningServer, wait_until

pytestmark = pytest.mark.stack

ROOT = Path(__file__).resolve().parents[3]
SCHOOL = 500  # sockets behind one address
RESTART_LIMIT_S = 120.0


def ask(server: RunningServer, path: str, **headers: str) -> tuple[int, str]:
    """The status of a page, and the page."""
    request = urllib.request.Request(f"{server.http_url}{path}", headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=15) as response:
            return response.status, response.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()


async def server_of(url: str, room_code: str) -> str:
    """Which process answers there."""
    client = await open_client(url, room_code, subprotocols=["pong.v1"])
    try:
        return str((await client.expect("welcome"))["server"])
    finally:
        await client.close()


def stored_rooms() -> list[str]:
    """The room codes of the stored matches, read past the servers."""
    query = "SELECT room_code FROM matches_finishedmatch"
    command = ["docker", "compose", "exec", "-T", "db", "psql", "-U", "pong", "-tAc", query]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()


async def test_a_match_is_played_through_nginx_and_stored(rooms: RoomFactory) -> None:
    first, _ = await rooms.finished_pair()
    wait_until(lambda: first.room_code in stored_rooms(), "the match to be stored")


async def test_the_code_of_a_room_says_which_process_it_is(server: RunningServer) -> None:
    codes = [new_room_code() for _ in range(12)]
    first = [await server_of(server.url, code) for code in codes]
    again = [await server_of(server.url, code) for code in codes]
    assert first == again
    assert len(set(first)) == 2


async def test_a_school_behind_one_address_is_let_in(rooms: RoomFactory) -> None:
    clients = [await rooms.connect() for _ in range(SCHOOL)]
    await asyncio.gather(*(client.ping() for client in clients))


@pytest.mark.parametrize("path", ["/metrics", "//metrics", "/%6Detrics", "/./metrics"])
def test_metrics_are_not_for_the_public(server: RunningServer, path: str) -> None:
    assert ask(server, path)[0] == 404


def test_readiness_is_told_through_nginx(server: RunningServer) -> None:
    status, page = ask(server, "/readyz")
    assert (status, set(json.loads(page)["checks"].values())) == (200, {"ok"})


def test_a_mount_point_that_a_client_names_changes_nothing(server: RunningServer) -> None:
    assert ask(server, "/", **{"Daphne-Root-Path": "/evil"}) == ask(server, "/")


@pytest.mark.timeout(180)
async def test_all_servers_are_replaced_and_no_door_is_closed(server: RunningServer, rooms: RoomFactory) -> None:
    """Pages always answer; whoever has a socket is told to come back, and gets in at the first try."""
    before = {await server_of(server.url, new_room_code()) for _ in range(12)}
    visitor = asyncio.create_task(visit_until_all_are_new(server, rooms, before))
    restart = await asyncio.create_subprocess_exec(ROOT / "tools" / "rolling-restart", stdout=subprocess.PIPE)
    async with asyncio.timeout(RESTART_LIMIT_S):
        said, _ = await restart.communicate()
        assert (restart.returncode, said.count(b"ended with 0")) == (0, 2), said
        assert await visitor == [4012, 4012]


async def visit_until_all_are_new(server: RunningServer, rooms: RoomFactory, old: set[str]) -> list[int]:
    """A page and a socket, again and again, until both old servers have said goodbye; the codes that they said it with.

    One room code for each old server is held; the test ends when each has been told.
    """
    held: dict[str, asyncio.Task[int]] = {}
    while len(held) < len(old):
        client = await rooms.connect(subprotocols=["pong.v1"])
        name = (await client.expect("welcome"))["server"]
        if name in old and name not in held:
            held[name] = asyncio.create_task(client.closed(within=RESTART_LIMIT_S))
    codes = asyncio.gather(*held.values())
    while not codes.done():
        status, _ = await asyncio.to_thread(ask, server, "/")
        assert status == 200
        await server_of(server.url, new_room_code())
    return await codes
