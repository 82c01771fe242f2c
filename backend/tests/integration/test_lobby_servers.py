"""The lobby of real servers: alone, with Redis, and two of one game."""

from __future__ import annotations

import asyncio
import contextlib
import json

import pytest

from tests.support.lobby_client import lobby, room_in, until_gone
from tests.support.rooms import RoomFactory, new_room_code
from tests.support.two import TwoServers


async def test_a_public_game_is_seen_from_its_beginning_to_its_end(rooms: RoomFactory) -> None:
    async with lobby(rooms.server_url) as visitor:
        await visitor.until("lobby_state")
        first = await rooms.connect()
        await first.create_room(points_limit=1)
        await first.join(name="Ada")
        await room_in(visitor, first.room_code, status="waiting_for_opponent")
        second = await rooms.connect(first.room_code)
        await second.join(name="Bob")
        await first.ready()
        await second.ready()
        watcher = await rooms.connect(first.room_code)
        await watcher.join("observer")
        room = await room_in(visitor, first.room_code, status="playing", watchers=1)
        assert [(player["name"], player["is_bot"]) for player in room["players"]] == [("Ada", False), ("Bob", False)]
        await first.until_status("game_over")
        await until_gone(visitor, first.room_code)


async def test_a_private_room_is_not_seen(rooms: RoomFactory) -> None:
    private, public = await rooms.connect(), await rooms.connect()
    for player in (private, public):
        await player.create_room(private=player is private)
        await player.join()
    async with lobby(rooms.server_url) as visitor:
        await room_in(visitor, public.room_code)
        assert private.room_code not in json.dumps(visitor.seen)


@pytest.mark.parametrize("leaves", ["closes", "cut"])
async def test_a_search_ends_with_its_socket(rooms: RoomFactory, leaves: str) -> None:
    async with lobby(rooms.server_url) as first:
        await first.send("play_now")
        await first.until("seeking")
        await first.ping()
        await (first.close() if leaves == "closes" else first.cut())
    async with lobby(rooms.server_url) as second:
        await second.send("play_now")
        await second.until("seeking", nobody_yet=True)
        await second.send("stop_seeking")
        await second.until("seeking_ended", reason="stopped")
        assert not [message for message in second.seen if message["type"] == "paired"]


async def test_nonsense_and_floods_are_answered_and_sent_away(rooms: RoomFactory) -> None:
    async with lobby(rooms.server_url) as visitor:
        await visitor.send_unchecked('{"type":"create_room"}')
        await visitor.until_error("unknown_type")
        await visitor.send_unchecked(b"\x00")
        await visitor.until_error("binary_frame")
        await visitor.ping()
        for _ in range(100):
            with contextlib.suppress(Exception):
                await visitor.send("play_now")
        assert await visitor.closed() == 4008


async def test_two_who_want_to_play_at_two_servers_meet_and_can_play(two: TwoServers) -> None:
    async with lobby(two.home.server_url) as first, lobby(two.away.server_url) as second:
        await first.send("play_now", person=new_room_code() + "-1")
        await second.send("play_now", person=new_room_code() + "-2")
        codes = [(await visitor.until("paired"))["room_code"] for visitor in (first, second)]
    assert codes[0] == codes[1]
    one, other = await two.home.connect(codes[0]), await two.away.connect(codes[0])
    await one.create_room()
    await one.join()
    await other.join()
    await other.until_status("waiting_for_ready")


async def test_the_list_is_the_same_at_both_servers(two: TwoServers) -> None:
    first, second = await two.ready_pair(points_limit=21)
    async with lobby(two.home.server_url) as here, lobby(two.away.server_url) as there:
        await asyncio.gather(*(room_in(visitor, first.room_code, status="playing") for visitor in (here, there)))
        await second.send("leave_game")
        await asyncio.gather(*(until_gone(visitor, first.room_code) for visitor in (here, there)))


async def test_a_room_that_waits_at_one_server_is_found_from_the_other(two: TwoServers) -> None:
    host = await two.home.connect()
    await host.create_room()
    await host.join()
    async with lobby(two.away.server_url) as visitor:
        await room_in(visitor, host.room_code, status="waiting_for_opponent")
        await visitor.send("play_now")
        assert (await visitor.until("paired"))["room_code"] == host.room_code
