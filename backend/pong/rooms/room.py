"""The life of one room: who may do what when, and who is told. Knows neither asyncio nor Django.

``waiting_for_opponent`` → ``waiting_for_ready`` → (``countdown``) → ``playing`` ⇄ ``paused`` → ``game_over`` →
rematch or closed. Whoever runs the room brings the time (seconds of a monotonic clock); see loop.py.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import assert_never

from pong.bot import BotBrain, new_brain, think
from pong.game_engine import STOP, Intent, MatchWon, PointScored, Rules, Side
from pong.messages.codes import Close, Refusal
from pong.messages.wire import CreateRoom, EndedBy, GameOver, JoinedAsObserver
from pong.rooms.audience import Audience
from pong.rooms.commands import ClaimWin, Command, Drop, Leave, Ready, Steer, TakeSeat, WantRematch, Watch
from pong.rooms.facts import RoomFacts
from pong.rooms.herald import Herald
from pong.rooms.names import clean_name
from pong.rooms.phases import Lobby, Over, Paused, Playing
from pong.rooms.play import Play
from pong.rooms.ports import Member, Relay, ResultSink, SeatTokens
from pong.rooms.seats import Player

EMPTY_ROOM_GRACE_S = 60.0  # both players may lose their connection at once, and both may come back
OBSERVER_COUNT_DELAY_S = 0.25  # a crowd that arrives is counted a few times a second, not once a head


@dataclass(frozen=True, slots=True)
class RoomPorts:
    """What a room needs from the world."""

    tokens: SeatTokens
    results: ResultSink
    relay: Relay
    rules: Rules
    rules_sha256: str
    new_seed: Callable[[], int]


class Room:
    """One place that hosts matches. Only its loop may call it."""

    def __init__(self, *, code: str, options: CreateRoom, ports: RoomPorts, creator: Member, now: float) -> None:
        self.code = code
        self.closed = False
        self._options = options
        self._ports = ports
        self._facts = RoomFacts(code, options)
        self._seats = self._facts.seats
        self._audience = Audience(code, ports.relay)
        self._herald = Herald(self._facts, self._audience, ports.tokens)
        self._empty_since: float | None = None
        # Keeps the room open between create_room and join_game.
        self._creator: Member | None = creator
        if options.opponent == "bot":
            self._seats.sit(Side.RIGHT, Player(player_id="bot", name=f"Bot · {options.bot_level}", brain=self._brain()))

    # What the loop asks

    @property
    def ticking(self) -> bool:
        """Whether a match runs, so that ``tick`` wants to be called."""
        return isinstance(self._facts.phase, Playing)

    def next_deadline(self, now: float) -> float | None:
        """When ``settle`` has something to do although nobody has said anything."""
        reaped_at = None if self._empty_since is None else self._empty_since + EMPTY_ROOM_GRACE_S
        deadlines = (self._herald.state_due, reaped_at, self._facts.budget_ends_at(now))
        return min((due for due in deadlines if due is not None), default=None)

    def apply(self, command: Command, now: float) -> None:
        """Do what a member wants, or tell it why not."""
        match command:
            case Steer(member, intent):
                self._steer(member, intent)
                return
            case TakeSeat():
                self._take_seat(command, now)
            case Watch(member):
                self._watch(member, now)
            case Ready(member):
                self._ready(member, now)
            case WantRematch(member):
                self._want_rematch(member, now)
            case ClaimWin(member):
                self._claim_win(member, now)
            case Leave(member):
                self._leave(member, now)
            case Drop(member):
                self._drop(member, now)
            case unreachable:
                assert_never(unreachable)
        self._herald.sync_status(now)

    def tick(self, now: float) -> None:
        """Play one tick of the match and show it to everybody."""
        play = self._facts.play
        assert play is not None
        self._herald.sync_status(now)
        events = play.advance(self._wanted(Side.LEFT, play), self._wanted(Side.RIGHT, play))
        self._audience.show(play.snapshot())
        for event in events:
            if isinstance(event, PointScored):
                self._herald.touch(now)
            elif isinstance(event, MatchWon):
                self._end(event.side, "points")
                self._herald.sync_status(now)

    def settle(self, now: float) -> None:
        """After some commands or a tick: tell what has changed, and see whether anybody is left."""
        self._herald.tell_state_if_due(now)
        self._reap(now)

    def close_if_deserted(self) -> None:
        """Somebody wants to open a room of this name, and whoever may still come back to this one is not here."""
        self.closed = self._deserted

    def dismiss(self, code: Close) -> None:
        """Close the room, and everybody's connection with it."""
        self.closed = True
        self._audience.dismiss(code)

    # Members come and go

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
        if player.member is not None:
            self._audience.remove(player.member)
            player.member.close(Close.REPLACED)
            player.let_go()
        player.member = member
        player.end_absence(now)
        self._audience.add_player(member)
        self._release_creator(member)
        self._herald.tell_seat(player)
        if isinstance(self._facts.phase, Paused) and self._seats.both_present:
            self._resume()
        self._herald.catch_up(member, now)
        self._herald.touch(now)

    def _newcomer(self, wish: TakeSeat) -> Player | None:
        side = self._seats.free_seat(absent_keep_theirs=self._facts.in_match)
        if side is None:
            self._audience.refuse(wish.member, Refusal.ROOM_FULL, "Both seats are taken; you can watch as an observer.")
            return None
        player = Player(player_id=secrets.token_urlsafe(9), name=clean_name(wish.name))
        self._seats.sit(side, player)
        if isinstance(self._facts.phase, Over):
            self._open_lobby()
        return player

    def _returning(self, wish: TakeSeat, token: str) -> Player | None:
        player_id = self._ports.tokens.player_id(self.code, token)
        player = None if player_id is None else self._seats.by_id(player_id)
        if player is None:
            self._audience.refuse(wish.member, Refusal.BAD_TOKEN, "This seat is not yours any more.")
            wish.member.close(Close.BAD_TOKEN)
            return None
        player.name = clean_name(wish.name) or player.name
        return player

    def _watch(self, member: Member, now: float) -> None:
        if member.closed:
            return
        if member in self._audience:
            self._audience.refuse(member, Refusal.ALREADY_JOINED, "You are in this room already.")
            return
        self._audience.add_observer(member)
        self._release_creator(member)
        self._audience.tell(member, JoinedAsObserver(room_code=self.code))
        self._herald.catch_up(member, now)
        if member.extended:
            self._audience.tell(member, self._facts.report(len(self._audience.observers), now))
        self._herald.touch(now, delay_s=OBSERVER_COUNT_DELAY_S)

    def _leave(self, member: Member, now: float) -> None:
        if member not in self._audience:
            self._audience.refuse(member, Refusal.NOT_JOINED, "You are not in this room.")
            return
        player = self._depart(member, now)
        if player is None:
            return
        if self._facts.in_match:
            self._end(self._seats.side_of(player).other, "forfeit")
        self._stop_waiting_for_rematch(player)
        self._seats.vacate(player)

    def _drop(self, member: Member, now: float) -> None:
        self._release_creator(member)
        if member not in self._audience:
            return
        player = self._depart(member, now)
        if player is None:
            return
        player.let_go()
        if self._facts.in_match:
            player.start_absence(now)
            self._facts.phase = Paused()
        self._stop_waiting_for_rematch(player)

    def _stop_waiting_for_rematch(self, gone: Player) -> None:
        """Whoever has asked ``gone`` for another match waits for an opponent instead."""
        other = self._seats.opponent_of(gone)
        if isinstance(self._facts.phase, Over) and other is not None and other.wants_rematch:
            self._open_lobby()

    def _release_creator(self, member: Member) -> None:
        """From now on the creator counts like anybody else, or is gone."""
        if member is self._creator:
            self._creator = None

    def _depart(self, member: Member, now: float) -> Player | None:
        """The member hears no more from here. Returns its player, if it has one."""
        player = self._seats.by_member(member)
        self._audience.remove(member)
        self._herald.touch(now, delay_s=OBSERVER_COUNT_DELAY_S if player is None else 0.0)
        return player

    # What players want

    def _steer(self, member: Member, intent: Intent) -> None:
        if player := self._player(member):
            player.wish(intent)

    def _ready(self, member: Member, now: float) -> None:
        player = self._player(member)
        if player is None or not isinstance(self._facts.phase, Lobby):
            return  # said too late or twice: it is true all the same
        player.ready = True
        self._herald.touch(now)
        self._start_if_ready()

    def _want_rematch(self, member: Member, now: float) -> None:
        player = self._player(member)
        if player is None:
            return
        if not isinstance(self._facts.phase, Over):
            self._audience.refuse(member, Refusal.WRONG_PHASE, "There is no finished match to repeat.")
            return
        player.wants_rematch = True
        self._herald.touch(now)
        other = self._seats.opponent_of(player)
        if other is None or not other.present:
            self._open_lobby()
        elif other.wants_rematch or other.brain is not None:
            self._rematch(now)

    def _claim_win(self, member: Member, now: float) -> None:
        player = self._player(member)
        if player is None:
            return
        if not self._facts.claimable(now):
            self._audience.refuse(member, Refusal.WRONG_PHASE, "Your opponent still has time to come back.")
            return
        self._end(self._seats.side_of(player), "claim")

    def _player(self, member: Member) -> Player | None:
        """The member's player; or None, and the member is told."""
        player = self._seats.by_member(member)
        if player is None and member in self._audience:
            self._audience.refuse(member, Refusal.NOT_A_PLAYER, "Observers can only watch.")
        elif player is None:
            self._audience.refuse(member, Refusal.NOT_JOINED, "Join the game first.")
        return player

    # The course of a match

    def _start_if_ready(self) -> None:
        if self._seats.both_present and all(player.ready or player.brain for _, player in self._seats):
            self._start()

    def _start(self) -> None:
        for _, player in self._seats:
            player.fresh_for_match()
            if player.brain is not None:
                player.brain = self._brain()
        self._facts.match_number += 1
        self._facts.play = Play(
            seed=self._ports.new_seed(),
            points_limit=self._options.points_limit,
            freeze_ticks=self._countdown_ticks,
            rules=self._ports.rules,
        )
        self._facts.phase = Playing()

    def _resume(self) -> None:
        assert self._facts.play is not None
        self._facts.play.hold_ball(self._countdown_ticks)
        self._facts.phase = Playing()

    def _end(self, winner: Side, ended_by: EndedBy) -> None:
        play = self._facts.play
        assert play is not None
        if ended_by != "points":
            play.finish(winner)
        self._facts.phase = Over(winner, ended_by)
        score = play.match
        self._audience.announce(GameOver(winner=winner.value, p1_score=score.left_score, p2_score=score.right_score))
        result = play.result(
            room_code=self.code,
            names=(self._facts.name(Side.LEFT), self._facts.name(Side.RIGHT)),
            winner=winner,
            ended_by=ended_by,
            rules_sha256=self._ports.rules_sha256,
        )
        self._ports.results.match_finished(result)

    def _rematch(self, now: float) -> None:
        """Both want it: they change sides, pass through the lobby, and need not say again that they are ready."""
        self._seats.swap()
        self._open_lobby()
        for _, player in self._seats:
            self._herald.tell_seat(player)
        self._herald.sync_status(now)
        self._start_if_ready()

    def _open_lobby(self) -> None:
        """Back to before a match. Whoever has asked for another one is ready for it."""
        self._facts.phase = Lobby()
        self._facts.play = None
        for _, player in self._seats:
            player.ready, player.wants_rematch = player.wants_rematch, False

    def _wanted(self, side: Side, play: Play) -> Intent:
        player = self._seats.at(side)
        if player is None:
            return STOP
        if player.brain is None:
            return player.next_intent()
        player.brain, intent = think(player.brain, play.match, side, self._ports.rules)
        return intent

    @property
    def _countdown_ticks(self) -> int:
        return self._options.countdown * self._ports.rules.ticks_per_second

    def _brain(self) -> BotBrain:
        return new_brain(self._options.bot_level, self._ports.new_seed())

    # The end

    @property
    def _deserted(self) -> bool:
        return not len(self._audience) and self._creator is None

    def _reap(self, now: float) -> None:
        """Close the room when nobody is left: at once if nobody can come back, else after a while."""
        if not self._deserted:
            self._empty_since = None
            return
        if self._empty_since is None:
            self._empty_since = now
        awaited = any(player.brain is None for _, player in self._seats)
        # The same sum as in next_deadline: a difference may round to just below, and the loop would spin meanwhile.
        if not awaited or now >= self._empty_since + EMPTY_ROOM_GRACE_S:
            self.closed = True
