"""Play over bad lines: core clients, a real server, and a lag proxy for each player."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from statistics import fmean

import pytest

from tests.support.client import Client, Message, connect
from tests.support.lag import PROFILES, LagProxy, Profile, bad_line
from tests.support.rooms import let_the_serve_pass, new_room_code, ready_pair, seat_pair
from tests.support.servers import RunningServer

pytestmark = [pytest.mark.asyncio, pytest.mark.integration_real_server]

PINGS = 12
GENEROUS_S = 2.0  # what a busy machine may add to a round trip on average


@pytest.fixture
async def lines(server: RunningServer) -> AsyncIterator[dict[str, LagProxy]]:
    """A proxy to the server for each profile that has a delay."""
    async with contextlib.AsyncExitStack() as stack:
        proxies = {name: bad_line(server.url, profile) for name, profile in PROFILES.items() if profile.rtt_ms}
        yield {name: await stack.enter_async_context(proxy) for name, proxy in proxies.items()}


@contextlib.asynccontextmanager
async def two_players(first: LagProxy, second: LagProxy) -> AsyncIterator[tuple[Client, Client]]:
    """In a room of their own, each over a line of its own; nothing is said yet."""
    code = new_room_code()
    async with connect(url_of(first), code) as one, connect(url_of(second), code) as other:
        yield one, other


def url_of(line: LagProxy) -> str:
    return f"ws://{line.address}"


@pytest.mark.parametrize(("first", "second"), [("lan", "150"), ("80", "200")])
async def test_a_match_over_two_different_lines_ends_alike_and_its_ticks_never_go_back(
    lines: dict[str, LagProxy], first: str, second: str
) -> None:
    async with two_players(lines[first], lines[second]) as players:
        await seat_pair(*players, points_limit=2)
        await ready_pair(*players)
        await let_the_serve_pass(*players)
        ends = await asyncio.gather(*(player.until("game_over", within=40.0) for player in players))
        assert ends[0] == ends[1]
        assert sorted((ends[0]["p1_score"], ends[0]["p2_score"]))[1] == 2
        for player in players:
            ticks = [frame["tick"] for frame in frames_of(player)]
            assert len(ticks) > 60
            assert ticks == sorted(set(ticks))


@pytest.mark.parametrize("name", [name for name, profile in PROFILES.items() if profile.rtt_ms])
async def test_a_ping_takes_what_the_profile_says(lines: dict[str, LagProxy], name: str) -> None:
    async with connect(url_of(lines[name]), new_room_code()) as client:
        took_s = [await round_trip_s(client) for _ in range(PINGS)]
    profile = PROFILES[name]
    assert min(took_s) >= 2 * profile.least_one_way_s
    assert fmean(took_s) <= most_s(profile) + GENEROUS_S


async def test_after_a_cut_the_token_brings_the_player_back_over_the_same_line(lines: dict[str, LagProxy]) -> None:
    line = lines["150"]
    async with two_players(line, lines["lan"]) as (first, second):
        await seat_pair(first, second)
        await ready_pair(first, second)
        await first.frames(5)
        line.cut()
        assert await first.closed() == 1006
        await second.until_status("paused")
        async with connect(url_of(line), first.room_code) as returned:
            await returned.join(token=first.token)
            assert returned.player_num == first.player_num
            await asyncio.gather(returned.until_status("playing"), second.until_status("playing"))
            before = frames_of(first)[-1]["tick"]
            assert all(frame["tick"] > before for frame in await returned.frames(5))


async def test_a_frozen_line_delivers_what_it_held_and_in_order(lines: dict[str, LagProxy]) -> None:
    loop = asyncio.get_running_loop()
    line = lines["80"]
    async with two_players(line, lines["lan"]) as (first, second):
        await seat_pair(first, second)
        await ready_pair(first, second)
        began = loop.time()
        line.freeze(1.0)
        await first.ping()
        assert loop.time() - began >= 1.0
        assert "paused" not in second.statuses
        ticks = [frame["tick"] for frame in frames_of(first)]
        assert ticks == sorted(set(ticks))


def frames_of(player: Client) -> list[Message]:
    return [message for message in player.seen if message["type"] == "game_update"]


async def round_trip_s(client: Client) -> float:
    loop = asyncio.get_running_loop()
    began = loop.time()
    await client.ping()
    return loop.time() - began


def most_s(profile: Profile) -> float:
    """The longest round trip without a stall."""
    return (profile.rtt_ms + profile.jitter_ms) / 1000.0
