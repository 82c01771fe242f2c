"""The phases of a room's life. Each carries only what belongs to it."""

from __future__ import annotations

from dataclasses import dataclass

from pong.game_engine import Side
from pong.messages.wire import EndedBy


@dataclass(frozen=True, slots=True)
class Lobby:
    """No match yet: players take seats and say that they are ready."""


@dataclass(frozen=True, slots=True)
class Playing:
    """The match runs, its countdown included."""


@dataclass(frozen=True, slots=True)
class Paused:
    """A player's connection is gone; the match waits."""


@dataclass(frozen=True, slots=True)
class Over:
    """The match has been decided."""

    winner: Side
    ended_by: EndedBy


Phase = Lobby | Playing | Paused | Over
