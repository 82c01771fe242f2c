"""The state of a match, as values. A step makes a new one of them; nothing here ever changes.

Both axes of the court run 0..100, y grows downwards; speeds are units per second, times are ticks.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum


class Side(IntEnum):
    """A side of the court; the value is the player's number."""

    LEFT = 1
    RIGHT = 2

    @property
    def other(self) -> Side:
        """The side across the court."""
        return Side.RIGHT if self is Side.LEFT else Side.LEFT


@dataclass(frozen=True, slots=True)
class Hold:
    """Move at full speed until the next intent: -1 is up (towards y = 0), 0 is still, 1 is down."""

    direction: int


@dataclass(frozen=True, slots=True)
class Aim:
    """Move towards ``y`` (finite; clamped to where a paddle can be) at full speed and stop exactly there."""

    y: float


Intent = Hold | Aim
STOP = Hold(0)


@dataclass(frozen=True, slots=True)
class Inputs:
    """What both players want during one tick."""

    left: Intent
    right: Intent


@dataclass(frozen=True, slots=True)
class Paddle:
    """A paddle; ``y`` is its centre."""

    y: float


@dataclass(frozen=True, slots=True)
class Ball:
    """The ball; ``x`` and ``y`` are its centre.

    ``speed`` is measured in x-units per second along the flight, so ``vy`` is in y-units, of which 1.6 make the
    same way on the screen as one x-unit. A ball that waits for its serve has ``vx == vy == 0``.
    """

    x: float
    y: float
    vx: float
    vy: float
    speed: float


@dataclass(frozen=True, slots=True)
class Serving:
    """The ball rests in the centre for ``ticks_left`` more ticks, then flies ``toward`` that side."""

    ticks_left: int
    toward: Side


@dataclass(frozen=True, slots=True)
class Rally:
    """The ball is in play; paddles have hit it ``hits`` times since the serve."""

    hits: int


@dataclass(frozen=True, slots=True)
class Finished:
    """Somebody has won."""

    winner: Side


Phase = Serving | Rally | Finished


@dataclass(frozen=True, slots=True)
class Match:
    """The whole state of a match after ``tick`` steps.

    ``rng`` is the state of the match's own generator (uint32, never 0). While ``freeze_ticks`` is above 0 the ball
    and the serve timer stand still; paddles move.
    """

    tick: int
    rng: int
    freeze_ticks: int
    points_limit: int
    left: Paddle
    right: Paddle
    ball: Ball
    phase: Phase
    left_score: int
    right_score: int

    def paddle(self, side: Side) -> Paddle:
        """The paddle of ``side``."""
        return self.left if side is Side.LEFT else self.right

    def score(self, side: Side) -> int:
        """The points of ``side``."""
        return self.left_score if side is Side.LEFT else self.right_score
