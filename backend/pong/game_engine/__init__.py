"""The rules of Pong: values in, values and events out (see step.py).

Knows no clock, no network, no chance but the match's own seed, and counts only with ``+ - * /`` and comparisons, so
that JavaScript gets the same bits. tests/architecture/test_engine_purity.py holds that.
"""

from pong.game_engine.events import Event, MatchWon, PaddleHit, PointScored, Served, WallBounce
from pong.game_engine.rules import Rules
from pong.game_engine.step import finish, freeze, new_match, next_serve, step
from pong.game_engine.values import (
    STOP,
    Aim,
    Ball,
    Finished,
    Hold,
    Inputs,
    Intent,
    Match,
    Paddle,
    Phase,
    Rally,
    Serving,
    Side,
)

__all__ = [
    "STOP",
    "Aim",
    "Ball",
    "Event",
    "Finished",
    "Hold",
    "Inputs",
    "Intent",
    "Match",
    "MatchWon",
    "Paddle",
    "PaddleHit",
    "Phase",
    "PointScored",
    "Rally",
    "Rules",
    "Served",
    "Serving",
    "Side",
    "WallBounce",
    "finish",
    "freeze",
    "new_match",
    "next_serve",
    "step",
]
