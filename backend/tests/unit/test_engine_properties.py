"""What holds for every match, whoever plays it and however fast the ball is."""

from dataclasses import replace

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from pong.game_engine import (
    Aim,
    Ball,
    Hold,
    Inputs,
    Match,
    Paddle,
    PaddleHit,
    PointScored,
    Rally,
    Side,
    freeze,
    new_match,
    step,
)
from pong.game_rules import RULES
from pong.replay import CHECKSUM_TICKS, checksum

# The same examples in every run: a failure in CI is a failure on the desk.
steady = settings(
    derandomize=True, deadline=None, max_examples=60, database=None, suppress_health_check=[HealthCheck.too_slow]
)

seeds = st.integers(0, 2**32 - 1)
intents = st.one_of(st.builds(Hold, st.sampled_from([-1, 0, 1])), st.builds(Aim, st.floats(-10.0, 110.0)))
# Each stretch: what both want, for how many ticks, and sometimes a freeze before it.
stretches = st.lists(
    st.tuples(st.builds(Inputs, intents, intents), st.integers(1, 90), st.sampled_from([None, None, None, 7])),
    min_size=1,
    max_size=12,
)


def played(seed, plan, rules=RULES, points_limit=3):
    """Every (match before, match after, events) of a match played by ``plan``."""
    match = new_match(seed=seed, points_limit=points_limit, freeze_ticks=0, rules=rules)
    for inputs, ticks, freeze_ticks in plan:
        if freeze_ticks is not None:
            match = freeze(match, freeze_ticks)
        for _ in range(ticks):
            before = match
            match, events = step(before, inputs, rules)
            yield before, match, events


@steady
@given(seeds, stretches, st.sampled_from([50.0, 120.0, 4000.0, 1e6]))
def test_the_ball_stays_in_the_court_and_leaves_it_by_a_goal_only(seed, plan, speed):
    rules = replace(RULES, serve_speed=speed, max_speed=max(speed, RULES.max_speed))
    for _, after, events in played(seed, plan, rules):
        ball = after.ball
        assert 1.0 <= ball.y <= 99.0
        if any(isinstance(event, PointScored) for event in events):
            assert ball.x in (0.0, 50.0, 100.0)
        else:
            assert 0.0 < ball.x < 100.0 or not isinstance(after.phase, Rally)


@steady
@given(seeds, stretches)
def test_paddles_stay_inside_and_never_exceed_their_speed(seed, plan):
    for before, after, _ in played(seed, plan):
        for side in Side:
            assert 8.0 <= after.paddle(side).y <= 92.0
            assert abs(after.paddle(side).y - before.paddle(side).y) <= 80.0 / 60.0 + 1e-12


@steady
@given(seeds, stretches)
def test_a_score_grows_by_one_and_only_by_a_goal(seed, plan):
    for before, after, events in played(seed, plan):
        scorers = [event.side for event in events if isinstance(event, PointScored)]
        assert len(scorers) <= 1
        for side in Side:
            assert after.score(side) - before.score(side) == scorers.count(side)


def checksums(seed, plan) -> list[int]:
    chain, link = [], 0
    for _, after, _ in played(seed, plan):
        if after.tick % CHECKSUM_TICKS == 0:
            link = checksum(after, link)
            chain.append(link)
    return chain


@steady
@given(seeds, stretches)
def test_the_same_seed_and_inputs_give_the_same_match(seed, plan):
    assert checksums(seed, plan) == checksums(seed, plan)


@steady
@given(seeds)
def test_another_seed_gives_another_match(seed):
    plan = [(Inputs(Hold(0), Hold(0)), 60, None)]
    assert checksums(seed, plan) != checksums((seed + 1) & 0xFFFFFFFF, plan)


def arrival(ball: Ball, plane: float) -> float:
    """The height at which the ball meets the plane, computed another way than the engine's: by the period."""
    way = (ball.y - 1.0 + ball.vy * ((plane - ball.x) / ball.vx)) % 196.0
    return 1.0 + (way if way <= 98.0 else 196.0 - way)


def in_play(ball: Ball, left_y: float, right_y: float) -> Match:
    match = new_match(seed=1, points_limit=3, freeze_ticks=0, rules=RULES)
    return replace(match, ball=ball, left=Paddle(left_y), right=Paddle(right_y), phase=Rally(0))


@settings(steady, max_examples=300)
@given(
    toward=st.sampled_from(list(Side)),
    x=st.floats(4.5, 95.5),
    y=st.floats(1.0, 99.0),
    direction=st.sampled_from(RULES.directions),
    speed=st.sampled_from([50.0, 1e3, 1e4, 1e5, 1e6]),
    offset=st.floats(-10.0, 10.0),
)
def test_a_paddle_in_the_way_hits_at_any_speed_and_one_elsewhere_never(toward, x, y, direction, speed, offset):
    vx = speed * direction[0] * (-1.0 if toward is Side.LEFT else 1.0)
    ball = Ball(x, y, vx, speed * direction[1] * 1.6, speed)
    meets_at = arrival(ball, 4.0 if toward is Side.LEFT else 96.0)
    paddle_y = meets_at - offset
    assume(8.0 <= paddle_y <= 92.0)
    assume(abs(abs(offset) - 9.0) > 1e-6)
    match = in_play(ball, paddle_y, paddle_y)

    events = ()
    while not any(isinstance(event, PaddleHit | PointScored) for event in events):
        match, events = step(match, Inputs(Hold(0), Hold(0)), RULES)

    first = next(event for event in events if isinstance(event, PaddleHit | PointScored))
    if abs(offset) < 9.0:
        assert isinstance(first, PaddleHit)
        assert first.side is toward
        assert abs(first.y - meets_at) < 1e-6
    else:
        assert isinstance(first, PointScored)
        assert first.side is toward.other


def test_a_tick_ends_after_a_bounded_number_of_contacts_and_the_ball_waits_at_its_plane():
    rules = replace(RULES, max_speed=1e6)
    ball = Ball(50.0, 50.0, -1e6, 0.0, 1e6)
    match, events = step(in_play(ball, 50.0, 50.0), Inputs(Hold(0), Hold(0)), rules)
    assert [type(event) for event in events] == [PaddleHit] * rules.max_contacts_per_tick
    assert match.ball.x == 96.0
    assert match.ball.vx < 0.0
    assert match.phase == Rally(rules.max_contacts_per_tick)
    _, events = step(match, Inputs(Hold(0), Hold(0)), rules)
    assert events[0].side is Side.LEFT
