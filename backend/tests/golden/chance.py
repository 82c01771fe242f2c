"""Matches by chance, the same ones for the same seed: who plays, for how long, what interrupts, by which numbers.

Most are short, since the chain of checksums tells the first wrong bit as well as the thousandth; some are played to
their end. Some have other numbers than the game: balls that meet several lines a tick or end one on a line, paddles
that cannot miss.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, get_args

from pong.game_engine import Rules, Side
from pong.game_rules import RULES
from pong.messages.wire import BotLevel
from pong.replay import FinishAt, FreezeAt
from tests.golden.play import Interruption, Start
from tests.golden.players import Player, bot, nervous_keys, pointer, wild

Bots = dict[str, tuple[BotLevel, int]]
Changes = dict[str, Any]

_FEW = (0, 0, 0, 1, 2, 4)
_RARELY = (0, 0, 0, 0, 1)


@dataclass(frozen=True)
class Setup:
    """All that a match needs; ``bots`` are those of the two players that are bots, by the number of their side."""

    start: Start
    left: Player
    right: Player
    interruptions: list[Interruption]
    changes: Changes
    bots: Bots


def setups(seed: int) -> Iterator[Setup]:
    """Endlessly many."""
    number = 0
    while True:
        number += 1
        yield _setup(random.Random(f"{seed}/{number}"))


def _setup(chance: random.Random) -> Setup:
    changes = _changes(chance) if chance.random() < 0.15 else {}
    rules = replace(RULES, **changes)
    longest = 12_000 if not changes and chance.random() < 0.01 else chance.choice((1, 59, 60, 61, *range(100, 900, 50)))
    start = Start(_seed(chance), chance.randint(1, 7), chance.choice((0, 0, 0, 1, 90, 180)), longest, rules)
    bots: Bots = {}
    left, right = (_player(chance, side, rules, bots) for side in Side)
    return Setup(start, left, right, _interruptions(chance, longest), changes, bots)


def _seed(chance: random.Random) -> int:
    return chance.choice((0, 1, 0x9E3779B9, 2**31, 2**32 - 1)) if chance.random() < 0.05 else chance.getrandbits(32)


def _player(chance: random.Random, side: Side, rules: Rules, bots: Bots) -> Player:
    """One of the players; a bot is noted in ``bots``."""
    seed = chance.getrandbits(32)
    kind = chance.choice(("bot", "bot", "pointer", "nervous", "wild"))
    if kind == "bot":
        level = chance.choice(get_args(BotLevel))
        bots[str(int(side))] = (level, seed)
        return bot(level, side, seed, rules)
    if kind == "pointer":
        return pointer(chance.uniform(-10.0, 10.0))
    return nervous_keys(seed) if kind == "nervous" else wild(seed)


def _interruptions(chance: random.Random, longest: int) -> list[Interruption]:
    """Freezes, also one on top of another or of nothing left to wait, and now and then an early end."""
    freezes = (FreezeAt(chance.randrange(longest), chance.choice((0, 1, 30, 180))) for _ in range(chance.choice(_FEW)))
    ends = (FinishAt(chance.randrange(longest), chance.choice(list(Side))) for _ in range(chance.choice(_RARELY)))
    return sorted((*freezes, *ends), key=lambda interruption: interruption.tick)


def _changes(chance: random.Random) -> Changes:
    """Some numbers of another game."""
    if chance.random() < 0.3:
        return _level_serves(chance)
    others = {
        "ticks_per_second": chance.randint(20, 144),
        "x_unit_in_y_units": chance.uniform(0.5, 3.0),
        "paddle_height": chance.choice((chance.uniform(1.0, 40.0), 100.0)),
        "paddle_speed": chance.uniform(10.0, 2000.0),
        "ball_size": chance.uniform(0.1, 9.0),
        "serve_speed": chance.choice((chance.uniform(10.0, 200.0), chance.uniform(5000.0, 50_000.0))),
        "speed_up_per_hit": chance.uniform(1.0, 2.0),
        "max_speed": chance.uniform(100.0, 60_000.0),
        "serve_ticks": chance.randint(0, 20),
        "max_contacts_per_tick": chance.randint(1, 9),
    }
    return {name: others[name] for name in chance.sample(sorted(others), chance.randint(1, len(others)))}


def _level_serves(chance: random.Random) -> Changes:
    """Serves that reach the paddle's plane just at the end of a tick, or a hair off it."""
    ticks = chance.randint(1, 40)
    speed = (RULES.right_plane - RULES.court_width / 2.0) * RULES.ticks_per_second / ticks
    horizontal = len(RULES.directions) // 2
    return {"serve_directions": [horizontal] * 8, "serve_speed": speed, "max_speed": 2.0 * speed}
