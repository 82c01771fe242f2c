"""Who in a room is told what, and when: the status, the seat, the public facts. Decides nothing."""

from __future__ import annotations

from pong.messages.wire import GameUpdate, JoinedAsPlayer, Status, StatusChange
from pong.rooms.audience import Audience
from pong.rooms.facts import RoomFacts
from pong.rooms.moves import Moves
from pong.rooms.ports import Member, SeatTokens
from pong.rooms.seats import Player


class Herald:
    """Tells the audience what is true, as soon as it is true, and only once."""

    def __init__(self, facts: RoomFacts, audience: Audience, moves: Moves, tokens: SeatTokens) -> None:
        self.state_due: float | None = None
        self._facts = facts
        self._audience = audience
        self._moves = moves
        self._tokens = tokens
        self._status_told = facts.status()
        self._claimable_told = False

    def assume(self, status: Status) -> None:
        """This is what everybody has been told already, by an owner of the room before us."""
        self._status_told = status

    def sync_status(self, now: float) -> None:
        """Announce the status if it is another one than before."""
        status = self._facts.status()
        if status != self._status_told and not self._facts.is_quiet(now):
            self._status_told = status
            self._audience.announce(StatusChange(status=status))
            self.touch(now)

    def catch_up(self, member: Member, now: float) -> None:
        """Tell a newcomer where things stand: the status (to all, if the newcomer has changed it) and the court."""
        status_told = self._status_told
        self.sync_status(now)
        if self._status_told == status_told:
            self._audience.tell(member, StatusChange(status=status_told))
        self._moves.tell_present(member)
        self._audience.tell_made(member, self._snapshot)

    def _snapshot(self) -> GameUpdate | None:
        play = self._facts.play
        return None if play is None else play.snapshot(epoch=self._facts.epoch, score=self._facts.score)

    def tell_seat(self, player: Player) -> None:
        """Tell a player which side is its own, and give it the token to come back with."""
        if player.member is None:
            return
        side = self._facts.seats.side_of(player)
        token = self._tokens.issue(self._facts.code, player.player_id)
        name = self._facts.name(side)
        seat = JoinedAsPlayer(player_num=side.value, room_code=self._facts.code, token=token, name=name)
        self._audience.tell(player.member, seat)

    def touch(self, now: float, delay_s: float = 0.0) -> None:
        """The public facts have changed: tell them, at the latest after ``delay_s``."""
        due = now + delay_s
        self.state_due = due if self.state_due is None else min(self.state_due, due)

    def tell_state_if_due(self, now: float) -> None:
        """Tell the extended tier the public facts, if they have changed."""
        if self._facts.is_quiet(now):
            return
        claimable = self._facts.claimable(now)
        if claimable != self._claimable_told:
            self.touch(now)
        if self.state_due is not None and now >= self.state_due:
            self.state_due = None
            self._claimable_told = claimable
            self._audience.announce_extended(self._facts.report(len(self._audience.observers), now))
