"""Seats on a real server: who gets one, who keeps it, who comes back to it, who leaves it."""

from __future__ import annotations

import asyncio

import pytest

from tests.support.client import Client
from tests.support.rooms import RoomFactory, let_the_serve_pass, ready_pair

pytestmark = [pytest.mark.asyncio, pytest.mark.integration_real_server]


class TestComingBack:
    async def test_a_cut_line_pauses_the_match_and_the_token_resumes_it(self, rooms: RoomFactory) -> None:
        first, second = await rooms.ready_pair(points_limit=2)
        await let_the_serve_pass(first, second)
        point = await second.until("game_update", where=lambda frame: frame["p1_score"] + frame["p2_score"] == 1)
        await first.cut()
        await second.until_status("paused")
        returned = await rooms.player(first.room_code, token=first.token)
        assert returned.player_num == 1
        await returned.until_status("playing")
        await second.until_status("playing")
        for player in (returned, second):
            frame = await player.until("game_update")
            assert (frame["p1_score"], frame["p2_score"]) == (point["p1_score"], point["p2_score"])

    async def test_no_frame_comes_while_the_match_is_paused(self, rooms: RoomFactory) -> None:
        first, second = await rooms.ready_pair()
        await first.cut()
        await second.until_status("paused")
        await second.ping()
        observer = await rooms.observer(first.room_code)
        await observer.expect("status_change", status="paused")
        still = await observer.expect("game_update")
        await observer.ping()
        paused_at = second.seen.index({"type": "status_change", "status": "paused"})
        assert "game_update" not in [message["type"] for message in second.seen[paused_at:]]
        returned = await rooms.player(first.room_code, token=first.token)
        assert (await returned.until("game_update"))["tick"] - still["tick"] <= 3
        await observer.until_status("playing")

    async def test_who_comes_back_is_told_the_status_and_shown_the_court(self, rooms: RoomFactory) -> None:
        first, second = await rooms.ready_pair()
        await first.cut()
        await second.until_status("paused")
        returned = await rooms.connect(first.room_code)
        await returned.send("join_game", token=first.token)
        await returned.expect("joined_as_player", player_num=1)
        assert (await returned.expect("status_change"))["status"] in {"paused", "playing"}
        await returned.until("game_update")

    async def test_a_newer_socket_takes_the_seat_and_the_older_is_closed(self, rooms: RoomFactory) -> None:
        first, second = await rooms.ready_pair()
        newer = await rooms.player(first.room_code, token=first.token)
        assert newer.player_num == 1
        assert await first.closed() == 4001
        await newer.steer("up")
        await second.until("game_update", where=lambda frame: frame["p1_y"] < 45.0)
        assert "paused" not in second.statuses

    @pytest.mark.parametrize("token", ["", "garbage", "a.b.c", "x" * 256, "💥"])
    async def test_a_bad_token_is_refused_and_the_socket_closed(self, rooms: RoomFactory, token: str) -> None:
        first, second = await rooms.ready_pair()
        thief = await rooms.connect(first.room_code)
        await thief.send("join_game", token=token)
        await thief.until_error("bad_token")
        assert await thief.closed() == 4003
        await asyncio.gather(first.ping(), second.ping())

    async def test_a_token_of_another_room_is_a_bad_one(self, rooms: RoomFactory) -> None:
        (first, _), (other, _) = await asyncio.gather(rooms.ready_pair(), rooms.ready_pair())
        thief = await rooms.connect(first.room_code)
        await thief.send("join_game", token=other.token)
        await thief.until_error("bad_token")
        assert await thief.closed() == 4003

    async def test_a_seat_before_the_match_is_still_there_for_its_token(self, rooms: RoomFactory) -> None:
        first, second = await rooms.seated_pair()
        await second.cut()
        await first.until_status("waiting_for_opponent")
        returned = await rooms.player(first.room_code, token=second.token)
        assert returned.player_num == 2
        await ready_pair(first, returned)

    async def test_a_seat_before_the_match_is_free_for_anybody(self, rooms: RoomFactory) -> None:
        first, second = await rooms.seated_pair()
        await second.close()
        await first.until_status("waiting_for_opponent")
        newcomer = await rooms.player(first.room_code)
        assert newcomer.player_num == 2
        await ready_pair(first, newcomer)


class TestBothGoAtOnce:
    """The founding bug: two players who disconnect in the same instant."""

    async def test_the_room_survives_and_both_come_back(self, rooms: RoomFactory) -> None:
        await asyncio.gather(*(both_go_and_come_back(rooms) for _ in range(12)))

    async def test_before_the_match_too(self, rooms: RoomFactory) -> None:
        first, second = await rooms.seated_pair()
        await asyncio.gather(first.cut(), second.close())
        again = [await rooms.player(first.room_code, token=token) for token in (first.token, second.token)]
        assert [player.player_num for player in again] == [1, 2]
        await ready_pair(again[0], again[1])


class TestThirdOne:
    async def test_a_third_player_finds_the_room_full_and_may_watch(self, rooms: RoomFactory) -> None:
        first, _ = await rooms.seated_pair()
        third = await rooms.connect(first.room_code)
        await third.send("join_game", role="player")
        await third.until_error("room_full")
        await third.join("observer")
        await third.expect("status_change", status="waiting_for_ready")

    async def test_an_absent_player_keeps_the_seat_during_a_match(self, rooms: RoomFactory) -> None:
        first, second = await rooms.ready_pair()
        await first.cut()
        await second.until_status("paused")
        third = await rooms.connect(first.room_code)
        await third.send("join_game", role="player")
        await third.until_error("room_full")

    @pytest.mark.parametrize(
        "wish", [{"type": "move_paddle", "direction": "up"}, {"type": "player_ready"}, {"type": "rematch"}]
    )
    async def test_an_observer_cannot_play(self, rooms: RoomFactory, wish: dict[str, str]) -> None:
        first, second = await rooms.ready_pair()
        observer = await rooms.observer(first.room_code)
        await observer.send(wish["type"], **{name: value for name, value in wish.items() if name != "type"})
        await observer.until_error("not_a_player")
        assert {(frame["p1_y"], frame["p2_y"]) for frame in await observer.frames(5)} == {(50.0, 50.0)}
        await asyncio.gather(first.ping(), second.ping())

    @pytest.mark.parametrize("role", ["player", "observer"])
    async def test_nobody_joins_twice(self, rooms: RoomFactory, role: str) -> None:
        first, _ = await rooms.seated_pair()
        await first.send("join_game", role=role)
        await first.until_error("already_joined")

    async def test_who_has_not_joined_cannot_play(self, rooms: RoomFactory) -> None:
        first, _ = await rooms.seated_pair()
        stranger = await rooms.connect(first.room_code)
        await stranger.ready()
        await stranger.until_error("not_joined")
        await stranger.steer("up")
        await stranger.until_error("not_joined")


class TestLeaving:
    async def test_leaving_a_match_hands_it_to_the_other(self, rooms: RoomFactory) -> None:
        first, second = await rooms.ready_pair()
        observer = await rooms.observer(first.room_code)
        await first.send("leave_game")
        for member in (second, observer):
            over = await member.until("game_over")
            assert over["winner"] == 2
            await member.expect("status_change", status="game_over")

    async def test_leaving_before_the_match_frees_the_seat(self, rooms: RoomFactory) -> None:
        first, second = await rooms.seated_pair()
        await first.send("leave_game")
        await second.until_status("waiting_for_opponent")
        newcomer = await rooms.player(first.room_code)
        assert newcomer.player_num == 1
        await ready_pair(second, newcomer)

    async def test_leaving_after_the_match_frees_the_seat(self, rooms: RoomFactory) -> None:
        first, second = await rooms.finished_pair()
        await first.send("leave_game")
        newcomer = await rooms.player(first.room_code)
        assert newcomer.player_num == 1
        await second.until_status("waiting_for_ready")
        await ready_pair(second, newcomer)

    async def test_who_stays_may_ask_for_a_rematch_and_waits(self, rooms: RoomFactory) -> None:
        first, second = await rooms.finished_pair()
        await first.send("leave_game")
        await second.send("rematch")
        await second.until_status("waiting_for_opponent")
        newcomer = await rooms.player(first.room_code)
        await newcomer.until_status("waiting_for_ready")
        await newcomer.ready()
        await second.until_status("playing")


async def both_go_and_come_back(rooms: RoomFactory) -> None:
    first, second = await rooms.ready_pair()
    await asyncio.gather(first.cut(), second.cut())
    again = await asyncio.gather(*(back(rooms, gone) for gone in (first, second)))
    assert [player.player_num for player in again] == [1, 2]
    for player in again:
        await player.until("game_update")
    await again[0].steer("up")
    await again[1].until("game_update", where=lambda frame: frame["p1_y"] < 45.0)


async def back(rooms: RoomFactory, gone: Client) -> Client:
    return await rooms.player(gone.room_code, token=gone.token)
