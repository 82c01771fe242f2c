"""What members want of a room: one frozen value a wish, put into the room's inbox by sessions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from pong.game_engine import Intent
from pong.messages.wire import Phrase
from pong.rooms.ports import Member, Standing
from pong.visitors import Visitor


@dataclass(frozen=True, slots=True)
class TakeSeat:
    """A seat: a free one, or with ``token`` one's own. ``visitor`` is who asks, if the socket has said so."""

    member: Member
    name: str | None
    token: str | None
    visitor: Visitor | None = None


@dataclass(frozen=True, slots=True)
class Reattach:
    """A member comes along with a room that has moved, as what it was there."""

    member: Member
    standing: Standing


@dataclass(frozen=True, slots=True)
class Watch:
    member: Member


@dataclass(frozen=True, slots=True)
class Ready:
    member: Member


@dataclass(frozen=True, slots=True)
class Steer:
    """Want ``intent`` from ``tick`` on, as the ``seq``-th wish of this connection; without a tick, from now on."""

    member: Member
    intent: Intent
    tick: int | None = None
    seq: int = 0


@dataclass(frozen=True, slots=True)
class Heard:
    """All that the member wants in the ticks before ``own_tick`` has been said."""

    member: Member
    own_tick: int


@dataclass(frozen=True, slots=True)
class WantRematch:
    member: Member


@dataclass(frozen=True, slots=True)
class ClaimWin:
    member: Member


@dataclass(frozen=True, slots=True)
class Pause:
    """The player wants the match to wait, for as long as its budget lasts."""

    member: Member


@dataclass(frozen=True, slots=True)
class Resume:
    """The player is ready to go on."""

    member: Member


@dataclass(frozen=True, slots=True)
class Say:
    """The player says one of the phrases that there are."""

    member: Member
    phrase: Phrase


@dataclass(frozen=True, slots=True)
class Rename:
    """The player wants to be called otherwise."""

    member: Member
    name: str


@dataclass(frozen=True, slots=True)
class Leave:
    """The member goes for good: the seat is given up."""

    member: Member


@dataclass(frozen=True, slots=True)
class Drop:
    """The member's connection is gone; the player may come back.

    ``moving``: its server has closed it to move, so that it will be back in a moment.
    """

    member: Member
    moving: bool = False


@dataclass(frozen=True, slots=True)
class CatchUp:
    """The member has missed some of what the room has said: tell it all anew."""

    member: Member


@dataclass(frozen=True, slots=True)
class WithReceipt:
    """A command whose sender wants to know when it can be lost no more."""

    command: Command
    receipt: Callable[[], None]

    @property
    def member(self) -> Member:
        return self.command.member


_Coming = TakeSeat | Reattach | Watch | Leave | Drop | CatchUp
_Playing = Ready | Steer | Heard | WantRematch | ClaimWin | Pause | Resume | Say | Rename
Command = _Coming | _Playing | WithReceipt
