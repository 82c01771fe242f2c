"""The rules of Pong, one tick at a time: a match and what both players want in, the next match and the events out."""

from __future__ import annotations

from dataclasses import replace
from typing import assert_never

from pong.game_engine.collision import swept
from pong.game_engine.events import Event, MatchWon, PointScored, Served
from pong.game_engine.generator import advanced, seeded
from pong.game_engine.paddle import moved
from pong.game_engine.rules import Rules
from pong.game_engine.serve import random_side, resting_ball, served_ball
from pong.game_engine.values import Ball, Finished, Inputs, Match, Paddle, Phase, Rally, Serving, Side


def new_match(*, seed: int, points_limit: int, freeze_ticks: int, rules: Rules) -> Match:
    """A match before its first tick. The first serve goes to a random side, as soon as the freeze is over."""
    rng = seeded(seed)
    paddle = Paddle(rules.court_height / 2.0)
    return Match(
        tick=0,
        rng=rng,
        freeze_ticks=freeze_ticks,
        points_limit=points_limit,
        left=paddle,
        right=paddle,
        ball=resting_ball(rules),
        phase=Serving(0, random_side(rng)),
        left_score=0,
        right_score=0,
    )


def freeze(match: Match, ticks: int) -> Match:
    """Hold the ball and the serve timer for the next ``ticks`` ticks, in place of a freeze that runs already."""
    return match if isinstance(match.phase, Finished) else replace(match, freeze_ticks=ticks)


def finish(match: Match, winner: Side) -> Match:
    """End the match at once (forfeit, claimed win). The score stays; a match that is over stays as it is."""
    return match if isinstance(match.phase, Finished) else replace(match, freeze_ticks=0, phase=Finished(winner))


def next_serve(match: Match, rules: Rules) -> Ball | None:
    """The ball as it will leave the centre; None in a rally and after the end, when none waits there."""
    if not isinstance(match.phase, Serving):
        return None
    return served_ball(match.phase.toward, advanced(match.rng), rules)


def step(match: Match, inputs: Inputs, rules: Rules) -> tuple[Match, tuple[Event, ...]]:
    """One tick: first the paddles move, then the ball. A finished match stays as it is."""
    phase = match.phase
    if isinstance(phase, Finished):
        return match, ()
    left = moved(match.left, inputs.left, rules)
    right = moved(match.right, inputs.right, rules)
    if match.freeze_ticks > 0:
        return _next(match, left, right, match.ball, phase, freeze_ticks=match.freeze_ticks - 1), ()
    match phase:
        case Rally(hits):
            return _rallied(match, left, right, match.ball, hits, rules)
        case Serving(0, toward):
            return _served(match, left, right, toward, rules)
        case Serving(ticks_left, toward):
            return _next(match, left, right, match.ball, Serving(ticks_left - 1, toward)), ()
        case unreachable:
            assert_never(unreachable)


def _served(match: Match, left: Paddle, right: Paddle, toward: Side, rules: Rules) -> tuple[Match, tuple[Event, ...]]:
    """The serve, and the ball's first tick of flight."""
    rng = advanced(match.rng)
    match = replace(match, rng=rng, phase=Rally(0))
    after, events = _rallied(match, left, right, served_ball(toward, rng, rules), 0, rules)
    return after, (Served(toward), *events)


def _rallied(
    match: Match, left: Paddle, right: Paddle, ball: Ball, hits: int, rules: Rules
) -> tuple[Match, tuple[Event, ...]]:
    flight = swept(ball, left, right, hits, rules)
    if flight.scorer is None:
        phase = match.phase if flight.hits == hits else Rally(flight.hits)
        return _next(match, left, right, flight.ball, phase), flight.events
    return _scored(match, left, right, flight.ball, flight.scorer, flight.events, rules)


def _scored(
    match: Match, left: Paddle, right: Paddle, ball: Ball, scorer: Side, events: tuple[Event, ...], rules: Rules
) -> tuple[Match, tuple[Event, ...]]:
    """A point. The player who conceded gets the next serve; the winning ball stays where it went out."""
    events = (*events, PointScored(scorer, ball.y))
    left_score = match.left_score + 1 if scorer is Side.LEFT else match.left_score
    right_score = match.right_score + 1 if scorer is Side.RIGHT else match.right_score
    match = replace(match, left_score=left_score, right_score=right_score)
    if match.score(scorer) >= match.points_limit:
        return _next(match, left, right, ball, Finished(scorer)), (*events, MatchWon(scorer))
    return _next(match, left, right, resting_ball(rules), Serving(rules.serve_ticks, scorer.other)), events


def _next(match: Match, left: Paddle, right: Paddle, ball: Ball, phase: Phase, freeze_ticks: int = 0) -> Match:
    """``match`` one tick later. Spelt out, because `replace` takes as long as all the rest of a step."""
    return Match(
        match.tick + 1,
        match.rng,
        freeze_ticks,
        match.points_limit,
        left,
        right,
        ball,
        phase,
        match.left_score,
        match.right_score,
    )
