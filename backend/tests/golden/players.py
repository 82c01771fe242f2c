"""Players for matches that tests play: what each wants, tick for tick. All of them are the same again for a seed."""

import random
from collections.abc import Callable, Iterable

from pong.bot import new_brain, think
from pong.game_engine import STOP, Aim, Hold, Intent, Match, Rules, Side
from pong.game_engine.generator import advanced, seeded
from pong.game_rules import RULES
from pong.messages.wire import BotLevel
from pong.replay import IntentAt, LogEntry

Player = Callable[[Match], Intent]


def bot(level: BotLevel, side: Side, seed: int, rules: Rules = RULES) -> Player:
    brain = new_brain(level, seed)

    def play(match: Match) -> Intent:
        nonlocal brain
        brain, intent = think(brain, match, side, rules)
        return intent

    return play


def pointer(offset: float) -> Player:
    """Follows the ball with a finger, ``offset`` off its centre, with a new position each sixth tick."""
    aim = Aim(50.0)

    def play(match: Match) -> Intent:
        nonlocal aim
        if match.tick % 6 == 0:
            aim = Aim(match.ball.y + offset)
        return aim

    return play


def nervous_keys(seed: int) -> Player:
    """Other keys every fifth of a second, without a look at the ball."""
    rng = seeded(seed)

    def play(match: Match) -> Intent:
        nonlocal rng
        if match.tick % 12 == 0:
            rng = advanced(rng)
        return Hold((rng >> 16) % 3 - 1)

    return play


def wild(seed: int) -> Player:
    """Keys and aims as no person has them: several in a row, far outside the court, with every bit of a fraction."""
    chance = random.Random(seed)
    intent: Intent = STOP

    def play(match: Match) -> Intent:
        nonlocal intent
        if chance.random() < 0.15:
            intent = _any_intent(chance, match.ball.y)
        return intent

    return play


def _any_intent(chance: random.Random, ball_y: float) -> Intent:
    return chance.choice(
        (
            Hold(chance.randint(-1, 1)),
            Aim(ball_y + chance.uniform(-9.0, 9.0)),
            Aim(chance.uniform(-20.0, 120.0)),
            Aim(chance.choice((0.0, 8.0, 92.0, 1e-310, 1e300, -1e300))),
        )
    )


def logged(log: Iterable[LogEntry], side: Side) -> Player:
    """Wants what the log says."""
    wishes = {entry.tick: entry.intent for entry in log if isinstance(entry, IntentAt) and entry.side is side}
    intent: Intent = STOP

    def play(match: Match) -> Intent:
        nonlocal intent
        intent = wishes.get(match.tick, intent)
        return intent

    return play
