"""docker-compose.yml as people use it: two servers behind nginx."""

from __future__ import annotations

import asyncio
import json

import pytest

from tests.stack.compose import stored
from tests.stack.visitor import ask, server_of
from tests.support.rooms import RoomFactory, new_room_code
from tests.support.servers import RunningServer, wait_until

pytestmark = pytest.mark.stack

SCHOOL = 500  # sockets behind one address


async def test_a_match_is_played_through_nginx_and_stored(rooms: RoomFactory) -> None:
    first, _ = await rooms.finished_pair()
    wait_until(lambda: len(stored(first.room_code)) == 1, "the match to be stored")


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
