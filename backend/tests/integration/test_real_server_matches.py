"""Whole matches on a real server: options of a room, rematch, the bot, many rooms, many observers, the record."""

from __future__ import annotations

import asyncio

import pytest

from tests.support.client import Client, Predicate
from tests.support.rooms import RoomFactory, let_the_serve_pass, ready_pair
from tests.support.servers import RunningServer
from tests.support.stored import until_stored

pytestmark = [pytest.mark.asyncio, pytest.mark.integration_real_server]


class TestRoomOptions:
    async def test_create_room_needs_no_options(self, rooms: RoomFactory) -> None:
        creator = await rooms.connect()
        assert (await creator.create_room())["points_limit"] == 5

    @pytest.mark.parametrize("limit", [1, 21])
    async def test_points_limit_may_be_at_its_bounds(self, rooms: RoomFactory, limit: int) -> None:
        creator = await rooms.connect()
        assert (await creator.create_room(points_limit=limit))["points_limit"] == limit

    async def test_a_private_room_is_played_like_any_other(self, rooms: RoomFactory) -> None:
        await rooms.ready_pair(private=True)

    async def test_a_room_is_created_once(self, rooms: RoomFactory) -> None:
        first = await rooms.create(points_limit=3)
        for client in (first, await rooms.connect(first.room_code)):
            await client.send("create_room", points_limit=9)
            await client.until_error("room_exists")
        await first.join()

    async def test_a_missing_room_is_said_to_be_missing_and_may_be_created(self, rooms: RoomFactory) -> None:
        player = await rooms.connect()
        for role in ("player", "observer"):
            await player.send("join_game", role=role)
            await player.until_error("room_not_found")
        await player.create_room()
        assert (await player.join())["player_num"] == 1

    async def test_room_codes_are_compared_in_upper_case(self, rooms: RoomFactory) -> None:
        first = await rooms.create()
        await first.join()
        second = await rooms.connect(first.room_code.lower())
        assert (await second.join())["room_code"] == first.room_code
        await first.until_status("waiting_for_ready")

    async def test_a_countdown_holds_the_ball_and_not_the_paddles(self, rooms: RoomFactory) -> None:
        first, second = await rooms.seated_pair(countdown=1)
        await asyncio.gather(first.ready(), second.ready())
        await first.until_status("countdown")
        await first.steer("up")
        await first.until_status("playing")
        held = [message for message in first.seen if message.get("freeze_ticks")]
        assert 50 <= len(held) <= 60, "frames go on during the countdown"
        assert [frame["freeze_ticks"] for frame in held] == sorted((f["freeze_ticks"] for f in held), reverse=True)
        assert {(frame["ball_x"], frame["ball_y"]) for frame in held} == {(50.0, 50.0)}
        assert held[-1]["p1_y"] < 20.0
        await first.until("game_update", where=lambda frame: frame["ball_x"] != 50.0 and "freeze_ticks" not in frame)

    async def test_a_countdown_comes_after_a_pause_too(self, rooms: RoomFactory) -> None:
        first, second = await rooms.seated_pair(countdown=1)
        await ready_pair(first, second)
        await first.cut()
        await second.until_status("paused")
        await rooms.player(first.room_code, token=first.token)
        await second.until_status("countdown")
        await second.until_status("playing")

    async def test_names_are_shown(self, rooms: RoomFactory) -> None:
        first = await rooms.create()
        assert (await first.join(name="  Ada   Lovelace "))["name"] == "Ada Lovelace"
        second = await rooms.connect(first.room_code)
        assert (await second.join(name="m" * 64))["name"] == "m" * 16


class TestRematch:
    async def test_sides_swap_observers_stay_and_the_match_starts_at_once(self, rooms: RoomFactory) -> None:
        first, second = await rooms.seated_pair(points_limit=1)
        observer = await rooms.observer(first.room_code)
        await ready_pair(first, second)
        await let_the_serve_pass(first, second)
        members = (first, second, observer)
        await asyncio.gather(*(member.until_status("game_over") for member in members))
        await first.send("rematch")
        await first.ping()
        assert first.statuses[-1] == "game_over", "one is not enough"
        await second.send("rematch")
        await first.expect("joined_as_player", player_num=2)
        await second.expect("joined_as_player", player_num=1)
        for member in members:
            await member.expect("status_change", status="waiting_for_ready")
            await member.expect("status_change", status="playing")
            frame = await member.expect("game_update")
            assert (frame["p1_score"], frame["p2_score"]) == (0, 0)
        await second.steer("down")
        await observer.until("game_update", where=lambda frame: frame["p1_y"] > 55.0)

    async def test_the_token_of_the_new_side_brings_back_to_it(self, rooms: RoomFactory) -> None:
        first, second = await rooms.finished_pair()
        await asyncio.gather(first.send("rematch"), second.send("rematch"))
        await asyncio.gather(first.until_status("playing"), second.until_status("playing"))
        await first.cut()
        await second.until_status("paused")
        returned = await rooms.player(first.room_code, token=first.token)
        assert returned.player_num == 2

    @pytest.mark.parametrize("moment", ["seated", "playing"])
    async def test_there_is_no_rematch_before_the_end(self, rooms: RoomFactory, moment: str) -> None:
        first, _ = await (rooms.seated_pair() if moment == "seated" else rooms.ready_pair())
        await first.send("rematch")
        await first.until_error("wrong_phase")


class TestBot:
    @pytest.mark.parametrize("level", ["calm", "easy", "normal", "hard", "pro"])
    async def test_a_bot_of_any_level_is_ready_at_once(self, rooms: RoomFactory, level: str) -> None:
        player = await bot_match(rooms, opponent="bot", bot_level=level)
        assert player.player_num == 1

    async def test_a_bot_plays(self, rooms: RoomFactory) -> None:
        player = await bot_match(rooms, opponent="bot", points_limit=21)
        await follow_the_ball(player, until=lambda frame: frame["p2_y"] != 50.0)

    async def test_a_bot_always_wants_a_rematch(self, rooms: RoomFactory) -> None:
        player = await bot_match(rooms, opponent="bot", bot_level="pro", points_limit=1)
        await player.steer("up")
        await player.until_status("game_over", within=30.0)
        await player.send("rematch")
        await player.until("joined_as_player", player_num=2)
        await player.until_status("playing")

    async def test_nobody_takes_the_seat_of_a_bot(self, rooms: RoomFactory) -> None:
        player = await bot_match(rooms, opponent="bot")
        second = await rooms.connect(player.room_code)
        await second.send("join_game")
        await second.until_error("room_full")


class TestManyMembers:
    async def test_ten_rooms_do_not_touch_each_other(self, rooms: RoomFactory) -> None:
        games = await asyncio.gather(*(rooms.ready_pair(points_limit=1 + number) for number in range(10)))
        await games[0][0].send("leave_game")
        await games[0][1].until_status("game_over")
        await let_the_serve_pass(*games[1])
        await games[1][0].until("game_update", where=lambda frame: frame["p1_score"] + frame["p2_score"] == 1)
        for player in [player for game in games[2:] for player in game]:
            await player.ping()
            assert (await player.until("game_update"))["p1_y"] == 50.0
            assert player.statuses[-1] == "playing"

    async def test_every_one_of_100_observers_gets_the_final_score(self, rooms: RoomFactory) -> None:
        first, second = await rooms.seated_pair(points_limit=1)
        observers = await rooms.observers(first.room_code, 100)
        await ready_pair(first, second)
        await let_the_serve_pass(first, second)
        score = await first.until("game_over")
        assert await asyncio.gather(*(observer.until("game_over") for observer in observers)) == [score] * 100
        for observer in observers:
            await observer.expect("status_change", status="game_over")

    async def test_who_joins_after_the_match_sees_how_it_ended(self, rooms: RoomFactory) -> None:
        first, _ = await rooms.finished_pair()
        over = next(message for message in first.seen if message["type"] == "game_over")
        late = await rooms.observer(first.room_code)
        await late.expect("status_change", status="game_over")
        frame = await late.expect("game_update")
        assert (frame["p1_score"], frame["p2_score"]) == (over["p1_score"], over["p2_score"])


class TestRecord:
    async def test_a_finished_match_is_stored_once(self, rooms: RoomFactory, server: RunningServer) -> None:
        first, second = await rooms.seated_pair(points_limit=1)
        await ready_pair(first, second)
        await let_the_serve_pass(first, second)
        over = await first.until("game_over")
        (record,) = await until_stored(server, first.room_code, matches=1)
        assert (record.p1_score, record.p2_score, record.winner) == (over["p1_score"], over["p2_score"], over["winner"])
        assert (record.points_limit, record.points, record.ended_by) == (1, 1, "points")

    async def test_a_rematch_is_a_record_of_its_own(self, rooms: RoomFactory, server: RunningServer) -> None:
        first, second = await rooms.finished_pair()
        await asyncio.gather(first.send("rematch"), second.send("rematch"))
        await first.until_status("playing")
        await first.send("leave_game")
        await second.until_status("game_over")
        one, other = await until_stored(server, first.room_code, matches=2)
        assert {one.ended_by, other.ended_by} == {"points", "forfeit"}


async def follow_the_ball(player: Client, *, until: Predicate) -> None:
    """Play as player 1, and well enough for a rally, up to a frame for which ``until`` holds."""
    held = "stop"
    while not until(frame := await player.until("game_update")):
        offset = frame["ball_y"] - frame["p1_y"]
        wanted = "stop" if abs(offset) < 3.0 else "down" if offset > 0.0 else "up"
        if wanted != held:
            await player.steer(held := wanted)


async def bot_match(rooms: RoomFactory, **options: object) -> Client:
    player = await rooms.create(**options)
    await player.join()
    await player.until_status("waiting_for_ready")
    await player.ready()
    await player.until_status("playing")
    return player
