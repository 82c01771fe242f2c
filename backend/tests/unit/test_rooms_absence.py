"""Connections that are lost and come back: the pause, the budget of absence, the claim, and the end of a room."""

from __future__ import annotations

import pytest

from pong.messages.codes import Close
from tests.support.table import UP, Table
from tests.unit.test_rooms_match import REACH, assert_replays


def test_a_lost_connection_pauses_the_match_and_its_frames() -> None:
    table = Table().start("o")
    table.tick(10)
    table.forget()
    table.drop("b")
    table.tick(20)
    for who in ("a", "o"):
        assert table[who].kinds == ["status_change"]
        assert table[who].statuses == ["paused"]


def test_who_comes_back_goes_on_at_once_where_the_match_stood() -> None:
    table = Table().start("o")
    table.tick(10)
    token = table["b"].token
    table.drop("b")
    table.forget()
    table.wait(5)
    b = table.join("b2", token=token)
    assert b.kinds == ["joined_as_player", "status_change", "game_update"]
    assert b.player_num == 2
    assert b.statuses == ["playing"]
    assert table["a"].kinds == table["o"].kinds == ["status_change"]
    table.tick()
    assert b.last("game_update")["tick"] == 11
    assert b.last("game_update") == table["o"].last("game_update")


def test_a_countdown_comes_before_the_ball_moves_again() -> None:
    table = Table(countdown=1).start()
    table.tick(90)
    token = table["b"].token
    table.drop("b")
    table.forget()
    b = table.join("b2", token=token)
    assert b.statuses == table["a"].statuses == ["countdown"]
    assert b.last("game_update")["freeze_ticks"] == 60
    table.tick(61)
    assert b.statuses == ["countdown", "playing"]
    table.steer("a", UP)
    table.leave("b2")
    assert_replays(table.results.results[0])


def test_who_loses_the_connection_during_the_countdown_gets_a_whole_one_again() -> None:
    table = Table(countdown=1).start()
    table.tick(40)
    table.drop("a")
    assert table["b"].statuses[-1] == "paused"
    table.join("a2", token=table["a"].token)
    assert table["a2"].last("game_update")["freeze_ticks"] == 60


def test_a_lost_connection_lets_go_of_its_keys() -> None:
    table = Table().start()
    table.steer("a", UP)
    table.tick(2)
    token = table["a"].token
    table.drop("a")
    a = table.join("a2", token=token)
    table.tick(2)
    assert [frame["p1_y"] for frame in a.all("game_update")] == pytest.approx([50 - 2 * REACH] * 3, abs=0.001)


def test_the_other_player_may_steer_during_the_pause_and_it_counts_afterwards() -> None:
    table = Table().start()
    token = table["b"].token
    table.drop("b")
    table.steer("a", UP)
    table.join("b2", token=token)
    table.tick()
    assert table["a"].last("game_update")["p1_y"] == pytest.approx(50 - REACH, abs=0.001)


def test_nobody_takes_the_seat_of_an_absent_player_during_a_match() -> None:
    table = Table().start()
    table.drop("b")
    assert table.join("c").errors == ["room_full"]
    assert table.watch("c").statuses == ["paused"]
    assert table["c"].kinds[-1] == "game_update"


def test_a_match_goes_on_only_when_both_are_back() -> None:
    table = Table().start("o")
    tokens = table["a"].token, table["b"].token
    table.drop("a", "b")
    table.forget()
    first = table.join("a2", token=tokens[0])
    assert first.kinds == ["joined_as_player", "status_change", "game_update"]
    assert first.statuses == ["paused"]
    assert table["o"].statuses == []
    table.join("b2", token=tokens[1])
    assert first.statuses == ["paused", "playing"]


def test_a_newer_socket_takes_over_in_the_middle_of_a_match_without_a_pause() -> None:
    table = Table().start()
    table.tick(3)
    token = table["b"].token
    table.forget()
    b = table.join("b2", token=token)
    assert b.statuses == ["playing"]
    table.tick()
    assert table["a"].kinds == ["game_update"]
    assert table["b"].heard == []
    assert table["b"].closed_with == Close.REPLACED


def test_the_time_that_is_left_is_told_and_runs_down_only_while_away() -> None:
    table = Table(creator="a+").start(players=("a+", "b"))
    token = table["b"].token
    table.tick(60)
    table.drop("b")
    assert absence_left_ms(table) == 30_000
    table.wait(10)
    table.join("b2", token=token)
    assert absence_left_ms(table) == 20_000
    table.tick(60)
    table.drop("b2")
    assert absence_left_ms(table) == 20_000


def absence_left_ms(table: Table) -> int:
    (left,) = (p["absence_left_ms"] for p in table["a+"].last("room_state")["players"] if p["player_num"] == 2)
    return int(left)


def test_a_win_can_be_claimed_when_the_budget_of_the_whole_match_is_used_up() -> None:
    table = Table(creator="a+").start(players=("a+", "b"))
    token = table["b"].token
    table.drop("b")
    table.wait(20)
    table.join("b2", token=token)
    table.tick(10)
    table.drop("b2")
    table.forget()
    table.wait(9.9)
    table.claim("a+")
    assert table["a+"].errors == ["wrong_phase"]
    assert table["a+"].all("room_state") == []
    table.wait(0.2)
    assert [state["can_claim"] for state in table["a+"].all("room_state")] == [True]
    table.claim("a+")
    assert table["a+"].kinds[-4:] == ["game_over", "match_record", "status_change", "room_state"]
    state = table["a+"].last("room_state")
    assert (state["winner"], state["ended_by"], state["can_claim"], state["status"]) == (1, "claim", False, "game_over")
    (result,) = table.results.results
    assert (result.winner, result.ended_by) == (1, "claim")
    assert_replays(result)


def test_who_may_claim_may_also_wait_and_play_on() -> None:
    table = Table(creator="a+").start(players=("a+", "b"))
    token = table["b"].token
    table.drop("b")
    table.wait(45)
    assert table["a+"].last("room_state")["can_claim"]
    table.join("b2", token=token)
    assert table["a+"].statuses[-1] == "playing"
    assert not table["a+"].last("room_state")["can_claim"]
    table.drop("b2")
    assert table["a+"].last("room_state")["can_claim"]


def test_nobody_can_claim_from_a_room_without_players() -> None:
    table = Table(creator="a").start("o+")
    table.drop("a", "b")
    table.wait(40)
    assert not table["o+"].last("room_state")["can_claim"]
    table.claim("o+")
    assert table["o+"].errors == ["not_a_player"]


def test_the_one_who_came_back_may_claim_from_the_one_who_did_not() -> None:
    table = Table().start("o+")
    token = table["a"].token
    table.drop("a", "b")
    table.wait(31)
    table.join("a2", token=token)
    assert table["o+"].last("room_state")["can_claim"]
    table.claim("a2")
    assert table["a2"].last("game_over")["winner"] == 1


def test_leaving_a_paused_match_gives_it_to_the_absent_player() -> None:
    table = Table().start("o")
    table.drop("b")
    table.leave("a")
    assert table["o"].last("game_over")["winner"] == 2
    assert table["o"].statuses[-1] == "game_over"
    assert_replays(table.results.results[0])


def test_a_room_whose_players_are_away_is_closed_after_a_minute() -> None:
    table = Table().start()
    table.drop("a", "b")
    table.wait(59.9)
    assert not table.room.closed
    table.wait(0.2)
    assert table.room.closed


def test_the_minute_starts_anew_when_somebody_was_back() -> None:
    table = Table().start()
    token = table["a"].token
    table.drop("a", "b")
    table.wait(50)
    table.join("a2", token=token)
    table.drop("a2")
    table.wait(50)
    assert not table.room.closed
    table.wait(11)
    assert table.room.closed


def test_an_observer_keeps_a_room_open() -> None:
    table = Table().start("o")
    table.drop("a", "b")
    table.wait(600)
    assert not table.room.closed
    table.drop("o")
    table.wait(61)
    assert table.room.closed


def test_a_room_that_everybody_has_left_is_closed_at_once() -> None:
    table = Table(creator="x")
    table.join("a")
    table.watch("o")
    table.drop("x")
    table.leave("a")
    assert not table.room.closed
    table.leave("o")
    assert table.room.closed


def test_a_bot_alone_keeps_no_room_open() -> None:
    table = Table(creator="x", opponent="bot")
    table.join("a")
    table.drop("x")
    table.leave("a")
    assert table.room.closed


def test_a_room_stays_open_for_its_creator_who_has_not_joined_yet() -> None:
    table = Table()
    table.wait(600)
    assert not table.room.closed
    table.drop("a")
    assert table.room.closed


def test_a_match_against_a_bot_waits_too() -> None:
    table = Table(opponent="bot")
    token = table.join("a").token
    table.ready("a")
    table.drop("a")
    assert not table.room.ticking
    assert table.join("a2", token=token).statuses == ["playing"]


def test_dropping_twice_or_unknown_is_nothing() -> None:
    table = Table().start()
    table.drop("stranger")
    table.drop("b")
    table.drop("b")
    assert table["a"].statuses == ["waiting_for_opponent", "waiting_for_ready", "playing", "paused"]
    assert table["b"].closed_with is None


def test_a_room_is_reaped_at_the_very_moment_that_it_has_asked_to_be_woken_at() -> None:
    """Else its loop would spin until the clock has moved on by the rounding error."""
    for start in (0.1, 12_345.678, 1e6 + 0.3, 987_654.321):
        table = Table()
        table.now = start
        table.join("a")
        table.drop("a")
        due = table.room.next_deadline(start)
        assert due is not None
        table.room.settle(due)
        assert table.room.closed
