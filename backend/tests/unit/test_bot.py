"""Bots: ordinary players of five levels, who win as often as their level says."""

import json
from dataclasses import fields, replace
from itertools import pairwise
from statistics import median
from typing import get_args

import pytest

from pong.bot import LEVELS, LEVELS_PATH, BotBrain, Skill, new_brain, think
from pong.game_engine import (
    STOP,
    Ball,
    Finished,
    Hold,
    Inputs,
    Match,
    PaddleHit,
    PointScored,
    Rally,
    Side,
    new_match,
    step,
)
from pong.game_rules import RULES
from pong.messages.wire import BotLevel
from tests.unit.engine_play import flying_left, flying_right, fresh_match, rally


def sharp(seed: int = 1, **changes) -> BotBrain:
    """A brain without error and ambition, to see what it aims at."""
    brain = new_brain("pro", seed)
    skill = replace(brain.skill, aim_sigma=0.0, lapse=0.0, placement=0.0, **changes)
    return replace(brain, skill=skill)


def bot_steps(brain: BotBrain, match: Match, side: Side, ticks: int):
    """What the bot wants in each of some ticks, the other paddle being still."""
    for _ in range(ticks):
        brain, intent = think(brain, match, side, RULES)
        inputs = Inputs(intent, STOP) if side is Side.LEFT else Inputs(STOP, intent)
        yield match, intent
        match, _ = step(match, inputs, RULES)


def play(left: str, right: str, seed: int) -> tuple[Side, list[int], list[int]]:
    """A match to 5: the winner, the hits of each rally, and the ticks of each point."""
    match = new_match(seed=seed, points_limit=5, freeze_ticks=0, rules=RULES)
    brains = {Side.LEFT: new_brain(left, seed * 7 + 1), Side.RIGHT: new_brain(right, seed * 13 + 5)}
    rallies, point_ticks = [], [0]
    while not isinstance(match.phase, Finished):
        hits = match.phase.hits if isinstance(match.phase, Rally) else 0
        brains[Side.LEFT], left_wants = think(brains[Side.LEFT], match, Side.LEFT, RULES)
        brains[Side.RIGHT], right_wants = think(brains[Side.RIGHT], match, Side.RIGHT, RULES)
        match, events = step(match, Inputs(left_wants, right_wants), RULES)
        if any(isinstance(event, PointScored) for event in events):
            rallies.append(hits)
            point_ticks.append(match.tick)
    return match.phase.winner, rallies, [after - before for before, after in pairwise(point_ticks)]


def share_of_wins(stronger: str, weaker: str, matches: int) -> float:
    """The stronger one plays each side equally often."""
    wins = 0
    for seed in range(1, matches + 1, 2):
        wins += play(stronger, weaker, seed)[0] is Side.LEFT
        wins += play(weaker, stronger, seed + 1)[0] is Side.RIGHT
    return wins / matches


def test_the_file_of_levels_has_each_level_and_exactly_the_numbers_that_a_skill_needs():
    rows = json.loads(LEVELS_PATH.read_bytes())
    assert tuple(rows) == get_args(BotLevel)
    assert {frozenset(row) for row in rows.values()} == {frozenset(field.name for field in fields(Skill))}


@pytest.mark.parametrize(("weaker", "stronger"), list(pairwise(LEVELS)))
def test_each_level_beats_the_one_below(weaker, stronger):
    # The levels are tuned by 200 matches a pair (see the module); 24 matches catch a level that has lost its place.
    assert 0.5 < share_of_wins(stronger, weaker, 24) < 0.95


def test_two_normal_bots_play_rallies_that_are_a_pleasure_to_watch():
    rallies, point_ticks = [], []
    for seed in range(1, 17):
        _, hits, ticks = play("normal", "normal", seed)
        rallies += hits
        point_ticks += ticks
    assert 5 <= median(rallies) <= 9
    assert 8 * 60 <= median(point_ticks) <= 15 * 60


def test_the_same_seed_plays_the_same_match():
    assert play("easy", "normal", 3) == play("easy", "normal", 3)


def test_a_bot_reads_the_ball_as_late_as_its_level_says():
    brain = sharp(reaction_ms=200)
    moves = [intent for _, intent in bot_steps(brain, rally(flying_left(y=80.0)), Side.LEFT, 20)]
    assert moves[:12] == [STOP] * 12
    assert moves[12] == Hold(1)


def test_a_lapse_costs_the_bot_most_of_the_balls_way():
    brain = sharp(reaction_ms=200)
    brain = replace(brain, skill=replace(brain.skill, lapse=1.0))
    moves = [intent for _, intent in bot_steps(brain, rally(flying_left(y=80.0)), Side.LEFT, 60)]
    assert moves.index(Hold(1)) == 54


@pytest.mark.parametrize(
    ("ball", "side"),
    [
        (flying_left(y=20.0), Side.LEFT),
        (flying_right(y=80.0), Side.RIGHT),
        (flying_left(y=30.0, vy=-70.0), Side.LEFT),
        (flying_right(y=70.0, vy=70.0), Side.RIGHT),
    ],
)
def test_a_bot_returns_a_ball_that_it_can_reach_walls_included(ball: Ball, side: Side):
    brain, match, events = sharp(), rally(ball), ()
    while not events or not isinstance(events[-1], PaddleHit | PointScored):
        brain, intent = think(brain, match, side, RULES)
        match, events = step(match, Inputs(intent, intent), RULES)
    assert isinstance(events[-1], PaddleHit)
    assert events[-1].side is side


def test_a_bot_goes_home_while_the_ball_flies_away():
    away = rally(flying_right(x=10.0), left_y=80.0)
    *_, (last, intent) = bot_steps(sharp(), away, Side.LEFT, 60)
    assert intent == STOP
    assert abs(last.left.y - 50.0) <= LEVELS["pro"].dead_zone


def test_a_bot_waits_for_a_ball_that_rests():
    waiting = fresh_match(freeze_ticks=60)
    assert {intent for _, intent in bot_steps(sharp(), waiting, Side.RIGHT, 60)} == {STOP}


def test_a_bot_lets_go_of_the_key_inside_its_dead_zone():
    calm = replace(sharp(dead_zone=3.0), target=53.0)
    assert think(calm, fresh_match(), Side.LEFT, RULES)[1] == STOP
    assert think(replace(calm, target=53.1, acts_at_tick=9), fresh_match(), Side.LEFT, RULES)[1] == Hold(1)
    assert think(replace(calm, target=46.9, acts_at_tick=9), fresh_match(), Side.LEFT, RULES)[1] == Hold(-1)
