"""The rules of Pong, each as a test."""

import math
from dataclasses import FrozenInstanceError, replace

import pytest

from pong.game_engine import (
    STOP,
    Aim,
    Ball,
    Finished,
    Hold,
    Inputs,
    MatchWon,
    PaddleHit,
    PointScored,
    Rally,
    Served,
    Serving,
    Side,
    WallBounce,
    finish,
    freeze,
    step,
)
from pong.game_rules import RULES
from tests.unit.engine_play import STILL, flying_left, flying_right, fresh_match, rally, steps, until


def screen_angle(ball: Ball) -> float:
    """Degrees off the horizontal as drawn 16:10; positive is down."""
    return math.degrees(math.atan2(ball.vy, abs(ball.vx) * 1.6))


def screen_speed(ball: Ball) -> float:
    """x-units per second along the flight."""
    return math.hypot(ball.vx, ball.vy / 1.6)


# Serves


def test_the_first_serve_leaves_in_the_very_first_tick():
    match, events = step(fresh_match(), STILL, RULES)
    assert events == (Served(Side.RIGHT if match.ball.vx > 0.0 else Side.LEFT),)
    assert match.tick == 1
    assert match.phase == Rally(0)
    assert match.ball.x != 50.0


def test_the_first_serve_goes_to_either_side_equally_often():
    to_left = sum(fresh_match(seed=seed).phase.toward is Side.LEFT for seed in range(1000))
    assert 440 < to_left < 560


def test_serves_take_all_eight_gentle_directions_and_none_is_horizontal():
    balls = [step(fresh_match(seed=seed), STILL, RULES)[0].ball for seed in range(300)]
    angles = {round(screen_angle(ball), 2) for ball in balls}
    assert angles == {-18.75, -15.0, -11.25, -7.5, 7.5, 11.25, 15.0, 18.75}
    assert all(ball.speed == 50.0 and screen_speed(ball) == pytest.approx(50.0) for ball in balls)


@pytest.mark.parametrize(
    ("ball", "scorer"), [(flying_left(y=90.0), Side.RIGHT), (flying_right(y=90.0), Side.LEFT)], ids=["left", "right"]
)
def test_the_next_serve_goes_to_the_player_who_conceded_after_one_second_of_rest(ball, scorer):
    scored, events = until(rally(ball), PointScored)
    assert events == [PointScored(scorer, 90.0)]
    assert scored.phase == Serving(60, scorer.other)
    assert (scored.score(scorer), scored.score(scorer.other)) == (1, 0)

    resting, events = steps(scored, 60)
    assert events == []
    assert (resting.ball.x, resting.ball.y) == (50.0, 50.0)

    served, events = step(resting, STILL, RULES)
    assert events == (Served(scorer.other),)
    assert (served.ball.vx < 0.0) == (scorer is Side.RIGHT)
    assert served.ball.speed == 50.0


# Paddles


def test_a_held_paddle_moves_80_units_a_second_in_its_direction():
    match, _ = steps(fresh_match(), 15, Inputs(Hold(-1), Hold(1)))
    assert match.paddle(Side.LEFT).y == pytest.approx(30.0)
    assert match.paddle(Side.RIGHT).y == pytest.approx(70.0)


def test_a_paddle_stops_at_the_edge_of_the_court():
    match, _ = steps(fresh_match(), 60, Inputs(Hold(-1), Hold(1)))
    assert (match.left.y, match.right.y) == (8.0, 92.0)


def test_an_aimed_paddle_goes_at_paddle_speed_and_stops_exactly_there():
    aims = Inputs(Aim(47.3), Aim(61.7))
    after_one, _ = step(fresh_match(), aims, RULES)
    assert after_one.left.y == pytest.approx(50.0 - 80.0 / 60.0)
    assert after_one.right.y == pytest.approx(50.0 + 80.0 / 60.0)
    arrived, _ = steps(after_one, 20, aims)
    assert (arrived.left.y, arrived.right.y) == (47.3, 61.7)


def test_an_aim_beyond_the_court_ends_at_its_edge():
    match, _ = steps(fresh_match(), 60, Inputs(Aim(0.0), Aim(100.0)))
    assert (match.left.y, match.right.y) == (8.0, 92.0)


def test_a_still_paddle_stays():
    match, _ = steps(fresh_match(), 10, Inputs(STOP, Aim(50.0)))
    assert (match.left.y, match.right.y) == (50.0, 50.0)


# Hits


@pytest.mark.parametrize(
    ("ball", "side", "plane"),
    [(flying_left(), Side.LEFT, 4.0), (flying_right(), Side.RIGHT, 96.0)],
    ids=["left", "right"],
)
def test_a_hit_at_the_centre_of_the_paddle_goes_straight_back(ball, side, plane):
    match, events = until(rally(ball, hits=2), PaddleHit)
    assert events == [PaddleHit(side, 50.0, hits=3)]
    assert match.phase == Rally(3)
    assert match.ball.vx == (52.0 if side is Side.LEFT else -52.0)
    assert match.ball.vy == 0.0
    assert abs(match.ball.x - plane) < 52.0 / 60.0


@pytest.mark.parametrize(("offset", "angle"), [(9.0, 60.0), (-9.0, -60.0), (4.5, 30.0), (-4.5, -30.0)])
def test_the_farther_from_the_centre_the_steeper_up_to_60_degrees(offset, angle):
    match, _ = until(rally(flying_left(y=50.0 + offset)), PaddleHit)
    assert screen_angle(match.ball) == pytest.approx(angle)
    assert screen_speed(match.ball) == pytest.approx(52.0)


def test_a_paddle_returns_the_ball_into_33_directions():
    returned = set()
    for hundredths in range(-900, 901, 5):
        match, _ = until(rally(flying_left(y=50.0 + hundredths / 100.0)), PaddleHit)
        returned.add(round(screen_angle(match.ball), 2))
    assert returned == {-60.0 + 3.75 * i for i in range(33)}


def test_a_ball_just_beyond_the_paddle_is_missed():
    match, events = until(rally(flying_left(y=59.001)), PointScored)
    assert events == [PointScored(Side.RIGHT, 59.001)]
    assert match.right_score == 1


def test_each_hit_makes_the_ball_4_percent_faster_up_to_the_cap():
    match = rally(flying_left())
    speeds = []
    for _ in range(30):
        match, _ = until(match, PaddleHit)
        speeds.append(match.ball.speed)
    assert speeds[:2] == [52.0, 52.0 * 1.04]
    assert max(speeds) == speeds[-1] == 120.0


def test_the_paddle_moves_first_so_a_last_moment_save_counts():
    about_to_pass = rally(flying_left(x=4.1, y=60.0))
    saved, events = step(about_to_pass, Inputs(Hold(1), STOP), RULES)
    assert [type(event) for event in events] == [PaddleHit]
    assert saved.ball.vx > 0.0


def test_a_missed_ball_flies_on_to_the_goal_and_no_paddle_calls_it_back():
    passed, events = steps(rally(flying_left(x=4.5, y=70.0)), 2)
    assert events == []
    assert 0.0 < passed.ball.x < 4.0
    behind = replace(passed, left=replace(passed.left, y=70.0))
    _, events = until(behind, PointScored)
    assert events == [PointScored(Side.RIGHT, 70.0)]


@pytest.mark.parametrize(
    ("ball", "plane"),
    [(flying_left(x=5.0, speed=60.0), 4.0), (flying_right(x=95.0, speed=60.0), 96.0)],
    ids=["left", "right"],
)
def test_a_ball_that_ends_its_tick_exactly_on_the_plane_is_judged_once(ball, plane):
    match, events = step(rally(ball), STILL, RULES)
    assert [type(event) for event in events] == [PaddleHit]
    assert match.ball.x == pytest.approx(plane)
    _, events = step(match, STILL, RULES)
    assert events == ()


# Walls


@pytest.mark.parametrize(("y", "vy", "wall"), [(2.0, -120.0, 1.0), (98.0, 120.0, 99.0)], ids=["top", "bottom"])
def test_a_wall_mirrors_the_flight(y, vy, wall):
    match, events = step(rally(flying_left(y=y, vy=vy)), STILL, RULES)
    assert events == (WallBounce(wall),)
    assert match.ball.vy == -vy
    assert match.ball.vx == -50.0
    # 2 units in this tick: one to the wall, one back.
    assert match.ball.y == pytest.approx(y)


def test_a_ball_in_the_corner_meets_the_wall_the_paddle_and_the_wall_again_in_one_tick():
    match, events = step(rally(flying_left(x=4.2, y=1.3, vy=-120.0), left_y=8.0), STILL, RULES)
    assert [type(event) for event in events] == [WallBounce, PaddleHit, WallBounce]
    assert match.ball.vx > 0.0


# The end


@pytest.mark.parametrize("scorer", list(Side))
def test_who_reaches_the_points_limit_wins(scorer):
    ball = flying_left(y=90.0) if scorer is Side.RIGHT else flying_right(y=90.0)
    before = replace(rally(ball, points_limit=3), left_score=2, right_score=2)
    match, events = until(before, MatchWon)
    assert events == [PointScored(scorer, 90.0), MatchWon(scorer)]
    assert match.phase == Finished(scorer)
    assert match.score(scorer) == 3
    assert match.ball.x == (0.0 if scorer is Side.RIGHT else 100.0)


def test_a_finished_match_steps_to_itself():
    over = finish(fresh_match(), Side.LEFT)
    assert step(over, Inputs(Hold(1), Hold(1)), RULES) == (over, ())


def test_finish_ends_the_match_at_once_and_keeps_the_score():
    match = replace(fresh_match(freeze_ticks=30), left_score=3, right_score=1)
    over = finish(match, Side.RIGHT)
    assert over.phase == Finished(Side.RIGHT)
    assert (over.left_score, over.right_score, over.freeze_ticks) == (3, 1, 0)


def test_who_has_won_stays_the_winner():
    over = finish(fresh_match(), Side.LEFT)
    assert finish(over, Side.RIGHT) == over
    assert freeze(over, 60) == over


# Freeze


def test_a_freeze_holds_the_ball_and_lets_the_paddles_move():
    frozen = fresh_match(freeze_ticks=30)
    thawed, events = steps(frozen, 30, Inputs(Hold(-1), STOP))
    assert events == []
    assert (thawed.tick, thawed.freeze_ticks) == (30, 0)
    assert thawed.ball == frozen.ball
    assert thawed.left.y == pytest.approx(10.0)
    _, events = step(thawed, STILL, RULES)
    assert [type(event) for event in events] == [Served]


def test_a_freeze_in_mid_rally_resumes_the_very_flight():
    flying, _ = steps(rally(flying_left(vy=20.0)), 5)
    thawed, _ = steps(freeze(flying, 60), 60)
    assert (thawed.ball, thawed.phase) == (flying.ball, flying.phase)
    assert step(thawed, STILL, RULES)[0].ball == step(flying, STILL, RULES)[0].ball


def test_a_freeze_holds_the_serve_timer():
    resting = replace(fresh_match(), phase=Serving(20, Side.LEFT))
    thawed, _ = steps(freeze(resting, 10), 10)
    assert thawed.phase == Serving(20, Side.LEFT)


def test_a_new_freeze_takes_the_place_of_the_old_one():
    assert freeze(freeze(fresh_match(), 60), 5).freeze_ticks == 5


# Values


def test_a_side_knows_the_other_one_and_its_player_number():
    assert (Side.LEFT.other, Side.RIGHT.other) == (Side.RIGHT, Side.LEFT)
    assert (int(Side.LEFT), int(Side.RIGHT)) == (1, 2)


def test_a_match_never_changes():
    with pytest.raises(FrozenInstanceError):
        fresh_match().tick = 7
