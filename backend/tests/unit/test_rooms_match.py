"""The course of a match: countdown, frames, paddles, points, the end, and the result that is kept of it."""

from __future__ import annotations

import pytest

from pong.game_engine import Aim, Side
from pong.game_rules import RULES, RULES_SHA256
from pong.replay import IntentAt, decode_log
from pong.rooms.play import MAX_LOG_ENTRIES, Play
from tests.support.matches import assert_replays
from tests.support.table import DOWN, STILL, UP, Table

REACH = RULES.paddle_speed / RULES.ticks_per_second


def paddle_ys(table: Table, who: str = "a") -> list[float]:
    return [frame["p1_y"] for frame in table[who].all("game_update")]


def test_one_message_moves_a_paddle_until_it_is_stopped() -> None:
    """The brief's bug 3: a paddle that stood still unless the message was repeated."""
    table = Table().start()
    table.forget()
    table.steer("a", UP)
    table.tick(5)
    table.steer("a", STILL)
    table.tick(3)
    expected = [50.0 - REACH * tick for tick in (1, 2, 3, 4, 5, 5, 5, 5)]
    assert paddle_ys(table) == pytest.approx(expected, abs=0.001)


def test_a_tap_within_one_tick_moves_the_paddle_for_one_tick() -> None:
    table = Table().start()
    table.forget()
    table.steer("a", UP, STILL)
    table.tick(4)
    assert paddle_ys(table) == pytest.approx([50.0 - REACH] * 4, abs=0.001)


def test_of_many_wishes_within_a_tick_the_first_and_the_last_count() -> None:
    table = Table().start()
    table.forget()
    table.steer("a", UP, STILL, UP, STILL, DOWN)
    table.tick(3)
    assert paddle_ys(table) == pytest.approx([50.0 - REACH, 50.0, 50.0 + REACH], abs=0.001)


def test_a_paddle_target_replaces_a_held_direction_and_is_replaced_by_one() -> None:
    table = Table().start()
    table.forget()
    table.steer("a", UP)
    table.tick(2)
    table.aim("a", 51.0)
    table.tick(4)
    table.steer("a", DOWN)
    table.tick()
    ys = paddle_ys(table)
    assert ys[-2] == 51.0
    assert ys[-1] == pytest.approx(51.0 + REACH, abs=0.001)


def test_a_key_that_is_held_when_the_match_starts_counts() -> None:
    table = Table()
    table.join("a")
    table.join("b")
    table.steer("a", UP)
    table.ready("a", "b")
    table.forget()
    table.tick()
    assert paddle_ys(table) == pytest.approx([50.0 - REACH], abs=0.001)


def test_a_countdown_holds_the_ball_and_shows_it_in_frames() -> None:
    table = Table(countdown=2).start()
    assert table["a"].statuses[-1] == "countdown"
    table.forget()
    table.steer("a", UP)
    table.tick(120)
    frames = table["a"].all("game_update")
    assert [frame.get("freeze_ticks", 0) for frame in frames] == list(range(119, -1, -1))
    assert {(frame["ball_x"], frame["ball_y"]) for frame in frames} == {(50.0, 50.0)}
    assert frames[-1]["p1_y"] == 8.0
    assert table["a"].statuses == []
    table.tick()
    assert table["a"].kinds[-2:] == ["status_change", "game_update"]
    assert table["a"].statuses == ["playing"]
    assert table["a"].last("game_update")["ball_x"] != 50.0


def test_the_last_frame_has_the_final_score_and_comes_before_game_over_and_its_status() -> None:
    table = Table(points_limit=2).start("o")
    table.steer("a", UP)
    table.steer("b", UP)
    table.play_until_over()
    for who in ("a", "b", "o"):
        heard = table[who].heard
        assert table[who].kinds[-3:] == ["game_update", "game_over", "status_change"]
        assert heard[-1]["status"] == "game_over"
        score = {key: heard[-2][key] for key in ("p1_score", "p2_score")}
        assert score == {key: heard[-3][key] for key in score}
        assert heard[-2]["winner"] == (1 if score["p1_score"] == 2 else 2)
    table.forget()
    table.tick(10)
    assert table["a"].heard == []


def test_the_result_of_a_match_is_handed_over_once_and_replays() -> None:
    table = Table(points_limit=3, countdown=1)
    table.join("a", name="Ada")
    table.join("b", name="Bo")
    table.ready("a", "b")
    table.aim("a", 31.25)
    table.tick(100)
    table.steer("b", DOWN)
    table.play_until_over()
    (result,) = table.results.results
    over = table["a"].last("game_over")
    assert (result.p1_name, result.p2_name, result.room_code) == ("Ada", "Bo", "TABLE")
    assert (result.winner, result.p1_score, result.p2_score) == (over["winner"], over["p1_score"], over["p2_score"])
    assert (result.ended_by, result.points_limit, result.seed) == ("points", 3, 7)
    assert result.rules_sha256 == RULES_SHA256
    assert result.duration_ticks == table["a"].last("game_update")["tick"]
    assert result.started_at <= result.ended_at
    assert result.started_at.tzinfo is not None
    assert_replays(result)


def test_every_point_is_kept_with_its_tick_and_the_score_after_it() -> None:
    table = Table(points_limit=3).start()
    table.steer("a", UP)
    table.steer("b", UP)
    table.play_until_over()
    (result,) = table.results.results
    seen = {(f["p1_score"], f["p2_score"]): f["tick"] for f in reversed(table["a"].all("game_update"))}
    assert [point.n for point in result.points] == list(range(1, len(result.points) + 1))
    for point in result.points:
        assert seen[point.p1_score, point.p2_score] == point.tick
    assert (result.points[-1].p1_score, result.points[-1].p2_score) == (result.p1_score, result.p2_score)
    assert result.points[-1].scorer == result.winner


def test_a_point_changes_the_room_state_at_once() -> None:
    """The score is part of room_state, which is told after every change of it."""
    table = Table(creator="a", points_limit=2).start("o+")
    table.steer("a", UP)
    table.steer("b", UP)
    table.play_until_over()
    scores = [(s["p1_score"], s["p2_score"]) for s in table["o+"].all("room_state") if s["status"] == "playing"]
    frames = [(f["p1_score"], f["p2_score"]) for f in table["o+"].all("game_update")]
    assert list(dict.fromkeys(scores)) == list(dict.fromkeys(frames))[:-1]
    assert table["o+"].last("room_state")["ended_by"] == "points"


def test_leaving_during_a_match_gives_it_to_the_other_player() -> None:
    table = Table().start("o")
    table.tick(10)
    table.forget()
    table.leave("a")
    for who in ("b", "o"):
        assert table[who].kinds == ["game_over", "status_change"]
        assert table[who].last("game_over") == {"type": "game_over", "winner": 2, "p1_score": 0, "p2_score": 0}
        assert table[who].statuses == ["game_over"]
    assert table["a"].heard == []
    (result,) = table.results.results
    assert (result.winner, result.ended_by, result.duration_ticks) == (2, "forfeit", 10)
    assert (result.p1_name, result.p2_name) == ("Player 1", "Player 2")
    assert_replays(result)


def test_two_players_who_leave_in_the_same_instant_end_one_match_and_the_room() -> None:
    table = Table().start()
    table.drop("a")  # frees the room of its creator's socket, below
    table.join("a2", token=table["a"].token)
    table.tick(5)
    table.leave("a2", "b")
    assert len(table.results.results) == 1
    assert table.relay.count("game_over") == 1
    assert table.room.closed


def test_who_joins_a_running_match_gets_the_status_and_one_frame_at_once() -> None:
    table = Table().start()
    table.tick(5)
    o = table.watch("o")
    assert o.kinds == ["joined_as_observer", "status_change", "game_update"]
    assert o.statuses == ["playing"]
    assert o.last("game_update") == table["a"].last("game_update")


def test_who_joins_after_a_match_gets_its_status_and_last_frame() -> None:
    table = Table(points_limit=1).start()
    table.play_until_over()
    o = table.watch("o")
    assert o.kinds == ["joined_as_observer", "status_change", "game_update"]
    assert o.statuses == ["game_over"]


def test_ready_while_playing_is_no_mistake() -> None:
    table = Table().start()
    table.ready("a")
    assert table["a"].errors == []
    assert table.room.ticking


def test_a_claim_or_a_rematch_while_playing_is_refused() -> None:
    table = Table().start()
    table.claim("a")
    table.rematch("b")
    assert table["a"].errors == table["b"].errors == ["wrong_phase"]
    assert table.room.ticking


@pytest.mark.parametrize("level", ["calm", "easy", "normal", "hard", "pro"])
def test_a_bot_takes_seat_two_and_is_always_ready(level: str) -> None:
    table = Table(creator="a+", opponent="bot", bot_level=level, points_limit=1)
    a = table.join("a+")
    assert a.statuses == ["waiting_for_ready"]
    bot = a.last("room_state")["players"][1]
    assert bot["name"] == f"Bot · {level}"
    assert (bot["is_bot"], bot["ready"], bot["connected"]) == (True, True, True)
    table.ready("a+")
    assert a.statuses[-1] == "playing"
    table.steer("a+", UP)
    table.play_until_over()
    assert_replays(table.results.results[0])


def test_a_bot_moves_its_paddle() -> None:
    table = Table(opponent="bot", points_limit=3)
    table.join("a")
    table.ready("a")
    table.play_until_over()
    assert len({frame["p2_y"] for frame in table["a"].all("game_update")}) > 10


def test_a_log_that_grows_too_long_is_left_out_and_the_result_is_kept() -> None:
    play = Play(seed=1, points_limit=1, freeze_ticks=0, rules=RULES)
    for number in range(MAX_LOG_ENTRIES):
        play._note(IntentAt(number, Side.LEFT, Aim(20.0 + number % 2)))  # noqa: SLF001 - a rally would take seconds
    play.finish(Side.LEFT)
    result = play.result(
        room_code="R", names=("x", "y"), winner=Side.LEFT, ended_by="forfeit", rules_sha256=RULES_SHA256
    )
    assert decode_log(result.input_log) == ()
    assert result.winner == 1


def test_a_key_that_is_held_before_the_match_is_held_in_it() -> None:
    table = Table()
    table.join("a")
    table.steer("a", UP)
    table.join("b")
    table.ready("a", "b")
    table.tick(3)
    assert [frame["p1_y"] for frame in table["b"].all("game_update")] == [48.667, 47.333, 46.0]
