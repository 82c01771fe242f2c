"""A match on the court: each tick played, decided, written down and shown. How matches begin and pause is the course's.

A point is told only when it is written down, so that no later owner of the room can know less than the players do.
Until then frames go on with the score that everybody knows (the ball rests anyway, for the second before its serve),
and what must not be lost is held back.
"""

from __future__ import annotations

import logging
import math
from dataclasses import replace

from pong.bot import think
from pong.game_engine import Side
from pong.messages.wire import EndedBy, GameOver
from pong.rooms.audience import Audience
from pong.rooms.commands import Steer
from pong.rooms.facts import RoomFacts
from pong.rooms.herald import Herald
from pong.rooms.moves import Moves
from pong.rooms.phases import Over, Playing
from pong.rooms.play import Play
from pong.rooms.ports import MatchResult, Member, RoomPorts
from pong.rooms.scribe import Scribe
from pong.rooms.seats import Player

log = logging.getLogger(__name__)

SLACK_TICKS = 30  # players hear so often how early their inputs come


class Court:
    """Where the room's match is played."""

    def __init__(self, facts: RoomFacts, audience: Audience, herald: Herald, moves: Moves, ports: RoomPorts) -> None:
        self._facts = facts
        self._seats = facts.seats
        self._audience = audience
        self._herald = herald
        self._moves = moves
        self._house = ports.house
        self.scribe = Scribe(facts, audience, ports)
        self._now = 0.0  # of the last tick
        self._result: MatchResult | None = None  # of the last match that ended here

    @property
    def ticking(self) -> bool:
        """Whether a match runs, so that ``tick`` wants to be called."""
        facts = self._facts
        if facts.suspended or not isinstance(facts.phase, Playing):
            return False
        return not self._audience.is_held or not self._would_need_the_point

    @property
    def rest_s(self) -> float:
        """For how long the room could stand still without anybody noticing: no ball is in play, no point unwritten."""
        if self._audience.is_held:
            return 0.0
        if not isinstance(self._facts.phase, Playing):
            return math.inf
        if self._play.flow.undecided:
            return 0.0
        return self._play.rest_ticks / self._house.rules.ticks_per_second

    def begin(self) -> None:
        """The match is a new one."""
        self._know_score()
        self.go_on()
        # Awaited: an owner after us must not tell the end of the last match to people who play the next one already.
        self.scribe.write(new_match=True, awaited=True)

    def go_on(self, *, rest_ticks: int = 0) -> None:
        """It runs from now on, after a rest of the ball: what is held is wanted, and all hear where everything is."""
        self._play.hold_ball(rest_ticks)
        for side, player in self._seats:
            self._play.flow.steer(side, player.intent)
        self._moves.lose_place()

    def end(self, winner: Side, ended_by: EndedBy) -> None:
        """It is over before its last point."""
        self._play.finish(winner)
        self._conclude(winner, ended_by)
        self._tell_end(winner)

    def tick(self, now: float) -> None:
        """Play one tick of the match and show it to everybody."""
        play, self._now = self._play, now
        self._herald.sync_status(now)
        self._moves.place(play)
        self._steer_players(play)
        self._moves.tell_serve(play)
        play.advance()
        self._moves.tell_edges(play)
        winner = self._decide()
        self._show()
        if winner is not None:
            self._tell_end(winner)
            self._herald.sync_status(now)

    def steer(self, player: Player, wish: Steer) -> None:
        """Do what a player wants, as soon as it can be, or from the tick on that it is for."""
        if wish.tick is None:
            player.wish(wish.intent)
            return
        player.stamps = True
        player.wished.clear()
        is_new = True
        if isinstance(self._facts.phase, Playing):
            side = self._seats.side_of(player)
            is_new = self._play.flow.steer_at(side, wish.intent, tick=wish.tick, seq=wish.seq)
        if is_new:
            player.intent = wish.intent

    def heard(self, player: Player, own_tick: int) -> None:
        """All that a player wants in the ticks before ``own_tick`` is known."""
        player.stamps = True
        if isinstance(self._facts.phase, Playing):
            self._play.flow.heard(self._seats.side_of(player), own_tick)

    def forget_ticks(self, player: Player) -> None:
        """Another connection speaks for the player from now on, with a clock of its own."""
        if self._facts.play is not None:
            self._facts.play.flow.unstamped(self._seats.side_of(player))

    def make_final(self) -> None:
        """No input can come any more that would change what has happened."""
        if isinstance(self._facts.phase, Playing):
            winner = self._decide(final=True)
            if winner is not None:
                self._show()
                self._tell_end(winner)

    def tell_result(self, member: Member) -> None:
        """Tell one member how the match has ended, if it has."""
        if isinstance(self._facts.phase, Over):
            self._audience.tell(member, self._game_over(self._facts.phase.winner))

    def restored(self) -> None:
        """The facts come from a record: what it knows of the score, everybody knows."""
        if self._facts.play is not None:
            self._know_score()

    def save(self) -> None:
        """Write down what has changed, if anything has."""
        if self._facts.unsaved and self._is_undecided:
            return  # within a few ticks it will be
        if self._facts.unsaved:
            self.scribe.write()
        self.scribe.confirm()

    def record(self, *, moved: bool = False) -> bytes:
        """The whole room but for its committed points, as `restored` takes it up."""
        if self._is_undecided:
            self.make_final()
        return self.scribe.record(moved=moved)

    @property
    def _play(self) -> Play:
        play = self._facts.play
        assert play is not None
        return play

    @property
    def _is_undecided(self) -> bool:
        """Whether the match is ahead of what has been decided, so that it must not be written down as it is."""
        return isinstance(self._facts.phase, Playing) and self._play.flow.undecided

    @property
    def _would_need_the_point(self) -> bool:
        """Whether the match cannot go on before what is unwritten is known."""
        return self._play.serves_now or self._play.match.tick == 0

    def _know_score(self) -> None:
        match = self._play.match
        self.scribe.known_score = self._facts.score = (match.left_score, match.right_score)

    def _steer_players(self, play: Play) -> None:
        """What bots want, and players who do not say for which tick."""
        for side, player in self._seats:
            if player.brain is not None:
                player.brain, intent = think(player.brain, play.match, side, self._house.rules)
                play.flow.steer(side, intent)
            elif player.wished or not player.stamps:
                play.flow.steer(side, player.next_intent())

    def _decide(self, *, final: bool = False) -> Side | None:
        """Tell and write down what is decided. Returns who has won the match by it."""
        winner = None
        while (moment := self._play.next_contact(final=final)) is not None:
            self._moves.tell_contact(moment)
            if moment.point is None:
                continue
            self._facts.score = (moment.after.left_score, moment.after.right_score)
            winner = moment.winner
            if winner is None:
                self.scribe.write(point=self._play.take_point(), awaited=True)
                self._herald.touch(self._now)
            else:
                self._conclude(winner, "points")
            self._moves.tell_goal(moment)
        return winner

    def _conclude(self, winner: Side, ended_by: EndedBy) -> None:
        """The match is decided: write it down. Nobody has been told yet."""
        play = self._play
        self._facts.phase = Over(winner, ended_by)
        point = play.take_point() if ended_by == "points" else None
        result = play.result(
            room_code=self._facts.code,
            names=(self._facts.name(Side.LEFT), self._facts.name(Side.RIGHT)),
            winner=winner,
            ended_by=ended_by,
            rules_sha256=self._house.rules_sha256,
        )
        p1_visitor, p2_visitor = self._facts.visitor_ids()
        result = replace(result, p1_visitor=p1_visitor, p2_visitor=p2_visitor)
        self._result = result
        for side, line in play.flow.lines.items():
            if line.stamped:
                # Against lag switches: whoever is late only when it helps shows here.
                late = (line.stamped, line.late, line.clipped)
                log.info("room %s, player %d: %d stamped wishes, %d late, %d too late", self._facts.code, side, *late)
        self.scribe.write(point=point, result=result, awaited=True)

    def _tell_end(self, winner: Side) -> None:
        self._audience.announce(self._game_over(winner))
        if self._result is not None:
            self._moves.tell_record(self._play, self._result)

    def _game_over(self, winner: Side) -> GameOver:
        score = self._play.match
        return GameOver(winner=winner.value, p1_score=score.left_score, p2_score=score.right_score)

    def _show(self) -> None:
        held = self._audience.is_held
        if held and isinstance(self._facts.phase, Over):
            # No tick follows that would show the last score: this one's frame waits for it.
            self.scribe.owed = self._play.snapshot(epoch=self._facts.epoch)
            return
        score = self.scribe.known_score if held else self._facts.score
        play = self._play
        slack = play.flow.take_slack() if play.flow.clock % SLACK_TICKS == 0 else None
        is_over = isinstance(self._facts.phase, Over)
        self._audience.show(play.snapshot(epoch=self._facts.epoch, score=score, slack=slack), to_all=is_over)
