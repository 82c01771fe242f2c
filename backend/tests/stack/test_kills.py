"""A container dies without a word, and the match that ran in it goes on in another one."""

from __future__ import annotations

import asyncio
from itertools import pairwise

import pytest

from tests.stack.compose import kill, owner_of, restored, stored
from tests.stack.player import SteadfastPlayer
from tests.stack.visitor import server_of
from tests.support.rooms import new_room_code
from tests.support.servers import RunningServer, wait_until

pytestmark = [pytest.mark.stack, pytest.mark.timeout(120)]

BACK_WITHIN_S = 5.0


async def test_a_match_whose_server_is_killed_goes_on_with_its_score(server: RunningServer) -> None:
    """The first player is at the server that dies, the second at the other one and keeps the socket."""
    code = await code_with_two_servers(server.url)
    first, second = SteadfastPlayer(server.url, code), SteadfastPlayer(server.url, code.lower())
    await first.sit(points_limit=4)
    await second.sit()
    with restored():
        async with asyncio.TaskGroup() as group:
            playing = [group.create_task(player.play()) for player in (first, second)]
            await asyncio.gather(first.until_score(2), second.until_score(2))
            owner = await asyncio.to_thread(owner_of, code)
            epoch = first.epoch
            await asyncio.to_thread(kill, owner)
            async with asyncio.timeout(BACK_WITHIN_S):
                await asyncio.gather(first.until_taken_over(epoch), second.until_taken_over(epoch))
            first.points = second.points = 8
        over, same = [game.result() for game in playing]
    assert over == same
    assert max(over["p1_score"], over["p2_score"]) == 4
    for player in (first, second):
        steps = [(after[0] - before[0], after[1] - before[1]) for before, after in pairwise(player.scores)]
        assert set(steps) <= {(1, 0), (0, 1)}, player.scores
    assert (first.codes, second.codes) == ([1006], [])
    points = over["p1_score"] + over["p2_score"]
    result = f"{over['p1_score']}:{over['p2_score']} {over['winner']} {points}"
    wait_until(lambda: stored(code) == [result], "the match to be stored, once")
    await asyncio.gather(first.close(), second.close())


async def code_with_two_servers(url: str) -> str:
    """A code that leads to one server as it is and to the other one in small letters: nginx hashes what it is given."""
    while True:
        code = new_room_code()
        if await server_of(url, code) != await server_of(url, code.lower()):
            return code
