"""Short cuts to the situations of a match that the engine's tests start from."""

from dataclasses import replace

from pong.game_engine import STOP, Ball, Event, Inputs, Match, Paddle, Rally, Rules, new_match, step
from pong.game_rules import RULES

STILL = Inputs(STOP, STOP)


def fresh_match(*, seed: int = 1, points_limit: int = 5, freeze_ticks: int = 0) -> Match:
    return new_match(seed=seed, points_limit=points_limit, freeze_ticks=freeze_ticks, rules=RULES)


def rally(ball: Ball, *, left_y: float = 50.0, right_y: float = 50.0, hits: int = 0, points_limit: int = 5) -> Match:
    """A match with the ball in play."""
    match = fresh_match(points_limit=points_limit)
    return replace(match, ball=ball, left=Paddle(left_y), right=Paddle(right_y), phase=Rally(hits))


def flying_left(*, x: float = 50.0, y: float = 50.0, vy: float = 0.0, speed: float = 50.0) -> Ball:
    return Ball(x, y, -speed, vy, speed)


def flying_right(*, x: float = 50.0, y: float = 50.0, vy: float = 0.0, speed: float = 50.0) -> Ball:
    return Ball(x, y, speed, vy, speed)


def steps(match: Match, ticks: int, inputs: Inputs = STILL, rules: Rules = RULES) -> tuple[Match, list[Event]]:
    """The match some ticks later, and all that happened."""
    events: list[Event] = []
    for _ in range(ticks):
        match, happened = step(match, inputs, rules)
        events += happened
    return match, events


def until(match: Match, kind: type, inputs: Inputs = STILL, *, limit: int = 2000) -> tuple[Match, list[Event]]:
    """The match right after the first event of ``kind``, and the events of that step."""
    for _ in range(limit):
        match, happened = step(match, inputs, RULES)
        if any(isinstance(event, kind) for event in happened):
            return match, list(happened)
    raise AssertionError(f"no {kind.__name__} within {limit} ticks")
