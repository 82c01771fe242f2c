"""A bot: an ordinary source of intents, with the paddle and the speed of a player. Pure, like the engine.

It reads the court as late as a person does, decides again only now and then, and aims with an error; a level is
nothing but the size of these weaknesses. Of a match it uses only what everybody sees. frontend/js/engine/bot.js plays
the same intents; the levels stand once for both, in bot_levels.json.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import msgspec

from pong.game_engine import STOP, Ball, Hold, Intent, Match, Rules, Side
from pong.game_engine.generator import advanced, seeded
from pong.messages.wire import BotLevel


@dataclass(frozen=True, slots=True)
class Skill:
    """How well a bot plays. Lengths are court units, ``lapse`` is a share of all balls that come."""

    # From a turn of the ball until the bot moves by it.
    reaction_ms: int
    # Between two looks at where the ball will arrive.
    reaim_ms: int
    # Standard deviation of a look at a ball of serve speed; it grows with the ball's speed.
    aim_sigma: float
    # So near to its target the bot lets go of the key.
    dead_zone: float
    # So often a turn of the ball goes unnoticed until it is late, by so much.
    lapse: float
    lapse_ms: int
    # A bot meets the ball with any part of its paddle up to so far from the centre: that makes the angles, and a
    # miss by ambition, which all levels share, keeps the better one of two from winning always.
    placement: float


LEVELS_PATH = Path(__file__).resolve().with_name("bot_levels.json")
# Tuned so that each level beats the one below in 65 to 80 % of matches to 5; `make bench-engine` prints the shares.
LEVELS = msgspec.json.decode(LEVELS_PATH.read_bytes(), type=dict[BotLevel, Skill])


@dataclass(frozen=True, slots=True)
class BotBrain:
    """What a bot has in mind between two ticks. Ticks are those of the match."""

    skill: Skill
    rng: int
    # The turn of the ball that the bot knows of (the sign of vx) and since when it may act on it.
    heading: int
    acts_at_tick: int
    aims_at_tick: int
    placement: float
    target: float


def new_brain(level: BotLevel, seed: int) -> BotBrain:
    """The mind of a bot before a match, a new one for each; ``seed`` is its own, never the match's."""
    return BotBrain(LEVELS[level], seeded(seed), 0, 0, 0, 0.0, 50.0)


def think(brain: BotBrain, match: Match, side: Side, rules: Rules) -> tuple[BotBrain, Intent]:
    """What the bot on ``side`` wants during the next tick. Call it every tick, frozen ones included."""
    heading = _heading(match.ball)
    if heading != brain.heading:
        brain = _noticed(brain, match, heading, rules)
    if match.tick >= brain.acts_at_tick and match.tick >= brain.aims_at_tick:
        brain = _aimed(brain, match, side, rules)
    return brain, _steered(brain, match.paddle(side).y)


def _heading(ball: Ball) -> int:
    if ball.vx == 0.0:
        return 0
    return -1 if ball.vx < 0.0 else 1


def _noticed(brain: BotBrain, match: Match, heading: int, rules: Rules) -> BotBrain:
    """The ball has turned: the bot will see it after its reaction time, or much later in a lapse."""
    rng, chance = _uniform(brain.rng)
    rng, place = _uniform(rng)
    delay_ms = brain.skill.reaction_ms + (brain.skill.lapse_ms if chance < brain.skill.lapse else 0)
    acts_at_tick = match.tick + _ticks(delay_ms, rules)
    return replace(
        brain,
        rng=rng,
        heading=heading,
        acts_at_tick=acts_at_tick,
        aims_at_tick=acts_at_tick,
        placement=(place * 2.0 - 1.0) * brain.skill.placement,
    )


def _aimed(brain: BotBrain, match: Match, side: Side, rules: Rules) -> BotBrain:
    """A fresh look: to where the ball will arrive, or home when it does not come."""
    comes = brain.heading == (-1 if side is Side.LEFT else 1)
    rng, error = _gaussian(brain.rng)
    if comes:
        error = error * brain.skill.aim_sigma * match.ball.speed / rules.serve_speed
        target = _arrival(match.ball, side, rules) + error + brain.placement
    else:
        target = rules.court_height / 2.0
    aims_at_tick = match.tick + _ticks(brain.skill.reaim_ms, rules)
    return replace(brain, rng=rng, target=target, aims_at_tick=aims_at_tick)


def _arrival(ball: Ball, side: Side, rules: Rules) -> float:
    """The height at which the ball will reach the bot's plane."""
    plane = rules.left_plane if side is Side.LEFT else rules.right_plane
    y = ball.y + ball.vy * ((plane - ball.x) / ball.vx)
    top = rules.ball_size / 2.0
    bottom = rules.court_height - top
    while y < top or y > bottom:
        wall = top if y < top else bottom
        y = wall + (wall - y)
    return y


def _steered(brain: BotBrain, y: float) -> Intent:
    """Like a key: held until the paddle is near enough."""
    if brain.target > y + brain.skill.dead_zone:
        return Hold(1)
    if brain.target < y - brain.skill.dead_zone:
        return Hold(-1)
    return STOP


def _ticks(duration_ms: int, rules: Rules) -> int:
    return duration_ms * rules.ticks_per_second // 1000


def _uniform(rng: int) -> tuple[int, float]:
    """The next state and a number of [0, 1)."""
    rng = advanced(rng)
    return rng, (rng >> 8) / 16777216.0


def _gaussian(rng: int) -> tuple[int, float]:
    """The next state and a number of mean 0 and deviation 1: the sum of three uniform ones of -1..1, at most 3."""
    total = 0.0
    for _ in range(3):
        rng, chance = _uniform(rng)
        total += chance * 2.0 - 1.0
    return rng, total
