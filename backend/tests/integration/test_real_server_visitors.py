"""People with passes on a real server: their matches are theirs, and everybody else plays as before."""

from __future__ import annotations

import asyncio
import json
import urllib.request
from http.cookiejar import CookieJar
from typing import Any

import pytest

from tests.support.client import Client
from tests.support.rooms import RoomFactory, let_the_serve_pass, new_room_code, ready_pair, seat_pair
from tests.support.servers import RunningServer
from tests.support.stored import until_stored
from tests.support.two import TwoServers

pytestmark = [pytest.mark.asyncio, pytest.mark.integration_real_server]


class Browser:
    """Keeps cookies, as a browser does, and nothing else."""

    def __init__(self, server: RunningServer) -> None:
        self._url = server.http_url
        self._jar = CookieJar()
        self._opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor(self._jar)
        )

    @property
    def headers(self) -> dict[str, str]:
        """What it sends with every request, a handshake too."""
        return {"Cookie": "; ".join(f"{cookie.name}={cookie.value}" for cookie in self._jar)}

    async def get(self, path: str) -> str:
        return await asyncio.to_thread(self._get, path)

    async def own_matches(self) -> Any:
        return json.loads(await self.get("/api/me/matches"))

    def _get(self, path: str) -> str:
        with self._opener.open(self._url + path, timeout=10) as response:
            return str(response.read().decode())


async def visitor(server: RunningServer, room_code: str) -> Browser:
    """Somebody who has opened the page of the room."""
    browser = Browser(server)
    await browser.get(f"/room/{room_code}/")
    return browser


async def play_out(first: Client, second: Client) -> None:
    await ready_pair(first, second)
    await let_the_serve_pass(first, second)
    await asyncio.gather(first.until_status("game_over"), second.until_status("game_over"))


def names_of(client: Client) -> list[str]:
    return [message["name"] for message in client.seen if message["type"] == "joined_as_player"]


async def expect_match(ours: Browser, theirs: Browser, room_code: str) -> None:
    """Both find the match in their lists, each from its own side, and the one is the other's opponent."""
    mine, other = await ours.own_matches(), await theirs.own_matches()
    match, mirrored = mine["matches"][0], other["matches"][0]
    assert match["room_code"] == mirrored["room_code"] == room_code
    assert {match["result"], mirrored["result"]} == {"won", "lost"}
    assert (match["own_score"], match["opponent_score"]) == (mirrored["opponent_score"], mirrored["own_score"])
    assert (match["opponent"], mirrored["opponent"]) == (other["name"], mine["name"])
    won = int(match["result"] == "won")
    assert mine["opponents"] == [{"opponent": other["name"], "won": won, "lost": 1 - won}]


async def test_a_match_of_two_visitors_is_in_the_lists_of_both_and_of_nobody_else(
    server: RunningServer, rooms: RoomFactory
) -> None:
    code = new_room_code()
    ours, theirs, stranger = [await visitor(server, code) for _ in range(3)]
    first = await rooms.connect(code, additional_headers=ours.headers)
    second = await rooms.connect(code, additional_headers=theirs.headers)
    await seat_pair(first, second, points_limit=1)
    await play_out(first, second)
    await until_stored(server, code, matches=1)
    await expect_match(ours, theirs, code)
    assert names_of(first) == [(await ours.own_matches())["name"]]
    assert (await stranger.own_matches())["matches"] == []
    assert "Play again" in await ours.get("/me/")


async def test_whoever_brings_no_pass_or_a_forged_one_plays_as_before(
    server: RunningServer, rooms: RoomFactory
) -> None:
    code = new_room_code()
    ours = await visitor(server, code)
    first = await rooms.connect(code)
    second = await rooms.connect(code, additional_headers={"Cookie": "pong_visitor=forged:by:hand"})
    await seat_pair(first, second, points_limit=1)
    watcher = await rooms.connect(code, additional_headers=ours.headers)
    await watcher.join("observer")
    await play_out(first, second)
    await until_stored(server, code, matches=1)
    assert names_of(first) + names_of(second) == ["Player 1", "Player 2"]
    assert (await ours.own_matches())["matches"] == [], "who watches has not played"


async def test_a_player_at_another_server_than_the_room_is_known_as_well(two: TwoServers) -> None:
    code = new_room_code()
    ours, theirs = await visitor(two.server, code), await visitor(two.server, code)
    first = await two.home.connect(code, additional_headers=ours.headers)
    second = await two.away.connect(code, additional_headers=theirs.headers)
    await seat_pair(first, second, points_limit=1)
    await play_out(first, second)
    await until_stored(two.server, code, matches=1)
    await expect_match(ours, theirs, code)
    assert names_of(second) == [(await theirs.own_matches())["name"]]
