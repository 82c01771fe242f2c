"""Who comes into a room and who goes, and what the match makes of it. Knows neither asyncio nor Django."""

from __future__ import annotations

import secrets
from typing import assert_never
from uuid import UUID

from pong.messages.codes import Close, Refusal
from pong.messages.wire import JoinedAsObserver
from pong.names import clean_name, default_name
from pong.rooms.audience import Audience
from pong.rooms.commands import CatchUp, Drop, Leave, Reattach, TakeSeat, Watch
from pong.rooms.course import Course
from pong.rooms.facts import RoomFacts
from pong.rooms.herald import Herald
from pong.rooms.phases import Over
from pong.rooms.ports import Member, RoomPorts, Standing
from pong.rooms.seats import Player
from pong.visitors import Visitor

OBSERVER_COUNT_DELAY_S = 0.25  # a crowd that arrives is counted a few times a second, not once a head


class Attendance:
    """The members of a room and their seats."""

    def __init__(self, facts: RoomFacts, audience: Audience, herald: Herald, course: Course, ports: RoomPorts) -> None:
        self._facts = facts
        self._seats = facts.seats
        self._audience = audience
        self._herald = herald
        self._course = course
        self._court = course.court
        self._ports = ports
        # Keeps the room open between create_room and join_game.
        self._creator: Member | None = None

    def expect(self, creator: Member) -> None:
        """Whoever has opened the room is about to join it."""
        self._creator = creator

    @property
    def deserted(self) -> bool:
        """Whether nobody is here."""
        return not len(self._audience) and self._creator is None

    def standing(self, member: Member) -> Standing | None:
        """What the member is in this room; None for somebody who has not joined it."""
        player = self._seats.by_member(member)
        if player is not None:
            return Standing(player.player_id, player.generation, player.intent)
        return Standing() if member in self._audience else None

    def player(self, member: Member) -> Player | None:
        """The member's player; or None, and the member is told."""
        player = self._seats.by_member(member)
        if player is None and member in self._audience:
            self._audience.refuse(member, Refusal.NOT_A_PLAYER, "Observers can only watch.")
        elif player is None:
            self._audience.refuse(member, Refusal.NOT_JOINED, "Join the game first.")
        return player

    def apply(self, command: TakeSeat | Reattach | Watch | Leave | Drop | CatchUp, now: float) -> None:
        """Do what a member wants, or tell it why not."""
        match command:
            case TakeSeat():
                self._take_seat(command, now)
            case Reattach():
                self._reattach(command, now)
            case Watch(member):
                self._watch(member, now)
            case Leave(member):
                self._leave(member, now)
            case Drop():
                self._drop(command, now)
            case CatchUp(member):
                self._catch_up(member, now)
            case unreachable:
                assert_never(unreachable)

    def rename(self, player: Player, wish: str, now: float) -> None:
        """Call the player otherwise: by its wish, or if that is no name as when it came without one."""
        beside = self._seats.at(self._seats.side_of(player).other)
        visitor = None if player.visitor_id is None else Visitor(player.visitor_id, None)
        player.name = clean_name(wish) or _own_name(visitor, beside=beside)
        self._facts.unsaved = True
        self._herald.touch(now)

    def _take_seat(self, wish: TakeSeat, now: float) -> None:
        member = wish.member
        if member.closed:
            return  # said before it was sent away
        if self._seats.by_member(member) is not None:
            self._audience.refuse(member, Refusal.ALREADY_JOINED, "You have a seat already.")
            return
        player = self._newcomer(wish) if wish.token is None else self._returning(wish, wish.token)
        if player is None:
            return
        if wish.token is not None:
            # Not below the epoch: an owner before us may have counted one more than it has written.
            player.generation = max(player.generation + 1, self._facts.epoch)
        self._sit(player, member, now)
        self._herald.tell_seat(player)
        self._arrived(member, now)

    def _watch(self, member: Member, now: float) -> None:
        if member.closed:
            return
        if member in self._audience:
            self._audience.refuse(member, Refusal.ALREADY_JOINED, "You are in this room already.")
            return
        self._audience.add_observer(member)
        self._release_creator(member)
        self._audience.tell(member, JoinedAsObserver(room_code=self._facts.code))
        self._herald.catch_up(member, now)
        if member.extended:
            self._audience.tell(member, self._facts.report(len(self._audience.observers), now))
        self._herald.touch(now, delay_s=OBSERVER_COUNT_DELAY_S)

    def _reattach(self, wish: Reattach, now: float) -> None:
        """A member as it was before the room moved: it knows its seat, and is only told where things stand."""
        member, standing = wish.member, wish.standing
        if member.closed or member in self._audience:
            return
        if standing.player_id is None:
            self._audience.add_observer(member)
            self._herald.catch_up(member, now)
            self._herald.touch(now, delay_s=OBSERVER_COUNT_DELAY_S)
            return
        player = self._seats.by_id(standing.player_id) or self._forgotten(standing.player_id)
        if player is None:
            self._audience.close(member, Close.MOVING)  # the seat is somebody else's by now: it has to ask anew
            return
        if standing.generation < player.generation + (player.member is not None):
            self._audience.close(member, Close.REPLACED)  # the same player has come in by another door since
            return
        player.generation = standing.generation
        self._sit(player, member, now)
        self._herald.tell_seat(player)  # it may have been another one, of which nothing was written
        player.wish(standing.intent)
        self._arrived(member, now)

    def _catch_up(self, member: Member, now: float) -> None:
        """Tell a member that has missed something everything that it may have missed."""
        standing = self.standing(member)
        if standing is None:
            self._audience.remove(member)  # it has left, and has not heard so
            return
        self._audience.admit(member, standing)
        player = self._seats.by_member(member)
        if player is not None:
            self._herald.tell_seat(player)
        else:
            self._audience.tell(member, JoinedAsObserver(room_code=self._facts.code))
        self._herald.catch_up(member, now)
        self._court.tell_result(member)
        if member.extended:
            self._audience.tell(member, self._facts.report(len(self._audience.observers), now))

    def _leave(self, member: Member, now: float) -> None:
        if member not in self._audience:
            self._audience.refuse(member, Refusal.NOT_JOINED, "You are not in this room.")
            return
        player = self._depart(member, now)
        if player is None:
            return
        if self._facts.in_match:
            self._course.end(self._seats.side_of(player).other, "forfeit")
        self._stop_waiting_for_rematch(player)
        self._seats.vacate(player)
        self._facts.unsaved = True

    def _drop(self, dropped: Drop, now: float) -> None:
        member = dropped.member
        self._release_creator(member)
        if member not in self._audience:
            return
        player = self._depart(member, now)
        if player is None:
            return
        player.let_go()
        if self._facts.in_match:
            player.start_absence(now)
            self._course.pause(now, planned=dropped.moving)
        self._stop_waiting_for_rematch(player)

    def _newcomer(self, wish: TakeSeat) -> Player | None:
        side = self._seats.free_seat(absent_keep_theirs=self._facts.in_match)
        if side is None:
            self._audience.refuse(wish.member, Refusal.ROOM_FULL, "Both seats are taken; you can watch as an observer.")
            return None
        name = clean_name(wish.name) or _own_name(wish.visitor, beside=self._seats.at(side.other))
        player = Player(player_id=secrets.token_urlsafe(9), name=name, visitor_id=_id_of(wish.visitor))
        self._seats.sit(side, player)
        if isinstance(self._facts.phase, Over):
            self._course.open_lobby()
        return player

    def _returning(self, wish: TakeSeat, token: str) -> Player | None:
        player_id = self._ports.house.tokens.player_id(self._facts.code, token)
        player = None if player_id is None else self._seats.by_id(player_id) or self._forgotten(player_id)
        if player is None:
            self._audience.refuse(wish.member, Refusal.BAD_TOKEN, "This seat is not yours any more.")
            self._audience.close(wish.member, Close.BAD_TOKEN)
            return None
        player.name = clean_name(wish.name) or player.name
        player.visitor_id = _id_of(wish.visitor) or player.visitor_id
        return player

    def _forgotten(self, player_id: str) -> Player | None:
        """A player that the owner before us had seated a moment before it died, too late to write it down.

        Only a room that has just been taken over forgets; in any other one an unknown player has given its seat up.
        """
        side = self._seats.free_seat(absent_keep_theirs=True) if self._facts.forgetful else None
        if side is None:
            return None
        player = Player(player_id=player_id, name=None)
        self._seats.sit(side, player)
        return player

    def _sit(self, player: Player, member: Member, now: float) -> None:
        if player.member is not None:
            self._audience.remove(player.member)
            self._audience.close(player.member, Close.REPLACED)
            player.let_go()
        player.member = member
        self._court.forget_ticks(player)
        player.end_absence(now)
        self._audience.add_player(member, Standing(player.player_id, player.generation))
        self._release_creator(member)
        self._facts.unsaved = True

    def _arrived(self, member: Member, now: float) -> None:
        self._course.go_on_if_complete(now)
        self._herald.catch_up(member, now)
        self._herald.touch(now)

    def _stop_waiting_for_rematch(self, gone: Player) -> None:
        """Whoever has asked ``gone`` for another match waits for an opponent instead."""
        other = self._seats.opponent_of(gone)
        if isinstance(self._facts.phase, Over) and other is not None and other.wants_rematch:
            self._course.open_lobby()

    def _release_creator(self, member: Member) -> None:
        """From now on the creator counts like anybody else, or is gone."""
        if member is self._creator:
            self._creator = None

    def _depart(self, member: Member, now: float) -> Player | None:
        """The member hears no more from here. Returns its player, if it has one."""
        player = self._seats.by_member(member)
        self._audience.remove(member)
        self._herald.touch(now, delay_s=OBSERVER_COUNT_DELAY_S if player is None else 0.0)
        self._facts.unsaved = self._facts.unsaved or player is not None
        return player


def _id_of(visitor: Visitor | None) -> UUID | None:
    return None if visitor is None else visitor.id


def _own_name(visitor: Visitor | None, *, beside: Player | None) -> str | None:
    """What to call a visitor who has said no name. Two windows of one browser are one visitor, and get two names."""
    if visitor is None:
        return None
    spare = default_name(visitor.id)
    names = (visitor.name, spare, f"{spare} 2")
    return next(name for name in names if beside is None or name != beside.name)
