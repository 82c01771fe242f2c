"""Where the ball rests between points, and how it leaves."""

from __future__ import annotations

from pong.game_engine.collision import launched
from pong.game_engine.rules import Rules
from pong.game_engine.values import Ball, Side


def resting_ball(rules: Rules) -> Ball:
    """The ball in the centre, waiting for its serve."""
    return Ball(rules.court_width / 2.0, rules.court_height / 2.0, 0.0, 0.0, rules.serve_speed)


def random_side(rng: int) -> Side:
    """A side by the top bit of ``rng``."""
    return Side.LEFT if rng >> 31 == 0 else Side.RIGHT


def served_ball(toward: Side, rng: int, rules: Rules) -> Ball:
    """The ball as it leaves the centre, in one of the eight serve directions by the top three bits of ``rng``."""
    ball = resting_ball(rules)
    direction = rules.directions[rules.serve_directions[rng >> 29]]
    return launched(ball.x, ball.y, ball.speed, direction, toward, rules)
