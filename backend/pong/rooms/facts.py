"""What is true of a room, and what follows from it. No rule is applied and nobody is told anything in here."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import assert_never
from uuid import UUID

from pong.game_engine import Side
from pong.messages.wire import CreateRoom, PlayerState, RoomState, Status
from pong.rooms.phases import Lobby, Over, Paused, Phase, Playing
from pong.rooms.play import Play
from pong.rooms.seats import Player, Seats


@dataclass(slots=True)
class RoomFacts:
    """The state of one room. ``now`` is always seconds of a monotonic clock."""

    code: str
    options: CreateRoom
    seats: Seats = field(default_factory=Seats)
    phase: Phase = field(default_factory=Lobby)
    play: Play | None = None
    match_number: int = 0
    # What has been decided: the match itself may be a few ticks ahead of that.
    score: tuple[int, int] = (0, 0)
    # Grows whenever another process takes the room over; what is older than the newest one is not to be believed.
    epoch: int = 0
    # This process may not play on, because others may believe that it is dead (see loop.py).
    suspended: bool = False
    # Something has changed that has to be written down.
    unsaved: bool = False
    # Of a match that has just been taken over, or of a player whose server moves: nobody is told until then.
    quiet_until: float = 0.0
    # The room has just been taken over from a process that may not have written down the last thing it did.
    forgetful: bool = False
    # The pause that has just begun is of our own making, and nobody needs a countdown after it.
    planned_pause: bool = False

    @property
    def in_match(self) -> bool:
        return isinstance(self.phase, Playing | Paused)

    def status(self) -> Status:
        """The phase in the words of the wire."""
        match self.phase:
            case Lobby():
                return "waiting_for_ready" if self.seats.both_present else "waiting_for_opponent"
            case Playing() if self.suspended:
                return "paused"
            case Playing():
                return "countdown" if self.play is not None and self.play.match.freeze_ticks else "playing"
            case Paused():
                return "paused"
            case Over():
                return "game_over"
            case unreachable:
                assert_never(unreachable)

    def is_quiet(self, now: float) -> bool:
        """Whether somebody is missing for so short, by a move of our own, that nobody has to know of it yet."""
        somebody_is_missing = isinstance(self.phase, Paused | Lobby) and not self.seats.both_present
        return now < self.quiet_until and somebody_is_missing

    def name(self, side: Side) -> str:
        """What to call the player on ``side``."""
        player = self.seats.at(side)
        return (player.name if player else None) or f"Player {side.value}"

    def visitor_ids(self) -> tuple[UUID | None, UUID | None]:
        """Who plays on the left and on the right, of those who have passes."""
        left, right = self.seats.at(Side.LEFT), self.seats.at(Side.RIGHT)
        return left.visitor_id if left else None, right.visitor_id if right else None

    def claimable(self, now: float) -> bool:
        """Whether a player who is here may claim the win over one whose time is used up."""
        if not isinstance(self.phase, Paused):
            return False
        return any(player.present for _, player in self.seats) and any(
            not player.present and player.absence_left_s(now) <= 0.0 for _, player in self.seats
        )

    def budget_ends_at(self, now: float) -> float | None:
        """When the next absent player's time will be used up."""
        if not isinstance(self.phase, Paused):
            return None
        waiting_for = (player for _, player in self.seats if player.pausing or not player.present)
        left = (player.absence_left_s(now) for player in waiting_for)
        return min((now + seconds for seconds in left if seconds > 0.0), default=None)

    def report(self, observers: int, now: float) -> RoomState:
        """All that the extended tier shows around the court."""
        over = self.phase if isinstance(self.phase, Over) else None
        return RoomState(
            room_code=self.code,
            status=self.status(),
            points_limit=self.options.points_limit,
            countdown=self.options.countdown,
            private=self.options.private,
            observers=observers,
            match_number=self.match_number,
            players=[self._report_player(side, player, now) for side, player in self.seats],
            winner=None if over is None else over.winner.value,
            ended_by=None if over is None else over.ended_by,
            can_claim=self.claimable(now),
            p1_score=0 if self.play is None else self.score[0],
            p2_score=0 if self.play is None else self.score[1],
            epoch=self.epoch,
        )

    def _report_player(self, side: Side, player: Player, now: float) -> PlayerState:
        return PlayerState(
            player_num=side.value,
            name=self.name(side),
            connected=player.present,
            ready=player.ready or player.brain is not None,
            wants_rematch=player.wants_rematch,
            is_bot=player.brain is not None,
            absence_left_ms=round(player.absence_left_s(now) * 1000),
            pausing=player.pausing,
        )
