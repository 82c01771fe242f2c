"""A server dies without a word, all servers or Redis are started again, and the match goes on with its score."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from itertools import pairwise

import pytest

from tests.stack.compose import compose, exit_codes_since, kill, now, owner_of, restored, stored
from tests.stack.player import SteadfastPlayer
from tests.stack.visitor import server_of
from tests.support.client import Message
from tests.support.rooms import new_room_code
from tests.support.servers import RunningServer, wait_until

pytestmark = [pytest.mark.stack, pytest.mark.timeout(120)]

BACK_WITHIN_S = 5.0
POINTS_LIMIT = 2


async def test_a_match_whose_server_is_killed_goes_on(server: RunningServer) -> None:
    """The first player is at the server that dies, the second at the other one and keeps the socket."""
    async with two_players(server.url) as (first, second):
        with restored():
            async with asyncio.TaskGroup() as group:
                games = [group.create_task(player.play()) for player in (first, second)]
                await one_point(first, second)
                owner, epoch = await asyncio.to_thread(owner_of, first.room_code), first.epoch
                await asyncio.to_thread(kill, owner)
                async with asyncio.timeout(BACK_WITHIN_S):
                    await asyncio.gather(first.until_taken_over(epoch), second.until_taken_over(epoch))
                first.points = second.points = 2 * POINTS_LIMIT
        assert (first.codes, second.codes) == ([1006], [])
        assert_kept(first, second, [game.result() for game in games])


async def test_a_match_goes_on_after_all_servers_were_started_again_at_once(server: RunningServer) -> None:
    async with two_players(server.url) as (first, second):
        with restored():
            async with asyncio.TaskGroup() as group:
                games = [group.create_task(player.play()) for player in (first, second)]
                await one_point(first, second)
                epoch, moment = first.epoch, now()
                await asyncio.to_thread(compose, "restart", "web")
                codes = await asyncio.to_thread(exit_codes_since, moment)
                await asyncio.gather(first.until_taken_over(epoch), second.until_taken_over(epoch))
                first.points = second.points = 2 * POINTS_LIMIT
        assert codes == ["0", "0"]
        assert set(first.codes) == set(second.codes) == {4012}
        assert_kept(first, second, [game.result() for game in games])


async def test_a_match_goes_on_after_redis_was_started_again(server: RunningServer) -> None:
    """Its append-only file has all that was written, so that nobody's seat, socket or point is lost."""
    async with two_players(server.url) as (first, second):
        async with asyncio.TaskGroup() as group:
            games = [group.create_task(player.play()) for player in (first, second)]
            await one_point(first, second)
            await asyncio.to_thread(compose, "restart", "redis")
            first.points = second.points = 2 * POINTS_LIMIT
        assert (first.codes, second.codes) == ([], [])
        assert_kept(first, second, [game.result() for game in games])


@contextlib.asynccontextmanager
async def two_players(url: str) -> AsyncIterator[tuple[SteadfastPlayer, SteadfastPlayer]]:
    """Two players of one room, at two servers: nginx hashes the code as it is written, and rooms do not."""
    code = new_room_code()
    while await server_of(url, code) == await server_of(url, code.lower()):
        code = new_room_code()
    async with SteadfastPlayer(url, code) as first, SteadfastPlayer(url, code.lower()) as second:
        await first.sit(points_limit=POINTS_LIMIT)
        await second.sit()
        yield first, second


async def one_point(first: SteadfastPlayer, second: SteadfastPlayer) -> None:
    """Both let the first serve pass, and play well from then on."""
    await asyncio.gather(first.until_score(1), second.until_score(1))


def assert_kept(first: SteadfastPlayer, second: SteadfastPlayer, overs: list[Message]) -> None:
    """The score never went back nor jumped, both have the same result, and it is stored once."""
    for player in (first, second):
        steps = [(after[0] - before[0], after[1] - before[1]) for before, after in pairwise(player.scores)]
        assert set(steps) <= {(1, 0), (0, 1)}, player.scores
    over, same = overs
    assert over == same
    score = (over["p1_score"], over["p2_score"])
    assert max(score) == POINTS_LIMIT
    wait_until(lambda: bool(stored(first.room_code)), "the match to be stored")
    assert stored(first.room_code) == [f"{score[0]}:{score[1]} {over['winner']} {sum(score)}"]
