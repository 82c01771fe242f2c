"""What can happen during one step. Knows values only."""

from __future__ import annotations

from dataclasses import dataclass

from pong.game_engine.values import Side


@dataclass(frozen=True, slots=True)
class Served:
    """The ball has left the centre ``toward`` that side."""

    toward: Side


@dataclass(frozen=True, slots=True)
class WallBounce:
    """The ball has turned at the wall whose contact line is ``y``."""

    y: float


@dataclass(frozen=True, slots=True)
class PaddleHit:
    """The paddle of ``side`` has returned the ball at height ``y``; ``hits`` counts the rally, this one included."""

    side: Side
    y: float
    hits: int


@dataclass(frozen=True, slots=True)
class PointScored:
    """``side`` has scored: the ball went out across the other side's goal line at height ``y``."""

    side: Side
    y: float


@dataclass(frozen=True, slots=True)
class MatchWon:
    """``side`` has reached the points limit. A match ended by ``finish`` tells nobody: its caller knows."""

    side: Side


Event = Served | WallBounce | PaddleHit | PointScored | MatchWon
