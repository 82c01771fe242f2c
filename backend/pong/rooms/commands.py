"""What members want of a room: one frozen value a wish, put into the room's inbox by sessions."""

from __future__ import annotations

from dataclasses import dataclass

from pong.game_engine import Intent
from pong.rooms.ports import Member


@dataclass(frozen=True, slots=True)
class TakeSeat:
    """A seat: a free one, or with ``token`` one's own."""

    member: Member
    name: str | None
    token: str | None


@dataclass(frozen=True, slots=True)
class Watch:
    member: Member


@dataclass(frozen=True, slots=True)
class Ready:
    member: Member


@dataclass(frozen=True, slots=True)
class Steer:
    member: Member
    intent: Intent


@dataclass(frozen=True, slots=True)
class WantRematch:
    member: Member


@dataclass(frozen=True, slots=True)
class ClaimWin:
    member: Member


@dataclass(frozen=True, slots=True)
class Leave:
    """The member goes for good: the seat is given up."""

    member: Member


@dataclass(frozen=True, slots=True)
class Drop:
    """The member's connection is gone; the player may come back."""

    member: Member


Command = TakeSeat | Watch | Ready | Steer | WantRematch | ClaimWin | Leave | Drop
