"""The flight of the ball through one tick: walls, paddles and goals, each at its exact time of impact.

A line (paddle plane or goal line) counts as reached when the straight flight ends on it or beyond it; so a ball can
neither step over a line nor stop on one unjudged, at any speed.
"""

from __future__ import annotations

from dataclasses import dataclass

from pong.game_engine.events import Event, PaddleHit, WallBounce
from pong.game_engine.rules import Rules
from pong.game_engine.values import Ball, Paddle, Side


@dataclass(frozen=True, slots=True)
class Flight:
    """Where one tick has brought the ball: the rally's ``hits`` after it, and who has scored, if anybody."""

    ball: Ball
    hits: int
    scorer: Side | None
    events: tuple[Event, ...]


def swept(ball: Ball, left: Paddle, right: Paddle, hits: int, rules: Rules) -> Flight:
    """Fly for one tick.

    The contacts of a tick are bounded, because a ball at an absurd speed would otherwise hold up everybody's
    clock; the ball then waits at the line that it has reached, and the rest of its tick is dropped there.
    """
    seconds_left = 1.0 / rules.ticks_per_second
    events: tuple[Event, ...] = ()
    for _ in range(rules.max_contacts_per_tick):
        line = _line_ahead(ball, rules)
        end_x = ball.x + ball.vx * seconds_left
        if end_x < line if ball.vx > 0.0 else end_x > line:
            ball, bounces = _flown(ball, end_x, seconds_left, rules)
            return Flight(ball, hits, None, events + bounces)

        seconds = (line - ball.x) / ball.vx
        ball, bounces = _flown(ball, line, seconds, rules)
        events += bounces
        # Rounding may find the line a hair after the end of the tick that reaches it.
        seconds_left = seconds_left - seconds if seconds < seconds_left else 0.0
        if line <= 0.0:
            return Flight(ball, hits, Side.RIGHT, events)
        if line >= rules.court_width:
            return Flight(ball, hits, Side.LEFT, events)

        side, paddle = (Side.LEFT, left) if ball.vx < 0.0 else (Side.RIGHT, right)
        if _covers(paddle, ball, rules):
            hits += 1
            ball = _returned(ball, paddle, side, rules)
            events += (PaddleHit(side, ball.y, hits),)
    return Flight(ball, hits, None, events)


def launched(x: float, y: float, speed: float, direction: tuple[float, float], toward: Side, rules: Rules) -> Ball:
    """A ball that leaves (x, y) towards a side; ``direction`` is a unit vector on the screen."""
    across, down = direction
    vx = speed * across
    return Ball(x, y, vx if toward is Side.RIGHT else -vx, speed * down * rules.x_unit_in_y_units, speed)


def _line_ahead(ball: Ball, rules: Rules) -> float:
    """The plane that the ball flies to; the goal line when it has passed (or stands on) its plane already."""
    if ball.vx > 0.0:
        return rules.right_plane if ball.x < rules.right_plane else rules.court_width
    return rules.left_plane if ball.x > rules.left_plane else 0.0


def _flown(ball: Ball, x: float, seconds: float, rules: Rules) -> tuple[Ball, tuple[Event, ...]]:
    """Fly straight on to ``x``, which takes ``seconds``, and fold the way at the walls."""
    top = rules.ball_size / 2.0
    bottom = rules.court_height - top
    y = ball.y + ball.vy * seconds
    vy = ball.vy
    bounces: tuple[Event, ...] = ()
    while y < top or y > bottom:
        wall = top if y < top else bottom
        y = wall + (wall - y)
        vy = -vy
        bounces += (WallBounce(wall),)
    return Ball(x, y, ball.vx, vy, ball.speed), bounces


def _covers(paddle: Paddle, ball: Ball, rules: Rules) -> bool:
    reach = _reach(rules)
    return ball.y - paddle.y <= reach and paddle.y - ball.y <= reach


def _returned(ball: Ball, paddle: Paddle, side: Side, rules: Rules) -> Ball:
    """The ball after its hit: faster, and the steeper the farther from the paddle's centre it was met."""
    speed = ball.speed * rules.speed_up_per_hit
    if speed > rules.max_speed:
        speed = rules.max_speed
    direction = rules.directions[_direction_index(ball.y - paddle.y, rules)]
    return launched(ball.x, ball.y, speed, direction, side.other, rules)


def _direction_index(offset: float, rules: Rules) -> int:
    """The table entry nearest to ``offset``; mirrored offsets get mirrored entries."""
    middle = (len(rules.directions) - 1) >> 1
    if offset < 0.0:
        return middle - int(-offset / _reach(rules) * middle + 0.5)
    return middle + int(offset / _reach(rules) * middle + 0.5)


def _reach(rules: Rules) -> float:
    """How far from a paddle's centre the ball's centre may be to touch it."""
    return (rules.paddle_height + rules.ball_size) / 2.0
