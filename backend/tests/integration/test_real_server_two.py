"""One game at two servers: rooms whose people are at both, with one Redis and one database behind them.

The servers are those in SERVER_URL and SERVER_URL_2; without both, two of our own are started. Each test runs with the
rooms in the one and in the other. What is promised is in context/protocol.md, and says nothing of servers.
"""

from __future__ import annotations

import asyncio
from itertools import groupby

import pytest

from tests.integration.test_real_server import same_ticks, standing_frame
from tests.integration.test_real_server_bad_input import BAD_MESSAGES, LARGEST, flood
from tests.support.client import PATIENCE_S, Client, Message
from tests.support.rooms import let_the_serve_pass, ready_pair
from tests.support.stored import until_stored
from tests.support.two import TwoServers

pytestmark = [pytest.mark.asyncio, pytest.mark.integration_real_server]

ROOMS = 20


class TestOneGame:
    async def test_they_are_two_servers(self, two: TwoServers) -> None:
        here, there = [await rooms.connect(subprotocols=["pong.v1"]) for rooms in (two.home, two.away)]
        names = {(await client.expect("welcome"))["server"] for client in (here, there)}
        assert len(names) == 2

    async def test_a_match_is_the_same_for_everybody_and_stored_once(self, two: TwoServers) -> None:
        first, second = await two.seated_pair(points_limit=2)
        observers = [await rooms.observer(first.room_code) for rooms in (two.home, two.away)]
        await ready_pair(first, second)
        await let_the_serve_pass(first, second)
        members = (first, second, *observers)
        overs = await asyncio.gather(*(member.until("game_over") for member in members))
        for member in members:
            await member.expect("status_change", status="game_over")
        assert overs == [overs[0]] * 4
        scores = [scores_seen(member) for member in members]
        assert scores == [scores[0]] * 4
        assert scores[0][-1] == (overs[0]["p1_score"], overs[0]["p2_score"])
        for other in (second, *observers):
            assert same_ticks(frames_of(first), frames_of(other)) > 60
        (record,) = await until_stored(two.server, first.room_code, matches=1)
        assert (record.p1_score, record.p2_score, record.winner) == (*scores[0][-1], overs[0]["winner"])
        assert (record.points, record.ended_by) == (len(scores[0]) - 1, "points")

    async def test_frames_are_one_a_tick_and_in_order(self, two: TwoServers) -> None:
        _, second = await two.ready_pair()
        ticks = [frame["tick"] for frame in await second.frames(60)]
        assert ticks == sorted(set(ticks))

    async def test_a_paddle_moves_and_stops_as_the_player_at_the_other_server_says(self, two: TwoServers) -> None:
        first, second = await two.ready_pair()
        await second.steer("up")
        for member in (first, second):
            await member.until("game_update", where=lambda frame: frame["p2_y"] < 40.0)
        await second.steer("stop")
        rest = await standing_frame(first, "p2_y")
        await second.steer("down")
        frame = await first.until("game_update", where=lambda frame: frame["p2_y"] > rest["p2_y"] + 5.0)
        assert frame["p1_y"] == 50.0
        await first.steer("down")
        await second.until("game_update", where=lambda frame: frame["p1_y"] > 60.0)

    async def test_rooms_of_the_one_do_not_touch_those_of_the_other(self, two: TwoServers) -> None:
        steered, still = await two.ready_pair(), await two.mirrored.ready_pair()
        await steered[1].steer("up")
        await steered[0].until("game_update", where=lambda frame: frame["p2_y"] < 45.0)
        for player in still:
            await player.ping()
            frame = await player.until("game_update")
            assert (frame["p1_y"], frame["p2_y"]) == (50.0, 50.0)

    async def test_twenty_rooms_at_once(self, two: TwoServers) -> None:
        games = await asyncio.gather(
            *((two, two.mirrored)[number % 2].ready_pair(points_limit=1 + number // 2 % 2) for number in range(ROOMS))
        )
        await asyncio.gather(*(let_the_serve_pass(*game) for game in games))
        for number, game in enumerate(games):
            over, same = await asyncio.gather(*(player.until("game_over", within=30.0) for player in game))
            assert over == same
            assert max(over["p1_score"], over["p2_score"]) == 1 + number // 2 % 2
            for player in game:
                codes = {message["room_code"] for message in player.seen if "room_code" in message}
                assert codes == {player.room_code}


class TestOrderOfThings:
    """What context/protocol.md promises under this name, to those whose server is not the room's."""

    async def test_who_is_first_waits_for_an_opponent(self, two: TwoServers) -> None:
        creator = await two.home.create()
        player = await two.away.connect(creator.room_code)
        await player.send("join_game")
        await player.expect("joined_as_player", player_num=1, room_code=creator.room_code)
        await player.expect("status_change", status="waiting_for_opponent")
        await creator.send("join_game")
        await creator.expect("joined_as_player", player_num=2)
        for member in (creator, player):
            await member.expect("status_change", status="waiting_for_ready")

    async def test_every_status_comes_once_and_in_order(self, two: TwoServers) -> None:
        first, second = await two.finished_pair()
        assert first.statuses == ["waiting_for_opponent", "waiting_for_ready", "playing", "game_over"]
        assert second.statuses == ["waiting_for_ready", "playing", "game_over"]
        types = [message["type"] for message in second.seen]
        assert types[:2] == ["joined_as_player", "status_change"]
        assert types[-2:] == ["game_over", "status_change"]
        assert types.index("game_update") > second.seen.index({"type": "status_change", "status": "playing"})

    async def test_an_observer_is_told_the_status_and_shown_the_court(self, two: TwoServers) -> None:
        first, second = await two.ready_pair()
        watching = await two.away.connect(first.room_code)
        await watching.send("join_game", role="observer")
        await watching.expect("joined_as_observer", room_code=first.room_code)
        await watching.expect("status_change", status="playing")
        await watching.expect("game_update")
        await second.cut()
        await watching.until_status("paused")
        late = await two.away.connect(first.room_code)
        await late.send("join_game", role="observer")
        await late.expect("joined_as_observer")
        await late.expect("status_change", status="paused")
        await late.expect("game_update")

    async def test_messages_sent_without_waiting_are_answered_in_order(self, two: TwoServers) -> None:
        first = await two.home.create()
        await first.join()
        await first.ready()
        second = await two.away.connect(first.room_code)
        for type_ in ("join_game", "player_ready"):
            await second.send(type_)
        await second.send("ping", t=7)
        await second.until("joined_as_player", player_num=2)
        await asyncio.gather(first.until_status("playing"), second.until_status("playing"))
        assert second.statuses == ["waiting_for_ready", "playing"]


class TestDoors:
    async def test_a_third_player_finds_the_room_full_and_may_watch(self, two: TwoServers) -> None:
        first, _ = await two.seated_pair()
        third = await two.away.connect(first.room_code)
        await third.send("join_game")
        await third.until_error("room_full")
        await third.join("observer")
        await third.expect("status_change", status="waiting_for_ready")

    async def test_a_code_that_is_in_use_at_the_other_server_is_taken(self, two: TwoServers) -> None:
        first = await two.home.create(points_limit=3)
        await first.join()
        other = await two.away.connect(first.room_code)
        await other.send("create_room", points_limit=9)
        await other.until_error("room_exists")
        assert (await other.join())["player_num"] == 2
        await first.until_status("waiting_for_ready")

    async def test_two_who_open_the_same_room_at_the_same_time_meet_in_it(self, two: TwoServers) -> None:
        first = await two.home.connect()
        second = await two.away.connect(first.room_code)
        await asyncio.gather(*(player.send("create_room") for player in (first, second)))
        answers = await asyncio.gather(first.receive(), second.receive())
        assert sorted(answer.get("code", answer["type"]) for answer in answers) == ["room_created", "room_exists"]
        seats = await asyncio.gather(first.join(), second.join())
        assert sorted(seat["player_num"] for seat in seats) == [1, 2]
        await ready_pair(first, second)

    @pytest.mark.parametrize("moment", ["seated", "playing", "game over"])
    async def test_a_room_that_everybody_has_left_is_opened_anew(self, two: TwoServers, moment: str) -> None:
        pair = {"seated": two.seated_pair, "playing": two.ready_pair, "game over": two.finished_pair}[moment]
        left = await pair()
        await asyncio.gather(*(player.close() for player in left))
        first = await two.away.connect(left[0].room_code)
        created = await create_as_soon_as_it_is_empty(first, points_limit=7)
        assert created["points_limit"] == 7
        assert (await first.join())["player_num"] == 1
        second = await two.home.player(first.room_code)
        await ready_pair(first, second)
        frame = await second.until("game_update")
        assert (frame["p1_score"], frame["p2_score"]) == (0, 0)

    async def test_a_missing_room_is_missing_at_both(self, two: TwoServers) -> None:
        here = await two.home.connect()
        there = await two.away.connect(here.room_code)
        for client in (here, there):
            await client.send("join_game")
            await client.until_error("room_not_found")


class TestSeats:
    @pytest.mark.parametrize("mover", [0, 1], ids=["who is at home", "who is away"])
    async def test_a_newer_socket_at_the_other_server_takes_the_seat(self, two: TwoServers, mover: int) -> None:
        players = await two.ready_pair()
        older, other = players[mover], players[1 - mover]
        newer = await (two.away, two.home)[mover].player(older.room_code, token=older.token)
        assert newer.player_num == mover + 1
        assert await older.closed() == 4001
        paddle = f"p{mover + 1}_y"
        await newer.steer("up")
        await other.until("game_update", where=lambda frame: frame[paddle] < 45.0)
        assert "paused" not in other.statuses

    async def test_a_cut_line_pauses_and_the_token_resumes_at_the_other_server(self, two: TwoServers) -> None:
        first, second = await two.ready_pair(points_limit=2)
        await let_the_serve_pass(first, second)
        point = await first.until("game_update", where=lambda frame: frame["p1_score"] + frame["p2_score"] == 1)
        await second.cut()
        await first.until_status("paused")
        returned = await two.home.player(first.room_code, token=second.token)
        assert returned.player_num == 2
        for player in (first, returned):
            await player.until_status("playing")
            frame = await player.until("game_update")
            assert (frame["p1_score"], frame["p2_score"]) == (point["p1_score"], point["p2_score"])

    async def test_both_go_at_once_and_come_back_the_other_way_round(self, two: TwoServers) -> None:
        first, second = await two.ready_pair()
        await asyncio.gather(first.cut(), second.cut())
        again = await asyncio.gather(
            two.away.player(first.room_code, token=first.token), two.home.player(first.room_code, token=second.token)
        )
        assert [player.player_num for player in again] == [1, 2]
        await again[0].steer("up")
        await again[1].until("game_update", where=lambda frame: frame["p1_y"] < 45.0)

    @pytest.mark.parametrize("leaver", [0, 1], ids=["who is at home", "who is away"])
    async def test_leaving_a_match_hands_it_to_the_other(self, two: TwoServers, leaver: int) -> None:
        players = await two.ready_pair()
        observer = await two.away.observer(players[0].room_code)
        await players[leaver].send("leave_game")
        for member in (players[1 - leaver], observer):
            assert (await member.until("game_over"))["winner"] == 2 - leaver
            await member.expect("status_change", status="game_over")
        (record,) = await until_stored(two.server, observer.room_code, matches=1)
        assert (record.winner, record.ended_by) == (2 - leaver, "forfeit")

    async def test_a_rematch_swaps_the_sides(self, two: TwoServers) -> None:
        first, second = await two.finished_pair()
        observer = await two.away.observer(first.room_code)
        await observer.until_status("game_over")
        await observer.until("game_update")
        await second.send("rematch")
        await second.ping()
        await first.send("rematch")
        await first.expect("joined_as_player", player_num=2)
        await second.expect("joined_as_player", player_num=1)
        for member in (first, second, observer):
            await member.expect("status_change", status="waiting_for_ready")
            await member.expect("status_change", status="playing")
            frame = await member.expect("game_update")
            assert (frame["p1_score"], frame["p2_score"]) == (0, 0)
        await second.steer("down")
        await first.until("game_update", where=lambda frame: frame["p1_y"] > 55.0)


class TestBadInput:
    async def test_at_the_one_server_it_harms_nobody_at_the_other(self, two: TwoServers) -> None:
        first, second = await two.ready_pair()
        observer = await two.away.observer(first.room_code)
        for frame, code in BAD_MESSAGES.values():
            await second.send_unchecked(frame)
            await second.until_error(code)
        await second.send_unchecked(b"\x00")
        await second.until_error("binary_frame")
        for member in (first, second, observer):
            await member.ping()
            frame = await member.until("game_update")
            assert (frame["p1_y"], frame["p2_y"]) == (50.0, 50.0)
            assert member.statuses[-1] == "playing"

    async def test_an_observer_cannot_play_by_way_of_another_server(self, two: TwoServers) -> None:
        first, _ = await two.ready_pair()
        observer = await two.away.observer(first.room_code)
        await observer.steer("up")
        await observer.until_error("not_a_player")
        assert {(frame["p1_y"], frame["p2_y"]) for frame in await observer.frames(5)} == {(50.0, 50.0)}

    async def test_a_player_who_sends_too_much_loses_the_line_and_not_the_seat(self, two: TwoServers) -> None:
        first, second = await two.ready_pair()
        await second.send_unchecked(LARGEST + " ")
        assert await second.closed() == 4007
        await first.until_status("paused")
        returned = await two.away.player(first.room_code, token=second.token)
        await first.until_status("playing")
        await flood(returned, '{"type":"move_paddle","direction":"up"}', 1000)
        assert await returned.closed() == 4008
        await first.until_status("paused")
        await first.ping()

    @pytest.mark.parametrize("token", ["", "garbage", "💥"])
    async def test_a_bad_token_is_refused(self, two: TwoServers, token: str) -> None:
        first, second = await two.ready_pair()
        thief = await two.away.connect(first.room_code)
        await thief.send("join_game", token=token)
        await thief.until_error("bad_token")
        assert await thief.closed() == 4003
        await asyncio.gather(first.ping(), second.ping())
        assert "paused" not in first.statuses


def frames_of(member: Client) -> list[Message]:
    """Every frame that it has got, in order."""
    return [message for message in member.seen if message["type"] == "game_update"]


def scores_seen(member: Client) -> list[tuple[int, int]]:
    """Every score that was shown, in order."""
    scores = [(frame["p1_score"], frame["p2_score"]) for frame in frames_of(member)]
    return [score for score, _ in groupby(scores)]


async def create_as_soon_as_it_is_empty(client: Client, **options: object) -> Message:
    """The room is left when its server has noticed that the last socket is gone, which it tells nobody."""
    async with asyncio.timeout(PATIENCE_S):
        while True:
            await client.send("create_room", **options)
            answer = await client.receive()
            if answer["type"] == "room_created":
                return answer
            assert answer["code"] == "room_exists"
