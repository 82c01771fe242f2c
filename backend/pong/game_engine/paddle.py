"""How a paddle moves: at full speed at once, never out of the court."""

from __future__ import annotations

from pong.game_engine.rules import Rules
from pong.game_engine.values import Hold, Intent, Paddle


def moved(paddle: Paddle, intent: Intent, rules: Rules) -> Paddle:
    """The paddle one tick later."""
    reach = rules.paddle_speed / rules.ticks_per_second
    if isinstance(intent, Hold):
        if intent.direction == 0:
            return paddle
        y = paddle.y - reach if intent.direction < 0 else paddle.y + reach
    else:
        y = _towards(paddle.y, intent.y, reach)
    y = _inside(y, rules)
    return paddle if y == paddle.y else Paddle(y)


def _towards(y: float, target: float, reach: float) -> float:
    if target > y + reach:
        return y + reach
    if target < y - reach:
        return y - reach
    return target


def _inside(y: float, rules: Rules) -> float:
    highest = rules.paddle_height / 2.0
    lowest = rules.court_height - highest
    if y < highest:
        return highest
    if y > lowest:
        return lowest
    return y
