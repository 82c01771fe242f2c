"""Against a real running Daphne, from context/protocol.md alone: the eight tests that the project was founded on, and
the order of messages that other people's clients rely on. More in the files test_real_server_*.py.

The server is the one in SERVER_URL (``ws://host:port``); without it, two are started, with and without Redis.
"""

from __future__ import annotations

import asyncio
from itertools import pairwise

import pytest

from tests.support.client import Client, Message
from tests.support.rooms import RoomFactory, let_the_serve_pass

pytestmark = [pytest.mark.asyncio, pytest.mark.integration_real_server]


class TestRealServerConnection:
    async def test_single_player_connection(self, rooms: RoomFactory) -> None:
        player = await rooms.connect()
        await player.send("create_room", points_limit=5)
        await player.expect("room_created", room_code=player.room_code, points_limit=5)
        await player.send("join_game", role="player")
        joined = await player.expect("joined_as_player", player_num=1, room_code=player.room_code)
        assert joined["token"]
        await player.expect("status_change", status="waiting_for_opponent")

    async def test_two_players_can_connect(self, rooms: RoomFactory) -> None:
        first = await rooms.create()
        await first.join()
        await first.expect("status_change", status="waiting_for_opponent")
        second = await rooms.connect(first.room_code)
        await second.send("join_game", role="player")
        await second.expect("joined_as_player", player_num=2)
        await second.expect("status_change", status="waiting_for_ready")
        await first.expect("status_change", status="waiting_for_ready")

    async def test_observer_can_join(self, rooms: RoomFactory) -> None:
        first, _ = await rooms.ready_pair()
        observer = await rooms.connect(first.room_code)
        await observer.send("join_game", role="observer")
        await observer.expect("joined_as_observer", room_code=first.room_code)
        await observer.expect("status_change", status="playing")
        assert [set(frame) for frame in await observer.frames(3)] == [FRAME_FIELDS] * 3

    async def test_invalid_json_handled(self, rooms: RoomFactory) -> None:
        player = await rooms.connect()
        await player.send_unchecked("{this is not json")
        error = await player.expect("error", code="invalid_json")
        assert error["message"]
        await player.create_room(points_limit=5)


class TestRealServerGameplay:
    async def test_game_starts_when_both_ready(self, rooms: RoomFactory) -> None:
        players = await rooms.seated_pair()
        await players[0].ready()
        await players[0].ping()
        assert "playing" not in players[0].statuses
        await players[1].ready()
        for player in players:
            await player.until_status("playing")
            first, second = await player.frames(2)
            assert second["tick"] == first["tick"] + 1
            assert (first["p1_score"], first["p2_score"]) == (0, 0)

    async def test_concurrent_rooms(self, rooms: RoomFactory) -> None:
        games = await asyncio.gather(*(rooms.ready_pair() for _ in range(3)))
        (steered, _), *others = games
        await steered.steer("up")
        await steered.until("game_update", where=lambda frame: frame["p1_y"] < 45.0)
        for player in [player for game in others for player in game]:
            await player.ping()
            frame = await player.until("game_update")
            assert (frame["p1_y"], frame["p2_y"]) == (50.0, 50.0)

    async def test_paddle_movement(self, rooms: RoomFactory) -> None:
        """One message is enough to move, and one to stop: the direction is held."""
        first, second = await rooms.ready_pair()
        assert (await second.until("game_update"))["p1_y"] == 50.0
        await first.steer("up")
        await second.until("game_update", where=lambda frame: frame["p1_y"] < 40.0)
        await first.steer("stop")
        rest = await standing_frame(second, "p1_y")
        assert {frame["p1_y"] for frame in await second.frames(5)} == {rest["p1_y"]}
        await first.steer("down")
        frame = await second.until("game_update", where=lambda frame: frame["p1_y"] > rest["p1_y"] + 5.0)
        assert frame["p2_y"] == 50.0

    async def test_ball_movement(self, rooms: RoomFactory) -> None:
        first, second = await rooms.ready_pair()
        seen, other = await asyncio.gather(first.frames(20), second.frames(20))
        way = seen[-1]["ball_x"] - seen[0]["ball_x"]
        speed = 60 * way / (seen[-1]["tick"] - seen[0]["tick"])
        assert 40.0 < abs(speed) <= 50.0, "a serve crosses half the court in about a second"
        steps = [after["ball_x"] - before["ball_x"] for before, after in pairwise(seen)]
        assert all(step * speed > 0 for step in steps), "and flies to one side"
        assert same_ticks(seen, other) >= 10, "both players see the same match"


class TestOrderOfThings:
    """What context/protocol.md promises under "The order of things"."""

    async def test_both_players_get_every_status_once_and_in_order(self, rooms: RoomFactory) -> None:
        first, second = await rooms.finished_pair()
        assert first.statuses == ["waiting_for_opponent", "waiting_for_ready", "playing", "game_over"]
        assert second.statuses == ["waiting_for_ready", "playing", "game_over"]
        for player in (first, second):
            types = [message["type"] for message in player.seen]
            assert types[-2:] == ["game_over", "status_change"]
            assert types.index("game_update") > player.seen.index({"type": "status_change", "status": "playing"})

    async def test_messages_sent_without_waiting_are_answered_in_order(self, rooms: RoomFactory) -> None:
        first = await rooms.connect()
        await first.send("create_room", points_limit=3)
        await first.send("join_game")
        await first.send("player_ready")
        await first.send("ping", t=7)
        await first.expect("room_created", points_limit=3)
        await first.until("joined_as_player", player_num=1)
        second = await rooms.connect(first.room_code)
        for type_ in ("join_game", "player_ready"):
            await second.send(type_)
        await asyncio.gather(first.until_status("playing"), second.until_status("playing"))
        assert [message["t"] for message in first.seen if message["type"] == "pong"] == [7]

    async def test_ready_twice_does_no_harm(self, rooms: RoomFactory) -> None:
        first, second = await rooms.seated_pair()
        for _ in range(2):
            await first.ready()
        for _ in range(2):
            await second.ready()
        for player in (first, second):
            await player.until_status("playing")
            await player.ping()
            await player.frames(3)
            assert player.statuses.count("playing") == 1

    async def test_frames_are_one_a_tick_and_end_with_the_final_score(self, rooms: RoomFactory) -> None:
        first, second = await rooms.ready_pair(points_limit=1)
        await let_the_serve_pass(first, second)
        over = await first.until("game_over")
        frames = [message for message in first.seen if message["type"] == "game_update"]
        ticks = [frame["tick"] for frame in frames]
        assert ticks == sorted(set(ticks))
        score = (over["p1_score"], over["p2_score"])
        assert (frames[-1]["p1_score"], frames[-1]["p2_score"]) == score
        assert sorted(score) == [0, 1]
        assert over["winner"] == (1 if score == (1, 0) else 2)


FRAME_FIELDS = {"type", "tick", "p1_y", "p2_y", "ball_x", "ball_y", "p1_score", "p2_score", "epoch"}


async def standing_frame(player: Client, paddle: str) -> Message:
    """The first of two frames in which the paddle is at the same place."""
    before = await player.until("game_update")
    while (after := await player.until("game_update"))[paddle] != before[paddle]:
        before = after
    return before


def same_ticks(some: list[Message], others: list[Message]) -> int:
    """How many ticks two members both saw, after checking that they saw the same of them."""
    by_tick = {frame["tick"]: frame for frame in others}
    common = [frame for frame in some if frame["tick"] in by_tick]
    assert all(frame == by_tick[frame["tick"]] for frame in common)
    return len(common)
