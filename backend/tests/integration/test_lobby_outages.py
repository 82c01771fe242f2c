"""The lobby when Redis or a whole server is taken away."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.support.layers import RealRedis
from tests.support.lobby_client import lobby, room_in
from tests.support.rooms import RoomFactory
from tests.support.servers import RunningServer, native_server


@pytest.fixture
def servers(tmp_path: Path, redis: RealRedis) -> Iterator[tuple[RunningServer, RunningServer]]:
    """Two servers of one game, which may be killed; a traceback in a log is still one too many."""
    with ExitStack() as stack:
        folders = [tmp_path / name for name in ("first", "second")]
        for folder in folders:
            folder.mkdir()
        first, second = (
            stack.enter_context(native_server(folder, redis_url=redis.url, own=True, outages=True))
            for folder in folders
        )
        yield first, second


async def test_a_search_outlives_an_outage_of_redis(
    servers: tuple[RunningServer, RunningServer], redis: RealRedis
) -> None:
    first, second = servers
    async with lobby(first.url) as one, lobby(second.url) as two:
        await one.send("play_now")
        await one.until("seeking", nobody_yet=True)
        await redis.kill()
        await one.until("error", where=lambda _: True)
        assert one.seen[-1]["code"] == "busy"
        await two.send("play_now")
        redis.start()
        # The second may hear of the outage, too, or come just after it.
        codes = [await until_paired(visitor) for visitor in (one, two)]
        assert codes[0] == codes[1]


async def until_paired(visitor: object) -> str:
    while True:
        message = await visitor.receive()  # type: ignore[attr-defined]
        if message["type"] == "paired":
            return str(message["room_code"])


async def test_what_a_killed_server_had_is_gone_and_its_rooms_come_back(
    servers: tuple[RunningServer, RunningServer],
) -> None:
    first, second = servers
    async with RoomFactory(first.url) as rooms, RoomFactory(second.url) as others, lobby(second.url) as visitor:
        host = await rooms.connect()
        await host.create_room(points_limit=21)
        await host.join()
        guest = await others.connect(host.room_code)
        await guest.join()
        await room_in(visitor, host.room_code, status="waiting_for_ready")
        async with lobby(first.url) as doomed:
            await doomed.send("play_now")
            await doomed.until("seeking")
            await doomed.ping()
            assert first.pid is not None
            os.kill(first.pid, signal.SIGKILL)
            room = await room_in(visitor, host.room_code, status="waiting_for_opponent")
            assert [player["player_num"] for player in room["players"]] == [2]  # its host is gone with the server
        # Its seeker is nobody's opponent any more; the one who is left alone in a public room is.
        async with lobby(second.url) as seeker:
            await seeker.send("play_now")
            assert await until_paired(seeker) == host.room_code
