"""`tools/rolling-restart` replaces all servers under one match, once; each test looks at one side of it."""

from __future__ import annotations

import asyncio
import subprocess
from collections.abc import AsyncIterator
from dataclasses import dataclass
from itertools import pairwise

import pytest

from tests.stack.compose import ROOT, is_of, servers, stored
from tests.stack.player import SteadfastPlayer
from tests.stack.visitor import ask, server_of
from tests.support.client import Message
from tests.support.rooms import RoomFactory, new_room_code
from tests.support.servers import RunningServer, wait_until

pytestmark = [pytest.mark.stack, pytest.mark.timeout(180)]

RESTART_LIMIT_S = 120.0
POINTS_LIMIT = 15


@dataclass
class Restart:
    """What was seen.

    Attributes:
        old: the containers before it.
        said: what the script wrote of each container.
        doors: the statuses of all pages that were asked for meanwhile, and of each a socket was opened beside.
        goodbyes: the codes with which the old servers closed the sockets of visitors.
        scores: at the script's beginning and after each of its lines, as player 1 saw them.
    """

    old: list[str]
    said: list[str]
    doors: list[int]
    goodbyes: list[int]
    players: tuple[SteadfastPlayer, SteadfastPlayer]
    overs: list[Message]
    scores: list[tuple[int, int]]


@pytest.fixture(scope="module")
def restart(url: str) -> Restart:
    """The one restart."""
    return asyncio.run(restart_under_a_match(url))


def test_each_server_is_replaced_and_ends_with_0(restart: Restart) -> None:
    assert len(restart.said) == len(restart.old) == 2
    assert all("ended with 0" in line for line in restart.said), restart.said
    assert not set(restart.old) & set(servers())


def test_no_door_is_closed_meanwhile(restart: Restart) -> None:
    assert len(restart.doors) > 10
    assert set(restart.doors) == {200}


def test_who_is_in_no_room_is_told_to_come_back(restart: Restart) -> None:
    assert restart.goodbyes == [4012, 4012]


def test_points_are_made_all_the_while(restart: Restart) -> None:
    sums = [sum(score) for score in restart.scores]
    assert all(after > before for before, after in pairwise(sums)), restart.scores


def test_the_score_never_goes_back_and_no_point_is_lost(restart: Restart) -> None:
    for player in restart.players:
        steps = [(after[0] - before[0], after[1] - before[1]) for before, after in pairwise(player.scores)]
        assert set(steps) <= {(1, 0), (0, 1)}, player.scores


def test_a_player_has_to_come_back_only_when_its_server_goes(restart: Restart) -> None:
    for player in restart.players:
        assert set(player.codes) == {4012}
        assert len(set(player.left)) == len(player.left), "nobody leaves a server twice"
        assert all(any(is_of(server, container) for container in restart.old) for server in player.left)
        assert not any(is_of(player.servers[-1], container) for container in restart.old)


def test_nobody_is_without_frames_for_long(restart: Restart) -> None:
    assert max(player.longest_gap_s for player in restart.players) < 5.0


def test_the_match_ends_with_its_result_which_is_stored_once(restart: Restart) -> None:
    over, same = restart.overs
    assert over == same
    score = (over["p1_score"], over["p2_score"])
    assert max(score) == POINTS_LIMIT
    assert over["winner"] == (1 if score[0] == POINTS_LIMIT else 2)
    assert all(player.score == score for player in restart.players)
    code = restart.players[0].room_code
    wait_until(lambda: bool(stored(code)), "the match to be stored")
    assert stored(code) == [f"{score[0]}:{score[1]} {over['winner']} {sum(score)}"]


async def restart_under_a_match(url: str) -> Restart:
    """Play, restart when the match has begun, and let it end when the restart is over."""
    code = new_room_code()
    async with SteadfastPlayer(url, code) as first, SteadfastPlayer(url, code) as second, RoomFactory(url) as rooms:
        await first.sit(points_limit=POINTS_LIMIT)
        await second.sit()
        async with asyncio.TaskGroup() as group:
            playing = [group.create_task(player.play()) for player in (first, second)]
            await one_more_point(first, second)
            old, scores = servers(), [first.score]
            visitor = group.create_task(visit_until_all_have_gone(rooms, old))
            said: list[str] = []
            async for line in lines_of_the_script():
                if line.startswith("web "):
                    said.append(line)
                    await one_more_point(first, second)
                    scores.append(first.score)
            doors, goodbyes = await visitor
            first.points = second.points = 2 * POINTS_LIMIT
        overs = [game.result() for game in playing]
    return Restart(old, said, doors, goodbyes, (first, second), overs, scores)


async def one_more_point(first: SteadfastPlayer, second: SteadfastPlayer) -> None:
    points = sum(first.score) + 1
    await asyncio.gather(first.until_score(points), second.until_score(points))


async def lines_of_the_script() -> AsyncIterator[str]:
    script = ROOT / "tools" / "rolling-restart"
    process = await asyncio.create_subprocess_exec(script, stdout=subprocess.PIPE)
    assert process.stdout is not None
    async with asyncio.timeout(RESTART_LIMIT_S):
        async for line in process.stdout:
            yield line.decode()
        assert await process.wait() == 0


async def visit_until_all_have_gone(rooms: RoomFactory, old: list[str]) -> tuple[list[int], list[int]]:
    """A page and a socket, again and again, until every old server has said goodbye to a socket that was held there."""
    held: dict[str, asyncio.Task[int]] = {}
    while len(held) < len(old):
        client = await rooms.connect(subprotocols=["pong.v1"])
        name = (await client.expect("welcome"))["server"]
        if name not in held and any(is_of(name, container) for container in old):
            held[name] = asyncio.create_task(client.closed(within=RESTART_LIMIT_S))
    codes, doors = asyncio.gather(*held.values()), []
    while not codes.done():
        doors.append((await asyncio.to_thread(ask, RunningServer(rooms.server_url), "/"))[0])
        await server_of(rooms.server_url, new_room_code())
    return doors, await codes
